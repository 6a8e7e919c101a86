"""The study of blinatumomab against chemotherapy, as it ships."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft.trial import apply_overrides, check_study, design, load_study
from engraft.trial.blocks import simulate_block
from engraft.trial.design import drawn

pytestmark = pytest.mark.slow  # a run of a large model


@pytest.fixture(scope="module")
def plan():
    return design(check_study(apply_overrides(load_study("tower").document, ["population.n=48"])))


@pytest.fixture(scope="module")
def judged(plan):
    """Judge both arms in some adults: arm to a table per endpoint; ``times`` multiplies parameters of everybody."""
    people = drawn(plan)

    def judge(**times):
        table = people.parameters.copy()
        for name, factor in times.items():
            full = name.replace("__", ".")
            column = table[full] if full in table else plan.system.parameter(full).value
            table[full] = column * factor
        same = replace(people, parameters=table)
        runs = {arm.name: simulate_block(arm.run, same) for arm in plan.arms}
        assert all(run.failed == 0 for run in runs.values())
        return {name: {one.name: one.verdict(run) for one in plan.endpoints} for name, run in runs.items()}

    return judge


@pytest.fixture(scope="module")
def verdicts(judged):
    return judged()


def rate(verdicts, arm):
    return verdicts[arm]["remission"]["remission"].astype(float).mean()


def test_what_was_fitted_and_what_is_predicted_is_written_apart():
    rows = {one.id: one for one in load_study("tower").file.published}
    fitted = {name for name, one in rows.items() if one.role == "calibrate"}
    assert fitted == {"D10a", "D10b", "D10c"}
    assert rows["D10d"].contrast == "hazard_ratio"
    assert (rows["D10d"].arm, rows["D10d"].over) == ("blinatumomab", "chemotherapy")


def test_more_are_in_remission_under_the_antibody_and_release_cytokines(verdicts):
    assert rate(verdicts, "blinatumomab") > rate(verdicts, "chemotherapy") > 0.0
    assert not verdicts["chemotherapy"]["crs"]["crs"].any()
    assert verdicts["blinatumomab"]["crs"]["crs"].any()


def test_without_killing_by_tied_t_cells_remissions_under_the_antibody_are_gone(judged, verdicts):
    without = judged(engager__sensitivity=0.0)
    assert rate(without, "blinatumomab") == 0.0
    assert rate(without, "chemotherapy") == rate(verdicts, "chemotherapy")
    days = [one["blinatumomab"]["overall_survival"]["overall_survival_day"].to_numpy() for one in (without, verdicts)]
    assert np.mean(days[0]) < np.mean(days[1])


def test_without_chemotherapy_s_killing_its_remissions_are_gone(judged, verdicts):
    without = judged(chemotherapy__sensitivity=0.0, flu_cy__fludarabine_kill_leukemia=0.0)
    assert rate(without, "chemotherapy") == 0.0
    assert rate(without, "blinatumomab") == rate(verdicts, "blinatumomab")


def test_without_the_risk_of_leukemia_infection_is_the_only_cause_of_death(judged, verdicts):
    without = judged(death__rate=0.0)
    for arm, tables in without.items():
        assert set(tables["overall_survival"]["overall_survival_cause"]) <= {"infection.fatal", "censored"}
        before, after = (one["overall_survival"]["overall_survival_event"] for one in (verdicts[arm], tables))
        assert after.astype(bool).sum() < before.astype(bool).sum()
