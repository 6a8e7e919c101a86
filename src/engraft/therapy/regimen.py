"""Regimens: who gets what when, as a template that adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engraft.errors import SpecificationError, nearest
from engraft.therapy.dose import Dose
from engraft.therapy.duration import days as to_days
from engraft.therapy.give import Give
from engraft.therapy.lot import Lot
from engraft.therapy.product import Product
from engraft.therapy.rule import ALWAYS, Rule

NEVER = "time < time"  # a condition that never holds


@dataclass(frozen=True)
class Regimen:
    """Everything that is given, and every rule under which more is given; ``+`` puts two together.

    Raises
    ------
    SpecificationError
        If two rules share a name.
    """

    events: tuple[Give, ...] = ()
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        twice = [name for name, times in Counter(rule.name for rule in self.rules).items() if times > 1]
        if twice:
            raise SpecificationError(f"two rules are called '{twice[0]}'", do="give one of them another name")

    def __add__(self, other: Regimen) -> Regimen:
        return Regimen(self.events + other.events, self.rules + other.rules)

    def lines(self) -> tuple[str, ...]:
        """Say each event and rule in one line."""
        return tuple(map(str, (*self.events, *self.rules)))


def give(
    product: Product,
    dose: Dose | Lot | str | None = None,
    *,
    days: Sequence[float] = (0.0,),
    over: float | str | None = None,
    into: str = "",
    lot: str = "",
) -> Regimen:
    """Give a product on some days; without a dose, the one of its label; ``lot`` names how its cells are made.

    Units
    -----
    ``days`` are days from the infusion of cells; ``over`` is text or days.

    Raises
    ------
    SpecificationError
        If neither the call nor the product names a dose, or the dose does not suit the product.

    Examples
    --------
    >>> from engraft.therapy.catalog import fludarabine
    >>> give(fludarabine(), "30 mg/m^2", days=[-5, -4, -3]).lines()
    ('fludarabine 30 mg/m^2 on days -5, -4, -3 over 30 min',)
    """
    chosen = Dose.parse(dose) if isinstance(dose, str) else dose or product.label_dose
    if chosen is None:
        raise SpecificationError(f"{product.name} has no dose", expected="a dose such as '1e8 cell'")
    length = to_days(product.over if over is None else over, what=f"duration of {product.name}")
    return Regimen((Give(product, chosen, tuple(map(float, days)), length, into, lot),))


def infuse(
    product: Product,
    dose: Dose | Lot | str | None = None,
    *,
    day: float = 0.0,
    over: float | str | None = None,
    into: str = "",
) -> Regimen:
    """Give a product once; day 0 is the infusion of cells."""
    return give(product, dose, days=(day,), over=over, into=into)


def rule(
    what: Product | Regimen,
    *,
    when: str,
    every_at_least: float | str = 0.0,
    at_most: int = ALWAYS,
    name: str = "",
) -> Regimen:
    """Give something whenever a condition holds at rounds; a product alone comes in its label dose.

    Parameters
    ----------
    when
        The condition as text over the system's names: "crs.grade >= 2".
    name
        What the rule is called in ``rule.<name>.count``; by default after the first product.

    Raises
    ------
    SpecificationError
        If a rule is put inside a rule, or the rule is malformed.
    """
    inner = give(what) if isinstance(what, Product) else what
    if inner.rules:
        raise SpecificationError(f"rule '{inner.rules[0].name}' is inside a rule", do="add the two rules with +")
    called = name or (_word(inner.events[0].product.name) if inner.events else "unnamed")
    pause = to_days(every_at_least, what=f"every_at_least of rule '{called}'")
    return Regimen(rules=(Rule(called, when, inner.events, pause, at_most),))


def without(regimen: Regimen, names: Iterable[str]) -> Regimen:
    """Leave rules out: they never fire, and whatever waits for them to have fired waits in vain.

    A rule that is left out stays in the memory of the others, with a count of 0.

    Raises
    ------
    SpecificationError
        If no rule of the regimen has one of the names; the nearest is suggested.

    Examples
    --------
    >>> from engraft.therapy.catalog import tocilizumab
    >>> ward = rule(tocilizumab(), when="penn.grade >= 3", name="tocilizumab")
    >>> without(ward, ["tocilizumab"]).rules[0].when
    'time < time'
    """
    left, known = tuple(names), [one.name for one in regimen.rules]
    for name in left:
        if name not in known:
            do = nearest(name, known) if known else "leave without: out; this regimen has no rules"
            raise SpecificationError(f"no rule is called '{name}' here", do=do)
    rules = tuple(replace(one, when=NEVER) if one.name in left else one for one in regimen.rules)
    return Regimen(regimen.events, rules)


def _word(name: str) -> str:
    """Make a name usable as a symbol."""
    return "".join(letter if letter.isalnum() else "_" for letter in name)
