import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.simulate import Crossing, Needs, Peak

MARK = Crossing("low", "b.leukemia", 1e9, rising=False)


def test_needs_join_without_repeating() -> None:
    one, other = Needs.of(["b.car"], [28, 0], [MARK]), Needs.of(["b.car", "b.leukemia"], [0, 90], [MARK])
    both = one | other
    assert both == Needs.of(["b.leukemia", "b.car"], [90, 0, 28], [MARK])
    assert both | Needs() == both == Needs() | both == both | both
    assert one | other == other | one


def test_two_crossings_of_one_name_are_refused() -> None:
    with pytest.raises(SpecificationError, match="'low'"):
        Needs.of(marks=[MARK]) | Needs.of(marks=[Crossing("low", "b.leukemia", 1e8, rising=False)])


def test_times_and_levels_are_finite() -> None:
    with pytest.raises(SpecificationError, match="time"):
        Needs.of(times=[np.nan])
    with pytest.raises(SpecificationError, match="level"):
        Crossing("low", "b.leukemia", np.inf, rising=False)


def test_peaks_join_as_crossings_do() -> None:
    top, late = Peak("top", "b.car", 0.0, 28.0), Peak("late", "b.car", 28.0, 90.0)
    assert (Needs.of(peaks=[top]) | Needs.of(peaks=[late, top])).peaks == (late, top)
    with pytest.raises(SpecificationError, match="different peaks are called 'top'"):
        Needs.of(peaks=[top]) | Needs.of(peaks=[Peak("top", "b.leukemia", 0.0, 28.0)])
    with pytest.raises(SpecificationError, match="first day before the last"):
        Peak("top", "b.car", 28.0, 28.0)
