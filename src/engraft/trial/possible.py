"""What no body has: a course that gets there has left what its model can say, however well it was integrated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from engraft import units
from engraft.simulate import Trajectories


@dataclass(frozen=True)
class Most:
    """The highest value that a living person may have, as text with its unit, and what it is known by."""

    level: str
    known_by: str


# not parameters: far enough out that no published course comes near, so that only broken courses are told
MOST = {
    "neutrophils.anc": Most("50e9 cell/L", "beyond it blood is leukemoid"),
    "platelets.count": Most("3000e9 cell/L", "beyond extreme thrombocytosis"),
    "hemoglobin.level": Most("250 g/L", "such blood hardly flows"),
    "vitals.saturation": Most("100 percent", "all of the hemoglobin"),
}
_WHOLE = ("_fraction", ".share", "_share", ".occupancy")  # a part of something is at most all of it
_SLACK = 1e-6  # rounding is not impossible


def impossible(label: str, run: Trajectories, called: Mapping[str, str]) -> Iterator[str]:
    """Say of each kept course how many persons of an arm go where nobody can be, and who goes farthest.

    ``called`` says what a course is in words.
    """
    for name in map(str, run.outputs.data_vars):
        most = MOST.get(name, Most("1", "the whole") if name.endswith(_WHOLE) and run.unit(name) == "1" else None)
        if most is None:
            continue
        unit = run.unit(name)
        limit = units.display(units.canonical(most.level, unit), unit)
        highest = np.nan_to_num(run.course(name), nan=-np.inf).max(axis=0)
        beyond = highest > limit * (1.0 + _SLACK)
        if beyond.any():
            worst = int(highest.argmax())
            level = f"{limit:.3g} {unit}" if unit != "1" else f"{limit:g}"
            yield (
                f"'{called.get(name) or name}' goes beyond {level} ({most.known_by}) in {int(beyond.sum())} of "
                f"{beyond.size} persons of '{label}', to {highest[worst]:.3g} in person {run.persons[worst]}: nobody "
                "can have it, and from there on the model says nothing of them"
            )
