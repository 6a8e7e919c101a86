"""Which laws of the population the published figures support, among those the pool can speak for.

A law is a point u of a standard normal prior: the typical values are shifted by m = center + tau u, the spreads are
s = omega exp(kappa v). Its figures are those of the weighted pool, its likelihood that of the targets.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engraft.calibrate.diagnostics import bulk_ess, rank_r_hat
from engraft.calibrate.sampler import Guess, around_draws, guess, walk
from engraft.calibrate.targets import misfit, residual
from engraft.calibrate.weights import LEAST_KISH, MOST_WEIGHT, Importance, is_supported, kish
from engraft.errors import CompatibilityError
from engraft.kernel import streams
from engraft.outcomes.measure import Measure
from engraft.trial.laws import Prior, Supported, Target

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

CHAINS = 4
WARM_UP, STEPS, LONGEST = 200, 1000, 8000
ROUNDS, ROUND = 4, 400  # in which chains only teach where the posterior lies
AGREED, ENOUGH = 1.01, 400.0  # rank R-hat and bulk ESS at which chains are long enough (Vehtari 2021)
_SHRINKS = 60
WIDENED = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0)  # prior SDs of the spreads


@dataclass(frozen=True, eq=False)
class Question:
    """A pool seen by laws, and what is asked of every law."""

    priors: tuple[Prior, ...]
    targets: tuple[Target, ...]
    importance: Importance
    measures: tuple[Measure, ...]  # one per target
    least: float = LEAST_KISH  # share of the pool that has to speak for a law
    most: float = MOST_WEIGHT  # and what one person may weigh at most

    @property
    def dimensions(self) -> int:
        """Count the coordinates of a law."""
        return 2 * len(self.priors)

    def law(self, u: Floats) -> tuple[Floats, Floats]:
        """Turn a point into shifts and spreads."""
        d = len(self.priors)
        center, tau, omega, kappa = (
            np.array([getattr(one, name) for one in self.priors]) for name in ("center", "tau", "omega", "kappa")
        )
        return center + tau * u[:d], omega * np.exp(kappa * u[d:])

    def weights(self, u: Floats) -> Floats:
        """Weigh the pool for a law."""
        return self.importance.weights(*self.law(u))

    def figures(self, weights: Floats) -> list[float]:
        """Give the figures of a law, one per target."""
        return [measure.value(weights) for measure in self.measures]

    def log_likelihood(self, u: Floats) -> float:
        """Give the log-likelihood of a law; minus infinity outside of what the pool supports."""
        return misfit(self.residuals(u).tolist())

    def residuals(self, u: Floats) -> Floats:
        """Give how many standard errors every figure of a law lies above its target; NaN outside of the support."""
        weights = self.weights(u)
        if not self.supported(weights):
            return np.full(len(self.targets), np.nan)
        pairs = zip(self.targets, self.figures(weights), strict=True)
        return np.array([residual(target, figure) for target, figure in pairs])

    def support(self, u: Floats) -> float:
        """Give 0 inside of what the pool supports and minus infinity outside: a likelihood without data."""
        return 0.0 if self.supported(self.weights(u)) else -math.inf

    def supported(self, weights: Floats) -> bool:
        """Tell whether the pool can speak for a law."""
        return is_supported(weights, self.least, self.most)


@dataclass(frozen=True, eq=False)
class Posterior:
    """Chains of laws after warm-up.

    Shapes
    ------
    states (chains, steps, coordinates), log_likelihood (chains, steps); r_hat and ess (coordinates,).
    """

    states: Floats
    log_likelihood: Floats
    r_hat: Floats
    ess: Floats

    @property
    def agreed(self) -> bool:
        """Tell whether the chains agree and are long enough."""
        return bool(self.r_hat.max() <= AGREED and self.ess.min() >= ENOUGH)


def posterior(
    question: Question, *, seed: int, name: str = "laws", with_data: bool = True, progress: Progress | None = None
) -> Posterior:
    """Sample the laws; chains that do not agree teach a better guess to longer ones, up to the length allowed.

    Raises
    ------
    CompatibilityError
        The pool does not even support the prior's central law, or a target has no value there; it is named.
    """
    middle = nearest_law(question)
    likelihood = question.log_likelihood if with_data else question.support
    around = guess(question.residuals, middle) if with_data else Guess(middle, np.eye(middle.size))
    starts = [_start(question, likelihood, middle, seed, f"{name}:{c}") for c in range(CHAINS)]
    around, starts = _settled(likelihood, around, starts, seed, name)
    steps, found = STEPS, None
    while found is None or not (found.agreed or steps > LONGEST):
        chains = []
        for c, start in enumerate(starts):
            if progress is not None:
                progress(c, CHAINS)
            own = f"{name}:{c}:{steps}"
            chains.append(walk(likelihood, start, around, steps=WARM_UP + steps, seed=seed, name=own))
        states = np.stack([one.states[WARM_UP:] for one in chains])
        found = _sized(states, np.stack([one.log_likelihood[WARM_UP:] for one in chains]))
        around, starts = around_draws(np.concatenate(list(states))), [one.states[-1] for one in chains]
        steps *= 2
    return found


def thinned(question: Question, found: Posterior, count: int) -> tuple[Supported, ...]:
    """Keep at least ``count`` laws, evenly spaced along every chain; all are equally supported."""
    chains, steps, _ = found.states.shape
    each = -(-count // chains)
    kept = (np.arange(1, each + 1) * steps) // each - 1
    return tuple(
        _supported(question, found.states[c, k], found.log_likelihood[c, k])
        for c in range(chains)
        for k in kept.tolist()
    )


def _supported(question: Question, u: Floats, log_likelihood: float) -> Supported:
    """Write one law down with what speaks for it."""
    m, s = question.law(u)
    weights = question.weights(u)
    return Supported(
        m=tuple(m.tolist()),
        s=tuple(s.tolist()),
        log_likelihood=float(log_likelihood),
        kish=kish(weights),
        max_weight=float(weights.max()),
        figures=tuple(question.figures(weights)),
    )


def _settled(
    likelihood: Callable[[Floats], float], around: Guess, starts: list[Floats], seed: int, name: str
) -> tuple[Guess, list[Floats]]:
    """Let short chains correct the guess where a posterior leans on the limits of the pool; then forget them."""
    for k in range(ROUNDS):
        chains = [
            walk(likelihood, start, around, steps=ROUND, seed=seed, name=f"{name}:{c}:round {k}")
            for c, start in enumerate(starts)
        ]
        late = np.concatenate([one.states[ROUND // 4 :] for one in chains])
        around, starts = around_draws(late), [one.states[-1] for one in chains]
    return around, starts


def _sized(states: Floats, log_likelihood: Floats) -> Posterior:
    """Measure how well the chains agree, coordinate by coordinate."""
    coordinates = range(states.shape[2])
    r_hat = np.array([rank_r_hat(states[:, :, k]) for k in coordinates])
    ess = np.array([bulk_ess(states[:, :, k]) for k in coordinates])
    return Posterior(states, log_likelihood, r_hat, ess)


def nearest_law(question: Question) -> Floats:
    """Give the law that the pool was drawn for, with spreads widened as little as it takes for the pool to support it.

    For a pool of the prior predictive law that is the prior's central law.

    Raises
    ------
    CompatibilityError
        The pool supports none of these, or a target has no value there; it is named.
    """
    d = len(question.priors)
    middle, tau = (np.array([getattr(one, name) for one in question.priors]) for name in ("center", "tau"))
    center = (question.importance.center - middle) / tau
    for wider in WIDENED:
        u = np.concatenate([center, np.full(d, wider)])
        if question.supported(question.weights(u)):
            break
    else:
        weights = question.weights(np.concatenate([center, np.zeros(d)]))
        raise CompatibilityError(
            f"the pool does not support the law of {d} parameters that it was drawn for",
            expected=f"an effective size of {question.least:.0%} and no weight above {question.most:.0%}",
            got=f"{kish(weights) / weights.size:.1%}, largest weight {weights.max():.2%}",
            do="calibrate fewer parameters, or those whose typical value is better known, or draw more persons",
        )
    for target, figure in zip(question.targets, question.figures(question.weights(u)), strict=True):
        if not math.isfinite(residual(target, figure)):
            raise CompatibilityError(
                f"the target '{target.id}' has no value in the pool: '{target.endpoint}' of arm '{target.arm}'",
                do="ask the endpoint for something that exists, or leave the target out",
            )
    return u


def _start(question: Question, likelihood: Callable[[Floats], float], middle: Floats, seed: int, name: str) -> Floats:
    """Begin at a draw of the prior, drawn towards the middle until the pool supports it."""
    away = streams.normal(seed, f"{name}:start", 0, np.arange(question.dimensions)) - middle
    for _ in range(_SHRINKS):
        if likelihood(middle + away) > -math.inf:
            return middle + away
        away = 0.8 * away
    return middle


def supported_share(question: Question, *, seed: int, draws: int = 1000) -> float:
    """Give the share of the prior's laws that the pool supports."""
    us = streams.normal(seed, "prior laws", np.arange(draws)[:, None], np.arange(question.dimensions)[None, :])
    return float(np.mean([question.support(u) == 0.0 for u in us]))
