"""Survival estimates against R's survival and survRM2, and against closed forms."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engraft.errors import SpecificationError
from engraft.outcomes import survival

SHARED = Path(os.environ.get("ENGRAFT_SHARED", Path(__file__).parents[2].parent / "shared"))
FOLDER = SHARED / "external" / "survival"
needs_shared = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"R reference values not found: no folder {FOLDER}")


def expected(key: str) -> Any:
    return json.loads((FOLDER / "expected.json").read_text())[key]


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv")


def curve_of(frame: pd.DataFrame, event: Any, time: str = "time") -> survival.SurvivalCurve:
    return survival.kaplan_meier(frame[time].to_numpy(float), np.asarray(event))


@needs_shared
@pytest.mark.parametrize(("group", "key"), [("Maintained", "km_maintained"), ("Nonmaintained", "km_nonmaintained")])
def test_kaplan_meier_agrees_with_r_on_aml(group: str, key: str) -> None:
    aml = table("aml")
    curve = curve_of(part := aml[aml.x == group], part.status == 1)
    for day, value in expected("aml")[key].items():
        assert survival.survival_at(curve, float(day))[0] == pytest.approx(value, abs=5e-7)
    assert survival.median(curve)[0] == expected("aml")["km_median"][group]


@needs_shared
def test_log_rank_agrees_with_r() -> None:
    aml, ovarian, lung = table("aml"), table("ovarian"), table("lung")
    assert survival.log_rank(aml.time, aml.status == 1, list(aml.x)).statistic == pytest.approx(3.396389, abs=1e-6)
    test = survival.log_rank(ovarian.futime, ovarian.fustat == 1, list(ovarian.rx))
    assert test.statistic == pytest.approx(expected("ovarian")["logrank_chisq"], abs=1e-5)
    test = survival.log_rank(lung.time, lung.status == 2, list(lung.sex))
    assert test.statistic == pytest.approx(expected("lung")["logrank_sex_chisq"], abs=1e-6)
    assert test.p_value == pytest.approx(expected("lung")["p"], abs=1e-8)


@needs_shared
@pytest.mark.parametrize("ecog", ["0", "1", "2"])
def test_lung_by_ecog_agrees_with_r(ecog: str) -> None:
    want, lung = expected("lung")["by_ecog"][ecog], table("lung")
    curve = curve_of(part := lung[lung["ph.ecog"] == float(ecog)], part.status == 2)
    assert (curve.at_risk[0], curve.events.sum()) == (want["n"], want["events"])
    assert survival.median(curve)[0] == want["median"]
    mean, error = survival.restricted_mean(curve, 730.0)
    assert mean == pytest.approx(want["rmst730"], abs=0.5)
    assert error == pytest.approx(want["se"], abs=0.05)
    assert (mean, error) == pytest.approx(expected("py_check_rmst_greenwood")[f"lung_ecog{ecog}_rmst730"], rel=1e-9)


@needs_shared
@pytest.mark.parametrize(("treatment", "key"), [(1, "arm1_trt1"), (2, "arm0_trt2")])
def test_restricted_mean_agrees_with_survrm2_on_pbc(treatment: int, key: str) -> None:
    pbc = table("pbc").iloc[:312]
    part = pbc[pbc.trt == treatment].assign(years=lambda f: f.time / 365.25)
    mean, error = survival.restricted_mean(curve_of(part, part.status == 2, "years"), 10.0)
    want = expected("pbc_rmst")[key]
    assert mean == pytest.approx(want["rmst"], abs=5e-4)
    assert error == pytest.approx(want["se"], abs=5e-4)


@needs_shared
def test_cumulative_incidence_agrees_with_aalen_johansen_on_mgus2() -> None:
    mgus = table("mgus2")
    progressed = mgus.pstat == 1
    months = np.where(progressed, mgus.ptime, mgus.futime)
    cause = np.where(progressed, "progression", np.where(mgus.death == 1, "death", "censored"))
    curve = survival.cumulative_incidence(months, list(cause), ("progression", "death"))
    for month, values in expected("mgus2_cif")["months"].items():
        k = np.searchsorted(curve.day, float(month), side="right") - 1
        assert curve.incidence[:, k] == pytest.approx(values, abs=5e-7)


def test_without_censoring_survival_is_the_fraction_left() -> None:
    days = np.arange(1.0, 11.0)
    curve = survival.kaplan_meier(days, np.ones(10))
    assert curve.survival == pytest.approx(1 - np.arange(11) / 10)
    assert survival.restricted_mean(curve, 10.0)[0] == pytest.approx(days.mean())
    # Without censoring Greenwood's variance is the binomial one.
    k = 4
    assert curve.survival[k] ** 2 * curve.hazard_variance[k] == pytest.approx(0.6 * 0.4 / 10)
    assert survival.number_at_risk(curve, [0.0, 1.0, 1.5, 11.0]).tolist() == [10, 10, 9, 0]


def test_restricted_mean_without_censoring_has_the_error_of_a_mean() -> None:
    days = np.array([1.0, 4.0, 5.0, 9.0])
    _, error = survival.restricted_mean(survival.kaplan_meier(days, np.ones(4)), 9.0)
    assert error == pytest.approx(days.std() / 2)


def test_incidences_and_survival_share_out_everybody() -> None:
    day = [3.0, 5.0, 5.0, 8.0, 9.0]
    cause = ["relapse", "death", "censored", "relapse", "death"]
    both = survival.cumulative_incidence(day, cause, ("relapse", "death"))
    free = survival.kaplan_meier(day, [c != "censored" for c in cause])
    assert both.incidence.sum(axis=0) == pytest.approx(1.0 - free.survival[1:])


def test_an_event_at_day_zero_counts() -> None:
    assert survival.kaplan_meier([0.0, 5.0], [True, True]).survival.tolist() == [0.5, 0.0]


def test_the_median_not_reached_is_nan() -> None:
    assert np.isnan(survival.median(survival.kaplan_meier([5.0, 6.0, 7.0], [True, False, False]))[0])


@pytest.mark.parametrize(("day", "event"), [([], []), ([1.0], [True, False]), ([-1.0], [True]), ([np.nan], [True])])
def test_nonsense_times_are_refused(day: list[float], event: list[bool]) -> None:
    with pytest.raises(SpecificationError):
        survival.kaplan_meier(day, event)
