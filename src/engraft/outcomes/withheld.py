"""What is not told of a treatment that nobody studied: who lives how long, and how often toxicity is severe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from engraft.outcomes.endpoint import Endpoint
from engraft.outcomes.figure import Figure
from engraft.outcomes.late_malignancy import LateMalignancy
from engraft.outcomes.neutrophils import NeutrophilRecovery
from engraft.outcomes.non_relapse_mortality import NonRelapseMortality
from engraft.outcomes.relapse_by_clone import RelapseByClone

REASON = "outside the studied range"
_WHOLE = (LateMalignancy, NonRelapseMortality, RelapseByClone)
_HARMLESS = NeutrophilRecovery  # a time to something, but not of life or relapse
_KEPT = ("infused", "remission", "")  # shares of the enrolled, and who ever was without B cells: not survival
_GRAVE = re.compile(
    r"severe(?!_days)|grade_?[345]|grades?_3|iii|intubat|icu$|fatal|death|mortality"
    r"|[._](tocilizumab|steroids|(high_)?vasopressors|oxygen)$"  # care is as telling as the grade that calls for it
)
_TIMED = re.compile(r"_(day|event|cause|kind|early|early_other)$")
_GRADED = re.compile(rf"grade|severe|{_GRAVE.pattern}")


def is_withheld(endpoint: Endpoint, key: str) -> bool:
    """Tell whether a figure of an endpoint is survival, relapse, death, care or the probability of severe toxicity.

    Every time to event is (B-cell aplasia counts who is alive and without B cells), but that to the return of
    neutrophils; so is every figure whose name speaks of severity.

    Examples
    --------
    >>> from engraft.outcomes.registry import endpoint
    >>> [key for key in endpoint("icans").keys if is_withheld(endpoint("icans"), key)]
    ['icans.severe', 'icans.grade_4']
    """
    detail = key.partition(".")[2]
    if isinstance(endpoint, _WHOLE):
        return True
    if endpoint.since and not isinstance(endpoint, _HARMLESS):
        return detail not in _KEPT
    return bool(_GRAVE.search(key))


def withheld(figure: Figure) -> Figure:
    """Take the numbers out of a figure, and say why."""
    return replace(figure, value=np.nan, lower=np.nan, upper=np.nan, withheld=REASON)


def withheld_columns(endpoint: Endpoint, columns: Iterable[str]) -> tuple[str, ...]:
    """Name the columns of a verdict from which a withheld figure could be worked out."""
    names, secret = tuple(columns), [key for key in endpoint.keys if is_withheld(endpoint, key)]
    if isinstance(endpoint, _WHOLE) or endpoint.name in secret:
        return tuple(name for name in names if name.startswith(endpoint.name))
    timed = bool(endpoint.since) or any(name.endswith("_cause") for name in names)  # a cause may be death
    return tuple(
        name
        for name in names
        if (timed and _TIMED.search(name)) or (secret and _GRADED.search(name.removeprefix(endpoint.name)))
    )
