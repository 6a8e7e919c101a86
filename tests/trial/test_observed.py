"""Observations are held against a study before anything runs, and change none of its numbers."""

from __future__ import annotations

import pandas as pd
import pytest

from engraft.errors import CompatibilityError
from engraft.records import Observed, RecordsMisfit, read_observed
from engraft.trial import Study, design, overlay, run_study

KINETICS = "person,time,time_unit,value,unit,lloq,analyte\n"
SURVIVAL = "person,time,time_unit,event,endpoint\n"


@pytest.fixture
def seen(tmp_path):
    def read(text: str) -> Observed:
        path = tmp_path / "a folder" / "seen.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return read_observed(path)

    return read


def test_readings_come_in_the_unit_of_the_course(small: Study, seen) -> None:
    plan = design(small)
    rows = (
        "a,7,day,2,cell/uL,,flow\na,14,day,3e6,cell/L,,blood.car\na,28,day,0,cell/uL,0.1,\nb,28,day,<50,cell/mL,,flow\n"
    )
    laid = overlay(plan, seen(KINETICS + rows))
    assert plan.system.unit_of("blood.car") == "cell/uL"
    assert laid.table["observable"].tolist() == ["blood.car"] * 4
    assert laid.table["value"].tolist() == pytest.approx([2.0, 3.0, 0.1, 0.05])
    assert laid.table["below"].tolist() == [False, False, True, True]
    assert laid.of("blood.car") is not None
    assert laid.of("marrow.blast_fraction") is None


def test_a_unit_that_does_not_fit_is_named_with_what_it_is_held_against(small: Study, seen) -> None:
    rows = "a,7,day,2,mg/L,,flow\na,8,day,2,cell/uL,,flow\na,9,day,2,mg/L,,flow\na,9,day,2,cell,,flw\n"
    with pytest.raises(CompatibilityError) as caught:
        overlay(design(small), seen(KINETICS + rows))
    said = str(caught.value)
    assert isinstance(caught.value, RecordsMisfit)
    assert "lines 2, 4: 'mg/L' is mass/length^3, and assay 'flow' reads cell/uL" in said
    assert "line 5: nothing measured is called 'flw', did you mean 'flow'?" in said
    assert [fault.line for fault in caught.value.faults] == [2, 4, 5]
    assert len(said.splitlines()) == 3
    assert said.splitlines()[2].startswith("readings may be of: flow, ")


def test_a_reading_from_before_the_study_is_no_part_of_it(small: Study, seen) -> None:
    rows = "a,-400,day,2,cell/uL,,flow\na,-7,day,2,cell/uL,,flow\na,-1,year,2,cell/uL,,flow\n"
    with pytest.raises(
        RecordsMisfit, match=r"lines 2, 4: the day is before the study starts, on day -7 \('day -400', …\)"
    ):
        overlay(design(small), seen(KINETICS + rows))


def test_a_reading_of_nothing_in_particular_needs_one_assay(changed, seen) -> None:
    marrow = "name: marrow, observable: marrow.blast_fraction, unit: '1', lloq: 1e-4, sd_log: 0.3"
    other = f"  - {{{marrow}, assumed: {{why: usual, low: 0.1, high: 1}}}}\n"
    study = changed("endpoints:\n", f"{other}endpoints:\n")
    with pytest.raises(RecordsMisfit, match="line 2: it is not said of what: name an assay in 'analyte'"):
        overlay(design(study), seen(KINETICS + "a,7,day,2,cell/uL,,\n"))


def test_times_belong_to_an_endpoint_of_the_study(small: Study, seen) -> None:
    laid = overlay(design(small), seen(SURVIVAL + "a,2,week,1,event_free_survival\n"))
    assert laid.table.drop(columns="person").to_dict("records") == [
        {"endpoint": "event_free_survival", "day": 14.0, "event": True}
    ]
    with pytest.raises(RecordsMisfit, match="line 2: no time to event of the study is called 'remission'"):
        overlay(design(small), seen(SURVIVAL + "a,2,week,1,remission\n"))


def test_a_misfit_is_told_before_anything_is_simulated(small: Study, seen, tmp_path) -> None:
    calls: list[tuple[int, int]] = []
    with pytest.raises(RecordsMisfit):
        run_study(
            small, out=tmp_path / "runs", observed=seen(SURVIVAL + "a,2,week,1,os\n"),
            progress=lambda done, total: calls.append((done, total)),
        )  # fmt: skip
    assert calls == []
    assert not (tmp_path / "runs").exists()


def test_no_simulated_number_changes_and_provenance_names_the_file(small: Study, seen) -> None:
    observed = seen(KINETICS + "a,7,day,2,cell/uL,,flow\nb,7,day,2,cell/uL,,flow\n")
    plain, laid = run_study(small, patients=2), run_study(small, patients=2, observed=observed)
    pd.testing.assert_frame_equal(plain.outcomes, laid.outcomes)
    assert plain.observed is None
    assert laid.provenance["study_hash"] == plain.provenance["study_hash"]
    assert laid.provenance["observed"] == {
        "file": "seen.csv", "sha256": observed.digest, "kind": "kinetics", "rows": 2, "persons": 2,
    }  # fmt: skip
    assert laid.provenance["command"].endswith("--observed seen.csv")
    assert "a folder" not in str(laid.provenance)
