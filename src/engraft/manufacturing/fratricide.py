"""Fratricide: T cells with a receptor against what T cells carry kill each other, and so select for the edited.

    h_i = gamma N_i / (A_i + N_i)         killed per day and cell that shows antigen i
    N_i = c_i S                           cells with receptor i that are left, c_i their share, S the survivors
    A_i                                   cells that show antigen i: not edited there, or edited and not yet rid of it

All counted per cell of the culture without killing, so that division, the same for all, cancels. The form is that of
killing in the patient (total quasi-steady state of killer and target), with cells that meet always.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engraft.manufacturing.edited import Edited

Floats = NDArray[np.float64]

STEP = 0.05  # days: Runge-Kutta of order 4 leaves 1e-6 of what survives at killing of 1.15 per day


@dataclass(frozen=True, eq=False)
class Killing:
    """Who kills whom in a culture.

    Shapes
    ------
    rate, gone_in: (persons,): killing per day; days in which half of an antigen is gone after editing.
    receptors: locus of the antigen to the share of cells that carry the receptor against it, (persons,).
    since_edit: (persons,), days from editing to the receptor; negative where the receptor comes first.
    """

    rate: Floats
    receptors: Mapping[str, Floats]
    since_edit: Floats
    gone_in: Floats


def survivors(law: Edited, killing: Killing, days: Floats) -> tuple[Edited, Floats]:
    """Let cells kill each other for some days; give who carries what afterwards, and the share that is left.

    Shapes
    ------
    ``days`` (persons,), from the receptor on; none where it comes after harvest.
    """
    loci = tuple(killing.receptors)
    left = np.maximum(0.0, days)
    steps = int(np.ceil(left.max(initial=0.0) / STEP))
    state = np.zeros((2, len(loci), left.size))  # what has come of the risk: not edited, edited
    for k in range(steps):
        h = left / steps
        t = k * h
        first = _risks(law, killing, t, state)
        second = _risks(law, killing, t + 0.5 * h, state + 0.5 * h * first)
        third = _risks(law, killing, t + 0.5 * h, state + 0.5 * h * second)
        fourth = _risks(law, killing, t + h, state + h * third)
        state = state + h / 6.0 * (first + 2.0 * second + 2.0 * third + fourth)
    spared = np.exp(-state)
    return law.selected(dict(zip(loci, spared[1], strict=True)), dict(zip(loci, spared[0], strict=True)))


def shown(killing: Killing, day: Floats) -> Floats:
    """Give how much of an antigen an edited cell still shows, days after the receptor came."""
    since = day + killing.since_edit
    return np.asarray(np.exp2(-np.maximum(0.0, since) / killing.gone_in))


def _risks(law: Edited, killing: Killing, day: Floats, state: Floats) -> Floats:
    """Give the risk per day of cells not edited and edited at each locus."""
    loci = tuple(killing.receptors)
    plain, edited = np.exp(-state)
    still = shown(killing, day)
    carried = [law.among[j] for j in loci]
    inside = [q * e + (1.0 - q) * u for q, e, u in zip(carried, edited, plain, strict=True)]
    alive = (1.0 - law.delivered) * np.prod(plain, axis=0) + law.delivered * np.prod(inside, axis=0)
    risks = np.empty_like(state)
    for i, locus in enumerate(loci):
        others = [k for k in range(len(loci)) if k != i]
        reached = law.delivered * np.prod([inside[k] for k in others], axis=0)
        missed = (1.0 - law.delivered) * np.prod(plain[others], axis=0)
        showing = missed * plain[i] + reached * ((1.0 - carried[i]) * plain[i] + carried[i] * still * edited[i])
        killers = killing.receptors[locus] * alive
        both = showing + killers
        risk = killing.rate * np.divide(killers, both, out=np.zeros_like(both), where=both > 0.0)
        risks[0, i], risks[1, i] = risk, risk * still
    return risks
