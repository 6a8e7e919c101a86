import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.therapy import Rounds, Segment


def test_default_is_twice_a_day_for_thirty_days_then_monthly() -> None:
    expected = [*np.arange(60) * 0.5, *np.arange(30.0, 361.0, 30.0)]
    np.testing.assert_array_equal(Rounds().times((-6.0, 365.0)), expected)


def test_visits_count_where_no_segment_is() -> None:
    rounds = Rounds.of((0.0, 30.0, 7.0), visits=(-5.0, 3.25, 28.0, 30.0, 90.0, 400.0))
    np.testing.assert_array_equal(rounds.times((-6.0, 365.0)), [-5.0, 0.0, 7.0, 14.0, 21.0, 28.0, 30.0, 90.0])
    with pytest.raises(SpecificationError, match="visit"):
        Rounds.of(visits=(np.nan,))


def test_segments_may_touch_and_are_cut_to_the_span() -> None:
    rounds = Rounds.of(("0 d", "2 d", "12 h"), (2.0, 10.0, 4.0))
    np.testing.assert_array_equal(rounds.times((0.5, 8.0)), [0.5, 1.0, 1.5, 2.0, 6.0])


def test_overlapping_segments_are_both_named() -> None:
    with pytest.raises(SpecificationError) as caught:
        Rounds.of((20.0, 60.0, 1.0), (0.0, 30.0, 0.5))
    message = str(caught.value)
    assert "days 0 to 30 every 0.5" in message
    assert "days 20 to 60 every 1" in message
    assert len(message.splitlines()) <= 3


@pytest.mark.parametrize("wrong", [(0, 0, 1), (0, np.inf, 1), (0, 5, 0), (0, 5, -1), (np.nan, 5, 1), (0, 5, np.nan)])
def test_empty_and_endless_segments_are_refused(wrong: tuple[float, float, float]) -> None:
    with pytest.raises(SpecificationError):
        Segment(*wrong)
