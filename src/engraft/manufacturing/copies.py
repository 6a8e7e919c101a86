"""How many copies of a vector the cells of a product carry: a number never without its denominator.

Copies are counted per cell of the product or per transduced cell, and the two differ by the share that is
transduced. Release limits are written either way ("≤ 10 copies/cell", "< 5 copies per transduced cell"), so
the denominator belongs to the number, and only a law of copies turns one into the other.

    law                     P(n)                                        P(0)
    Poisson                 e^-m m^n / n!                               e^-m
    negative binomial       Γ(n+k)/(Γ(k) n!) (k/(k+m))^k (m/(k+m))^n    (1 + m/k)^-k
    zero-inflated Poisson   π e^-λ λ^n / n!  (n ≥ 1)                    1 - π + π e^-λ

References
----------
Fehse B, Kustikova OS, Bubenheim M, Baum C. Pois(s)on: it's a question of dose. Gene Ther 2004;11:879-881.
doi:10.1038/sj.gt.3302270
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engraft.errors import CompatibilityError, SpecificationError, nearest

Floats = NDArray[np.float64]
Law = TypeVar("Law", bound="Copies")

CELL, TRANSDUCED_CELL = "cell", "transduced_cell"
WORDS = {CELL: "copies per cell", TRANSDUCED_CELL: "copies per transduced cell"}
HALVINGS = 200  # of an interval: past the last bit of a double


@dataclass(frozen=True, eq=False)
class CopyNumber:
    """A mean number of copies with what it is counted per: "cell" or "transduced_cell".

    Shapes
    ------
    ``value`` is a number or (persons,).

    Raises
    ------
    SpecificationError
        If the denominator is missing or unknown, a value is negative or not finite, or a mean per transduced
        cell is below one (a transduced cell has at least one copy).

    Examples
    --------
    >>> CopyNumber(1.46, per="transduced_cell").text()
    '1.46 copies per transduced cell'
    """

    value: Floats
    per: str = ""

    def __post_init__(self) -> None:
        check_denominator(self.per)
        values = np.asarray(self.value, dtype=np.float64)
        object.__setattr__(self, "value", values)
        least = 1.0 if self.per == TRANSDUCED_CELL else 0.0
        if not (np.isfinite(values) & (values >= least)).all():
            raise SpecificationError(
                f"a mean of {WORDS[self.per]} cannot be that", expected=f"{least:g} or more", got=_worst(values, least)
            )

    def above(self, limit: CopyNumber) -> NDArray[np.bool_]:
        """Tell where this number exceeds a limit that is counted per the same.

        Raises
        ------
        CompatibilityError
            If the denominators differ.
        """
        if self.per != limit.per:
            raise CompatibilityError(
                f"{WORDS[self.per]} are held against a limit in {WORDS[limit.per]}",
                expected="one denominator",
                do=f"convert through the law of copies: law.mean('{limit.per}')",
            )
        return np.asarray(self.value > limit.value)

    def text(self) -> str:
        """Write value and denominator; of many, the median and the range."""
        middle, low, high = (float(f(self.value)) for f in (np.median, np.min, np.max))
        spread = "" if low == high else f" ({low:.3g} to {high:.3g})"
        return f"{middle:.3g}{spread} {WORDS[self.per]}"


def check_denominator(per: str) -> None:
    """Refuse copies that are counted per nothing known."""
    if per not in WORDS:
        raise SpecificationError(
            "copies without a denominator" if not per else f"'{per}' is not what copies are counted per",
            expected="'cell' or 'transduced_cell'",
            do=f"say what the mean is counted per; {nearest(per, WORDS)}" if per else "say what it is counted per",
        )


class Copies(ABC):
    """A law of the number of copies in one cell of a product, one law per person.

    Shapes
    ------
    Parameters of a law broadcast against each other to (persons,); every method gives (persons,) but ``pmf``.
    """

    def _columns(self, **columns: ArrayLike) -> None:
        """Keep the parameters as arrays of one shape."""
        shaped = np.broadcast_arrays(*(np.asarray(values, dtype=np.float64) for values in columns.values()))
        for name, values in zip(columns, shaped, strict=True):
            object.__setattr__(self, name, values)

    @abstractmethod
    def mean_per_cell(self) -> Floats:
        """Return the mean over all cells."""

    @abstractmethod
    def transduced(self) -> Floats:
        """Return the share of cells with at least one copy."""

    @abstractmethod
    def generating(self, s: Floats) -> Floats:
        """Return the mean of s^n, the probability generating function."""

    @abstractmethod
    def _logs(self, most: int) -> Floats:
        """Return log P(n) for n of 0 to most: (persons, most + 1)."""

    def mean(self, per: str) -> CopyNumber:
        """Return the mean per cell or per transduced cell; the limit, one, where no cell is transduced."""
        check_denominator(per)
        cells = self.mean_per_cell()
        if per == CELL:
            return CopyNumber(cells, per)
        share = self.transduced()
        return CopyNumber(np.maximum(np.divide(cells, share, out=np.ones_like(cells), where=share > 0.0), 1.0), per)

    def pmf(self, most: int) -> Floats:
        """Return P(n) for n of 0 to most, along a last axis."""
        if most < 0:
            raise SpecificationError("cells cannot have fewer than no copies", got=str(most))
        return np.asarray(np.exp(self._logs(most)))

    def classes(self, most: int) -> Floats:
        """Return P(n | n >= 1) for n of 1 to most - 1 and, last, for most copies or more."""
        share = self.transduced()[..., None]
        held = self.pmf(most)[..., 1:most]
        single = np.divide(held, share, out=np.zeros_like(held), where=share > 0.0)
        return np.concatenate([single, self.tail(most)[..., None]], axis=-1)

    def tail(self, least: int) -> Floats:
        """Return P(n >= least | n >= 1), the share of transduced cells with so many copies or more; 0 without any."""
        if least <= 1:
            return np.ones_like(self.mean_per_cell())
        share = self.transduced()
        held = self.pmf(least - 1)[..., 1:].sum(axis=-1)
        more = np.maximum(share - held, 0.0)
        return np.asarray(np.divide(more, share, out=np.zeros_like(share), where=share > 0.0))

    def detected(self, chance: ArrayLike) -> Floats:
        """Return the share of cells that are seen to carry a receptor when each copy shows with this chance."""
        chance = _probability(np.asarray(chance, dtype=np.float64), "the chance that one copy is detected")
        return np.asarray(1.0 - self.generating(1.0 - chance))

    def take(self: Law, rows: NDArray[np.int64]) -> Law:
        """Return the laws of some persons."""
        columns = {one.name: getattr(self, one.name)[rows] for one in fields(self)}  # type: ignore[arg-type]
        return type(self)(**columns)


@dataclass(frozen=True, eq=False)
class Poisson(Copies):
    """Vectors meet cells at random: one law with the mean per cell ``multiplicity``.

    Examples
    --------
    >>> law = Poisson.of(CopyNumber(1.46, per="transduced_cell"))
    >>> law.classes(4).round(3).tolist()
    [0.649, 0.263, 0.071, 0.017]
    """

    multiplicity: Floats

    def __post_init__(self) -> None:
        self._columns(multiplicity=self.multiplicity)
        _nonnegative(self.multiplicity, "the multiplicity of a Poisson law")

    @classmethod
    def of(cls, number: CopyNumber) -> Poisson:
        """Find the law with this mean: for one per transduced cell the root of m/(1 - e^-m) = mean."""
        if number.per == CELL:
            return cls(number.value)
        return cls(zero_truncated_poisson(number.value))

    def mean_per_cell(self) -> Floats:
        """Return the multiplicity."""
        return self.multiplicity

    def transduced(self) -> Floats:
        """Return 1 - e^-m."""
        return np.asarray(-np.expm1(-self.multiplicity))

    def generating(self, s: Floats) -> Floats:
        """Return e^(-m (1 - s))."""
        return np.asarray(np.exp(-self.multiplicity * (1.0 - s)))

    def _logs(self, most: int) -> Floats:
        m = self.multiplicity[..., None]
        return _cumulate(-m, _log(m) - np.log(np.arange(1, most + 1)))


@dataclass(frozen=True, eq=False)
class NegativeBinomial(Copies):
    """Cells differ without end in how well they take vector: mean m, variance m + m²/k.

    Examples
    --------
    >>> law = NegativeBinomial(multiplicity=1.0, size=1e9)  # cells that do not differ: Poisson
    >>> bool(abs(law.transduced() - Poisson(1.0).transduced()) < 1e-8)
    True
    """

    multiplicity: Floats
    size: Floats

    def __post_init__(self) -> None:
        self._columns(multiplicity=self.multiplicity, size=self.size)
        _nonnegative(self.multiplicity, "the multiplicity of a negative binomial law")
        _nonnegative(self.size, "the size of a negative binomial law")
        if (self.size == 0.0).any():
            raise SpecificationError("the size of a negative binomial law is zero", expected="above zero")

    @classmethod
    def of(cls, number: CopyNumber, size: ArrayLike) -> NegativeBinomial:
        """Find the law of this size with this mean."""
        if number.per == CELL:
            return cls(number.value, np.asarray(size, dtype=np.float64))
        value, k = np.broadcast_arrays(number.value, np.asarray(size, dtype=np.float64))
        return cls(_root(lambda m: _over(m, -np.expm1(-k * np.log1p(m / k))), value, 0.0, value), k)

    @classmethod
    def fitted(cls, number: CopyNumber, transduced: ArrayLike) -> NegativeBinomial:
        """Find the law with this mean and this share transduced: two numbers for two parameters, so no test of it."""
        share = _share(transduced)
        m = number.value if number.per == CELL else number.value * share
        m, share = np.broadcast_arrays(m, share)
        if (share >= -np.expm1(-m)).any():
            _refuse_inflation("negative binomial", m, share)
        logarithm = _root(lambda x: -np.expm1(-np.exp(x) * np.log1p(m * np.exp(-x))), share, -30.0, 30.0)
        return cls(m, np.exp(logarithm))

    def mean_per_cell(self) -> Floats:
        """Return the multiplicity."""
        return self.multiplicity

    def transduced(self) -> Floats:
        """Return 1 - (1 + m/k)^-k."""
        return np.asarray(-np.expm1(-self.size * np.log1p(self.multiplicity / self.size)))

    def generating(self, s: Floats) -> Floats:
        """Return (1 + m (1 - s)/k)^-k."""
        return np.asarray(np.exp(-self.size * np.log1p(self.multiplicity * (1.0 - s) / self.size)))

    def _logs(self, most: int) -> Floats:
        m, k = self.multiplicity[..., None], self.size[..., None]
        n = np.arange(1, most + 1)
        return _cumulate(-k * np.log1p(m / k), np.log(k + n - 1) - np.log(n) + _log(m) - np.log(m + k))


@dataclass(frozen=True, eq=False)
class ZeroInflated(Copies):
    """Only a share of the cells can take vector at all, and these meet it at random: 1 - π + π Poisson(λ).

    Cells that answer a vector with interferon-stimulated genes are not transduced, however much of it there is.

    Examples
    --------
    >>> law = ZeroInflated.fitted(CopyNumber(1.45, per="transduced_cell"), 0.26)
    >>> round(float(law.permissive), 2), round(float(law.multiplicity), 2)
    (0.47, 0.8)
    """

    permissive: Floats
    multiplicity: Floats

    def __post_init__(self) -> None:
        self._columns(permissive=self.permissive, multiplicity=self.multiplicity)
        _probability(self.permissive, "the permissive share of a zero-inflated law")
        _nonnegative(self.multiplicity, "the multiplicity of a zero-inflated law")

    @classmethod
    def of(cls, number: CopyNumber, permissive: ArrayLike) -> ZeroInflated:
        """Find the law with this mean when this share of the cells can take vector."""
        share = _probability(np.asarray(permissive, dtype=np.float64), "the permissive share of a zero-inflated law")
        if number.per == TRANSDUCED_CELL:
            return cls(share, zero_truncated_poisson(number.value))
        if (share == 0.0).any():
            raise SpecificationError("no cell can take vector", expected="a permissive share above zero")
        return cls(share, number.value / share)

    @classmethod
    def fitted(cls, number: CopyNumber, transduced: ArrayLike) -> ZeroInflated:
        """Find the law with this mean and this share transduced: two numbers for two parameters, so no test of it."""
        share = _share(transduced)
        held = number.value / share if number.per == CELL else number.value
        multiplicity = zero_truncated_poisson(CopyNumber(held, TRANSDUCED_CELL).value)
        permissive = np.divide(share, -np.expm1(-multiplicity), out=np.full_like(share * held, 2.0), where=held > 1.0)
        if (permissive > 1.0).any():
            _refuse_inflation("zero-inflated", held * share, share)
        return cls(permissive, multiplicity)

    def mean_per_cell(self) -> Floats:
        """Return π λ."""
        return np.asarray(self.permissive * self.multiplicity)

    def transduced(self) -> Floats:
        """Return π (1 - e^-λ)."""
        return np.asarray(-self.permissive * np.expm1(-self.multiplicity))

    def generating(self, s: Floats) -> Floats:
        """Return 1 - π + π e^(-λ (1 - s))."""
        return np.asarray(1.0 + self.permissive * np.expm1(-self.multiplicity * (1.0 - s)))

    def _logs(self, most: int) -> Floats:
        inner = Poisson(self.multiplicity)._logs(most) + _log(self.permissive)[..., None]
        inner[..., 0] = _log(1.0 - self.transduced())
        return inner


def zero_truncated_poisson(mean: ArrayLike) -> Floats:
    """Return the Poisson mean over all cells from the mean over cells with one copy or more.

    Examples
    --------
    >>> round(float(zero_truncated_poisson(1.46)), 3)
    0.811
    """
    value = CopyNumber(np.asarray(mean, dtype=np.float64), TRANSDUCED_CELL).value
    return _root(lambda m: _over(m, -np.expm1(-m)), value, 0.0, value)


def _root(function: Callable[[Floats], Floats], target: Floats, low: ArrayLike, high: ArrayLike) -> Floats:
    """Halve an interval until a growing function meets its target."""
    lower, upper = (np.broadcast_to(np.asarray(end, dtype=np.float64), np.shape(target)) for end in (low, high))
    for _ in range(HALVINGS):
        middle = 0.5 * (lower + upper)
        short = function(middle) < target
        lower, upper = np.where(short, middle, lower), np.where(short, upper, middle)
    return np.asarray(0.5 * (lower + upper))


def _over(mean: Floats, share: Floats) -> Floats:
    """Divide a mean per cell by the share transduced; one where there is none."""
    return np.divide(mean, share, out=np.ones_like(mean), where=share > 0.0)


def _cumulate(first: Floats, steps: Floats) -> Floats:
    """Return log P(0), log P(0) + steps[0], and so on."""
    start = np.broadcast_to(first, (*steps.shape[:-1], 1))
    return np.cumsum(np.concatenate([start, steps], axis=-1), axis=-1)


def _log(values: Floats) -> Floats:
    """Return the logarithm; minus infinity of nothing, without a warning."""
    return np.log(values, out=np.full_like(values, -np.inf), where=values > 0.0)


def _worst(values: Floats, least: float) -> str:
    """Name a value that is not finite or lies too low."""
    wrong = values[~(np.isfinite(values) & (values >= least))]
    return f"{float(wrong.flat[0]):g}"


def _nonnegative(values: Floats, what: str) -> None:
    if not (np.isfinite(values) & (values >= 0.0)).all():
        raise SpecificationError(f"{what} cannot be that", expected="zero or more", got=_worst(values, 0.0))


def _probability(values: Floats, what: str) -> Floats:
    if not ((values >= 0.0) & (values <= 1.0)).all():
        wrong = values[~((values >= 0.0) & (values <= 1.0))]
        raise SpecificationError(f"{what} is not a probability", expected="0 to 1", got=f"{float(wrong.flat[0]):g}")
    return values


def _share(transduced: ArrayLike) -> Floats:
    """Read a share transduced that a law can be found for."""
    share = _probability(np.asarray(transduced, dtype=np.float64), "a share transduced")
    if (share == 0.0).any() or (share == 1.0).any():
        raise SpecificationError("a share transduced of 0 or 1 tells no law", expected="between 0 and 1")
    return share


def _refuse_inflation(law: str, mean: Floats, share: Floats) -> None:
    """Say that cells are more alike than Poisson, which these laws cannot be."""
    most, copies = float(np.max(-np.expm1(-mean))), float(np.max(mean))
    raise SpecificationError(
        f"no {law} law has this mean and this share transduced: copies are spread more evenly than at random",
        expected=f"at most {most:.3g} transduced at {copies:.3g} copies per cell",
        got=f"{float(np.max(share)):.3g}",
        do="take Poisson, or look whether the mean is per transduced cell",
    )
