"""The tables keep the conventions of ADaM, and say of every person what the outcomes say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engraft.kernel.status import Status
from engraft.simulate import simulate_block
from engraft.trial import Study, StudyResult, adam_tables, blocks, run_study, write_adam
from engraft.trial.adam import LONGEST_NAME, _names, _relative

FAILED = 2


def one_fails(run, cohort):
    part = simulate_block(run, cohort)
    bad = part.persons == FAILED
    status = np.where(bad, Status.STEP_LIMIT, part.status).astype(np.int8)
    return replace(part, status=status, end_time=np.where(bad, 3.0, part.end_time))


@pytest.fixture(scope="module")
def result(small_module: Study) -> StudyResult:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "simulate_block", one_fails)
        return run_study(small_module)


@pytest.fixture(scope="module")
def tables(result: StudyResult) -> dict[str, pd.DataFrame]:
    return adam_tables(result)


def test_names_are_those_of_transport_files(tables) -> None:
    for name, table in tables.items():
        if name == "variables":
            continue
        for column in table.columns:
            assert len(column) <= LONGEST_NAME
            assert column.isupper()
            assert column[0].isalpha()
            assert column.isalnum()
        if "PARAMCD" in table:
            assert table["PARAMCD"].str.len().max() <= LONGEST_NAME
            assert (table.groupby("PARAMCD")["PARAM"].nunique() == 1).all()


def test_every_column_is_explained(tables) -> None:
    explained = tables["variables"]
    for name in ("adsl", "adtte", "adrs"):
        rows = explained[explained["DATASET"] == name.upper()]
        assert rows["VARIABLE"].tolist() == list(tables[name].columns)
        assert (rows["LABEL"].str.len() > 0).all()
    weight = explained[(explained["DATASET"] == "ADSL") & (explained["VARIABLE"] == "WEIGHTBL")]
    assert weight["LABEL"].tolist() == ["weight (kg)"]


def test_adsl_has_one_row_per_subject_and_flags_that_are_never_blank(tables, result) -> None:
    adsl = tables["adsl"]
    assert adsl["USUBJID"].is_unique
    assert len(adsl) == len(result.outcomes)
    assert adsl["PAIRID"].nunique() == result.study.n
    for flag in ("ITTFL", "INFFL", "SOLVEFL"):
        assert set(adsl[flag]) <= {"Y", "N"}
    assert adsl.loc[adsl["PAIRID"] == FAILED, "SOLVEFL"].tolist() == ["N", "N"]
    assert (adsl["AGEU"] == "YEARS").all()
    assert adsl["AGE"].tolist() == result.outcomes["age"].tolist()
    assert adsl["TRT01P"].tolist() == result.outcomes["arm"].tolist()
    assert sorted(set(zip(adsl["TRT01PN"], adsl["TRT01P"], strict=True))) == [(1, "cells once"), (2, "cells again")]


def test_who_left_before_day_0_was_not_infused(result) -> None:
    early = result.outcomes.assign(end_day=[-2.0, *result.outcomes["end_day"][1:]])
    adsl = adam_tables(replace(result, outcomes=early))["adsl"]
    assert adsl["INFFL"].tolist()[:2] == ["N", "Y"]
    assert adsl["TRT01A"].tolist()[:2] == ["", "cells once"]
    assert adsl["ITTFL"].tolist()[:2] == ["Y", "Y"]


def test_adtte_has_the_times_of_the_outcomes_and_0_for_an_event(tables, result) -> None:
    adtte, outcomes = tables["adtte"], result.outcomes
    efs = adtte[adtte["PARAMCD"] == "EFS"].reset_index(drop=True)
    known = outcomes[outcomes["event_free_survival_day"].notna()].reset_index(drop=True)
    assert efs["AVAL"].tolist() == known["event_free_survival_day"].tolist()
    assert (efs["CNSR"] == 0).tolist() == known["event_free_survival_event"].astype(bool).tolist()
    assert set(efs.loc[efs["CNSR"] == 1, "EVNTDESC"]) <= {"CENSORED"}
    assert set(efs.loc[efs["CNSR"] == 1, "CNSDTDSC"]) <= {"END OF FOLLOW-UP"}
    assert set(efs.loc[efs["CNSR"] == 0, "CNSDTDSC"]) == {""}
    assert set(efs.loc[efs["CNSR"] == 0, "EVNTDESC"]) <= {"NO REMISSION", "RELAPSE", "DEATH"}
    assert set(adtte["AVALU"]) == {"DAYS"}
    assert set(adtte["PARAMCD"]) == {"EFS", "NEUTREC"}
    assert not adtte["USUBJID"].str.endswith(f"{FAILED:05d}").any()
    assert set(adtte["USUBJID"]) <= set(tables["adsl"]["USUBJID"])


def test_each_reason_for_censoring_has_its_own_number(result) -> None:
    cause = result.outcomes["event_free_survival_cause"].astype(object)
    event = result.outcomes["event_free_survival_event"].copy()
    cause[[0, 1, 3]], event[[0, 1, 3]] = ["further therapy", "censored", "relapse"], [False, False, True]
    both = {f"event_free_survival_uncensored_{part}": result.outcomes[f"event_free_survival_{part}"]
            for part in ("day", "event", "cause")}  # fmt: skip
    made = result.outcomes.assign(event_free_survival_cause=cause, event_free_survival_event=event, **both)
    adtte = adam_tables(replace(result, outcomes=made))["adtte"]
    efs = adtte[adtte["PARAMCD"] == "EFS"].set_index("SUBJID")[["CNSR", "EVNTDESC", "CNSDTDSC"]]
    assert efs.loc["once-00000"].tolist() == [2, "FURTHER THERAPY", "FURTHER THERAPY"]
    assert efs.loc["once-00001"].tolist() == [1, "CENSORED", "END OF FOLLOW-UP"]
    assert efs.loc["once-00003"].tolist() == [0, "RELAPSE", ""]
    through = adtte[adtte["PARAMCD"] == "EFSU"]
    assert through["PARAM"].str.contains("followed through further therapy").all()
    assert (through["CNSR"] == 0).tolist() == event_of(result)


def event_of(result: StudyResult) -> list[bool]:
    known = result.outcomes[result.outcomes["event_free_survival_day"].notna()]
    return known["event_free_survival_event"].astype(bool).tolist()


def test_a_time_that_does_not_count_from_the_infusion_has_no_relative_day(tables, result) -> None:
    assert tables["adtte"]["ADY"].notna().all()
    since = result.time_from | {"event_free_survival": "remission"}
    adtte = adam_tables(replace(result, time_from=since))["adtte"]
    assert adtte.loc[adtte["PARAMCD"] == "EFS", "ADY"].isna().all()
    assert "days since remission" in adtte.loc[adtte["PARAMCD"] == "EFS", "PARAM"].iloc[0]


def test_there_is_no_day_0() -> None:
    assert list(_relative(np.array([-0.5, 0.0, 0.9, 1.0, -1.0]))) == [-1, 1, 1, 2, -1]
    assert _relative(np.array([np.nan])).isna().all()


def test_adrs_has_visits_and_the_best_response(tables, result) -> None:
    adrs, outcomes = tables["adrs"], result.outcomes
    assert dict(adrs.groupby("PARAMCD").size())["OVR"] == 2 * 2 * 4  # visits, arms, persons who were solved
    best = adrs[adrs["PARAMCD"] == "BOR"].reset_index(drop=True)
    known = outcomes[outcomes["remission_kind"].notna()]
    assert best["AVALC"].replace("NR", "none").tolist() == known["remission_kind"].tolist()
    assert (adrs["AVAL"].notna() & adrs["AVALC"].notna()).all()
    seen = adrs[adrs["PARAMCD"] == "OVR"]
    assert set(zip(seen["AVISIT"], seen["AVISITN"], seen["ADY"], strict=True)) == {
        ("Day 28", 28.0, 29),
        ("Day 90", 90.0, 91),
    }
    ranked = seen.groupby("USUBJID")["AVAL"].min()
    assert ranked.reindex(best["USUBJID"]).tolist() == best["AVAL"].tolist()


def test_two_names_never_get_one_code() -> None:
    names = ["event_free_survival", "efs", "very_long_name_a", "very_long_name_b", "9th"]
    made = _names(names, taken=("X9TH",), known={"event_free_survival": "EFS"})
    assert list(made.values()) == ["EFS", "EFS2", "VERYLONG", "VERYLON2", "X9TH2"]


def test_the_files_hold_the_tables(tables, result, tmp_path) -> None:
    write_adam(result, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "adsl.csv", "adtte.csv", "adrs.csv", "adsl.parquet", "adtte.parquet", "adrs.parquet", "adam-variables.csv",
    }  # fmt: skip
    assert pd.read_parquet(tmp_path / "adtte.parquet")["AVAL"].tolist() == tables["adtte"]["AVAL"].tolist()
    read = pd.read_csv(tmp_path / "adsl.csv")
    assert read["WEIGHTBL"].tolist() == pytest.approx(tables["adsl"]["WEIGHTBL"].tolist(), rel=1e-15)
    assert "nan" not in (tmp_path / "adrs.csv").read_text(encoding="utf-8")


def test_a_study_without_remission_has_an_empty_adrs(result) -> None:
    assert adam_tables(replace(result, responses=None))["adrs"].empty
