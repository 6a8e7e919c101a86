"""A person who could not be integrated is a counted row; tables hold what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.outcomes.trajectories import made

from engraft.kernel.status import Status
from engraft.outcomes.figure import Figure
from engraft.population import Cohort, draw
from engraft.simulate import Run, Trajectories, simulate_block
from engraft.trial import Study, StudyResult, blocks, check_study, design, run_study, tables
from engraft.trial.reading import apply_overrides, parse_document

FAILED = 2


def one_fails(run: Run, cohort: Cohort) -> Trajectories:
    """Simulate, and pretend that one person's steps ran out on day 3."""
    part = simulate_block(run, cohort)
    bad = part.persons == FAILED
    return replace(
        part,
        outputs=part.outputs.where((part.outputs["person"] != FAILED) | (part.outputs["time"] < 3.0)),
        status=np.where(bad, Status.STEP_LIMIT, part.status).astype(np.int8),
        end_time=np.where(bad, 3.0, part.end_time),
        where=tuple("b_all.leukemia" if one else "" for one in bad),
    )


@pytest.fixture(scope="module")
def result(small_module: Study) -> StudyResult:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "simulate_block", one_fails)
        return run_study(small_module)


def test_a_failed_person_is_a_counted_row(result: StudyResult) -> None:
    row = result.outcomes[result.outcomes["person"] == FAILED]
    assert row["status"].tolist() == ["STEP_LIMIT"] * 2
    assert row["end_day"].tolist() == [3.0, 3.0]
    assert row[["remission", "event_free_survival_event"]].isna().all(axis=None)
    assert [(arm.n, arm.solved, arm.failed) for arm in result.summaries] == [(5, 4, 1)] * 2
    assert result.summaries[0].figures["remission"].n == 4
    assert result.flow[result.flow["stage"] == "integration failed"]["n"].tolist() == [1, 1]
    assert row["fault"].tolist() == ["b_all.leukemia"] * 2
    assert set(result.outcomes["fault"]) == {"", "b_all.leukemia"}


def test_a_failure_is_told_with_day_state_and_what_to_try(result: StudyResult) -> None:
    told = result.warnings[:4]
    assert told[0] == "1 of 5 persons could not be integrated (cells once); figures are of the other 4"
    assert told[1] == (
        "1 in 'cells once': more steps than allowed, on day 3 in 'b_all.leukemia' (person 2); "
        "look for a rate far faster than the others, or allow more steps"
    )
    assert ["cells again" in said for said in told] == [False, False, True, True]


def test_the_first_failure_of_each_kind_stands_for_its_kind(small: Study) -> None:
    plan = design(small)
    run = replace(
        simulate_block(plan.arms[0].run, draw(plan.population, 5, seed=1)),
        status=np.array([Status.NONFINITE, Status.EVENT_STORM, Status.NONFINITE, Status.STEP_COLLAPSE, 1], np.int8),
        end_time=np.array([5.0, 2.0, 4.5678, 1.0, 0.0]),
        where=("b_all.car", "b_all.leukemia", "", "b_all.b_cells", "blood.car"),
    )
    said = tables.warnings(plan, {"A": run}, 5, tables.tolerance_table([]))
    assert said[0] == "5 of 5 persons could not be integrated (A); there are no figures"
    assert said[2].startswith("2 in 'A': a state or rate became infinite or undefined, first on day 4.568 (person 2); ")
    assert "without end, on day 2 in 'b_all.leukemia' (person 1)" in said[4]
    assert len(said) == 5


def test_readings_of_an_assay_are_above_its_limit(result: StudyResult) -> None:
    read = result.outcomes["flow_c_max"].dropna()
    assert (read >= 0.1).all()
    assert set(result.outcomes["flow_t_max"].dropna()) <= {0.0, 7.0, 14.0, 28.0, 56.0, 90.0}


def test_a_figure_that_moves_is_a_warning() -> None:
    still = Figure(0.5, 0.4, 0.6, 10, "fraction", "x")
    rows = tables.tolerance_rows("a", {"x": still, "y": still}, {"x": replace(still, value=0.55), "y": still})
    assert tables.tolerance_table(rows)["difference"].tolist() == pytest.approx([0.05, 0.0])


def test_blocks_are_put_back_together_with_what_is_said_of_them() -> None:
    one, other = (pd.DataFrame({"x": [value]}, index=pd.Index([k], name="person")) for k, value in ((3, 1.0), (5, 2.0)))
    one.attrs["unit"] = other.attrs["unit"] = "cell"
    whole = tables.one_below_the_other([one, other])
    assert (whole.index.tolist(), whole["x"].tolist(), whole.attrs) == ([3, 5], [1.0, 2.0], {"unit": "cell"})


def test_courses_that_were_judged_are_kept_in_single_precision() -> None:
    run = made((0.0, 1.0), {"x": ("mg/L", [[0.1, 1e11]])})
    slim = tables.single(run)
    assert (slim.outputs["x"].dtype, slim.unit("x")) == (np.float32, "mg/L")
    assert slim.course("x")[:, 0] == pytest.approx([0.1, 1e11], rel=1e-7)


def test_a_published_figure_stands_beside_the_simulated(result: StudyResult) -> None:
    (row,) = result.published.to_dict("records")
    assert (row["endpoint"], row["arm"], row["value"]) == ("remission", "cells once", 0.81)
    assert row["simulated"] == result.summaries[0].figures["remission"].value


def test_limits_of_a_study_are_told_first(small: Study) -> None:
    study = check_study(apply_overrides(small.document, ["limits=Only a test.", "population.n=1"]))
    assert run_study(study).warnings[0] == "Only a test."


def test_traits_of_a_product_are_listed_below_the_parameters(text: str) -> None:
    trait = "traits: {b_all.growth: {value: 0.06 1/day, assumed: {why: another binder, low: 0.01, high: 0.1}}}"
    changed = text.replace("day: 0, over: 30 min}", f"day: 0, over: 30 min, {trait}}}")
    table, share = tables.sources(design(check_study(parse_document(changed, "small.yaml"))))
    bare, same = tables.sources(design(check_study(parse_document(text, "small.yaml"))))
    assert len(table) == len(bare) + 1
    assert share == same
    last = table.iloc[-1]
    assert (last["block"], last["parameter"], last["kind"]) == ("tisagenlecleucel", "b_all.growth", "assumed")
    assert last["value"] == pytest.approx(0.06)
    assert last["description"].endswith("everybody's own value times 1.8")
