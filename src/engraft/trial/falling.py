"""An exposure that is read at its end although it falls again: the highest is no measure of what comes and goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from engraft.outcomes import TherapeuticIndex
from engraft.outcomes.among import Among
from engraft.outcomes.endpoint import Endpoint, course_on
from engraft.simulate import Trajectories

_SLACK = 0.01  # of the highest: what only adds up keeps all of it but for rounding


def falling(label: str, run: Trajectories, endpoints: Iterable[Endpoint]) -> Iterator[str]:
    """Say of each exposure that should only add up in how many persons of an arm it falls again."""
    for one in endpoints:
        asked = one.inner if isinstance(one, Among) else one
        if not isinstance(asked, TherapeuticIndex) or asked.measure != "last":
            continue
        for name in (asked.site, asked.elsewhere):
            course = course_on(run, name, asked.days)
            known = np.isfinite(course)
            last = np.where(known, course, -np.inf)[::-1]
            end = np.take_along_axis(last, np.isfinite(last).argmax(axis=0)[None, :], axis=0)[0]
            fell = known.any(axis=0) & (end < (1.0 - _SLACK) * np.where(known, course, 0.0).max(axis=0))
            if fell.any():
                yield (
                    f"'{asked.name}' takes the highest of '{name}', which falls again in {int(fell.sum())} of "
                    f"{fell.size} persons of '{label}': measure: area sums up what comes and goes"
                )
