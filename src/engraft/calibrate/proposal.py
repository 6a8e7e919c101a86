"""Where the pool is drawn: around the laws that small pools before it point to, or the prior predictive law."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engraft.calibrate.posterior import Question, nearest_law
from engraft.calibrate.sampler import Guess, guess
from engraft.calibrate.weights import kish
from engraft.trial.laws import Pilot, Prior

Floats = NDArray[np.float64]

MOST_PILOTS = 10
NEAR = 0.3  # effective share of a pool behind the best law at which the pool lies where it should
WIDER = 1.1  # the pool is drawn wider than the law it is for: weights stay bounded
PILOT_SHARE, FEWEST = 0.3, 1000  # persons of a pilot


@dataclass(frozen=True, eq=False)
class Proposal:
    """The law a pool is drawn from.

    Shapes
    ------
    center, sd (parameters,): mean and SD of the log of each parameter over its prior median.
    """

    center: Floats
    sd: Floats

    @staticmethod
    def of(priors: Sequence[Prior]) -> Proposal:
        """Take the prior predictive law: patients around a typical value that is itself uncertain."""
        return Proposal(np.array([one.center for one in priors]), np.array([one.sigma for one in priors]))


Ask = Callable[[Proposal, int, int], Question]  # proposal, persons, seed -> the pool seen by laws


def sought(ask: Ask, priors: Sequence[Prior], persons: int, seed: int) -> tuple[Proposal, tuple[Pilot, ...]]:
    """Move from small pool to small pool until one lies around the law that fits best; each has persons of its own.

    The first is drawn from the prior predictive law, and if that is good enough it stays. The prior of the laws is
    the same in all: only where persons are drawn changes, which their weights undo.
    """
    size = min(persons, max(FEWEST, round(PILOT_SHARE * persons)))
    proposal, told = Proposal.of(priors), []
    for k in range(MOST_PILOTS):
        question = ask(proposal, size, seed + 1 + k)
        best = guess(question.residuals, nearest_law(question))
        weights = question.weights(best.middle)
        share = kish(weights) / weights.size
        told.append(
            Pilot(persons=size, seed=seed + 1 + k, kish=share, log_likelihood=question.log_likelihood(best.middle))
        )
        if share >= NEAR:
            break
        proposal = _around(question, best)
    return proposal, tuple(told)


def _around(question: Question, best: Guess) -> Proposal:
    """Draw the next pool for a law and its neighbours: wider by what is not known of its typical values."""
    d = len(question.priors)
    m, s = question.law(best.middle)
    tau = np.array([one.tau for one in question.priors])
    unsure = tau * np.minimum(np.sqrt((best.root[:d] ** 2).sum(axis=1)), 1.0)
    return Proposal(m, WIDER * np.hypot(s, unsure))
