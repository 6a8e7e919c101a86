"""Shares stay shares however much persons differ, and what is none is refused by its name."""

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.manufacturing.shares import differing, positive, share
from engraft.manufacturing.step import Bench


def bench(persons, n=4000, **values):
    cohort = persons(n)
    return Bench("works", cohort, 3, {name: np.full(n, value) for name, value in values.items()})


def test_the_logit_differs_by_the_sd_around_the_typical_share(persons):
    found = differing(bench(persons, part=0.46, part_sd=0.53), "part")
    logit = np.log(found / (1.0 - found))
    assert np.median(found) == pytest.approx(0.46, abs=0.01)
    assert logit.std() == pytest.approx(0.53, rel=0.03)


@pytest.mark.parametrize("end", [0.0, 1.0])
def test_none_and_all_stay(persons, end):
    np.testing.assert_array_equal(differing(bench(persons, n=5, part=end, part_sd=2.0), "part"), end)


def test_a_great_spread_stays_within(persons):
    found = differing(bench(persons, part=0.9, part_sd=5.0), "part")
    assert found.min() > 0.0
    assert found.max() <= 1.0


@pytest.mark.parametrize("value", [-0.01, 1.01, np.nan])
def test_a_share_that_is_none_is_refused(persons, value):
    with pytest.raises(SpecificationError, match=r"'works\.part' is a share"):
        share(bench(persons, n=2, part=value), "part")


@pytest.mark.parametrize("value", [0.0, -1.0, np.nan])
def test_nothing_or_less_is_refused(persons, value):
    with pytest.raises(SpecificationError, match=r"'works\.amount' is nothing or less"):
        positive(bench(persons, n=2, amount=value), "amount")
