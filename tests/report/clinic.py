"""A made-up study with toxicity, clones and covariates: test data, no claim about anybody."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import xarray as xr

from engraft.trial.result import StudyResult

ARM = "one infusion"
PERSONS = 400
END = 365.0
KINDS = ("CD19-positive", "CD19-negative", "lineage switch", "extramedullary")


def luck(step: int) -> np.ndarray:
    """Spread numbers evenly over 0 to 1, in another order for each step."""
    return (np.arange(PERSONS) * step % PERSONS + 0.5) / PERSONS


def clinic_outcomes() -> pd.DataFrame:
    """Give every patient covariates, a response, a relapse of some kind, and an end."""
    blasts, age = 5.0 + 94.0 * luck(37), 3.0 + 20.0 * luck(61)
    remission = luck(113) < np.where(blasts < 52.0, 0.9, 0.7)
    first = np.where(luck(171) < 0.9, 28.0, 90.0)
    relapse = first - 400.0 * np.log(luck(91))
    therapy = first + 30.0 - 900.0 * np.log(luck(203))
    death = np.where(remission, relapse - 350.0 * np.log(luck(157)), 60.0 - 240.0 * np.log(luck(157)))
    end = np.minimum(death, END)
    relapsed = remission & (relapse < np.minimum(end, therapy))
    treated = remission & (therapy < np.minimum(end, relapse))
    kind = np.array(KINDS, dtype=object)[np.searchsorted([0.5, 0.8, 0.92], luck(29))]
    since = np.minimum(np.where(relapsed, relapse, np.where(treated, therapy, end)), end) - first
    cause = np.where(relapsed, kind, np.where(treated, "further therapy", np.where(end < END, "death", "censored")))
    failed = np.where(remission, since + first, np.minimum(90.0, end))
    columns = {
        "arm": ARM, "person": np.arange(PERSONS), "status": "SOLVED", "fault": "", "end_day": end,
        "age": age, "weight": 10.0 + 2.5 * age, "marrow_blasts": blasts, "car_t_dose": 1e6 * (0.2 + 5.0 * luck(43)),
        "prior_transplant": (luck(83) < 0.6).astype(float), "infused": (luck(7) < 0.8).astype(float),
        "remission": remission, "remission_day": np.where(remission, first, np.nan),
        "remission_kind": np.where(remission, np.where(luck(51) < 0.7, "CR", "CRi"), "none"),
        "relapse_by_clone_day": np.where(remission, since, np.nan),
        "relapse_by_clone_cause": np.where(remission, cause, None),
        "relapse_on_day": np.where(relapsed, relapse, np.nan),
        "event_free_survival_day": failed,
        "event_free_survival_event": relapsed | ~remission | ((end < END) & ~treated),
        "event_free_survival_cause": np.where(treated, "further therapy", "event"),
        "overall_survival_day": end, "overall_survival_event": end < END,
    }  # fmt: skip
    return pd.DataFrame(columns)


def clinic_trajectories() -> xr.Dataset:
    """Give every patient a course of cells, blasts and grades."""
    outcomes = clinic_outcomes()
    day = np.unique(np.concatenate([np.arange(-7.0, 30.0, 0.5), np.arange(30.0, 61.0), np.arange(63.0, END + 1, 7.0)]))
    remission = outcomes["remission"].to_numpy(bool)[:, None]
    peak = 10.0 ** (3.0 + 1.8 * luck(19))[:, None] * np.where(remission, 1.6, 1.0)
    cells = peak * np.where(day < 10.0, np.exp(0.7 * (day - 10.0)), np.exp(-0.15 * (day - 10.0)))
    cells = np.where(day < 0.0, 0.0, cells)
    start = outcomes["marrow_blasts"].to_numpy()[:, None] / 100.0
    fall = np.where(remission, 0.2 + 0.6 * luck(23)[:, None], -0.005 + 0.1 * luck(23)[:, None])
    blasts = np.where(day < 2.0, start, np.minimum(0.99, start * np.exp(-fall * np.clip(day - 2.0, 0.0, 40.0))))
    worst = np.searchsorted([0.2, 0.45, 0.6, 0.88], luck(19))[:, None]
    course = np.clip(1.2 - np.abs(day - 3.0 - 7.0 * luck(67)[:, None]) / 6.0, 0.0, 1.0)
    grades = {"penn": worst * course, "astct": (worst - 0.6) * course, "lee": (worst - 0.4) * course}
    gone = day > outcomes["end_day"].to_numpy()[:, None]
    made = {
        "blood.copies": (cells, "copy/ug", "transgene copies per mass of DNA from blood"),
        "marrow.blast_fraction": (blasts, "1", "leukemic cells among marrow cells"),
        "icans.grade": (np.clip(np.round((worst - 2.2) * course), 0, 4), "1", "ASTCT 2019 grade of neurotoxicity"),
    }
    said = {"penn": "Penn", "astct": "ASTCT 2019", "lee": "Lee"}
    for name, values in grades.items():
        described = f"{said[name]} grade of cytokine release syndrome"
        made[f"{name}.grade"] = (np.clip(np.round(values), 0, 4), "1", described)
    data = {
        name: (("arm", "person", "time"), np.where(gone, np.nan, values)[None], {"unit": unit, "description": text})
        for name, (values, unit, text) in made.items()
    }
    return xr.Dataset(data, coords={"arm": [ARM], "person": np.arange(PERSONS), "time": day})


def clinic_study(plain: StudyResult) -> StudyResult:
    """Put the made-up patients into a result that has everything else."""
    summary = dataclasses.replace(plain.summaries[0], name="once", label=ARM)
    return dataclasses.replace(
        plain,
        study=dataclasses.replace(plain.study, n=PERSONS),
        arms=(ARM,), summaries=(summary,), outcomes=clinic_outcomes(), trajectories=clinic_trajectories(),
        tolerance=plain.tolerance.iloc[:2].assign(arm=ARM), flow=plain.flow.iloc[:8].assign(arm=ARM),
        published=plain.published.assign(arm=ARM),
        time_to_event=("event_free_survival", "overall_survival"), time_from={}, lloq={"blood.copies": 50.0},
    )  # fmt: skip
