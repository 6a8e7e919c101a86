"""A small made-up study whose numbers follow from closed forms: test data, no claim about anybody."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from engraft.trial.result import ArmSummary, Figure, StudyResult, StudySummary

FOLLOW_UP = 365.0
ARMS = ("With conditioning (fludarabine, cyclophosphamide)", "Without conditioning")
PERSONS = 200
FAILED = (3, 17)
MONTHLY = 30.4375


def person_times(rate: float) -> np.ndarray:
    """Put the persons at the quantiles of an exponential law."""
    return -np.log1p(-(np.arange(PERSONS) + 0.5) / PERSONS) / rate


def arm_outcomes(arm: str, *, rate: float, remission_share: float) -> pd.DataFrame:
    """Give every person a remission and a time to event; two persons were not solved."""
    person = np.arange(PERSONS)
    status = np.where(np.isin(person, FAILED), "STEP_LIMIT", "SOLVED")
    solved = status == "SOLVED"
    time = person_times(rate)
    leaves = 200.0 + 0.9 * person  # some leave observation before the end
    event = time <= np.minimum(leaves, FOLLOW_UP)
    day = np.where(solved, np.minimum(time, np.minimum(leaves, FOLLOW_UP)), np.nan)
    remission = solved & (person % 100 < 100 * remission_share)
    columns = {
        "arm": arm,
        "person": person,
        "status": status,
        "end_day": FOLLOW_UP,
        "weight": 30.0,
        "remission_reached": remission,
        "event_free_survival_day": day,
        "event_free_survival_event": event & solved,
        "event_free_survival_cause": np.where(event, "relapse", "censored"),
        "relapse_day": np.where(remission, day, np.nan),
        "relapse_event": event & remission,
        "relapse_cause": np.where(event, "relapse", "censored"),
    }
    return pd.DataFrame(columns)


def car(rise: float, fall: float, peak: float) -> np.ndarray:
    """Grow and contract exponentially around day 10, persons spread log-evenly over 1.5 decades."""
    day = np.arange(-7.0, FOLLOW_UP + 1)
    shape = np.where(day < 10, np.exp(rise * (day - 10)), np.exp(-fall * (day - 10)))
    shape = np.where(day < 0, 0.0, shape)
    return peak * 10 ** np.linspace(-0.75, 0.75, PERSONS)[:, None] * shape


def example_trajectories() -> xr.Dataset:
    """Make two observables for two arms; the two failed persons have no values."""
    cells = np.stack([car(0.9, 0.16, 2e10), car(0.7, 0.22, 2e9)])
    blasts = np.stack([np.clip(0.7 * np.exp(-(cells[k] / 1e10).cumsum(axis=1)), 1e-7, None) for k in range(2)])
    cells[:, FAILED, :] = np.nan
    blasts[:, FAILED, :] = np.nan
    dims = ("arm", "person", "time")
    coords = {"arm": list(ARMS), "person": np.arange(PERSONS), "time": np.arange(-7.0, FOLLOW_UP + 1)}
    data = {
        "b_all.car": (dims, cells, {"unit": "cell", "description": "CAR T cells in the body"}),
        "b_all.burden_marrow": (dims, blasts, {"unit": "dimensionless", "description": "leukemic share of the marrow"}),
    }
    return xr.Dataset(data, coords=coords)


def figures(remission: float) -> dict[str, Figure]:
    """Give two figures with intervals written by hand."""
    n = PERSONS - len(FAILED)
    return {
        "remission.by_day_28": Figure(
            remission, remission - 0.07, remission + 0.06, n, "fraction", "in remission by day 28"
        ),
        "event_free_survival.at_day_180": Figure(0.61, 0.54, 0.68, n, "fraction", "free of events at day 180"),
        "event_free_survival.median": Figure(240.0, 200.0, np.nan, n, "day", "median event-free survival"),
        "car.peak": Figure(2.1e10, 4.0e9, 1.1e11, n, "cell", "peak of CAR T cells, median (5th to 95th percentile)"),
    }


def example_sources() -> pd.DataFrame:
    """List five parameters of two blocks, two of them assumed."""
    leukemia, conditioning = "B-cell leukemia and CAR T cells", "Conditioning"
    paper = "León-Triana 2021, doi:10.1016/j.cnsns.2020.105570, Table 1"
    rows = [
        (leukemia, "growth rate of the leukemia", 1 / 30, "1/day", "paper", paper),
        (leukemia, "killing by one CAR T cell", 4.5e-11, "1/cell/day", "paper", paper),
        (
            leukemia,
            "inactivation by leukemia",
            1e-11,
            "1/cell/day",
            "assumed",
            "not measured; 1e-12 to 5e-11 1/cell/day",
        ),
        (conditioning, "clearance of fludarabine", 8.5, "L/hour", "paper", "Langenhorst 2019, Table 2"),
        (conditioning, "effect on lymphocytes", 0.9, "1/day", "assumed", "counts fall tenfold; 0.3 to 2 1/day"),
    ]
    return pd.DataFrame(rows, columns=["block", "parameter", "value", "unit", "kind", "source"])


def example_flow() -> pd.DataFrame:
    """Count the patients of each arm at each stage."""
    stages = (
        "drawn and treated", "integration failed", "followed", "in remission", "not in remission", "relapsed",
        "died in remission", "still in remission",
    )  # fmt: skip
    counts = ((200, 2, 198, 162, 36, 71, 12, 79), (200, 2, 198, 94, 104, 60, 6, 28))
    return pd.DataFrame(
        [(arm, stage, n) for arm, row in zip(ARMS, counts, strict=True) for stage, n in zip(stages, row, strict=True)],
        columns=["arm", "stage", "n"],
    )


def example_published() -> pd.DataFrame:
    """Hold two simulated figures against two published ones."""
    columns = [
        "endpoint",
        "arm",
        "value",
        "lower",
        "upper",
        "source",
        "simulated",
        "simulated_lower",
        "simulated_upper",
    ]
    source = "Maude 2018, doi:10.1056/NEJMoa1709866"
    rows = [
        ("remission.by_day_28", ARMS[0], 0.81, 0.71, 0.89, source, 0.82, 0.76, 0.87),
        ("event_free_survival.at_day_180", ARMS[0], 0.73, 0.60, 0.82, source, 0.61, 0.54, 0.68),
    ]
    return pd.DataFrame(rows, columns=columns)


def example_tolerance() -> pd.DataFrame:
    """Compare two figures of each arm with themselves."""
    keys = ("remission.by_day_28", "event_free_survival.at_day_180")
    rows = [(arm, key, 0.82, 0.82, 0.0, 100) for arm in ARMS for key in keys]
    return pd.DataFrame(rows, columns=["arm", "endpoint", "value", "value_half_tolerance", "difference", "n"])


def example_provenance() -> dict[str, object]:
    """Name what a run would."""
    return {
        "seed": 7,
        "backend": "numpy",
        "study_hash": "3f9a1c",
        "versions": {"engraft": "0.1.0", "numpy": "2.3.0"},
        "command": "engraft run test_study --patients 200 --seed 7",
        "wall_time_s": 12.5,
    }


def small_study() -> StudyResult:
    """Build the whole result by hand."""
    pieces = [
        arm_outcomes(ARMS[0], rate=1 / 400, remission_share=0.82),
        arm_outcomes(ARMS[1], rate=1 / 120, remission_share=0.48),
    ]
    n = PERSONS - len(FAILED)
    summaries = tuple(
        ArmSummary(name, label, PERSONS, n, len(FAILED), figures(share))
        for name, label, share in zip(("flu_cy", "none"), ARMS, (0.82, 0.48), strict=True)
    )
    sentence = "With conditioning 82 % of 198 simulated children are in remission by day 28, without it 48 %."
    return StudyResult(
        study=StudySummary(
            name="test_study",
            title="CAR T cells with and without conditioning",
            question="What does conditioning add to CAR T cells in children with relapsed leukemia?",
            population="children and young adults with relapsed or refractory B-cell leukemia",
            n=PERSONS,
            seed=7,
            follow_up=FOLLOW_UP,
            start=-7.0,
        ),
        arms=ARMS,
        summaries=summaries,
        outcomes=pd.concat(pieces, ignore_index=True),
        trajectories=example_trajectories(),
        sources=example_sources(),
        share_assumed=0.4,
        tolerance=example_tolerance(),
        headline={"sentence": sentence, "arms": {}},
        flow=example_flow(),
        published=example_published(),
        provenance=example_provenance(),
        warnings=("event_free_survival.at_day_180 moves by +0.012 at half the tolerance",),
        time_to_event=("event_free_survival", "relapse"),
        time_from={"event_free_survival": "infusion", "relapse": "remission"},
        lloq={"b_all.car": 2.5e7},
    )


@pytest.fixture(scope="session")
def result() -> StudyResult:
    """Share one made-up result among the tests."""
    return small_study()
