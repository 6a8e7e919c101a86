"""What real persons showed, laid over what a study simulates: checked against its assays and endpoints first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engraft import units
from engraft.errors import nearest
from engraft.records import Fault, Kind, Observed, misfit

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.design import Design

MOST_LISTED = 8


@dataclass(frozen=True, eq=False)
class Overlay:
    """Observations that fit a study, in its own units and under its own names.

    Shapes
    ------
    ``table`` has one row per observation. Kinetics: columns observable, person, day, value, below; where ``below`` is
    true, ``value`` is the limit that the reading lies below (NaN if the file names none).
    Survival: columns endpoint, person, day, event.

    Units
    -----
    Days since the origin of the endpoint, or since the infusion; values in the unit of the simulated course.
    """

    kind: Kind
    table: pd.DataFrame
    file: str
    digest: str
    ignored: tuple[str, ...] = ()

    def of(self, name: str) -> pd.DataFrame | None:
        """Give the rows of one observable or endpoint; None if there are none."""
        rows = self.table[self.table["observable" if self.kind == "kinetics" else "endpoint"] == name]
        return None if rows.empty else rows

    def provenance(self) -> dict[str, Any]:
        """Say which data were laid over; the data themselves stay where they are."""
        counts = {"rows": len(self.table), "persons": int(self.table["person"].nunique())}
        return {"file": self.file, "sha256": self.digest, "kind": self.kind, **counts}


def overlay(plan: Design, observed: Observed) -> Overlay:
    """Lay observations over a study.

    Raises
    ------
    RecordsMisfit
        A CompatibilityError: units that do not fit what they are laid over, or names that the study does not have;
        all of them at once, with line numbers.
    """
    table = _kinetics(plan, observed) if observed.kind == "kinetics" else _survival(plan, observed)
    return Overlay(observed.kind, table, Path(observed.origin).name, observed.digest, observed.ignored)


def _kinetics(plan: Design, observed: Observed) -> pd.DataFrame:
    """Find the course that each reading belongs to, and convert the reading to its unit."""
    import pandas as pd

    table, known = observed.table, measured(plan)
    cells = zip(table["line"].tolist(), table["analyte"].tolist(), table["unit"].tolist(), strict=True)
    told = ((line, _misread(plan, known, analyte, unit)) for line, analyte, unit in cells)
    faults = [Fault(line, said) for line, said in told if said]
    start, days = plan.study.file.start, zip(table["line"].tolist(), table["day"].tolist(), strict=True)
    early = f"the day is before the study starts, on day {start:g}"
    faults += [Fault(line, early, f"day {day:g}") for line, day in days if day < start]
    misfit(observed.origin, faults, of=f"what '{plan.study.file.name}' measures", do=_advice(known))
    names = [known[analyte] for analyte in table["analyte"]]
    factors = [units.factor(plan.system.unit_of(name)) for name in names]
    value = table["value"].where(~table["below"], table["limit"]) / factors
    columns = {"observable": names, "person": table["person"], "day": table["day"], "value": value}
    return pd.DataFrame(columns | {"below": table["below"]})


def measured(plan: Design) -> dict[str, str]:
    """Map every name a reading may go by to an observable: assays, then observables; "" if there is only one assay."""
    known = {name: name for name in plan.arms[0].run.needs.observables}
    known |= {assay.name: assay.observable for assay in plan.assays}
    return known | ({"": plan.assays[0].observable} if len(plan.assays) == 1 else {})


def _misread(plan: Design, known: Mapping[str, str], analyte: str, unit: str) -> str:
    """Say why a reading cannot be laid over the study; nothing if it can."""
    if analyte not in known:
        listed = nearest(analyte, (name for name in known if name)) if analyte else "name an assay in 'analyte'"
        return f"nothing measured is called '{analyte}', {listed}" if analyte else f"it is not said of what: {listed}"
    own = plan.system.unit_of(known[analyte])
    if units.dimension(unit) == units.dimension(own):
        return ""
    assay = next((one for one in plan.assays if one.observable == known[analyte]), None)
    reads = f"assay '{assay.name}' reads {assay.unit}" if assay else f"'{known[analyte]}' is in {own}"
    return f"'{unit}' is {units.dimension(unit).text()}, and {reads} ({units.dimension(own).text()})"


def _advice(known: Mapping[str, str]) -> str:
    """List what readings can be laid over, assays first."""
    names = sorted((name for name in known if name), key=lambda name: known[name] == name)
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return f"readings may be of: {', '.join(names[:MOST_LISTED]) or 'nothing; the study has no assay'}{more}"


def _survival(plan: Design, observed: Observed) -> pd.DataFrame:
    """Find the endpoint that each time belongs to."""
    table, known = observed.table, [one.name for one in plan.endpoints if one.since]
    cells = zip(table["line"].tolist(), table["endpoint"].tolist(), strict=True)
    faults = [
        Fault(line, f"no time to event of the study is called '{name}', {nearest(name, known)}")
        for line, name in cells
        if name not in known
    ]
    of = f"the endpoints of '{plan.study.file.name}'"
    misfit(observed.origin, faults, of=of, do=f"times may be of: {', '.join(known) or 'nothing'}")
    return table[["endpoint", "person", "day", "event"]]
