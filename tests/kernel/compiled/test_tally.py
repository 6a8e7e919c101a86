"""The compiled count of a block is the plain one."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.kernel.compiled.tally import count_compiled
from engraft.kernel.kept import count_plainly


@pytest.mark.parametrize("shape", [(3, 7, 2), (1, 1, 1), (0, 5, 2), (4, 0, 2), (2, 300, 5)])
def test_counts_are_added_to_what_was_there(shape):
    times, _, outputs = shape
    noted = np.random.default_rng(1).integers(0, 11, shape).astype(np.uint16)
    plain = np.arange(times * outputs * 11, dtype=np.uint32).reshape(times, outputs, 11)
    compiled = plain.copy()
    before = plain.sum()
    count_plainly(noted, plain)
    count_compiled(noted, compiled)
    np.testing.assert_array_equal(compiled, plain)
    assert plain.sum() == before + noted.size
