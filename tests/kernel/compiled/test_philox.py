"""Random numbers of the compiled loop are those of the streams, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from llvmlite import ir

from engraft.kernel import streams
from engraft.kernel.compiled.philox import uniform
from engraft.kernel.compiled.vectors import WORD


@pytest.mark.parametrize(("lanes", "seed"), [(1, 0), (4, 7), (8, 2**40), (16, 3)])
def test_uniforms_have_the_bits_of_the_streams(looped, lanes, seed):
    rng = np.random.default_rng(seed)
    persons = np.append(np.arange(200), rng.integers(0, 2**63 - 1, 300))
    low, high = (np.append([0, 2**32 - 1], rng.integers(0, 2**32, 498)) for _ in range(2))
    key = [ir.Constant(WORD, word) for word in streams.stream_key(seed, "clone:c:cells")]

    def write(v, *vectors):
        person, *place = (v.bits(x) for x in vectors)
        return [uniform(v, person, place, key)]

    found = looped(write, 3, lanes=lanes)(*(np.asarray(x, np.int64).view(float) for x in (persons, low, high)))
    index = high.astype(np.uint64) << np.uint64(32) | low.astype(np.uint64)
    np.testing.assert_array_equal(found, streams.uniform(seed, "clone:c:cells", persons, index))
    assert 0 < found.min() < found.max() < 1
