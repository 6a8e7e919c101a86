"""Cytokine release syndrome: its course on a grading scale, and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft.errors import SpecificationError, nearest
from engraft.language.system import System
from engraft.outcomes.course import GRADES, GradedCourse, days_on
from engraft.outcomes.endpoint import Flags, Floats, course_on, fired, flags, level_in, rows, solved
from engraft.outcomes.figure import Figure, median_and_range, proportion
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

PARTS = ("grades", "course", "care")
SCALES = {"penn": "Penn", "lee": "Lee", "astct": "ASTCT"}
_SAID = {
    "tocilizumab": "tocilizumab",
    "steroids": "corticosteroids",
    "vasopressors": "vasopressors",
    "high_vasopressors": "high-dose vasopressors",
    "oxygen": "oxygen",
    "intubation": "ventilation with positive pressure",
    "icu": "intensive care",
    "fever": "fever",
}


@dataclass(frozen=True, kw_only=True)
class CytokineReleaseSyndrome(GradedCourse):
    """Cytokine release syndrome on a scale of the model, and the care among those who had it.

    The scale is an observable that reads actions, organ findings and temperature; give the endpoint twice, with
    ``as_`` and another ``scale``, to hold Penn beside Lee or ASTCT. ``tell`` says which figures are told: ``grades``
    (how many reach which), ``course`` (onset, duration) and ``care``; a second scale has only grades to add. Care
    counts between the first and the last day with a grade: a level of support at a round, or the firing of a rule
    (``tocilizumab``, ``steroids``; of each rule the first 16 firings are known). A part that is "" or an empty list is
    not looked at.

    Columns
    -------
    ``name`` (any grade), ``_max_grade``, ``_onset_day``, ``_last_day``, ``_duration`` (days), ``_fever_days``, and
    one of true and false per kind of care: ``_tocilizumab``, ``_steroids``, ``_vasopressors``,
    ``_high_vasopressors``, ``_oxygen``, ``_intubation``, ``_icu``, ``_fever``.

    Units
    -----
    Days from the infusion, which is day 0 here and day 1 in papers that count it so.

    References
    ----------
    Levine 2021, doi:10.1136/jitc-2020-002287, Table 5: what is counted among patients with CRS, fever from 38.6
    degrees. Porter 2018, doi:10.1186/s13045-018-0571-y (Penn scale). The high dose is assumed: 0.2 ug/kg/min of
    noradrenaline for children, where the scale counts other drugs by other doses.
    """

    name: str = "crs"
    label: str = "Cytokine release syndrome"
    guideline: str = "Penn grading scale (Porter 2018) unless another is named"
    scale: str = "penn.grade"
    tell: tuple[str, ...] = PARTS
    tocilizumab: tuple[str, ...] = ("tocilizumab",)
    steroids: tuple[str, ...] = ("steroids",)
    vasopressors: str = "support.vasopressors"
    vasopressor_dose: str = "support.vasopressor_dose"
    high_dose: str = "0.2 ug/kg/min"
    oxygen: str = "support.oxygen_device"
    intubation: str = "support.positive_pressure"
    icu: str = "support.icu"
    temperature: str = "vitals.temperature"
    fever: str = "38.6 degC"

    def __post_init__(self) -> None:
        super().__post_init__()
        for part in self.tell:
            if part not in PARTS:
                what = f"endpoint '{self.name}' cannot tell '{part}'"
                raise SpecificationError(what, expected="a list of grades, course, care", do=nearest(part, PARTS))
        if not self.tell:
            raise SpecificationError(f"endpoint '{self.name}' tells nothing", expected="a list of grades, course, care")

    def needs(self, system: System) -> Needs:
        """Keep grade, support and temperature at every round."""
        for name, level in self._levels().values():
            level_in(system, name, level)
        return self.scale_needs(system) | Needs.of([name for name, _ in self._levels().values()])

    @property
    def rules(self) -> tuple[str, ...]:
        """Look at the rules of tocilizumab and steroids."""
        return self.tocilizumab + self.steroids if "care" in self.tell else ()

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Follow everybody's course."""
        known, grades = solved(run), self.graded(run)
        columns = self.course_columns(grades, known)
        onset, last = columns[f"{self.name}_onset_day"], columns[f"{self.name}_last_day"]
        ever = known & np.isfinite(onset)
        care = self._care(run, onset, last)
        made: dict[str, object] = {f"{self.name}_{key}": flags(found, ever) for key, found in care.items()}
        if self._fever:
            made[f"{self.name}_fever_days"] = np.where(ever, self._fever_days(run), np.nan)
        return rows(run, {self.name: flags(ever, known), **columns, **made})

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count the syndrome among everybody, and the care among those who had it."""
        known = verdict[verdict[self.name].notna()]
        scale = SCALES.get(self.scale.partition(".")[0], "")
        told = self.course_figures(known, f"CRS ({scale})" if scale else "CRS")
        found = {key: figure for key, figure in told.items() if key in self._course_told}
        with_crs = known[known[self.name].to_numpy(bool)]
        for key in self._care_keys:
            given = with_crs[f"{self.name}_{key}"].to_numpy(bool)
            said = _SAID[key] if key != "fever" else f"fever of at least {self.fever.replace('degC', '°C')}"
            found[f"{self.name}.{key}"] = proportion(given, f"{said} among patients with CRS")
        if self._fever:
            lasted = with_crs[f"{self.name}_fever_days"].to_numpy(np.float64)
            text = "duration of fever among patients with CRS"
            found[f"{self.name}.fever_duration"] = median_and_range(lasted[lasted > 0.0], "day", text)
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        care = tuple(f"{self.name}.{key}" for key in self._care_keys)
        return self._course_told + care + ((f"{self.name}.fever_duration",) if self._fever else ())

    @property
    def _course_told(self) -> tuple[str, ...]:
        """Name those figures of the course that are told: three of grades, then onset and duration."""
        return tuple(
            key for k, key in enumerate(self.course_keys) if ("grades" if k < len(GRADES) else "course") in self.tell
        )

    @property
    def _fever(self) -> bool:
        """Tell whether days with fever are counted."""
        return bool(self.temperature) and "care" in self.tell

    @property
    def _care_keys(self) -> tuple[str, ...]:
        """Name the kinds of care that are looked at."""
        if "care" not in self.tell:
            return ()
        given = {"tocilizumab": self.tocilizumab, "steroids": self.steroids, **self._levels()}
        return tuple(key for key in _SAID if given.get(key))

    def _levels(self) -> dict[str, tuple[str, float | str]]:
        """List what is looked at as a level, each with the level from which it counts; a count or a flag from half."""
        levels: dict[str, tuple[str, float | str]] = {
            "vasopressors": (self.vasopressors, 0.5),
            "high_vasopressors": (self.vasopressor_dose, self.high_dose),
            "oxygen": (self.oxygen, 0.5),
            "intubation": (self.intubation, 0.5),
            "icu": (self.icu, 0.5),
            "fever": (self.temperature, self.fever),
        }
        return {key: one for key, one in levels.items() if one[0]} if "care" in self.tell else {}

    def _care(self, run: Trajectories, onset: Floats, last: Floats) -> dict[str, Flags]:
        """Tell who was given which care during the syndrome."""
        days = self.days[:, None]
        during = (days >= onset) & (days <= last)
        found = {key: np.asarray((self._at(run, key) & during).any(axis=0)) for key in self._levels()}
        for key, names in (("tocilizumab", self.tocilizumab), ("steroids", self.steroids)):
            if names and "care" in self.tell:
                times = fired(run, names)
                found[key] = np.asarray(((times >= onset - 1e-9) & (times <= last + 1e-9)).any(axis=0))
        return {key: found[key] for key in self._care_keys}

    def _at(self, run: Trajectories, key: str) -> Flags:
        """Tell at which rounds a level was reached."""
        from engraft import units

        name, level = self._levels()[key]
        unit = run.unit(name)
        least = units.display(units.canonical(level, unit), unit) if isinstance(level, str) else level
        return np.asarray(course_on(run, name, self.days) >= least * (1.0 - 1e-9))

    def _fever_days(self, run: Trajectories) -> Floats:
        """Count everybody's days with fever."""
        return days_on(self.days, self._at(run, "fever"), self.gap)
