"""Relapse by its kind adds up, and ratios are of the groups they name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.report.clinic import ARM, clinic_outcomes

from engraft.outcomes.contrast import odds_ratio
from engraft.outcomes.survival import kaplan_meier, survival_at
from engraft.report.frames_contrast import forest_frame, incidence_frame


def test_the_kinds_of_relapse_and_death_add_up_to_the_events():
    outcomes = clinic_outcomes()
    curves = incidence_frame(outcomes, [ARM])
    rows = outcomes[outcomes["relapse_by_clone_day"].notna()]
    event = ~rows["relapse_by_clone_cause"].isin(["censored", "further therapy"])
    curve = kaplan_meier(rows["relapse_by_clone_day"], event)
    last = curves.groupby("cause")["incidence"].last()
    assert last.sum() == pytest.approx(1.0 - survival_at(curve, curve.day[-1])[0])
    assert (curves["n"] == len(rows)).all()


def test_without_clones_there_is_one_kind_of_relapse():
    rows = pd.DataFrame(
        {
            "arm": "A",
            "relapse_day": [10.0, 20.0, 30.0, 40.0],
            "relapse_cause": ["relapse", "death", "censored", "relapse"],
        }
    )
    curves = incidence_frame(rows, ["A"], endpoint="relapse")
    last = curves.groupby("cause", sort=False)["incidence"].last()
    assert last.to_dict() == pytest.approx({"relapse": 0.75, "death in remission": 0.25})
    assert list(last.index) == ["relapse", "death in remission"]


def test_nobody_in_remission_has_no_curve():
    rows = pd.DataFrame({"arm": ["A"], "relapse_day": [np.nan], "relapse_cause": [None]})
    assert incidence_frame(rows, ["A"], endpoint="relapse").empty


def test_a_ratio_is_that_of_the_named_halves():
    outcomes = clinic_outcomes()
    known = {"marrow_blasts": "Blasts", "prior_transplant": "Transplant"}
    ratios = forest_frame(outcomes, ARM, known, response="remission", event="event_free_survival")
    assert ratios.groupby("covariate", sort=False)["measure"].apply(list).to_dict() == {
        "Blasts": ["odds ratio", "hazard ratio"],
        "Transplant": ["odds ratio", "hazard ratio"],
    }
    upper = (outcomes["marrow_blasts"] > outcomes["marrow_blasts"].median()).to_numpy()
    expected = odds_ratio(outcomes["remission"].to_numpy(bool), upper)
    found = ratios.iloc[0]
    assert (found["value"], found["lower"], found["inside"]) == (expected.value, expected.lower, int(upper.sum()))
    assert ratios.iloc[2]["side"] == "yes against no"


def test_a_covariate_that_nobody_differs_in_is_left_out():
    outcomes = clinic_outcomes().assign(same=1.0)
    assert forest_frame(outcomes, ARM, {"same": "Same"}, response="remission", event="event_free_survival").empty
