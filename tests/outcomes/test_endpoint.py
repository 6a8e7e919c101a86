"""The pieces that endpoints are made of."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import CompatibilityError
from engraft.models import build
from engraft.outcomes.endpoint import deaths, first_after, level_in, timed, timed_figures

NAN = float("nan")


def test_the_first_crossing_after_a_day() -> None:
    times = np.array([[1.0, 5.0, NAN], [7.0, 9.0, NAN]])
    np.testing.assert_array_equal(first_after(times, np.array([2.0, 9.0, 0.0])), [7.0, NAN, NAN])
    np.testing.assert_array_equal(first_after(times, np.full(3, NAN)), [NAN] * 3)


def test_causes_compete_and_the_rest_is_censored() -> None:
    causes = {"relapse": np.array([5.0, 9.0, NAN, 50.0]), "death": np.array([7.0, 9.0, 3.0, NAN])}
    columns = timed("x", causes, np.array([10.0, 10.0, 10.0, 10.0]), np.array([True] * 4))
    assert columns["x_cause"] == ["relapse", "relapse", "death", "censored"]
    assert list(columns["x_day"]) == [5.0, 9.0, 3.0, 10.0]


def test_a_death_before_the_infusion_counts_on_day_zero() -> None:
    columns = timed("x", {"death": np.array([-2.0])}, np.array([-2.0]), np.array([True]))
    assert (list(columns["x_day"]), columns["x_cause"]) == ([0.0], ["death"])


def test_only_a_hazard_that_ended_follow_up_is_a_death() -> None:
    run = made(
        (0.0, 9.0), {"x": ("1", [[0, 0]] * 2)}, hazards={"ends": [4.0, NAN], "other": [2.0, 3.0]}, end=[4.0, 9.0]
    )
    np.testing.assert_array_equal(deaths(run), [4.0, NAN])


def test_a_level_must_measure_what_its_name_measures() -> None:
    system = build("b_all_spine")
    assert level_in(system, "blood.b_cells", "5e7 cell/L") == pytest.approx(50.0)
    with pytest.raises(CompatibilityError, match="does not fit 'blood\\.b_cells'"):
        level_in(system, "blood.b_cells", "50 mg")


def test_one_month_is_no_months():
    rows = pd.DataFrame({"end_day": [10.0, 400.0], "end_event": [True, False]}).astype({"end_event": "boolean"})
    texts = [one.text for key, one in timed_figures(rows, "end", (1.0, 6.0), "alive").items() if "month" in key]
    assert texts == ["alive at 1 month", "alive at 6 months"]
