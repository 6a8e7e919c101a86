"""A sweep is the study at every point, on the same persons: figures, paired differences, stopping and going on."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engraft.errors import SpecificationError
from engraft.kernel import streams
from engraft.kernel.status import Status
from engraft.outcomes.figure import Figure
from engraft.trial import apply_overrides, blocks, check_study, run_study, sweep_study
from engraft.trial.bands import TRIALS
from engraft.trial.kept_points import ArmFigures
from engraft.trial.sweep import _difference

DOSE = "arms.0.regimen.1.dose"
DOSES = ("2e5 cell/kg", "3e6 cell/kg")
OVER = [f"{DOSE}={','.join(DOSES)}"]
N = 40


@pytest.fixture(scope="module")
def swept(small_module):
    return sweep_study(small_module, OVER, patients=N)


@pytest.fixture(scope="module")
def alone(small_module):
    """Run each point by itself."""
    settings = [[f"{DOSE}={dose}", f"population.n={N}"] for dose in DOSES]
    return [run_study(check_study(apply_overrides(small_module.document, one))) for one in settings]


def rows(swept, point, arm):
    table = swept.table
    return table[(table["point"] == point) & (table["arm"] == arm)].set_index("figure")


def test_every_point_is_the_study_run_alone(swept, alone):
    for point, result in enumerate(alone):
        for summary in result.summaries:
            found = rows(swept, point, summary.name)
            assert list(found.index) == list(summary.figures)
            for key, figure in summary.figures.items():
                one = found.loc[key]
                np.testing.assert_array_equal(
                    [one["value"], one["lower"], one["upper"], one["n"]],
                    [figure.value, figure.lower, figure.upper, figure.n],
                )


def test_the_command_of_a_point_sets_its_values(swept, alone):
    assert [one.command for one in swept.points] == [result.provenance["command"] for result in alone]
    assert [one.values for one in swept.points] == [(dose,) for dose in DOSES]


def test_an_arm_that_is_not_swept_does_not_differ(swept):
    same = rows(swept, 1, "again")
    known = same["difference"].notna()
    assert known.any()
    assert (same.loc[known, ["difference", "difference_lower", "difference_upper"]] == 0.0).all(axis=None)
    assert same.loc["remission", "upper"] - same.loc["remission", "lower"] > 0.1  # unpaired it is as wide as ever


def test_the_interval_of_a_difference_is_that_of_the_same_redrawn_persons(swept, alone, small_module):
    flags = []
    for result in alone:
        once = result.outcomes[result.outcomes["arm"] == "cells once"]
        flags.append(once["remission"].to_numpy(bool).astype(float))
    assert 0.0 < np.mean(flags[0] != flags[1]) < 0.5
    seed, persons = small_module.file.seed, np.arange(N)
    draws = [np.floor(streams.uniform(seed, "sweep:person", k, persons) * N).astype(int) for k in range(TRIALS)]
    apart = [(flags[1] - flags[0])[who].mean() for who in draws]
    row = rows(swept, 1, "once").loc["remission"]
    assert row["difference"] == pytest.approx((flags[1] - flags[0]).mean(), abs=1e-12)
    expected = np.quantile(apart, (0.025, 0.975))
    np.testing.assert_allclose([row["difference_lower"], row["difference_upper"]], expected, atol=1e-12)
    error = np.std(flags[1] - flags[0]) / np.sqrt(N)  # of a mean of paired differences
    assert row["difference_upper"] - row["difference_lower"] == pytest.approx(3.92 * error, rel=0.25)


def test_the_first_point_is_the_reference(swept):
    first = swept.table[swept.table["point"] == 0]
    assert first[["difference", "difference_lower", "difference_upper"]].isna().all(axis=None)
    assert swept.table["same_persons"].all()
    assert (swept.table[f"{DOSE} [cell/kg]"].unique() == [2e5, 3e6]).all()
    assert swept.shown[:2] == ("remission", "event_free_survival.month_3")  # the first figure of each endpoint
    assert len(swept.shown) == 3


def figure(value):
    return Figure(value, np.nan, np.nan, 10, "day", "x")


def arm(value, trials):
    return ArmFigures("x", "X", 0, {"k": figure(value)}, {"k": np.array(trials)})


def test_a_difference_that_rarely_exists_has_no_interval():
    nan = np.nan
    seldom = _difference(arm(5.0, [5.0, nan, nan, nan]), "k", arm(3.0, [nan, 3.0, 3.0, 3.0]))
    assert seldom["difference"] == 2.0
    assert np.isnan(seldom["difference_lower"])
    dear = _difference(arm(5.0, [5.0, 6.0, nan, nan]), "k", arm(3.0, [3.0, 3.0, nan, nan]))  # read in few trials only
    assert (dear["difference_lower"], dear["difference_upper"]) == pytest.approx((2.025, 2.975))
    lost = _difference(arm(nan, [5.0, 6.0]), "k", arm(3.0, [3.0, 3.0]))
    assert all(map(np.isnan, lost.values()))
    assert all(map(np.isnan, _difference(arm(5.0, [5.0]), "k", replace(arm(3.0, [3.0]), figures={})).values()))


@pytest.fixture
def toy(small_module):
    return check_study(apply_overrides(small_module.document, ["population.n=3", "visits=[0, 28]"]))


def leaves(folder):
    """Read what a finished sweep left, but for wall time."""
    known = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    provenance = json.loads(known.pop("provenance.json"))
    assert provenance.pop("wall_time_s") >= 0.0
    return known, provenance


def test_a_stopped_sweep_goes_on_to_the_same_bytes(toy, tmp_path, monkeypatch):
    simulate, calls = blocks.simulate_block, []

    def stop_at_the_fourth(run, cohort):
        calls.append(len(cohort))
        if len(calls) == 4:
            raise KeyboardInterrupt
        return simulate(run, cohort)

    with monkeypatch.context() as patch:
        patch.setattr(blocks, "simulate_block", stop_at_the_fourth)
        with pytest.raises(KeyboardInterrupt):
            sweep_study(toy, OVER, out=tmp_path / "a")
        (partial,) = (tmp_path / "a").iterdir()
        assert partial.name.endswith(".partial")
        calls[:] = [0] * 10
        steps = []
        went_on = sweep_study(toy, OVER, out=tmp_path / "a", progress=lambda *step: steps.append(step))
    assert len(calls) == 11  # of the second point, the second arm
    assert [one.found for one in went_on.points] == [True, False]
    assert steps[0] == (0, 12)
    assert steps[-1] == (12, 12)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert not partial.exists()
    whole = sweep_study(toy, OVER, out=tmp_path / "b")
    assert leaves(went_on.folder) == leaves(whole.folder)
    assert {"sweep.csv", "sweep.parquet"} <= set(leaves(whole.folder)[0])


def test_a_longer_sweep_takes_the_points_that_are_there(toy, tmp_path, monkeypatch):
    first = sweep_study(toy, OVER, out=tmp_path)
    longer = sweep_study(toy, [f"{OVER[0]},5e6 cell/kg"], out=tmp_path)
    assert [one.found for one in longer.points] == [True, True, False]
    shared = longer.table[longer.table["point"] < 2].reset_index(drop=True)
    pd.testing.assert_frame_equal(shared, first.table)
    monkeypatch.setattr("engraft.trial.sweep.code_key", lambda *_: "of another version")
    assert not any(one.found for one in sweep_study(toy, OVER, out=tmp_path).points)


def test_a_damaged_point_is_simulated_anew(toy, tmp_path):
    first = sweep_study(toy, OVER, out=tmp_path)
    damaged = sorted((first.folder / "points").iterdir())[0]
    damaged.write_bytes(damaged.read_bytes()[:-20])
    again = sweep_study(toy, OVER, out=tmp_path)
    assert sorted(one.found for one in again.points) == [False, True]
    pd.testing.assert_frame_equal(again.table, first.table)


def test_tables_say_the_same(toy, tmp_path):
    result = sweep_study(toy, [*OVER, "arms.0.label=A,B"], out=tmp_path, shown=["remission"])
    csv = pd.read_csv(result.folder / "sweep.csv")
    parquet = pd.read_parquet(result.folder / "sweep.parquet")
    pd.testing.assert_frame_equal(parquet, result.table)
    np.testing.assert_array_equal(csv["value"], result.table["value"])
    assert list(csv["arms.0.label"].unique()) == ["A", "B"]
    assert result.table.groupby("point").size().nunique() == 1
    assert len(result.points) == 4
    assert result.shown == ("remission",)
    told = json.loads((result.folder / "provenance.json").read_text(encoding="utf-8"))
    assert [one["values"] for one in told["points"]][-1] == [DOSES[1], "B"]


def test_persons_of_another_law_are_said_to_be_others(toy):
    formula = {"population.sets": "{}"}
    study = check_study(apply_overrides(toy.document, [f"{k}={v}" for k, v in formula.items()]))
    over = ["arms.0.regimen=[{give: tisagenlecleucel, dose: 1e8 cell}],[]"]
    same = sweep_study(study, over)
    assert [one.same_persons for one in same.points] == [True, True]
    bare = apply_overrides(study.document, ["arms.0.regimen=[]", "arms.1.regimen=[]"])
    other = sweep_study(check_study(bare), ["population.law=eliana_baseline,alike"])
    assert [one.same_persons for one in other.points] == [True, False]
    assert any("drawn from another law" in said for said in other.warnings)


def test_failures_are_counted_by_point(toy, monkeypatch):
    simulate = blocks.simulate_block

    def first_arm_fails_one(run, cohort):
        part = simulate(run, cohort)
        return replace(part, status=np.where(part.persons == 1, Status.NEGATIVE, part.status).astype(np.int8))

    monkeypatch.setattr(blocks, "simulate_block", first_arm_fails_one)
    found = sweep_study(toy, OVER)
    assert [one.failed for one in found.points] == [{"cells once": 1, "cells again": 1}] * 2
    assert "1 persons of 'cells once' failed at point 1" in found.warnings
    assert (found.table["failed"] == 1).all()


def test_a_figure_that_is_not_there_is_refused_before_anything_runs(toy, tmp_path):
    with pytest.raises(SpecificationError, match="did you mean 'remission'"):
        sweep_study(toy, OVER, out=tmp_path / "x", shown=["remision"])
    with pytest.raises(SpecificationError, match="GiB"):
        sweep_study(toy, OVER, out=tmp_path / "x", patients=10**12)
    assert not (tmp_path / "x").exists()
