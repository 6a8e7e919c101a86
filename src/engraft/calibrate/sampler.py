"""Elliptical slice sampling around a normal guess of the posterior: a chain with nothing to tune.

The posterior is written as a normal law times a rest, and the chain walks on ellipses of that normal law. A good guess
makes draws nearly independent; a bad one makes them slow, never wrong. Every draw belongs to (seed, chain, step), so a
longer chain begins with the shorter one.

References
----------
Murray, Adams & MacKay 2010, "Elliptical slice sampling", AISTATS (JMLR W&CP 9:541).
Nishihara, Murray & Adams 2014, "Parallel MCMC with generalized elliptical slice sampling", JMLR 15:2087.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engraft.kernel import streams

Floats = NDArray[np.float64]
LogLikelihood = Callable[[Floats], float]
Residuals = Callable[[Floats], Floats]

MOST_TRIES = 200  # by then the bracket is 1e-40 wide: the chain stays where it is


WIDER = 1.3  # the guess is wider than the curvature says, so that its tails hold those of the posterior
_LEAST = 1e-4  # variance of a direction in which the draws do not differ at all
_ROUNDS, _HALVINGS, _REACH = 25, 8, 0.1  # of the search for the mode; derivatives look a tenth of a prior SD ahead


@dataclass(frozen=True, eq=False)
class Guess:
    """A normal law: a middle and a lower-triangular root of its covariance.

    Shapes
    ------
    middle (dimensions,), root (dimensions, dimensions).
    """

    middle: Floats
    root: Floats

    def log_density(self, u: Floats) -> float:
        """Give the log-density up to a constant."""
        inside = np.linalg.solve(self.root, u - self.middle)
        return -0.5 * float((inside * inside).sum())


@dataclass(frozen=True, eq=False)
class Chain:
    """The states of one chain and their log-likelihoods.

    Shapes
    ------
    states (steps, dimensions), log_likelihood (steps,).
    """

    states: Floats
    log_likelihood: Floats


def guess(residuals: Residuals, start: Floats) -> Guess:
    """Find the mode under a standard normal prior by damped Gauss-Newton steps, and the curvature there.

    ``residuals`` are in standard errors, not finite outside of the support; ``start`` lies inside.
    """
    u, cost = start, _cost(residuals(start), start)
    slopes = _slopes(residuals, u)
    for _ in range(_ROUNDS):
        step = np.linalg.solve(slopes.T @ slopes + np.eye(u.size), -(slopes.T @ residuals(u) + u))
        for _ in range(_HALVINGS):
            found = _cost(residuals(u + step), u + step)
            if found < cost:
                break
            step = step / 2.0
        else:
            break
        u, gained, cost = u + step, cost - found, found
        slopes = _slopes(residuals, u)
        if gained < 1e-3:
            break
    covariance = np.linalg.inv(slopes.T @ slopes + np.eye(u.size))
    return Guess(u, np.asarray(WIDER * np.linalg.cholesky(covariance), dtype=np.float64))


def around_draws(draws: Floats) -> Guess:
    """Make a guess of draws: their mean, and their covariance made wider.

    Shapes
    ------
    draws (draws, dimensions).
    """
    covariance = np.asarray(np.cov(draws.T) + _LEAST * np.eye(draws.shape[1]), dtype=np.float64)
    return Guess(np.asarray(draws.mean(axis=0)), np.asarray(WIDER * np.linalg.cholesky(covariance), dtype=np.float64))


def _cost(residuals: Floats, u: Floats) -> float:
    """Give minus the log-posterior; infinite outside of the support."""
    cost = 0.5 * float((residuals * residuals).sum() + (u * u).sum())
    return cost if math.isfinite(cost) else math.inf


def _slopes(residuals: Residuals, u: Floats) -> Floats:
    """Give the derivatives of the residuals, from both sides where both are supported."""
    columns = []
    for k in range(u.size):
        ahead = np.where(np.arange(u.size) == k, _REACH, 0.0)
        ends = [(residuals(u + side * ahead), side) for side in (1.0, -1.0)]
        ends = [(r, side) for r, side in ends if np.all(np.isfinite(r))]
        if len(ends) == 1:
            ends.append((residuals(u), 0.0))
        if len(ends) == 2:
            columns.append((ends[0][0] - ends[1][0]) / (_REACH * (ends[0][1] - ends[1][1])))
        else:
            columns.append(np.zeros(residuals(u).size))
    return np.stack(columns, axis=1)


def walk(log_likelihood: LogLikelihood, start: Floats, around: Guess, *, steps: int, seed: int, name: str) -> Chain:
    """Walk under a standard normal prior; ``start`` has a likelihood above zero.

    States outside of the support have log-likelihood minus infinity.
    """
    dimensions, at = start.size, np.arange(steps)
    drawn = streams.normal(seed, f"{name}:partner", at[:, None], np.arange(dimensions)[None, :])
    partners = np.stack([(around.root * row).sum(axis=1) for row in drawn])
    levels = np.log(streams.uniform(seed, f"{name}:level", at))

    def rest(place: Floats) -> tuple[float, float]:
        u = around.middle + place
        likelihood = log_likelihood(u)
        if likelihood == -math.inf:
            return likelihood, likelihood
        return likelihood - 0.5 * float((u * u).sum()) - around.log_density(u), likelihood

    states, likelihoods = np.empty((steps, dimensions)), np.empty(steps)
    place = start - around.middle
    weight, likelihood = rest(place)
    for k in range(steps):
        turns = streams.uniform(seed, f"{name}:turn", k, np.arange(MOST_TRIES)).tolist()
        place, weight, likelihood = _step(rest, (place, weight, likelihood), partners[k], float(levels[k]), turns)
        states[k], likelihoods[k] = around.middle + place, likelihood
    return Chain(states, likelihoods)


State = tuple[Floats, float, float]


def _step(
    rest: Callable[[Floats], tuple[float, float]], state: State, partner: Floats, level: float, turns: list[float]
) -> State:
    """Turn on the ellipse through the state and its partner until the rest of the posterior is above the level."""
    here, weight, _ = state
    angle = 2.0 * math.pi * turns[0]
    low, high = angle - 2.0 * math.pi, angle
    for turn in turns[1:]:
        proposal = here * math.cos(angle) + partner * math.sin(angle)
        found, likelihood = rest(proposal)
        if found > weight + level:
            return proposal, found, likelihood
        low, high = (angle, high) if angle < 0.0 else (low, angle)
        angle = low + (high - low) * turn
    return state
