"""What no body has: a course that gets there has left what its model can say, however well it was integrated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from engraft import units
from engraft.simulate import Trajectories


@dataclass(frozen=True)
class Bound:
    """The highest or lowest value that a living person may have, as text with its unit, and what it is known by."""

    level: str
    known_by: str


# not parameters: far enough out that no published course comes near, so that only broken courses are told
MOST = {
    "neutrophils.anc": Bound("50e9 cell/L", "beyond it blood is leukemoid"),
    "platelets.count": Bound("3000e9 cell/L", "beyond extreme thrombocytosis"),
    "hemoglobin.level": Bound("250 g/L", "such blood hardly flows"),
    "vitals.saturation": Bound("100 percent", "all of the hemoglobin"),
}
# nobody dies in models that end in blood: where a marrow stays empty, hemoglobin there only goes on falling
_BARE = Bound("7 g/L", "the least that a report has anybody survive, 0.7 g/dL")
LEAST = {"blood.hemoglobin": _BARE, "hemoglobin.level": _BARE}
WATCHED = ("blood.hemoglobin",)  # kept wherever a model has it, whatever is asked: such a model has no death
_WHOLE = ("_fraction", ".share", "_share", ".occupancy")  # a part of something is at most all of it
_SLACK = 1e-6  # rounding is not impossible


def impossible(label: str, run: Trajectories, called: Mapping[str, str]) -> Iterator[str]:
    """Say of each kept course how many persons of an arm go where nobody can be, and who goes farthest.

    ``called`` says what a course is in words.
    """
    for name in map(str, run.outputs.data_vars):
        most = MOST.get(name, Bound("1", "the whole") if name.endswith(_WHOLE) and run.unit(name) == "1" else None)
        words = f"'{called.get(name) or name}'"
        if most is not None:
            yield from _beyond(label, run, name, most, f"{words} goes beyond", 1.0)
        if name in LEAST:
            yield from _beyond(label, run, name, LEAST[name], f"{words} falls below", -1.0)


def _beyond(label: str, run: Trajectories, name: str, bound: Bound, said: str, way: float) -> Iterator[str]:
    """Say who passes a bound upwards (1) or downwards (-1), how many do, how far the farthest goes, and since when."""
    unit = run.unit(name)
    limit = units.display(units.canonical(bound.level, unit), unit)
    course = np.nan_to_num(way * run.course(name), nan=-np.inf)
    farthest = course.max(axis=0)
    beyond = farthest > way * limit * (1.0 + way * _SLACK)
    if beyond.any():
        worst = int(farthest.argmax())
        day = run.times[(course[:, worst] > way * limit).argmax()]
        level = f"{limit:.3g} {unit}" if unit != "1" else f"{limit:g}"
        yield (
            f"{said} {level} ({bound.known_by}) in {int(beyond.sum())} of {beyond.size} persons of '{label}', to "
            f"{way * farthest[worst]:.3g} in person {run.persons[worst]} (since day {day:.4g}): nobody can have it, "
            "and from there on the model says nothing of them"
        )
