"""The tables of a result: outcomes, trajectories, sources, tolerance, patient flow, and published figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engraft import units
from engraft.kernel.status import Status
from engraft.language.describe import describe, mathematics, share_assumed
from engraft.observe import Assay
from engraft.outcomes.figure import Figure
from engraft.outcomes.kinetics import kinetics
from engraft.outcomes.remission import Remission
from engraft.population import Cohort
from engraft.simulate import Trajectories
from engraft.trial.archive import content_key
from engraft.trial.falling import falling
from engraft.trial.laws import governed
from engraft.trial.lots import processes
from engraft.trial.personal import flat_doses, same_for_all
from engraft.trial.possible import impossible
from engraft.trial.readings import read_on
from engraft.trial.result import ArmSummary
from engraft.trial.same_persons import alike
from engraft.trial.silent import left_out

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from engraft.trial.design import Design

Judged = tuple[str, Trajectories, "pd.DataFrame"]

_LOUD = 0.01  # a fraction that moves more than this when the tolerance is halved is worth a warning


def side_by_side(verdicts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put the verdicts of all endpoints next to each other, one row per person."""
    import pandas as pd

    return pd.concat(verdicts, axis=1)


def one_below_the_other(pieces: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put the verdicts of one endpoint on blocks of persons back together, with what is said of the columns."""
    import pandas as pd

    bare = [piece.copy(deep=False) for piece in pieces]
    for piece in bare:
        piece.attrs = {}
    whole = pd.concat(bare)
    whole.attrs = dict(pieces[0].attrs)
    return whole


def single(run: Trajectories) -> Trajectories:
    """Keep courses in single precision: they have been judged, and are for tables and pictures from here on."""
    return replace(run, outputs=run.outputs.astype(np.float32))


def stacked(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put the tables of all arms under each other."""
    import pandas as pd

    return pd.concat(tables, ignore_index=True)


def outcomes(plan: Design, cohort: Cohort, arms: Sequence[Judged]) -> pd.DataFrame:
    """Make one row per arm and person: status, covariates, rules, clones, endpoints, readings."""
    import pandas as pd

    covariates = cohort.displayed().reset_index(drop=True)
    pieces = []
    for label, run, verdicts in arms:
        status = [Status(int(code)).name for code in run.status]
        first: dict[str, Any] = {
            "arm": label,
            "person": run.persons,
            "status": status,
            "fault": run.where,
            "end_day": run.end_time,
        }
        first |= {} if cohort.laws is None else {"law": cohort.laws}
        parts = [pd.DataFrame(first), covariates, _happened(plan, run), verdicts.reset_index(drop=True)]
        parts += [_readings(assay, plan, run) for assay in plan.assays]
        pieces.append(pd.concat(parts, axis=1))
    return pd.concat(pieces, ignore_index=True)


def responses(plan: Design, label: str, run: Trajectories) -> pd.DataFrame:
    """Make one row per person, endpoint of remission and visit: what the verdict were if it was the only visit."""
    import pandas as pd

    pieces = []
    for one in (endpoint for endpoint in plan.endpoints if isinstance(endpoint, Remission)):
        for day in one.visits:
            kinds = replace(one, visits=(day,)).verdict(run)[f"{one.name}_kind"].tolist()
            first = {"arm": label, "person": run.persons, "endpoint": one.name, "visit": day}
            pieces.append(pd.DataFrame(first | {"response": kinds}))
    columns = ["arm", "person", "endpoint", "visit", "response"]
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=columns)


def _happened(plan: Design, run: Trajectories) -> pd.DataFrame:
    """Count how often rules fired and say when clones died out; a rule of another arm fired never."""
    import pandas as pd

    rules = sorted({rule.name for arm in plan.arms for rule in arm.run.regimen.rules})
    nobody = np.zeros(run.persons.size, dtype=np.int64)
    columns: dict[str, Any] = {f"rule_{name}_count": run.rule_counts.get(name, nobody) for name in rules}
    columns |= {f"{name}_extinct_day": day for name, day in run.extinct.items()}
    return pd.DataFrame(columns, index=range(run.persons.size))


def _readings(assay: Assay, plan: Design, run: Trajectories) -> pd.DataFrame:
    """Read the course of everybody at the visits and summarise what was quantifiable."""
    import pandas as pd

    days = np.array([day for day in plan.visits if day >= 0.0])
    seen = read_on(assay, run, days, plan.seed)
    found = kinetics(days, seen.values / units.factor(assay.unit), seen.below)
    columns = {"c_max": found.c_max, "t_max": found.t_max, "auc_0_28": found.auc, "last_day": found.last_day}
    return pd.DataFrame({f"{assay.name}_{name}": column for name, column in columns.items()})


def trajectories(plan: Design, labels: Sequence[str], runs: Sequence[Trajectories]) -> xr.Dataset:
    """Stack the arms, and say of each variable what it is."""
    import xarray as xr

    arms = xr.DataArray(np.array(labels, dtype=np.str_), dims="arm", name="arm")
    stacked = xr.concat([run.outputs for run in runs], dim=arms, join="exact", combine_attrs="override")
    known = describe(plan.system)
    said = {one["name"]: one["description"] for one in (*known["states"], *known["observables"])}
    for name in stacked.data_vars:
        stacked[name].attrs["description"] = said.get(str(name), "")
    return stacked.transpose("arm", "person", "time")


def summary(name: str, label: str, run: Trajectories, figures: dict[str, Figure]) -> ArmSummary:
    """Count the persons of an arm and hold its figures."""
    n = int(run.persons.size)
    return ArmSummary(name, label, n, n - run.failed, run.failed, figures)


def sources(plan: Design) -> tuple[pd.DataFrame, float]:
    """List every parameter with its source and the traits of products below them, and the share that is assumed."""
    import pandas as pd

    rows = []
    for one in describe(plan.system)["parameters"]:
        block, _, parameter = one["name"].partition(".")
        said = one["description"] or parameter
        rows.append((block, parameter, one["value"], one["unit"], one["source_kind"], one["source"], said))
    rows += [*_traits(plan), *_making(plan)]
    assumed, total = share_assumed(plan.system)
    table = pd.DataFrame(rows, columns=["block", "parameter", "value", "unit", "kind", "source", "description"])
    return table, assumed / total if total else 0.0


def _traits(plan: Design) -> list[tuple[Any, ...]]:
    """List what the cells of each product change, once for all arms."""
    found = {(one.product, one.trait): one for arm in plan.arms for one in arm.run.traits}
    rows = []
    for one in found.values():
        trait = one.trait
        what = plan.prior.parameter(trait.parameter).description.partition(";")[0] or trait.parameter
        said = f"{what}: everybody's own value times {one.factor:.4g}"
        known = (one.product, trait.parameter, trait.value, trait.unit, trait.source.kind, trait.source.text(), said)
        rows.append(known)
    return rows


def _making(plan: Design) -> list[tuple[Any, ...]]:
    """List the numbers by which the lots of a study are made."""
    return [
        (f"lot {name}", one.name, one.shown, one.unit, one.source.kind, one.source.text(), one.description or one.name)
        for name, process in processes([arm.run for arm in plan.arms])
        for one in process.parameters.values()
    ]


def tolerance_rows(label: str, first: Mapping[str, Figure], again: Mapping[str, Figure]) -> list[tuple[Any, ...]]:
    """Compare the figures of one arm at the tolerance and at half of it."""
    return [
        (label, key, one.value, again[key].value, again[key].value - one.value, one.n) for key, one in first.items()
    ]


def tolerance_table(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    """Make the table of the tolerance check; figures that exist at neither tolerance are left out."""
    import pandas as pd

    columns = ["arm", "endpoint", "value", "value_half_tolerance", "difference", "n"]
    known = pd.DataFrame(rows, columns=columns).dropna(subset=["value", "value_half_tolerance"], how="all")
    return known.reset_index(drop=True)


def headline(plan: Design, summaries: Sequence[ArmSummary]) -> dict[str, Any]:
    """Say the first figure of the study in one sentence, beside what was published."""
    key = plan.endpoints[0].keys[0]
    figure = summaries[0].figures[key]
    said = " against ".join(f"{_shown(arm.figures[key])} with {arm.label}" for arm in summaries)
    beside = _published_of(plan, key, figure.unit)
    sentence = f"{figure.text[:1].upper()}{figure.text[1:]}: {said} (n = {plan.n} virtual patients per arm{beside})."
    return {
        "sentence": sentence,
        "figure": key,
        "arms": {arm.label: {name: one.value for name, one in arm.figures.items()} for arm in summaries},
    }


def _published_of(plan: Design, key: str, unit: str) -> str:
    """Say what was published of a figure, of each arm once."""
    first, labels = plan.arms[0].name, {arm.name: arm.label for arm in plan.arms}
    known = [one for one in plan.study.file.published if one.endpoint == key and not one.over and one.value is not None]
    held = {one.arm or first: one for one in reversed(known)}
    said = [
        f"{_shown_value(one.value, unit)}{f' with {labels[name]}' if len(labels) > 1 else ''} ({one.source})"
        for name, one in ((name, held[name]) for name in labels if name in held)
        if one.value is not None
    ]
    return f"; published: {', '.join(said)}" if said else ""


def _shown(figure: Figure) -> str:
    """Write a figure for a sentence."""
    if figure.withheld:
        return f"withheld ({figure.withheld})"
    if not np.isfinite(figure.value) and np.isfinite(figure.lower) and np.isfinite(figure.upper):
        scale, unit = (100.0, "%") if figure.unit == "fraction" else (1.0, figure.unit)
        return f"between {scale * figure.lower:.2g} and {scale * figure.upper:.2g} {unit}"
    return _shown_value(figure.value, figure.unit)


def _shown_value(value: float, unit: str) -> str:
    """Write a number for a sentence."""
    if not np.isfinite(value):
        return "no value"
    return f"{100 * value:.0f} %" if unit == "fraction" else f"{value:.3g} {'' if unit == '1' else unit}".rstrip()


def warnings(plan: Design, runs: Mapping[str, Trajectories], checked: int, tolerance: pd.DataFrame) -> tuple[str, ...]:
    """Say what a reader must know before trusting the numbers: limits of the study first.

    ``runs`` are the courses of each arm, by its label.
    """
    said = [" ".join(plan.study.file.limits.split())] if plan.study.file.limits.strip() else []
    said += _about_laws(plan)
    if plan.distinct < plan.n:
        said.append(
            f"the {plan.n} persons are the {plan.distinct} that the population '{plan.population.name}' lists, "
            f"again and again; intervals are those of {plan.distinct}"
        )
    said += same_for_all(plan.population, plan.system, plan.study.file.parameters)
    said += left_out(plan)
    said += flat_doses(arm.run.regimen for arm in plan.arms)
    said += [line for label, run in runs.items() if run.failed for line in _failures(label, run)]
    called = {one.name: one.description.split(";")[0] for one in plan.system.states}
    called |= {one.name: one.description.split(";")[0] for one in plan.system.observables}
    said += [line for label, run in runs.items() for line in impossible(label, run, called)]
    said += [line for label, run in runs.items() for line in falling(label, run, plan.endpoints)]
    said += alike(runs)
    moved = tolerance[tolerance["value"].between(0.0, 1.0) & (tolerance["difference"].abs() > _LOUD)]
    said += [
        f"{row.endpoint} in '{row.arm}' moves by {row.difference:+.3f} at half the tolerance (first {checked} persons)"
        for row in moved.itertuples()
    ]
    return tuple(said)


def _about_laws(plan: Design) -> list[str]:
    """Say where the laws a study draws from do not hold."""
    laws = plan.laws
    if laws is None:
        return []
    kept = governed(laws, plan.prior)
    said = [
        f"'{one.name}' is as the study sets it; the {laws.run} are of another typical value and leave it alone"
        for k, one in enumerate(laws.parameters)
        if k not in kept
    ]
    if laws.model_hash != content_key(mathematics(plan.prior)):
        said.append(f"the {laws.run} were fitted to another version of the model or its parameters")
    return said


def _failures(label: str, run: Trajectories) -> list[str]:
    """Count who failed, and say of each way to fail when and in which state it happened first, and what to try."""
    n, failed = run.persons.size, run.failed
    rest = f"figures are of the other {n - failed}" if failed < n else "there are no figures"
    said = [f"{failed} of {n} persons could not be integrated ({label}); {rest}"]
    for code in np.unique(run.status[run.status != Status.SOLVED]):
        who = np.flatnonzero(run.status == code)
        first = who[run.end_time[who].argmin()]
        happened, _, advice = Status(int(code)).message.partition("; ")
        place = f" in '{run.where[first]}'" if run.where[first] else ""
        when = (
            f"{'first ' if who.size > 1 else ''}on day {run.end_time[first]:.4g}{place} (person {run.persons[first]})"
        )
        said.append(f"{who.size} in '{label}': {happened}, {when}; {advice}")
    return said


def limits(plan: Design) -> dict[str, float]:
    """Give each assay's limit of quantification in the unit its observable is stored in."""
    return {one.observable: units.display(one.limit, plan.system.unit_of(one.observable)) for one in plan.assays}
