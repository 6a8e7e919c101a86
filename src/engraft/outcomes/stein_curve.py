"""A published curve fitted to everybody's course: growth to a peak, then decline in two phases.

    log C(t) = log c_max + rho (t - t_max)                                              before t_max
    log C(t) = log c_max + log((1 - f) exp(-alpha (t - t_max)) + f exp(-beta (t - t_max)))   after it

Least squares on the log scale, person by person, all at once. For a given t_max growth and first decline are straight
lines, so a scan of t_max by linear least squares finds where to start; Levenberg and Marquardt's steps with the exact
derivatives do the rest. What the days cannot tell (a slow phase after the last day) stays where it starts.

References
----------
Stein 2019, doi:10.1002/psp4.12388 (the curve; alpha, f and beta start at its typical values).
Marquardt 1963, doi:10.1137/0111030.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_START = (np.log(0.16), np.log(0.0079 / (1.0 - 0.0079)), np.log(0.0032))  # log alpha, logit f, log beta
_LOW = np.array([-np.inf, -np.inf, 0.0, np.log(1e-3), -18.0, np.log(1e-5)])
_HIGH = np.array([np.inf, np.inf, np.inf, np.log(20.0), 0.0, np.log(0.2)])
_WINDOW = 14.0  # days after a candidate peak over which the first decline is taken for a straight line
_STEPS = 80
_FEWEST = 4  # readings


@dataclass(frozen=True)
class SteinCurve:
    """The fitted curve of each person; NaN where there is nothing to fit, or no growth or decline to be seen.

    Shapes
    ------
    Every array is (persons,).

    Units
    -----
    ``c_max`` in the unit of the values; ``t_max`` in days; ``growth``, ``alpha`` and ``beta`` per day; ``slow`` is a
    share; ``residual`` is the root mean square of the difference of logarithms.
    """

    c_max: Floats
    t_max: Floats
    growth: Floats
    alpha: Floats
    slow: Floats
    beta: Floats
    residual: Floats

    @property
    def doubling_time(self) -> Floats:
        """Days in which the cells double on their way up."""
        return np.asarray(np.log(2.0) / np.where(self.growth > 0.0, self.growth, np.nan))

    @property
    def decline_half_life(self) -> Floats:
        """Days in which the cells halve at first on their way down."""
        return np.asarray(np.log(2.0) / self.alpha)

    @property
    def fold(self) -> Floats:
        """How often the peak is the value the curve has on day 0."""
        return np.asarray(np.exp(self.growth * self.t_max))


def fit_stein_curve(days: Floats, values: Floats, *, floor: float = 0.0) -> SteinCurve:
    """Fit the curve to everybody's values; what is at or below ``floor``, or not there, is left out.

    Shapes
    ------
    days (readings,) ascending, from day 0; values (readings, persons).

    Examples
    --------
    >>> t = np.arange(0.0, 90.0)
    >>> up, down = 2400.0 * np.exp(0.9 * (t - 9.3)), 2400.0 * np.exp(-0.16 * (t - 9.3))
    >>> fitted = fit_stein_curve(t, np.where(t < 9.3, up, down)[:, None])
    >>> round(float(fitted.t_max[0]), 3), round(float(fitted.growth[0]), 3)
    (9.3, 0.9)
    """
    if days.size != values.shape[0]:
        raise SpecificationError("a curve needs one day per reading", got=f"{days.size} and {values.shape[0]}")
    with np.errstate(invalid="ignore", divide="ignore"):
        usable = np.isfinite(values) & (values > max(floor, 0.0))
        logs = np.where(usable, np.log(np.where(usable, values, 1.0)), 0.0).T
    weight = usable.T.astype(np.float64)
    enough = weight.sum(axis=1) >= _FEWEST
    found = np.full((values.shape[1], 7), np.nan)
    if enough.any():
        found[enough] = _fitted(days, logs[enough], weight[enough])
    return _curve(days, weight, found)


def _fitted(days: Floats, logs: Floats, weight: Floats) -> Floats:
    """Fit from the best candidate of the scan and from the highest reading, and keep the closer of both.

    Shapes
    ------
    (persons, 7): the six parameters and the mean square.
    """
    highest = days[np.where(weight > 0.0, logs, -np.inf).argmax(axis=1)]
    results = [_refined(days, logs, weight, _start(days, logs, weight, peak)) for peak in (None, highest)]
    first, second = results
    return np.where((second[:, 6] < first[:, 6] * (1.0 - 1e-9))[:, None], second, first)


def _start(days: Floats, logs: Floats, weight: Floats, peak: Floats | None) -> Floats:
    """Give starting values: straight lines up and down at a peak, or at the best of many."""
    if peak is not None:
        return _lines(days, logs, weight, peak)[0]
    last = max(days[-1] * 0.6, days[min(2, days.size - 1)])
    candidates = days[(days > 0.0) & (days <= min(last, 45.0))]
    best, score = None, np.full(logs.shape[0], np.inf)
    for day in candidates:
        line, misfit = _lines(days, logs, weight, np.full(logs.shape[0], day))
        best = line if best is None else np.where((misfit < score)[:, None], line, best)
        score = np.minimum(score, misfit)
    return best if best is not None else _lines(days, logs, weight, np.full(logs.shape[0], days[-1] / 2))[0]


def _lines(days: Floats, logs: Floats, weight: Floats, peak: Floats) -> tuple[Floats, Floats]:
    """Fit a line up to a peak and one down from it by linear least squares, and say how far off they are."""
    since = days - peak[:, None]
    near = weight * (since <= _WINDOW)
    columns = np.stack([np.ones_like(since), np.minimum(since, 0.0), -np.maximum(since, 0.0)], axis=-1)
    normal = np.einsum("pti,pt,ptj->pij", columns, near, columns) + 1e-6 * np.eye(3)
    right = np.einsum("pti,pt->pi", columns, near * logs)
    level, growth, alpha = np.linalg.solve(normal, right[..., None])[..., 0].T
    off = np.einsum("pti,pi->pt", columns, np.stack([level, growth, alpha], axis=-1)) - logs
    typical, slow, beta = (np.full(peak.size, value) for value in _START)
    first = np.where(alpha > 1e-3, np.log(np.maximum(alpha, 1e-3)), typical)
    misfit = (near * off**2).sum(axis=1) / np.maximum(near.sum(axis=1) - 3.0, 0.5)
    return np.stack([level, growth, peak, first, slow, beta], axis=-1), misfit


@dataclass(frozen=True)
class _Model:
    """The curve at some parameters, and what it consists of.

    Shapes
    ------
    logs (persons, days), the logarithm of the curve; since, after, fast, slow likewise; the others (persons, 1).
    """

    logs: Floats
    since: Floats
    after: Floats
    fast: Floats
    slow: Floats
    growth: Floats
    alpha: Floats
    beta: Floats
    share: Floats


def _model(days: Floats, theta: Floats) -> _Model:
    """Work the curve out.

    Shapes
    ------
    theta (persons, 6).
    """
    level, growth, peak, log_alpha, odds, log_beta = (theta[:, k, None] for k in range(6))
    alpha, beta, share = np.exp(log_alpha), np.exp(log_beta), 1.0 / (1.0 + np.exp(-odds))
    since = days - peak
    after = np.maximum(since, 0.0)
    fast, slow = (1.0 - share) * np.exp(-alpha * after), share * np.exp(-beta * after)
    logs = level + np.where(since >= 0.0, np.log(fast + slow), growth * since)
    return _Model(logs, since, after, fast, slow, growth, alpha, beta, share)


def _slopes(at: _Model) -> Floats:
    """Give the derivatives of the logarithm of the curve with respect to the parameters.

    Shapes
    ------
    (persons, days, 6).
    """
    total = at.fast + at.slow
    fast_share, slow_share, down = at.fast / total, at.slow / total, at.since >= 0.0
    since, after, growth, alpha, beta, slow = at.since, at.after, at.growth, at.alpha, at.beta, at.share
    return np.stack(
        [
            np.ones_like(since),
            np.where(down, 0.0, since),
            np.where(down, alpha * fast_share + beta * slow_share, -growth),
            np.where(down, -alpha * after * fast_share, 0.0),
            np.where(down, slow_share * (1.0 - slow) - fast_share * slow, 0.0),
            np.where(down, -beta * after * slow_share, 0.0),
        ],
        axis=-1,
    )


def _refined(days: Floats, logs: Floats, weight: Floats, start: Floats) -> Floats:
    """Take damped steps until nobody's misfit falls any more; whoever is done is left alone."""
    theta, damping = np.clip(start, _LOW, _HIGH), np.full(start.shape[0], 1e-3)
    misfit = (weight * (_model(days, theta).logs - logs) ** 2).sum(axis=1)
    going = np.arange(start.shape[0])
    for _ in range(_STEPS):
        new, less = _step(days, logs[going], weight[going], theta[going], damping[going])
        gain = misfit[going] - less
        better = gain > 0.0
        accepted = going[better]
        small = better & (gain <= 1e-12 * misfit[going] + 1e-14)
        theta[accepted], misfit[accepted] = new[better], less[better]
        damping[going] = np.where(better, damping[going] / 5.0, damping[going] * 6.0)
        going = going[~small & (damping[going] < 1e10)]
        if not going.size:
            break
    return np.column_stack([theta, misfit / weight.sum(axis=1)])


def _step(days: Floats, logs: Floats, weight: Floats, theta: Floats, damping: Floats) -> tuple[Floats, Floats]:
    """Propose new parameters for everybody, and say what misfit they have."""
    here = _model(days, theta)
    slopes = _slopes(here)
    weighted = slopes * weight[..., None]
    normal = np.swapaxes(weighted, 1, 2) @ slopes
    right = np.einsum("pti,pt->pi", weighted, logs - here.logs)
    diagonal = np.einsum("pii->pi", normal)
    heavier = normal + np.eye(6) * (damping[:, None] * (diagonal + 1e-8))[:, None, :] + 1e-14 * np.eye(6)
    new = np.clip(theta + np.linalg.solve(heavier, right[..., None])[..., 0], _LOW, _HIGH)
    return new, (weight * (_model(days, new).logs - logs) ** 2).sum(axis=1)


def _curve(days: Floats, weight: Floats, found: Floats) -> SteinCurve:
    """Name what was found; a slope that fewer than two readings tell of is not known."""
    level, growth, peak, log_alpha, odds, log_beta, square = found.T
    with np.errstate(invalid="ignore"):
        before = (weight * (days < peak[:, None])).sum(axis=1) >= 2.0
        after = (weight * (days > peak[:, None])).sum(axis=1) >= 2.0
    both = before & after
    return SteinCurve(
        c_max=np.where(both, np.exp(level), np.nan),
        t_max=np.where(both, peak, np.nan),
        growth=np.where(before, growth, np.nan),
        alpha=np.where(after, np.exp(log_alpha), np.nan),
        slow=np.where(after, 1.0 / (1.0 + np.exp(-odds)), np.nan),
        beta=np.where(after, np.exp(log_beta), np.nan),
        residual=np.sqrt(square),
    )
