"""Where two doses meet in a system: in a term that both enter, or only on the states that both move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engraft.kernel.derivative import gradients
from engraft.kernel.expression import ZERO, Expression, free_symbols
from engraft.language.system import System

Names = frozenset[str]


@dataclass(frozen=True)
class Meeting:
    """How two doses meet.

    ``joint`` names flows, rates and hazards in which how much of one matters depends on how much there is of the
    other, ``inner`` those of them that move one of the two; ``shared`` are states that both move by terms of their
    own; ``relayed`` are states that one moves and a term that moves the other reads, with that term.
    """

    joint: tuple[str, ...]
    inner: tuple[str, ...]
    shared: tuple[str, ...]
    relayed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Term:
    """A flow, rate or hazard: its name, what it is and reads, and what it moves."""

    name: str
    rate: Expression
    reads: Names
    moves: Names


@dataclass(frozen=True, eq=False)
class Interplay:
    """Asks one system where doses meet; what was worked out for one pair serves the next.

    Examples
    --------
    >>> from engraft.models import build
    >>> met = Interplay.of(build("b_all")).meeting("car.infused", "steroid.amount")
    >>> met.inner, met.shared
    (('car.CAR T cells divide',), ('cytokines.ifn_gamma',))
    """

    system: System
    terms: tuple[_Term, ...]
    _carried: dict[str, Names] = field(default_factory=dict)
    _slopes: dict[tuple[str, Names], tuple[Expression, ...]] = field(default_factory=dict)

    @staticmethod
    def of(system: System) -> Interplay:
        """Read the terms of a system once; of what they read only states matter here."""
        states = {state.name for state in system.states}
        found = [(f.name, f.rate, (f.out_of, f.into)) for f in system.flows]
        found += [(r.name, r.rate, (r.state, None)) for r in system.rates]
        found += [(h.name, h.rate, (None, None)) for h in system.hazards]
        terms = (
            _Term(name, rate, frozenset(free_symbols(rate) & states), frozenset(end for end in ends if end))
            for name, rate, ends in found
        )
        return Interplay(system, tuple(terms))

    def meeting(self, first: str, second: str) -> Meeting:
        """Tell how what is dosed into two states meets.

        Raises
        ------
        SpecificationError
            If the system has no such state.
        """
        a, b = self.carried(first), self.carried(second)
        if a & b:
            return Meeting((), (), ())
        joint = [term for term in self.terms if term.reads & a and term.reads & b and self._depends(term, a, b)]
        moved = [{state for term in self.terms if term.reads & of for state in term.moves} for of in (a, b)]
        both = (moved[0] & moved[1]) - a - b
        return Meeting(
            tuple(term.name for term in joint),
            tuple(term.name for term in joint if term.moves & (a | b)),
            tuple(state.name for state in self.system.states if state.name in both),
            (*self._relayed(moved[0] - a - b, b), *self._relayed(moved[1] - a - b, a)),
        )

    def carried(self, dose: str) -> Names:
        """Name the states that hold what was dosed: along flows from one to the next, and what follows these alone."""
        if dose not in self._carried:
            self._carried[dose] = frozenset(self._followed(self.system.state(dose).name))
        return self._carried[dose]

    def _relayed(self, moved: Iterable[str], own: Names) -> Iterator[tuple[str, str]]:
        """List the terms through which states that one dose moves act on how another grows, shrinks or passes on."""
        for state in sorted(moved):
            for term in self.terms:
                if state in term.reads and term.reads & own and term.moves & own:
                    yield state, term.name

    def _followed(self, dose: str) -> set[str]:
        """Follow a dose inside of its block."""
        block, own = dose.partition(".")[0], {dose}
        ends = [(f.out_of, f.into) for f in self.system.flows] + [(None, r.state) for r in self.system.rates]
        links = [(*pair, term.reads) for pair, term in zip(ends, self.terms, strict=False)]
        while True:
            more = {
                into
                for out_of, into, read in links
                if into is not None and into not in own and into.startswith(f"{block}.")
                and (out_of in own or (out_of is None and read & own and read <= own | {into}))
            }  # fmt: skip
            if not more:
                return own
            own |= more

    def _depends(self, term: _Term, a: Names, b: Names) -> bool:
        """Tell whether what one does to a rate depends on the other: its mixed derivative does not vanish."""
        if (term.name, a) not in self._slopes:
            (slopes,) = gradients([term.rate], sorted(term.reads & a))
            self._slopes[term.name, a] = tuple(slopes.values())
        slopes_of = [slope for slope in self._slopes[term.name, a] if free_symbols(slope) & b]
        return any(one is not ZERO for slope in gradients(slopes_of, sorted(b)) for one in slope.values())
