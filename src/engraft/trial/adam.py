"""Outcomes in the shape of the analysis data sets ADSL, ADTTE and ADRS (CDISC ADaM).

ADaM-shaped, not a validated submission: names, types and conventions follow the implementation guide where a simulated
person has what it asks for. There are no dates: days are counted from the infusion, which is relative day 1, for ADaM
knows no day 0. A person who is treated in several arms is one subject in each of them.

References
----------
CDISC Analysis Data Model Implementation Guide (ADaMIG) 1.3; ADaM Basic Data Structure for Time-to-Event Analyses 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engraft.errors import SpecificationError
from engraft.kernel.status import Status
from engraft.trial.archive import write_outcomes, write_whole

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.result import StudyResult

LONGEST_NAME = 8  # of a variable or a parameter code, as in SAS transport files
SITE = "SIM"
CENSORED = "censored"
BOTH = "_uncensored"  # ends the name of the estimand that follows persons through further therapy
CODES = {
    "event_free_survival": "EFS", "overall_survival": "OS", "relapse": "RFS", "progression_free_survival": "PFS",
    "event_free_survival_uncensored": "EFSU", "relapse_uncensored": "RFSU", "b_cell_aplasia": "BCELLAP",
    "neutrophil_recovery": "NEUTREC", "extinction": "EXTINCT", "molecular_relapse": "MRFS",
}  # fmt: skip
BASELINE = {
    "age": "AGE",
    "sex": "SEX",
    "race": "RACE",
    "weight": "WEIGHTBL",
    "height": "HEIGHTBL",
    "body_surface": "BSABL",
}
AGE_UNITS = {"year": "YEARS", "month": "MONTHS", "week": "WEEKS", "day": "DAYS"}
RESPONSES = {"CR": 1, "CRi": 2, "none": 3}
NO_RESPONSE = "NR"


def adam_tables(result: StudyResult) -> dict[str, pd.DataFrame]:
    """Make the tables by their names: ``adsl``, ``adtte``, ``adrs``, and ``variables``, which explains their columns.

    Shapes
    ------
    adsl: one row per arm and person. adtte: one per time to event of those who have one. adrs: one per visit
    and per summary of a remission endpoint.
    """
    people, explained = _adsl(result)
    tables = {"adsl": people, "adtte": _adtte(result), "adrs": _adrs(result)}
    return tables | {"variables": _variables(tables, explained)}


def write_adam(result: StudyResult, folder: Path) -> None:
    """Write every table as CSV and parquet: ``adsl.csv``, ``adsl.parquet``, and so on; ``adam-variables.csv``."""
    for name, table in adam_tables(result).items():
        stem = "adam-variables" if name == "variables" else name
        write_whole(folder / f"{stem}.csv", _as_csv(table))
        if name != "variables":
            write_outcomes(folder / f"{stem}.parquet", table)


def _as_csv(table: pd.DataFrame) -> Callable[[Path], object]:
    """Write a table as text; what is missing is empty."""
    return lambda made: made.write_text(table.to_csv(index=False, lineterminator="\n"), encoding="utf-8")


def _adsl(result: StudyResult) -> tuple[pd.DataFrame, dict[str, str]]:
    """Make one row per arm and person, and say what the columns made of covariates are."""
    import pandas as pd

    outcomes, units = result.outcomes, _covariates(result)
    numbers = {arm: k + 1 for k, arm in enumerate(result.arms)}
    treated = _infused(outcomes)
    columns: dict[str, Any] = dict(_keys(result, outcomes["arm"], outcomes["person"]))
    columns |= {"SITEID": SITE, "PAIRID": outcomes["person"].to_numpy()}
    columns |= {"AGE": np.nan, "AGEU": _age_unit(units), "SEX": "U", "RACE": "NOT REPORTED"}
    columns |= {"ARM": outcomes["arm"], "TRT01P": outcomes["arm"], "TRT01PN": outcomes["arm"].map(numbers)}
    columns |= {"TRT01A": outcomes["arm"].where(treated, ""), "TRT01AN": outcomes["arm"].map(numbers).where(treated)}
    columns |= {"ITTFL": "Y", "INFFL": np.where(treated, "Y", "N")}
    columns["SOLVEFL"] = np.where(outcomes["status"] == Status.SOLVED.name, "Y", "N")
    columns |= _deaths(outcomes)
    names = _names(units, taken=columns, known=BASELINE)
    columns |= {name: outcomes[own].to_numpy() for own, name in names.items()}
    table = pd.DataFrame(columns, index=outcomes.index).reset_index(drop=True)
    table["TRT01AN"] = table["TRT01AN"].astype("Int64")
    return table, {name: f"{own} ({units[own]})" if units[own] else own for own, name in names.items()}


def _keys(result: StudyResult, arms: Iterable[Any], persons: Iterable[Any]) -> dict[str, Any]:
    """Name study and subject; the same person in another arm is another subject."""
    codes = {summary.label: summary.name for summary in result.summaries}
    subjects = [f"{codes[arm]}-{person:05d}" for arm, person in zip(arms, persons, strict=True)]
    study = result.study.name
    return {"STUDYID": study, "USUBJID": [f"{study}-{one}" for one in subjects], "SUBJID": subjects}


def _covariates(result: StudyResult) -> dict[str, str]:
    """List the covariates that the outcomes hold, with their units."""
    listed: Iterable[Mapping[str, str]] = result.provenance.get("covariates", ())
    return {one["name"]: one["unit"] for one in listed if one["name"] in result.outcomes}


def _age_unit(units: Mapping[str, str]) -> str:
    """Say the unit of age in the words of the controlled terminology."""
    return AGE_UNITS.get(units.get("age", ""), "")


def _infused(outcomes: pd.DataFrame) -> pd.Series[bool]:
    """Tell who received the cells: as the study says, or else whoever reached day 0."""
    if "infused" in outcomes:
        return outcomes["infused"].fillna(value=False).astype(bool)
    return outcomes["end_day"] >= 0.0


def _deaths(outcomes: pd.DataFrame) -> dict[str, Any]:
    """Flag who died, where overall survival was asked for."""
    if "overall_survival_event" not in outcomes:
        return {}
    died = outcomes["overall_survival_event"].fillna(value=False).to_numpy(dtype=bool)
    return {"DTHFL": np.where(died, "Y", "")}


def _adtte(result: StudyResult) -> pd.DataFrame:
    """Make one row per person and time to event; CNSR is 0 for an event, 1 for the end of follow-up, 2 and on else."""
    import pandas as pd

    timed = [one for name in result.time_to_event for one in (name, f"{name}{BOTH}") if f"{one}_day" in result.outcomes]
    pieces = [_timed(result, name, code) for name, code in _names(timed, taken=(), known=CODES).items()]
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=["STUDYID", "USUBJID"])


def _timed(result: StudyResult, name: str, code: str) -> pd.DataFrame:
    """Make the rows of one time to event."""
    import pandas as pd

    rows = result.outcomes[result.outcomes[f"{name}_day"].notna()]
    event, own = rows[f"{name}_event"].to_numpy(dtype=bool), name.removesuffix(BOTH)
    since, days = result.time_from.get(own, "infusion"), rows[f"{name}_day"].to_numpy(dtype=np.float64)
    label = _label(result, own) + (" followed through further therapy" if own != name else "")
    cause = rows[f"{name}_cause"].astype(str)
    reasons = {CENSORED: 1} | {one: k + 2 for k, one in enumerate(sorted(set(cause[~event]) - {CENSORED}))}
    columns: dict[str, Any] = dict(_keys(result, rows["arm"], rows["person"]))
    columns |= {"TRTP": rows["arm"], "PARAMCD": code, "PARAM": f"{label} (days since {since})"}
    columns |= {
        "AVAL": days,
        "AVALU": "DAYS",
        "CNSR": np.where(event, 0, cause.map(reasons).fillna(0)).astype(np.int64),
    }
    columns["EVNTDESC"] = cause.str.upper()
    columns["CNSDTDSC"] = cause.mask(cause == CENSORED, "end of follow-up").str.upper().mask(event, "")
    columns["ADY"] = _relative(days) if since == "infusion" else pd.array([pd.NA] * len(rows), dtype="Int64")
    return pd.DataFrame(columns)


def _relative(days: np.ndarray[Any, np.dtype[np.float64]]) -> pd.api.extensions.ExtensionArray:
    """Turn days since the infusion into relative days: the infusion is on day 1, the day before it is day -1."""
    import pandas as pd

    whole = np.floor(days)
    known = np.isfinite(whole)
    numbered = np.where(known, np.where(whole >= 0, whole + 1, whole), 0).astype(np.int64)
    return pd.arrays.IntegerArray(numbered, ~known)


def _label(result: StudyResult, name: str) -> str:
    """Say an endpoint in words."""
    return result.labels.get(name, name)


def _adrs(result: StudyResult) -> pd.DataFrame:
    """Make a row per visit, and the best response with and without its grade, of each endpoint of remission."""
    import pandas as pd

    seen = result.responses
    names = [] if seen is None else list(dict.fromkeys(seen["endpoint"]))
    pieces = []
    for k, name in enumerate(names):
        suffix = str(k + 1) if k else ""
        pieces += [_by_visit(result, str(name), suffix), *_best(result, str(name), suffix)]
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=["STUDYID", "USUBJID"])


def _by_visit(result: StudyResult, name: str, suffix: str) -> pd.DataFrame:
    """Say the response of everybody at every visit."""
    import pandas as pd

    if result.responses is None:
        raise SpecificationError("this result holds no responses by visit", do="make it with run_study")
    seen = result.responses[(result.responses["endpoint"] == name) & result.responses["response"].notna()]
    days = seen["visit"].to_numpy(dtype=np.float64)
    first = _parameter(result, seen, f"OVR{suffix}", f"Response at the visit: {_label(result, name)}")
    visits = {"AVISIT": [f"Day {day:g}" for day in days], "AVISITN": days, "ADY": _relative(days)}
    return pd.DataFrame(first | _graded(seen["response"]) | visits)


def _best(result: StudyResult, name: str, suffix: str) -> list[pd.DataFrame]:
    """Say the best response, whether there was one, and whether it was MRD-negative."""
    import pandas as pd

    rows = result.outcomes[result.outcomes[f"{name}_kind"].notna()]
    label, first = _label(result, name), _relative(rows[f"{name}_day"].to_numpy(dtype=np.float64))
    best = _parameter(result, rows, f"BOR{suffix}", f"Best overall response: {label}")
    some = _parameter(result, rows, f"RSP{suffix}", f"Remission (CR or CRi): {label}")
    answered = _answered(rows[name].to_numpy(dtype=bool))
    pieces = [
        pd.DataFrame(best | _graded(rows[f"{name}_kind"]) | {"ADY": first}),
        pd.DataFrame(some | answered | {"ADY": first}),
    ]
    clean = rows[rows[f"{name}_mrd_negative"].notna()]
    found = _parameter(result, clean, f"MRDNEG{suffix}", f"MRD-negative among those in remission: {label}")
    return [*pieces, pd.DataFrame(found | _answered(clean[f"{name}_mrd_negative"].to_numpy(dtype=bool)))]


def _parameter(result: StudyResult, rows: pd.DataFrame, code: str, words: str) -> dict[str, Any]:
    """Begin the rows of one parameter."""
    return _keys(result, rows["arm"], rows["person"]) | {
        "TRTP": rows["arm"].to_numpy(),
        "PARAMCD": code,
        "PARAM": words,
    }


def _graded(kinds: Iterable[Any]) -> dict[str, Any]:
    """Write responses as text and as their rank."""
    listed = list(kinds)
    return {
        "AVALC": [NO_RESPONSE if kind == "none" else kind for kind in listed],
        "AVAL": [RESPONSES[k] for k in listed],
    }


def _answered(flags: np.ndarray[Any, np.dtype[np.bool_]]) -> dict[str, Any]:
    """Write yes and no as text and as 1 and 0."""
    return {"AVALC": np.where(flags, "Y", "N"), "AVAL": flags.astype(np.int64)}


def _names(names: Iterable[str], *, taken: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Give each name a code of at most eight letters and digits, no two the same.

    Examples
    --------
    >>> _names(["prior_lines", "prior_linest", "age"], taken=(), known={"age": "AGE"})
    {'prior_lines': 'PRIORLIN', 'prior_linest': 'PRIORLI2', 'age': 'AGE'}
    """
    used, made = set(taken) - set(known.values()), {}
    for name in names:
        plain = re.sub(r"[^A-Z0-9]", "", name.upper())
        plain = known.get(name) or (plain if plain[:1].isalpha() else f"X{plain}")[:LONGEST_NAME]
        code, k = plain, 1
        while code in used:
            k += 1
            code = plain[: LONGEST_NAME - len(str(k))] + str(k)
        used.add(code)
        made[name] = code
    return made


VARIABLES = {
    "STUDYID": "Study Identifier", "USUBJID": "Unique Subject Identifier", "SUBJID": "Subject Identifier for the Study",
    "SITEID": "Study Site Identifier", "PAIRID": "Simulated person; the same in every arm", "AGE": "Age",
    "AGEU": "Age Units", "SEX": "Sex (U: not simulated)", "RACE": "Race (not simulated)",
    "ARM": "Description of Planned Arm", "TRT01P": "Planned Treatment for Period 01",
    "TRT01PN": "Planned Treatment for Period 01 (N)", "TRT01A": "Actual Treatment for Period 01",
    "TRT01AN": "Actual Treatment for Period 01 (N)", "ITTFL": "Intent-To-Treat Population Flag",
    "INFFL": "Infused Population Flag", "SOLVEFL": "Simulated to the End Flag", "DTHFL": "Subject Death Flag",
    "TRTP": "Planned Treatment", "PARAMCD": "Parameter Code", "PARAM": "Parameter", "AVAL": "Analysis Value",
    "AVALC": "Analysis Value (C)", "AVALU": "Analysis Value Unit",
    "CNSR": "Censor (0: event; 1: end of follow-up; from 2 on: what EVNTDESC says)",
    "EVNTDESC": "Event or Censoring Description", "CNSDTDSC": "Censor Date Description",
    "ADY": "Analysis Relative Day (infusion: day 1)", "AVISIT": "Analysis Visit",
    "AVISITN": "Analysis Visit (N): days since the infusion",
}  # fmt: skip


def _variables(tables: Mapping[str, pd.DataFrame], explained: Mapping[str, str]) -> pd.DataFrame:
    """Explain every column of every table."""
    import pandas as pd

    rows = [
        (
            name.upper(),
            str(column),
            "Num" if pd.api.types.is_numeric_dtype(table[column]) else "Char",
            _said(str(column), explained),
        )
        for name, table in tables.items()
        for column in table.columns
    ]
    return pd.DataFrame(rows, columns=["DATASET", "VARIABLE", "TYPE", "LABEL"])


def _said(column: str, explained: Mapping[str, str]) -> str:
    """Say what a column is, and which covariate it was made of."""
    return "; ".join(part for part in (VARIABLES.get(column, ""), explained.get(column, "")) if part)
