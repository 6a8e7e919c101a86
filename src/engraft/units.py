"""The wall: text or quantity in, canonical float out.

Inside engraft every number is a float in canonical units: day, mg, L, cell, copy, IU, nmol, degC,
mmHg. A length is counted in dm, so that a length cubed is a litre; a body surface of 1.5 m^2 is 150
inside and 30 mg/m^2 is 0.3. Units are met again only where something is shown. A unit text may not
hide a factor ("1e9/L"), because a thousandfold error is then one overlooked character away.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeAlias

from engraft.errors import SpecificationError

if TYPE_CHECKING:
    import pint

_PREFIXES = {
    "femto": ("1e-15", "f"),
    "pico": ("1e-12", "p"),
    "nano": ("1e-9", "n"),
    "micro": ("1e-6", "u", "µ", "μ"),
    "milli": ("1e-3", "m"),
    "centi": ("1e-2", "c"),
    "deci": ("1e-1", "d"),
    "kilo": ("1e3", "k"),
    "mega": ("1e6", "M"),
    "giga": ("1e9", "G"),
}
_UNITS = (
    "day = [time] = d",
    "hour = day / 24 = h",
    "minute = hour / 60 = min",
    "second = minute / 60 = s",
    "week = 7 * day = wk",
    "month = 30.4375 * day = mo",
    "year = 365.25 * day = yr",
    "gram = [mass] = g",
    "meter = [length] = m = metre",
    "liter = meter ** 3 / 1000 = L = l = litre",
    "mole = [substance] = mol",
    "molar = mole / liter = M",
    "dalton = gram / mole = Da",
    "cell = [cell]",
    "copy = [copy] = _ = copies",
    "international_unit = [IU] = IU",
    "enzyme_unit = [U] = U",
    "gray = [radiation] = Gy",
    "degree_Celsius = [temperature] = degC = celsius",
    "millimeter_Hg = [pressure] = mmHg",
    "pascal = 0.007500616827 * millimeter_Hg = Pa",
    "euro = [EUR] = EUR",
    "dollar = [USD] = USD",
    "percent = 0.01",
)
_SHORT = ("day", "hour", "h", "min", "s", "week", "month", "year", "g", "kg", "mg", "ug", "ng", "pg", "m", "cm", "dm",
          "L", "dL", "mL", "uL", "mol", "mmol", "umol", "nmol", "pmol", "M", "mM", "uM", "nM", "pM", "Da", "kDa",
          "cell", "copy", "IU", "U", "Gy", "degC", "mmHg", "kPa", "EUR", "USD", "percent")  # fmt: skip
_MEANT = {"mcg": "ug", "hr": "hour", "hrs": "hour", "ul": "uL", "dl": "dL"}  # by spelling alone they are near another
# What one pint base unit is in canonical units.
_CANONICAL = {"[mass]": Fraction(1000), "[length]": Fraction(10), "[substance]": Fraction(10**9)}
_PIECE = re.compile(
    r"\s*(?:(?P<power>(?:\^|\*\*)\s*\(?\s*-?\d+(?:\.\d+|/\d+)?\s*\)?)"
    r"|(?P<number>[\d.]+(?:[eE][-+]?\d+)?)|(?P<name>[A-Za-zµμ_]+)|(?P<sign>[*/()]))"
)
_ASCII = str.maketrans({"²": "^2", "³": "^3", "·": "*", "%": " percent ", "−": "-"})
_QUANTITY = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*", re.DOTALL)

Measure: TypeAlias = "float | int | str | pint.Quantity[Any]"


@dataclass(frozen=True)
class Dimension:
    """What kind of thing a number measures: exponents over base dimensions.

    Examples
    --------
    >>> dimension("cell/uL") == dimension("cell") / dimension("mL")
    True
    >>> (dimension("mg") / dimension("L")).text()
    'mass/length^3'
    """

    powers: tuple[tuple[str, Fraction], ...] = ()

    def __mul__(self, other: Dimension) -> Dimension:
        """Multiply."""
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, Fraction(0)) + power
        return _dimension(powers)

    def __truediv__(self, other: Dimension) -> Dimension:
        """Divide."""
        return self * other**-1

    def __pow__(self, exponent: Fraction | float) -> Dimension:
        """Raise to a power."""
        factor = Fraction(exponent).limit_denominator(1000)
        return _dimension({name: power * factor for name, power in self.powers})

    def text(self) -> str:
        """Write the dimension for a message."""
        over = [_power(n, p) for n, p in self.powers if p > 0]
        under = [_power(n, -p) for n, p in self.powers if p < 0]
        if not over and not under:
            return "a plain number"
        return "/".join(["·".join(over) or "1", *under])


def _power(name: str, power: Fraction) -> str:
    return name if power == 1 else f"{name}^{power}"


def _dimension(powers: dict[str, Fraction]) -> Dimension:
    return Dimension(tuple(sorted((n, p) for n, p in powers.items() if p)))


DIMENSIONLESS = Dimension()


def dimension(unit: str) -> Dimension:
    """Tell what a unit measures.

    Examples
    --------
    >>> dimension("mg/m^2").text()
    'mass/length^2'
    """
    return _resolve(unit)[0]


def check_unit(unit: str) -> None:
    """Refuse a unit that is not known or that hides a factor.

    Raises
    ------
    SpecificationError
        With the nearest known unit.
    """
    _resolve(unit)


def factor(unit: str) -> float:
    """Return how many canonical units one of this unit is.

    Examples
    --------
    >>> factor("g/L"), factor("1/hour")
    (1000.0, 24.0)
    """
    return float(_resolve(unit)[1])


def canonical(value: Measure, unit: str) -> float:
    """Convert a value in a unit to the canonical float.

    A text or a pint quantity brings its own unit, which must measure the same as ``unit``.

    Examples
    --------
    >>> canonical(12, "hour"), canonical("500 ug", "mg"), canonical(5, "cell/uL")
    (0.5, 0.5, 5000000.0)
    """
    if isinstance(value, str):
        return _of_own_unit(*parse(value), unit)
    number: Any = value  # callers without type checks hand in anything
    if hasattr(number, "magnitude"):
        return _of_own_unit(float(number.magnitude), f"{number.units:C}", unit)
    if isinstance(number, bool) or not isinstance(number, Real) or not math.isfinite(number):
        raise SpecificationError(f"a value in {unit or 'no unit'} must be a finite number", got=repr(value))
    ratio = _resolve(unit)[1]
    result = float(number) * ratio.numerator / ratio.denominator
    if not math.isfinite(result):
        raise SpecificationError(f"{number:g} {unit} is too large a number")
    return result


def _of_own_unit(value: float, own: str, unit: str) -> float:
    """Convert a value whose own unit must measure what ``unit`` measures."""
    if dimension(own) != dimension(unit):
        raise SpecificationError(
            f"'{value:g} {own}' is not a value in '{unit}'",
            expected=dimension(unit).text(),
            got=dimension(own).text(),
        )
    return canonical(value, own)


def display(value: float, unit: str) -> float:
    """Convert a canonical float back to a unit.

    Examples
    --------
    >>> display(0.5, "hour")
    12.0
    """
    ratio = _resolve(unit)[1]
    return float(value) * ratio.denominator / ratio.numerator


def parse(text: str) -> tuple[float, str]:
    """Split "3.1e6 cell/kg" into its value and its unit.

    Examples
    --------
    >>> parse("3.1e6 cell/kg"), parse("30 mg/m^2"), parse("4")
    ((3100000.0, 'cell/kg'), (30.0, 'mg/m^2'), (4.0, '1'))
    """
    found = _QUANTITY.fullmatch(text[:200])
    if found is None:
        raise SpecificationError(f"'{text[:60]}' is not a quantity", expected="a number and a unit, like '12 hour'")
    value, unit = float(found[1]), found[2] or "1"
    if not math.isfinite(value):
        raise SpecificationError(f"'{text[:60]}' is not a finite number")
    check_unit(unit)
    return value, unit


@lru_cache(maxsize=4096)
def _resolve(unit: str) -> tuple[Dimension, Fraction]:
    """Look a unit up: its dimension and its exact factor to canonical."""
    plain = _plain(unit)
    if not plain:
        return DIMENSIONLESS, Fraction(1)
    registry = _registry()
    try:
        root: Any = registry.Quantity(Fraction(1), registry.parse_units(plain)).to_root_units()
        powers = {name: Fraction(p).limit_denominator(1000) for name, p in root.dimensionality.items()}
    except Exception as error:  # pint raises many kinds for a malformed text
        raise SpecificationError(f"'{unit}' is not a unit", expected="names with * / ^, like 'mg/m^2'") from error
    ratio = Fraction(root.magnitude)
    for name, power in powers.items():
        ratio *= Fraction(_CANONICAL.get(name, Fraction(1)) ** power)
    return _dimension({name.strip("[]"): power for name, power in powers.items()}), ratio


def _plain(unit: Any) -> str:
    """Check a unit text piece by piece; return it in the spelling pint reads."""
    if not isinstance(unit, str) or len(unit) > 100:
        raise SpecificationError(f"a unit is a short text, got {str(unit)[:40]!r}")
    text = unit.translate(_ASCII).strip()
    if text in ("", "1", "dimensionless"):
        return ""
    position, previous = 0, ""
    while position < len(text):
        piece = _PIECE.match(text, position)
        if piece is None:
            raise SpecificationError(f"'{unit}' is not a unit", got=f"'{text[position]}' at column {position + 1}")
        _check_piece(piece, unit, first=position == 0, previous=previous)
        position, previous = piece.end(), piece[0].strip()
    return text


def _check_piece(piece: re.Match[str], unit: str, *, first: bool, previous: str) -> None:
    """Refuse hidden factors and unknown names."""
    if piece["power"]:
        _check_power(piece["power"], unit, previous)
    if piece["number"] and not (piece["number"] == "1" and (first or previous == "(")):
        if re.fullmatch(r"[A-Za-zµμ_]+", previous):
            raise SpecificationError(f"'{unit}' is not a unit", do=f"write the power as {previous}^{piece['number']}")
        _refuse_factor(unit)
    if piece["name"] and not _known(piece["name"]):
        raise SpecificationError(f"'{piece['name']}' in '{unit}' is not a known unit", do=_near(piece["name"]))


def _near(name: str) -> str:
    """Suggest the unit that a slip of the pen leads from; of another word say which units there are."""
    close = [_MEANT[name]] if name in _MEANT else get_close_matches(name, _SHORT, n=1, cutoff=0.7)
    return f"did you mean '{close[0]}'?" if close else f"known: {', '.join(_SHORT)}"


def _check_power(power: str, unit: str, previous: str) -> None:
    """Refuse a power of anything but a name, and powers that only a bomb would use."""
    if not previous or previous[-1] in "*/(" or previous[0].isdigit():
        _refuse_factor(unit)
    if not re.fullmatch(r"[A-Za-zµμ_]+", previous):
        raise SpecificationError(f"'{unit}' is not a unit", do="write a power directly after the name it belongs to")
    if any(len(number) > 2 for number in re.findall(r"\d+", power)):
        raise SpecificationError(f"'{unit}' is not a unit", expected="powers below 100", got=power.strip())


def _refuse_factor(unit: str) -> None:
    raise SpecificationError(
        f"the unit '{unit}' hides a factor",
        expected="a unit without numbers, like 'cell/L'",
        do="move the factor into the value: 5e9 with unit 'cell/L', not 5 with '1e9 cell/L'",
    )


@lru_cache(maxsize=4096)
def _known(name: str) -> bool:
    return not name.startswith("_") and not name.endswith("_") and name in _registry()


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry[Any]:
    """Build the registry of exactly the units engraft speaks, with exact factors."""
    import pint

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(None, non_int_type=Fraction, cache_folder=None)
    for name, (value, *symbols) in _PREFIXES.items():
        registry.define(f"{name}- = {value} = {' = '.join(f'{s}-' for s in symbols)}")
    for line in _UNITS:
        registry.define(line)
    return registry
