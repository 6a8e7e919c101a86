"""A number with its interval: what an endpoint answers for one arm."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Z95 = 1.959963984540054  # the standard normal quantile of a two-sided 95 % interval


@dataclass(frozen=True)
class Figure:
    """One number a study answers with, with its 95 % interval and its denominator.

    ``unit`` is ``"fraction"``, ``"day"`` or the unit of a measured quantity; ``text`` says the figure in words.
    What does not exist (a median not reached) is NaN; so is what is not told, and ``withheld`` says why.
    """

    value: float
    lower: float
    upper: float
    n: int
    unit: str
    text: str
    withheld: str = ""


def with_exact_end(figure: Figure, n: float | None = None) -> Figure:
    """Give a share of nobody or of everybody the exact interval of so many persons, where it claims to have no width.

    ``n`` is how many persons stand behind it, if they are other than are counted.

    References
    ----------
    Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404.

    Examples
    --------
    >>> round(with_exact_end(Figure(0.0, 0.0, 0.0, 30, "fraction", "death")).upper, 4)
    0.1157
    """
    persons = figure.n if n is None else min(float(figure.n), n)
    if figure.unit != "fraction" or figure.value not in (0.0, 1.0) or persons <= 0 or figure.lower < figure.upper:
        return figure
    far = 1.0 - 0.025 ** (1.0 / persons)
    return replace(figure, lower=0.0, upper=far) if figure.value == 0.0 else replace(figure, lower=1.0 - far, upper=1.0)


def proportion(flags: NDArray[np.bool_], text: str) -> Figure:
    """Give the fraction of true flags with Wilson's score interval.

    References
    ----------
    Wilson 1927, doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> round(proportion(np.array([True] * 81 + [False] * 19), "remission").lower, 3)
    0.722
    """
    n = int(flags.size)
    if n == 0:
        return Figure(np.nan, np.nan, np.nan, 0, "fraction", text)
    p, z2 = float(flags.sum()) / n, Z95**2 / n
    middle, half = p + z2 / 2, Z95 * np.sqrt(p * (1 - p) / n + z2 / (4 * n))
    return Figure(p, float((middle - half) / (1 + z2)), float((middle + half) / (1 + z2)), n, "fraction", text)


def median_and_range(values: NDArray[np.float64], unit: str, text: str) -> Figure:
    """Give the median with the 5th and 95th percentile over the persons who have a value."""
    known = values[np.isfinite(values)]
    if known.size == 0:
        return Figure(np.nan, np.nan, np.nan, 0, unit, text)
    lower, middle, upper = (float(q) for q in np.quantile(known, (0.05, 0.5, 0.95)))
    return Figure(middle, lower, upper, int(known.size), unit, f"{text}, median (5th to 95th percentile)")


def geometric_mean(values: NDArray[np.float64], unit: str, text: str) -> Figure:
    """Give the geometric mean over the persons who have a positive value, with its interval on the log scale.

    Examples
    --------
    >>> round(geometric_mean(np.array([1.0, 100.0, np.nan]), "cell", "peak").value, 9)
    10.0
    """
    middle, error, n = _log_mean(values)
    spread = Z95 * error
    return Figure(
        float(np.exp(middle)), float(np.exp(middle - spread)), float(np.exp(middle + spread)), n, unit,
        f"{text}, geometric mean",
    )  # fmt: skip


def geometric_ratio(above: NDArray[np.float64], below: NDArray[np.float64], text: str) -> Figure:
    """Give the ratio of two geometric means, with its interval on the log scale; ``n`` counts both groups."""
    (first, error, n), (second, other, m) = _log_mean(above), _log_mean(below)
    middle, spread = first - second, Z95 * float(np.hypot(error, other))
    return Figure(
        float(np.exp(middle)), float(np.exp(middle - spread)), float(np.exp(middle + spread)), n + m, "1",
        f"{text}, ratio of geometric means",
    )  # fmt: skip


def _log_mean(values: NDArray[np.float64]) -> tuple[float, float, int]:
    """Give the mean of logarithms, its standard error, and how many there are."""
    logs = np.log(values[np.isfinite(values) & (values > 0.0)])
    if logs.size == 0:
        return np.nan, np.nan, 0
    error = float(logs.std(ddof=1) / np.sqrt(logs.size)) if logs.size > 1 else np.nan
    return float(logs.mean()), error, int(logs.size)
