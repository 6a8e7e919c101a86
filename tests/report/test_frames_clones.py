import numpy as np
import pytest

from engraft.report.frames_clones import NAMED, OTHERS, clones_frame

SIZES = np.array([[1, 1, 1, 1], [0, 4, 1, 5], [0, 1, 0, 9]])
DAYS = (28.0, 365.0, 730.0)


def test_bands_of_a_day_fill_the_whole_and_the_largest_at_the_end_is_lowest():
    frame = clones_frame(SIZES, DAYS)
    for _, rows in frame.groupby("day"):
        assert rows["share"].sum() == pytest.approx(1.0)
        assert rows["high"].max() == pytest.approx(1.0)
        assert (rows["high"] - rows["low"]).to_numpy() == pytest.approx(rows["share"].to_numpy())
    first = frame[(frame["who"] == "clone 1")]
    assert first["share"].tolist() == pytest.approx([0.25, 0.5, 0.9])
    assert first["low"].tolist() == pytest.approx([0.0, 0.0, 0.0])


def test_what_is_gone_at_the_end_has_no_name():
    frame = clones_frame(SIZES, DAYS)
    assert set(frame["who"]) == {"clone 1", "clone 2", OTHERS}
    many = clones_frame(np.ones((2, 40), np.int64), (0.0, 1.0))
    assert many["who"].nunique() == NAMED + 1


def test_a_day_without_any_cell_is_empty_and_not_undefined():
    frame = clones_frame(np.array([[1, 1], [0, 0]]), (0.0, 1.0))
    assert frame[frame["day"] == 1.0]["share"].tolist() == [0.0, 0.0]
