"""Competing events share out everybody."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from engraft.outcomes.competing import incidence_figures, month_marks
from engraft.outcomes.survival import kaplan_meier, survival_at

SAID = {"a": "the first", "b": "the second"}


def table(day: list[float], cause: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"e_day": day, "e_cause": cause})


def test_incidences_and_the_free_share_out_everybody() -> None:
    verdict = table([20.0, 40.0, 40.0, 70.0, 90.0, 90.0], ["a", "b", "censored", "a", "censored", "censored"])
    figures = incidence_figures(verdict, "e", {"a": "e.a", "b": "e.b"}, month_marks([1.0, 2.5]), SAID)
    assert figures["e.b.month_2.5"].text == "the second, by month 2.5"
    # By hand: 1/6 by day 20, then 1/5 of 5/6; one censored; then 1/3 of 4/6 more.
    assert figures["e.a.month_1"].value == pytest.approx(1 / 6)
    assert figures["e.b.month_2.5"].value == pytest.approx(1 / 6)
    assert figures["e.a.month_2.5"].value == pytest.approx(1 / 6 + 4 / 6 / 3)
    curve = kaplan_meier(verdict["e_day"], verdict["e_cause"] != "censored")
    for mark, day in month_marks([1.0, 2.5]).items():
        both = figures[f"e.a.{mark}"].value + figures[f"e.b.{mark}"].value
        assert both == pytest.approx(1.0 - survival_at(curve, day)[0])


def test_there_is_no_value_beyond_the_last_observation_unless_all_have_happened() -> None:
    marks = month_marks([12.0])
    some = incidence_figures(table([20.0, 90.0], ["a", "censored"]), "e", {"a": "e"}, marks, SAID)
    everybody = incidence_figures(table([20.0, 90.0], ["a", "a"]), "e", {"a": "e"}, marks, SAID)
    nobody = incidence_figures(table([], []), "e", {"a": "e"}, marks, SAID)
    assert np.isnan(some["e.month_12"].value)
    assert everybody["e.month_12"].value == pytest.approx(1.0)
    assert np.isnan(nobody["e.month_12"].value)
