"""The nouns a model is declared with.

``State``, ``Parameter`` and ``Port`` stand in the body of a Model class; on an instance the same
attribute is the symbol to build equations with. ``Flow``, ``Rate``, ``Hazard`` and ``Observable``
are what its methods yield.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, overload

from engraft import units
from engraft.errors import SpecificationError
from engraft.kernel.expression import Expression, Operand
from engraft.kernel.expression import expression as as_expression
from engraft.language.source import Assumed, Source, check_source

InitialRule = Callable[[Any], Operand]


class _Symbolic:
    """Give the declaration on the class and its symbol on an instance."""

    @overload
    def __get__(self, instance: None, owner: type) -> Any: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Expression: ...
    def __get__(self, instance: object | None, owner: type) -> Any:
        """Return the declaration; an instance carries its own symbol, which hides this."""
        if instance is not None:
            msg = f"{owner.__name__} was not initialised: its __init__ must call Model.__init__"
            raise AttributeError(msg)
        return self


@dataclass(frozen=True)
class Parameter(_Symbolic):
    """A number of a model, with its unit and its source.

    ``value`` is as declared, ``canonical`` is the same in canonical units. ``spread`` is the standard
    deviation of the logarithm between patients.

    Examples
    --------
    >>> from engraft.language.source import Assumed
    >>> Parameter(12, "hour", source=Assumed("a guess", 6, 24)).canonical
    0.5
    """

    value: units.Measure
    unit: str
    source: Source = field(kw_only=True)
    spread: float = field(default=0.0, kw_only=True)
    description: str = field(default="", kw_only=True)
    canonical: float = field(init=False)

    def __post_init__(self) -> None:
        """Convert once; refuse what is not finite, has no source, or lies outside its bounds."""
        value = units.canonical(self.value, self.unit)
        object.__setattr__(self, "canonical", value)
        what = f"the parameter {self.value} {self.unit}"
        check_source(self.source, what)
        check_spread(self.spread, value, what)
        check_bounds(self.source, value, self.unit, what)


def check_spread(spread: Any, value: float, what: str) -> None:
    """Refuse a spread that no log-normal has."""
    if not (isinstance(spread, (int, float)) and math.isfinite(spread) and spread >= 0):
        raise SpecificationError(f"the spread of {what} is not an SD of the log", expected=">= 0", got=repr(spread))
    if spread > 0 and value <= 0:
        raise SpecificationError(
            f"{what} has a spread but no logarithm",
            expected="a positive value",
            got=f"{value:g}",
            do="set spread=0" if value == 0 else "write a positive value: a spread is that of its logarithm",
        )


def check_bounds(source: Source, value: float, unit: str, what: str) -> None:
    """Refuse an assumed value outside its own bounds."""
    if not isinstance(source, Assumed):
        return
    low, high = units.canonical(source.low, unit), units.canonical(source.high, unit)
    slack = 1e-12 * max(abs(low), abs(high))
    if not low - slack <= value <= high + slack:
        raise SpecificationError(
            f"{what} lies outside its own bounds",
            expected=f"{source.low:g} to {source.high:g} {unit}",
            got=f"{units.display(value, unit):g} {unit}",
        )


Initial = float | int | str | Parameter | Expression | InitialRule


@dataclass(frozen=True)
class State(_Symbolic):
    """An amount or concentration that changes with time.

    ``initial`` is a number in ``unit``, a Parameter, or a rule of the model's parameters
    (``lambda m: m.a / m.b``). A number that is not zero becomes the parameter ``<state>_initial``,
    so that it may differ between patients; without ``source`` it counts as the model's reference.
    ``negligible`` is the amount below which nobody cares (default 1 for cells, else 1e-6), in ``unit``.
    ``clone`` makes it integer cells that are born and die by chance when few. ``signed`` may be negative.
    """

    unit: str
    initial: Initial = 0.0
    negligible: float | None = field(default=None, kw_only=True)
    clone: bool = field(default=False, kw_only=True)
    signed: bool = field(default=False, kw_only=True)
    source: Source | None = field(default=None, kw_only=True)
    description: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        """Refuse an unknown unit or an impossible initial value."""
        units.check_unit(self.unit)
        if isinstance(self.initial, (int, float, str)):
            check_initial(units.canonical(self.initial, self.unit), self.signed, f"a state in {self.unit}")
        if self.negligible is not None and not (math.isfinite(self.negligible) and self.negligible > 0):
            raise SpecificationError(f"negligible of a state in {self.unit} must be positive", got=str(self.negligible))
        if self.clone and units.dimension(self.unit) != units.dimension("cell"):
            raise SpecificationError("only a number of cells can be a clone", expected="unit cell", got=self.unit)


def check_initial(value: float, signed: bool, what: str) -> None:
    """Refuse a negative start of something that cannot be negative."""
    if value < 0 and not signed:
        raise SpecificationError(f"{what} starts below zero", got=f"{value:g}", do="declare it signed=True if it may")


def negligible_amount(unit: str, given: float | None) -> float:
    """Return the amount below which nobody cares, canonical."""
    if given is not None:
        return units.canonical(given, unit)
    return 1.0 if units.dimension(unit) == units.dimension("cell") else units.canonical(1e-6, unit)


@dataclass(frozen=True)
class Port(_Symbolic):
    """A quantity of another block that this block reads or moves; ``join`` wires it."""

    unit: str
    description: str = ""

    def __post_init__(self) -> None:
        """Refuse an unknown unit."""
        units.check_unit(self.unit)


@dataclass(frozen=True)
class Flow:
    """Something that moves per day: into a state, out of one, or from one to another.

    ``rate`` is in the unit of the state per day and is not negative; direction is said by into/out_of.
    """

    name: str
    rate: Operand = field(kw_only=True)
    into: Expression | None = field(default=None, kw_only=True)
    out_of: Expression | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse a flow from nowhere to nowhere."""
        _check_name(self.name, "a flow")
        if self.into is None and self.out_of is None:
            raise SpecificationError(f"the flow '{self.name}' goes nowhere", expected="into=, out_of= or both")
        for end in (self.into, self.out_of):
            _check_symbol(end, f"the flow '{self.name}'")
        _check_operand(self.rate, f"the rate of the flow '{self.name}'")


@dataclass(frozen=True)
class Rate:
    """A plain term of dx/dt, where a paper has no flow form."""

    state: Expression
    rate: Operand
    name: str

    def __post_init__(self) -> None:
        """Refuse a rate of something that is not a state."""
        _check_name(self.name, "a rate")
        _check_symbol(self.state, f"the rate '{self.name}'")
        _check_operand(self.rate, f"the rate '{self.name}'")


@dataclass(frozen=True)
class Hazard:
    """A risk per day; its event happens where the integral crosses an Exp(1) draw.

    ``ends`` ends the patient's follow-up. A hazard that is statistics, not mechanism, is ``empirical``.
    """

    name: str
    rate: Operand
    ends: bool = field(default=False, kw_only=True)
    empirical: bool = field(default=False, kw_only=True)
    source: Source | None = field(default=None, kw_only=True)
    description: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        """Refuse an empirical hazard without source."""
        _check_name(self.name, "a hazard")
        _check_operand(self.rate, f"the hazard '{self.name}'")
        if self.empirical or self.source is not None:
            check_source(self.source, f"the empirical hazard '{self.name}'")


@dataclass(frozen=True)
class Observable:
    """A named expression others may look at: an endpoint, an assay, a rule or a port.

    ``table`` labels values, as a grading scale does: ``((0, "none"), (1, "fever"))``.
    """

    name: str
    expression: Operand
    unit: str
    description: str = ""
    table: tuple[tuple[float, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse an unknown unit or a name that cannot be written in a formula."""
        if not str(self.name).isidentifier():
            raise SpecificationError(f"'{self.name}' is not a name of an observable", expected="letters, digits, _")
        units.check_unit(self.unit)
        _check_operand(self.expression, f"the observable '{self.name}'")


def _check_name(name: object, what: str) -> None:
    """Refuse an empty or endless name."""
    if not isinstance(name, str) or not name.strip() or len(name) > 200 or "\n" in name:
        raise SpecificationError(f"{what} needs a short name", got=repr(name)[:60])


def _check_symbol(end: object, what: str) -> None:
    """Refuse an end of a flow that is not a state or a port."""
    if end is not None and (not isinstance(end, Expression) or end.op != "symbol"):
        raise SpecificationError(f"{what} must name a state or a port", got=str(end)[:80])


def _check_operand(value: object, what: str) -> None:
    """Refuse what is neither expression nor finite number."""
    if isinstance(value, Expression):
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise SpecificationError(f"{what} is not an expression", got=repr(value)[:80])


def quantity(value: float, unit: str) -> Expression:
    """Write a number with a unit inside an equation.

    The unit is carried as a symbol until the dimensions are checked, then it is one.

    Examples
    --------
    >>> quantity(5, "cell/uL")
    5e+06·[cell/uL]
    """
    plain = as_expression(units.canonical(value, unit))
    return plain * unit_symbol(unit)


def unit_symbol(unit: str) -> Expression:
    """Return the symbol that carries a unit through the dimension check."""
    from engraft.kernel.expression import ONE, symbol

    return ONE if units.dimension(unit) == units.DIMENSIONLESS else symbol(f"[{unit}]")
