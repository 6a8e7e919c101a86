"""What an endpoint is: it says what it needs before a run, and gives one row per person after it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import CompatibilityError, SpecificationError, nearest
from engraft.kernel.status import Status
from engraft.language.system import System
from engraft.outcomes.figure import Figure
from engraft.outcomes.survival import kaplan_meier, landmark, median
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MONTH = 30.4375


@dataclass(frozen=True, kw_only=True)
class Endpoint(ABC):
    """One question a study asks of every person.

    ``name`` begins the names of its columns and figures; ``guideline`` says whose definition it is.
    A person whose integration failed gets missing values: a failure of numerics is not a verdict.
    """

    since: ClassVar[str] = ""  # "infusion" or another origin if the endpoint is a time to event

    name: str
    label: str
    guideline: str

    @abstractmethod
    def needs(self, system: System) -> Needs:
        """Name the observables, days and crossings to keep; a name the system lacks is an error here."""

    @abstractmethod
    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Judge everybody: one row per person, indexed by person."""

    @abstractmethod
    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Sum the verdict up; the keys are those of ``keys``."""

    @property
    @abstractmethod
    def keys(self) -> tuple[str, ...]:
        """Name the figures before anything has run."""

    @property
    def timed(self) -> tuple[str, ...]:
        """Name the times to event of the verdict, each with its columns ``_day`` and ``_event``."""
        return (self.name,) if self.since else ()

    @property
    def assays(self) -> tuple[str, ...]:
        """Name the assays of the study whose readings the verdict is made from."""
        return ()

    @property
    def sampled(self) -> tuple[float, ...]:
        """List the days on which these assays read."""
        return ()

    @property
    def rules(self) -> tuple[str, ...]:
        """Name the rules whose firings the verdict looks at; an arm without such a rule never fired it."""
        return ()

    @property
    def of_lots(self) -> tuple[str, ...]:
        """Name the quantities of lots that the verdict looks at."""
        return ()

    @property
    def covariates(self) -> tuple[str, ...]:
        """Name the covariates the verdict looks at where the persons have them."""
        return ()


def solved(run: Trajectories) -> Flags:
    """Tell whose integration reached its end."""
    return np.asarray(run.status == Status.SOLVED)


def level_in(system: System, name: str, level: float | str) -> float:
    """Express a level in the declared unit of a name of the system.

    ``level`` is canonical if it is a number, else text with its unit.

    Raises
    ------
    CompatibilityError
        The level is not what the name measures; both are named.
    SpecificationError
        The level is below zero, where nothing that is counted or weighed can be.
    """
    unit = system.unit_of(name)
    if isinstance(level, str) and units.parse(level)[0] < 0.0:
        raise SpecificationError(f"the level '{level}' of '{name}' is negative", expected="zero or more")
    if isinstance(level, str) and units.dimension(units.parse(level)[1]) != units.dimension(unit):
        raise CompatibilityError(f"the level '{level}' does not fit '{name}'", expected=f"a value in {unit}", got=level)
    return units.display(units.canonical(level, unit) if isinstance(level, str) else level, unit)


def fraction_at(run: Trajectories, name: str, day: float) -> Floats:
    """Read a canonical value of everybody on one day."""
    return run.at(name, day) * units.factor(run.unit(name))


def first_after(times: Floats, start: Floats) -> Floats:
    """Find the first recorded instant later than each person's start; NaN if there is none.

    Shapes
    ------
    times (records, persons), start (persons,).
    """
    later = np.where(times > start, times, np.inf)
    first = later.min(axis=0, initial=np.inf)
    return np.where(np.isfinite(first), first, np.nan)


def check_hazards(system: System, names: Iterable[str], whose: str) -> None:
    """Refuse the name of a hazard that the system does not have; the nearest is suggested."""
    known = [hazard.name for hazard in system.hazards]
    for name in names:
        if name not in known:
            what = f"'{name}', which {whose} names, is no hazard of '{system.name}'"
            raise SpecificationError(what, do=nearest(name, known))


def earliest(run: Trajectories, hazards: Sequence[str]) -> Floats:
    """Give the day on which the first of some hazards happened; NaN if none did."""
    days = np.stack([np.full(run.persons.size, np.inf), *(run.hazards[name] for name in hazards)])
    first = np.where(np.isnan(days), np.inf, days).min(axis=0)
    return np.where(np.isfinite(first), first, np.nan)


def course_on(run: Trajectories, name: str, days: Floats) -> Floats:
    """Read a variable on some days that were kept, in its declared unit; NaN after a person's end.

    Shapes
    ------
    days (d,); returns (d, persons).
    """
    chosen = np.searchsorted(run.times, days - 1e-9)
    if np.any(chosen >= run.times.size) or not np.allclose(run.times[chosen], days, rtol=0.0, atol=1e-6):
        raise SpecificationError(f"a day of '{name}' was not kept in this run", expected="the days its endpoint needs")
    return run.course(name)[chosen]


@dataclass(frozen=True, eq=False)
class Read:
    """What an assay read: values, NaN where below the limit or where nobody was there; and which are below it.

    Shapes
    ------
    (days, persons).

    Units
    -----
    ``values`` and ``lloq`` in the unit of the assay.
    """

    values: Floats
    below: Flags
    lloq: float


def readings(run: Trajectories, assay: str, days: Sequence[float] | Floats) -> Read:
    """Take what an assay read on some days; a study puts its readings beside the courses before anybody is judged."""
    chosen = np.asarray(days, dtype=np.float64)
    below = course_on(run, f"{assay}.below", chosen) > 0.0
    return Read(course_on(run, assay, chosen), below, float(run.outputs[assay].attrs["lloq"]))


def fired(run: Trajectories, rules: Sequence[str]) -> Floats:
    """Give the days on which any of some rules fired.

    Shapes
    ------
    (firings, persons), NaN where there was none; the kernel keeps the first 16 of each rule.
    """
    nothing = np.full((1, run.persons.size), np.nan)
    return np.concatenate([nothing, *(run.rules[name] for name in rules if name in run.rules)])


def deaths(run: Trajectories) -> Floats:
    """Give the day on which a hazard ended a person's follow-up; NaN for everybody else."""
    day = np.full(run.persons.size, np.nan)
    for times in run.hazards.values():
        day = np.where(times == run.end_time, times, day)
    return day


def timed(
    name: str, causes: Mapping[str, Floats], last: Floats, included: Flags, censors: Mapping[str, Floats] | None = None
) -> dict[str, object]:
    """Make the three columns of a time to event: whichever cause comes first, else the end of observation.

    ``causes`` hold a day per person, NaN where it did not happen; earlier causes win ties. ``censors`` end the
    observation without being an event, and are named as the cause; an event of the same instant counts.
    """
    ends = {**causes, **(censors or {})}
    labels = np.array([*ends, "censored"], dtype=object)
    days = np.stack([np.where(np.isnan(day) | (day > last), np.inf, day) for day in ends.values()])
    first, which = days.min(axis=0), days.argmin(axis=0)
    ended = np.isfinite(first)
    cause = labels[np.where(ended, which, len(ends))].tolist()
    return {
        f"{name}_day": np.where(included, np.maximum(np.where(ended, first, last), 0.0), np.nan),
        f"{name}_event": flags(ended & (which < len(causes)), included),
        f"{name}_cause": words(cause, included),
    }


def flags(values: Flags, known: Flags) -> pd.api.extensions.ExtensionArray:
    """Make a column of true, false and not known."""
    import pandas as pd

    return pd.arrays.BooleanArray(np.asarray(values, dtype=bool) & known, ~known)


def words(values: Sequence[object], known: Flags) -> list[object]:
    """Make a column of text, None where nothing is known."""
    return [value if there else None for value, there in zip(values, known, strict=True)]


def rows(run: Trajectories, columns: Mapping[str, object]) -> pd.DataFrame:
    """Make a verdict: one row per person."""
    import pandas as pd

    return pd.DataFrame(dict(columns), index=pd.Index(run.persons, name="person"))


def observed_times(verdict: pd.DataFrame, name: str) -> tuple[Floats, Flags]:
    """Take the times and event flags of those who have a time."""
    part = verdict[verdict[f"{name}_day"].notna()]
    return part[f"{name}_day"].to_numpy(np.float64), part[f"{name}_event"].to_numpy(bool)


def timed_keys(name: str, months: Sequence[float]) -> tuple[str, ...]:
    """Name the figures of a time to event."""
    return (*(f"{name}.month_{month:g}" for month in months), f"{name}.median")


def timed_figures(verdict: pd.DataFrame, name: str, months: Sequence[float], text: str) -> dict[str, Figure]:
    """Read a Kaplan-Meier curve at some months, and its median."""
    day, event = observed_times(verdict, name)
    if day.size == 0:
        nothing = Figure(np.nan, np.nan, np.nan, 0, "fraction", text)
        return dict.fromkeys(timed_keys(name, months), nothing)
    curve = kaplan_meier(day, event)
    found = {
        f"{name}.month_{m:g}": landmark(curve, m * MONTH, day.size, f"{text} at {m:g} month{'' if m == 1 else 's'}")
        for m in months
    }
    return {**found, f"{name}.median": Figure(*median(curve), day.size, "day", f"{text}, median")}


def estimand_figures(
    verdict: pd.DataFrame, names: Sequence[str], months: Sequence[float], text: str
) -> dict[str, Figure]:
    """Read a curve with further therapy censored; and, if there is a second name, followed through it."""
    said = (
        [text] if len(names) == 1 else [f"{text} (further therapy censored)", f"{text} (regardless of further therapy)"]
    )
    pairs = zip(names, said, strict=True)
    return {key: one for name, words in pairs for key, one in timed_figures(verdict, name, months, words).items()}
