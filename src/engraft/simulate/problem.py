"""From a system, a regimen and what is needed to the problem the kernel solves."""

from __future__ import annotations

from engraft import units
from engraft.errors import CompatibilityError, nearest
from engraft.kernel import problem as kernel
from engraft.kernel.expression import Expression, symbol
from engraft.language.system import System
from engraft.simulate.conditions import condition
from engraft.simulate.needs import Crossing, Needs, Peak
from engraft.simulate.targets import check_target
from engraft.therapy import Give, Regimen, Rule


def lower_problem(system: System, regimen: Regimen, needs: Needs) -> kernel.Problem:
    """Say in the kernel's words what is to be solved; people come later.

    Raises
    ------
    CompatibilityError
        If a port is open, or the regimen or the needs name something the system does not have, or in another unit.
    """
    if system.ports:
        raise CompatibilityError(
            f"the port '{system.ports[0].name}' of the system '{system.name}' is open", do="wire it with join()"
        )
    for event in regimen.events:
        check_target(event, system)
    balance = system.balance()
    names = tuple(rule.name for rule in regimen.rules)
    return kernel.Problem(
        states=tuple(state.name for state in system.states),
        parameters=(*(entry.name for entry in system.parameters), *_dose_names(regimen)),
        rates=tuple(balance[state.name] for state in system.states),
        negligible=tuple(state.negligible for state in system.states),
        signed=tuple(state.signed for state in system.states),
        clones=tuple(_clone(system, state.name) for state in system.states if state.clone),
        hazards=tuple(kernel.Hazard(risk.name, risk.rate, risk.ends) for risk in system.hazards),
        outputs=tuple((name, _seen(system, name, "the run")) for name in sorted(needs.observables)),
        marks=tuple(_mark(crossing, system) for crossing in needs.marks),
        rules=tuple(_rule(rule, names, system) for rule in regimen.rules),
        peaks=tuple(_peak(peak, system) for peak in needs.peaks),
    )


def dose_symbol(rule: str, action: int) -> str:
    """Name the hidden parameter that holds what a person gets when a rule fires."""
    return f"dose:{rule}:{action}"


def _dose_names(regimen: Regimen) -> list[str]:
    """Name the hidden parameters of all rules, in order."""
    return [dose_symbol(rule.name, k) for rule in regimen.rules for k in range(len(rule.actions))]


def _clone(system: System, state: str) -> kernel.Clone:
    """Sum what flows into and out of a clone."""
    return kernel.Clone(state, system.gains(state), system.losses(state))


def _seen(system: System, name: str, asker: str) -> Expression:
    """Find a state or observable, or say who asks for what the system does not have."""
    known = [*(state.name for state in system.states), *(seen.name for seen in system.observables)]
    if name not in known:
        raise CompatibilityError(
            f"{asker} asks for '{name}', which is no state or observable of the system '{system.name}'",
            do=nearest(name, known),
        )
    return system.value_of(name)


def _mark(crossing: Crossing, system: System) -> kernel.Mark:
    """Turn a crossing into a mark at a canonical level."""
    expression = _seen(system, crossing.of, f"crossing '{crossing.name}'")
    level = units.canonical(crossing.level, system.unit_of(crossing.of))
    return kernel.Mark(crossing.name, expression, level, crossing.rising)


def _peak(peak: Peak, system: System) -> kernel.Peak:
    """Say of what the highest value is looked for."""
    return kernel.Peak(peak.name, _seen(system, peak.of, f"peak '{peak.name}'"), peak.since, peak.until)


def _rule(rule: Rule, names: tuple[str, ...], system: System) -> kernel.Rule:
    """Turn a rule and its gives into a condition and actions."""
    for given in rule.actions:
        check_target(given, system)
    actions = [act for k, given in enumerate(rule.actions) for act in _actions(given, dose_symbol(rule.name, k))]
    when = condition(rule, names, system)
    return kernel.Rule(rule.name, when, tuple(actions), rule.every_at_least, rule.at_most)


def _actions(given: Give, amount: str) -> list[kernel.Action]:
    """Make one action for each day of a give; an infusion over no time is a bolus."""
    kind = kernel.Kind.INFUSE if given.over > 0.0 else kernel.Kind.ADD
    return [kernel.Action(given.target, kind, symbol(amount), delay=day, duration=given.over) for day in given.days]
