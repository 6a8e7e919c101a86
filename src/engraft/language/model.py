"""Model: a recipe that reads like the paper; ``system(name)`` makes a System of it."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from engraft.errors import SpecificationError, nearest
from engraft.kernel.expression import Expression, constant, symbol
from engraft.kernel.expression import expression as as_expression
from engraft.language.data import entry_of
from engraft.language.entries import (
    Block,
    Draft,
    FlowEntry,
    HazardEntry,
    ObservableEntry,
    ParameterEntry,
    PortEntry,
    RateEntry,
    StateEntry,
)
from engraft.language.quantities import (
    Flow,
    Hazard,
    Observable,
    Parameter,
    Port,
    Rate,
    State,
    negligible_amount,
)
from engraft.language.source import Paper
from engraft.language.system import System
from engraft.units import canonical, dimension

Declared = State | Parameter | Port
_METHODS = frozenset({"flows", "rates", "hazards", "observables", "system", "reference"})


class Model:
    """A recipe: declared quantities and methods that yield equations.

    A subclass declares ``State``, ``Parameter`` and ``Port`` in its body, yields flows (and, where
    needed, rates, hazards and observables) from its methods, and names its paper in ``reference``.
    Keywords of the constructor replace parameters or initial values, always by a ``Parameter``.

    Examples
    --------
    >>> class Decay(Model):
    ...     reference = "10.1000/example"
    ...     drug = State("mg", initial=5)
    ...     rate = Parameter(0.1, "1/hour", source=Paper("10.1000/example", "Table 1"))
    ...     def flows(self):
    ...         yield Flow("decay", out_of=self.drug, rate=self.rate * self.drug)
    >>> Decay().system("pk").balance()
    {'pk.drug': -pk.rate·pk.drug}
    """

    reference: ClassVar[str] = ""
    declared: ClassVar[dict[str, Declared]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Collect what the body declares, inherited declarations first."""
        super().__init_subclass__(**kwargs)
        found: dict[str, Declared] = {}
        for base in reversed(cls.__mro__):
            found |= {k: v for k, v in vars(base).items() if isinstance(v, (State, Parameter, Port))}
        for name in found:
            if name in _METHODS or name.startswith("_"):
                raise SpecificationError(f"{cls.__name__} cannot call a quantity '{name}'", do="choose another name")
        cls.declared = found

    def __init__(self, **overrides: Parameter) -> None:
        """Take replacements by name; anything but a Parameter is refused."""
        self._declared = dict(type(self).declared)
        for name, new in overrides.items():
            self._declared[name] = self._replaced(name, new)
        self._name("")

    def _replaced(self, name: str, new: object) -> Declared:
        """Check one replacement and return the new declaration."""
        recipe = type(self).__name__
        old = self._declared.get(name)
        if old is None or isinstance(old, Port):
            known = [k for k, v in self._declared.items() if not isinstance(v, Port)]
            raise SpecificationError(f"'{name}' is not a parameter or state of {recipe}", do=nearest(name, known))
        if not isinstance(new, Parameter):
            raise SpecificationError(
                f"{recipe}({name}=…) needs a number with a source",
                expected=f"Parameter(value, '{old.unit}', source=…)",
                got=repr(new)[:60],
            )
        if dimension(new.unit) != dimension(old.unit):
            raise SpecificationError(f"{recipe}({name}=…) has another unit", expected=old.unit, got=new.unit)
        if isinstance(old, Parameter):
            return new
        started = copy.copy(old)
        object.__setattr__(started, "initial", new)
        return started

    def _name(self, prefix: str) -> None:
        """Hide every declaration behind its symbol."""
        for name in self._declared:
            self.__dict__[name] = symbol(prefix + name)

    if not TYPE_CHECKING:  # a type checker should refuse unknown names by itself

        def __getattr__(self, name: str) -> Any:
            """Suggest the nearest name for one that is not declared."""
            known = {} if name.startswith("_") else self.declared
            msg = f"{type(self).__name__} declares no '{name}'; {nearest(name, known)}"
            raise AttributeError(msg)

    def flows(self) -> Iterable[Flow]:
        """Yield what moves."""
        return ()

    def rates(self) -> Iterable[Rate]:
        """Yield plain terms of dx/dt."""
        return ()

    def hazards(self) -> Iterable[Hazard]:
        """Yield risks."""
        return ()

    def observables(self) -> Iterable[Observable]:
        """Yield what others may look at."""
        return ()

    def system(self, name: str) -> System:
        """Give every quantity the name ``name.<quantity>`` and return the checked System.

        Raises
        ------
        SpecificationError
            If an equation is malformed, a unit does not fit, or a number has no source.
        """
        if not name.isidentifier() or name == "time":
            raise SpecificationError(f"'{name}' is not a name of a block", expected="letters, digits, _; not 'time'")
        bound = copy.copy(self)
        bound._name(f"{name}.")
        return System.of(_draft(bound, name))


def _draft(model: Model, name: str) -> Draft:
    """Collect the entries of a model whose symbols are already qualified."""
    declared = model._declared
    states, initials = [], []
    for key, state in declared.items():
        if isinstance(state, State):
            entry, extra = _state(model, name, key, state)
            states.append(entry)
            initials += extra
    own = [entry_of(f"{name}.{k}", v) for k, v in declared.items() if isinstance(v, Parameter)]
    recipe = type(model)
    return Draft(
        name=name,
        states=tuple(states),
        parameters=(*own, *initials),
        flows=tuple(_flow(f, name) for f in _yielded(model, "flows", Flow)),
        rates=tuple(_rate(r, name) for r in _yielded(model, "rates", Rate)),
        hazards=tuple(_hazard(h, name) for h in _yielded(model, "hazards", Hazard)),
        observables=tuple(_observable(o, name) for o in _yielded(model, "observables", Observable)),
        ports=tuple(_port(f"{name}.{k}", v) for k, v in declared.items() if isinstance(v, Port)),
        blocks=(Block(name, recipe.__name__, inspect.cleandoc(recipe.__doc__ or ""), recipe.reference),),
    )


def _yielded(model: Model, method: str, kind: type[Any]) -> Iterable[Any]:
    """Run one of the model's methods and refuse anything of another kind."""
    for item in getattr(model, method)() or ():
        if not isinstance(item, kind):
            raise SpecificationError(
                f"{type(model).__name__}.{method}() must yield {kind.__name__}", got=type(item).__name__
            )
        yield item


def _flow(flow: Flow, name: str) -> FlowEntry:
    into = flow.into.name if flow.into is not None else None
    out_of = flow.out_of.name if flow.out_of is not None else None
    return FlowEntry(f"{name}.{flow.name}", as_expression(flow.rate), into, out_of)


def _rate(rate: Rate, name: str) -> RateEntry:
    return RateEntry(f"{name}.{rate.name}", rate.state.name, as_expression(rate.rate))


def _hazard(h: Hazard, name: str) -> HazardEntry:
    rate = as_expression(h.rate)
    return HazardEntry(f"{name}.{h.name}", rate, h.ends, h.empirical, h.source, h.description)


def _observable(o: Observable, name: str) -> ObservableEntry:
    return ObservableEntry(f"{name}.{o.name}", as_expression(o.expression), o.unit, o.description, o.table)


def _port(name: str, port: Port) -> PortEntry:
    return PortEntry(name, port.unit, port.description)


def _state(model: Model, name: str, key: str, state: State) -> tuple[StateEntry, list[ParameterEntry]]:
    """Make the entry of a state and the parameter it starts from, if a number does not vanish."""
    initial, extra = _initial(model, name, key, state)
    negligible = negligible_amount(state.unit, state.negligible)
    entry = StateEntry(f"{name}.{key}", state.unit, initial, negligible, state.clone, state.signed, state.description)
    return entry, extra


def _initial(model: Model, name: str, key: str, state: State) -> tuple[Expression, list[ParameterEntry]]:
    """Return the initial value as an expression of parameters."""
    given: Any = state.initial  # mypy would bind a Parameter here as if it were a class attribute
    full = f"{name}.{key}_initial"
    if isinstance(given, Expression):
        return given, []
    if isinstance(given, Parameter):
        return symbol(full), [entry_of(full, given)]
    if callable(given):
        return as_expression(given(model)), []
    if canonical(given, state.unit) == 0.0:
        return constant(0.0), []
    number = Parameter(given, state.unit, source=state.source or _paper(model, key), description=f"initial {key}")
    return symbol(full), [entry_of(full, number)]


def _paper(model: Model, key: str) -> Paper:
    """Take the model's own paper as the source of an initial value."""
    recipe = type(model)
    if not recipe.reference:
        raise SpecificationError(
            f"the initial value of '{key}' in {recipe.__name__} has no source",
            do="give State(source=…), a Parameter, or the model a reference",
        )
    return Paper(recipe.reference, "initial value")
