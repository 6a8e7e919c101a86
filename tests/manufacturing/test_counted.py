"""Counted shares and their exact intervals, against SciPy and the published counts."""

from __future__ import annotations

import pytest
from scipy.stats import beta

from engraft.errors import SpecificationError
from engraft.manufacturing.counted import Counted, check_probability


@pytest.mark.parametrize(
    ("events", "of", "share", "low", "high"),
    [(7, 92, 7.6, 3.1, 15.1), (5, 134, 3.7, 1.2, 8.5), (38, 981, 3.9, 2.8, 5.3), (11, 21, 52.4, 29.8, 74.3)],
)
def test_failures_that_were_counted(events: int, of: int, share: float, low: float, high: float) -> None:
    """ELIANA, the NHS, UK lymphoma and its new runs; in percent, to the digit printed."""
    one = Counted(events, of)
    assert [round(100 * x, 1) for x in (one.share, *one.interval())] == [share, low, high]


@pytest.mark.parametrize(("events", "of"), [(0, 10), (10, 10), (1, 1), (3, 1000), (56, 58)])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.99])
def test_interval_is_that_of_the_beta_law(events: int, of: int, level: float) -> None:
    half = (1 - level) / 2
    low = beta.ppf(half, events, of - events + 1) if events else 0.0
    high = beta.ppf(1 - half, events + 1, of - events) if events < of else 1.0
    assert Counted(events, of).interval(level) == pytest.approx((low, high), abs=1e-9)


def test_a_count_as_an_assumption_carries_its_interval() -> None:
    one = Counted(11, 21).assumed("new runs in lymphoma")
    assert (one.low, one.high) == Counted(11, 21).interval()
    assert "11 of 21, 52.4 %" in one.why


@pytest.mark.parametrize(("events", "of"), [(3, 2), (-1, 4), (0, 0)])
def test_what_is_no_share_is_refused(events: int, of: int) -> None:
    with pytest.raises(SpecificationError, match="is no share"):
        Counted(events, of)


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(value: float) -> None:
    with pytest.raises(SpecificationError, match="is no probability"):
        check_probability(value, "the level")
