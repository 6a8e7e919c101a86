"""A gene put into one place: one copy, or a chain."""

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.manufacturing.inserted import Inserted


def test_mean_share_and_generating_function_are_those_of_the_counts():
    law = Inserted(0.54, 0.4, 3.5)
    counts = law.pmf(400)
    n = np.arange(401)
    assert counts.sum() == pytest.approx(1.0, abs=1e-12)
    assert (n * counts).sum() == pytest.approx(float(law.mean("cell").value))
    assert counts[1:].sum() == pytest.approx(0.54)
    assert float(law.generating(np.float64(0.7))) == pytest.approx((0.7**n * counts).sum())


def test_without_chains_every_edited_cell_holds_one_copy():
    law = Inserted(0.54, 0.0, 2.0)
    assert law.classes(3).tolist() == pytest.approx([1.0, 0.0, 0.0])
    assert float(law.mean("transduced_cell").value) == 1.0
    assert float(law.tail(2)) == pytest.approx(0.0)


@pytest.mark.parametrize(("share", "chained", "length"), [(1.1, 0.0, 2.0), (0.5, -0.1, 2.0), (0.5, 0.1, 1.0)])
def test_what_is_no_share_or_chain_is_refused(share, chained, length):
    with pytest.raises(SpecificationError, match=r"probability|no chain"):
        Inserted(share, chained, length)
