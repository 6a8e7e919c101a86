"""A study from its file to its folder: same seed, same bytes, killed or not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from engraft.errors import SpecificationError
from engraft.population import Cohort
from engraft.simulate import Run, Trajectories, simulate_block
from engraft.trial import (
    Design,
    Study,
    StudyResult,
    blocks,
    check_study,
    design,
    load_study,
    parse_document,
    run_study,
)
from engraft.trial import run as trial_run
from engraft.trial.archive import load_block

STUDY = """\
engraft: 1
name: tiny
title: Cells once or again
question: What does a second infusion change?
model: b_all_spine
population:
  law: eliana_baseline
  n: 6
  sets:
    body.weight: {formula: weight, source: {doi: 10.1002/psp4.12388, where: Table 1}}
seed: 7
start: -7 d
follow_up: 30 d
arms:
  - name: once
    label: cells once
    regimen:
      - {template: flu_cy, day: -6}
      - {give: tisagenlecleucel, day: 0}
  - name: again
    label: cells again
    regimen:
      - {template: flu_cy, day: -6}
      - {give: tisagenlecleucel, day: 0}
      - {rule: back, when: "time > 20 [day]", give: tisagenlecleucel, dose: "1e8 cell", at_most: 1}
visits: {every: 14 d}
assays:
  - {name: flow, observable: blood.car, unit: cell/uL, lloq: 0.1, sd_log: 0.3, assumed: {why: usual, low: 0.1, high: 1}}
endpoints:
  - {name: remission, visits: [14], confirm: 14}
  - {name: overall_survival, months: [0.5]}
  - cellular_kinetics
published:
  - {endpoint: remission, arm: once, value: 0.81, lower: 0.71, upper: 0.89, source: Maude 2018}
"""


def study(*changes: tuple[str, str]):
    text = STUDY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return check_study(parse_document(text, "tiny.yaml"))


def stored(folder: Path) -> dict[str, bytes]:
    """Read every byte of a run but its provenance, which carries times."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "provenance.json")
    return {str(p.relative_to(folder)): p.read_bytes() for p in files}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    return run_study(study(), out=tmp_path_factory.mktemp("runs"), block=4)


def test_a_run_leaves_everything_that_was_promised(first: StudyResult) -> None:
    assert first.folder is not None
    names = sorted(p.name for p in first.folder.iterdir())
    assert names == ["outcomes.parquet", "provenance.json", "study.yaml", "trajectories.zarr"]
    assert [p.name for p in first.folder.parent.iterdir()] == [first.folder.name]
    table = pd.read_parquet(first.folder / "outcomes.parquet")
    assert table.groupby("arm", sort=False)["person"].apply(list).to_dict() == {
        arm: list(range(6)) for arm in first.arms
    }
    assert set(table["status"]) == {"SOLVED"}
    kept = xr.open_zarr(first.folder / "trajectories.zarr")
    np.testing.assert_array_equal(kept["blood.car"], first.trajectories["blood.car"])
    assert kept["blood.car"].attrs["unit"] == "cell/uL"
    told = json.loads((first.folder / "provenance.json").read_text())
    assert all(row["source"] for row in told["parameters"])
    assert {"seed", "study_hash", "versions", "model_hash", "law_hash", "wall_time_s", "tolerance_check"} <= set(told)
    assert load_study(first.folder / "study.yaml").file == study().file


def test_arms_treat_the_same_persons_with_the_same_luck(first: StudyResult) -> None:
    once, again = (first.outcomes[first.outcomes["arm"] == arm].reset_index(drop=True) for arm in first.arms)
    covariates = ["age", "weight", "marrow_blasts", "car_t_dose"]
    pd.testing.assert_frame_equal(once[covariates], again[covariates])
    before = first.trajectories["blood.car"].sel(time=slice(None, 20.0))
    np.testing.assert_allclose(before[0], before[1], rtol=1e-4)
    assert again["rule_back_count"].tolist() == [1] * 6
    assert once["rule_back_count"].tolist() == [0] * 6


def test_the_same_study_gives_the_same_bytes(first: StudyResult, tmp_path: Path) -> None:
    other = run_study(study(), out=tmp_path, block=100)
    assert other.folder is not None
    assert first.folder is not None
    assert other.folder.name == first.folder.name
    assert stored(other.folder) == stored(first.folder)


def test_more_patients_change_nobody(first: StudyResult) -> None:
    more = run_study(study(), patients=8)
    some = more.outcomes[more.outcomes["person"] < 6].reset_index(drop=True)
    pd.testing.assert_frame_equal(some, first.outcomes, check_exact=True)


def test_another_arm_changes_nobody(first: StudyResult) -> None:
    third = "  - {name: none, label: nothing, regimen: []}\nvisits"
    more = run_study(study(("visits", third)))
    same = more.outcomes[more.outcomes["arm"].isin(first.arms)].reset_index(drop=True)
    pd.testing.assert_frame_equal(same, first.outcomes, check_exact=True)


class Killed(Exception):
    """Stands for the power going off."""


@pytest.mark.parametrize("after", [1, 6])
def test_a_run_that_was_killed_goes_on_to_the_same_bytes(first: StudyResult, tmp_path: Path, after: int) -> None:
    calls = []

    def progress(done: int, total: int) -> None:
        calls.append((done, total))
        if len(calls) == 1 + after:  # the first call says how much there is to do
            raise Killed

    with pytest.raises(Killed):
        run_study(study(), out=tmp_path, block=4, progress=progress)
    assert calls[0] == (0, 24)
    (partial,) = tmp_path.iterdir()
    assert partial.name.endswith(".partial")
    left = sorted((partial / ".blocks").iterdir())
    assert len(left) >= after  # blocks that were under way are kept as well
    intact = [load_block(path) for path in left[1:]]
    left[0].write_bytes(left[0].read_bytes()[:100])
    again = run_study(study(), out=tmp_path, block=4)
    assert again.folder is not None
    assert first.folder is not None
    assert stored(again.folder) == stored(first.folder)
    assert list(tmp_path.iterdir()) == [again.folder]
    assert again.provenance["resumed"]["persons"] == sum(len(block.persons) for block in intact if block)


def test_what_another_backend_left_is_not_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(done: int, total: int) -> None:
        if done:
            raise Killed

    with pytest.raises(Killed):
        run_study(study(), out=tmp_path, block=4, progress=stop)
    left = len(list(tmp_path.glob("*/.blocks/*.npz")))
    assert left

    def quickly(run: Run, cohort: Cohort) -> Trajectories:
        return simulate_block(replace(run, options=replace(run.options, backend="llvm")), cohort)

    def with_numpy(chosen: Study) -> Design:
        plan = design(chosen)
        arms = [
            replace(arm, run=replace(arm.run, options=replace(arm.run.options, backend="numpy"))) for arm in plan.arms
        ]
        return replace(plan, arms=tuple(arms))

    monkeypatch.setattr(trial_run, "design", with_numpy)
    monkeypatch.setattr(blocks, "simulate_block", quickly)  # whose blocks are used is asked here, not what is in them
    mixed = run_study(study(), out=tmp_path, block=4)
    assert mixed.provenance["resumed"] == {"persons": 0, "of": 24, "unused_blocks": left}
    assert (mixed.provenance["backend"], mixed.provenance["fused_multiply_add"]) == ("numpy", False)
    assert list(tmp_path.iterdir()) == [mixed.folder]


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX systems")
def test_a_process_killed_at_any_moment_leaves_no_half_file(first: StudyResult, tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(STUDY)
    code = (
        "from pathlib import Path; from engraft.trial import load_study, run_study; "
        "run_study(load_study('tiny.yaml'), out=Path('runs'), block=3)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    )
    deadline = time.monotonic() + 60.0
    while not list((tmp_path / "runs").glob("*.partial/.blocks/*.npz")) and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    again = run_study(load_study(tmp_path / "tiny.yaml"), out=tmp_path / "runs", block=3)
    assert again.folder is not None
    assert first.folder is not None
    assert stored(again.folder) == stored(first.folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("model: b_all_spine", "model: spine", "tiny.yaml:5: model"),
        ("n: 6", "n: 0", "tiny.yaml:8: population.n"),
        ("n: 6", "n: 1000000000000", "do not fit in memory"),
        ("visits: [14]", "visits: [28]", "after the follow-up"),
        ("1e8 cell", "1e8", "no basis"),
    ],
)
def test_a_bad_study_writes_nothing(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        run_study(study((old, new)), out=tmp_path / "runs")
    assert said in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_the_result_says_what_a_report_needs(first: StudyResult) -> None:
    assert first.headline["sentence"].startswith("Remission")
    assert first.published["simulated"].notna().all()
    assert first.tolerance["difference"].abs().max() < 1e-2
    assert first.time_to_event == ("overall_survival",)
    assert first.flow["n"].iloc[0] == 6
    assert 0.0 < first.share_assumed < 1.0
    assert first.lloq == {"blood.car": pytest.approx(0.1)}
