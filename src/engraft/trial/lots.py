"""Lots of a study: how the cells of its arms are made, and what an endpoint may ask of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from engraft.errors import CompatibilityError, SpecificationError, nearest
from engraft.language.quantities import Parameter
from engraft.language.source import Chosen
from engraft.manufacturing import Making, Process
from engraft.manufacturing.catalog import get as get_process
from engraft.outcomes.among import Among, lot_words
from engraft.outcomes.endpoint import Endpoint
from engraft.outcomes.late_malignancy import LateMalignancy
from engraft.outcomes.lot import LotEndpoint
from engraft.population import draw
from engraft.population.population import Population
from engraft.simulate import Made, Run, Supply, untold
from engraft.simulate.supply import YES, given_of
from engraft.therapy import Regimen
from engraft.trial.sources import Override
from engraft.trial.study import Study

PROBED = 2  # persons for whom a lot is made to see what its steps note


def supplies(study: Study) -> dict[str, Supply]:
    """Make the supplies of a study by the names of its lots.

    Raises
    ------
    SpecificationError
        Naming the field: an unknown process, decision or parameter, or a unit that does not fit.
    """
    where = {name: study.document.locate(("lots", name)) for name in study.file.lots}
    return {name: Making(name, process_of(study, name), where[name]) for name in study.file.lots}


def process_of(study: Study, name: str) -> Process:
    """Find the process of a lot and change what the study changes."""
    entry = study.file.lots[name]
    with study.document.at("lots", name, "process"):
        process = get_process(entry.process)
    changes: dict[str, Parameter] = {}
    for decision, value in entry.set.items():
        with study.document.at("lots", name, "set", decision):
            changes[decision] = process.decision(decision, _text(value))
    for parameter, given in entry.parameters.items():
        with study.document.at("lots", name, "parameters", parameter):
            if parameter in changes:
                what = f"lot '{name}' sets '{parameter}' twice: under set: and under parameters:"
                raise SpecificationError(what, expected="one of them", do="take one out; a decision needs no source")
            changes[parameter] = _number(process, parameter, given)
    with study.document.at("lots", name):
        return process.with_parameters(changes)


def _number(process: Process, name: str, given: Override) -> Parameter:
    """Read another value of a number of a process; persons differ as before, unless it says otherwise."""
    value, unit = process.read(name, given.value)
    known = process.parameters.get(name)
    spread = known.spread if known is not None and given.spread is None else given.spread or 0.0
    process.checked(name, Parameter(value, unit, source=Chosen("the study")))  # before its bounds, which tell less
    return process.checked(name, Parameter(value, unit, source=given.origin, spread=spread))


def _text(value: str | float) -> str:
    """Write a decision as text with a unit; a plain number has none."""
    return value if isinstance(value, str) else f"{value!r} 1"


def check_days(study: Study, k: int, entry: int, regimen: Regimen, made: Mapping[str, Supply]) -> None:
    """Refuse cells that are given before they can have grown, where the study says when they were collected."""
    for event in regimen.events:
        lot = study.file.lots.get(event.lot)
        if lot is None or lot.collected is None:
            continue
        waiting, grown = _days(made[event.lot])
        ready = lot.collected + waiting + grown
        if min(event.days) < ready - 1e-9:
            with study.document.at("arms", k, "regimen", entry):
                raise CompatibilityError(
                    f"{event.product.name} of lot '{event.lot}' is given on day {min(event.days):g}, before it exists",
                    expected=f"day {ready:g} or later: collected on day {lot.collected:g}, {_passed(waiting, grown)}",
                    do="collect earlier, store and grow for less time, or give it later",
                )


def _days(supply: Supply) -> tuple[float, float]:
    """Give the days for which material waits and those in culture, as they are decided on."""
    process: Any = getattr(supply, "process", None)
    return (0.0, 0.0) if process is None else (process.waiting, process.grown)


def _passed(waiting: float, grown: float) -> str:
    """Say what happens between collection and the bag."""
    stored = f"stored for {waiting:g} days, " if waiting else ""
    return f"{stored}then grown for {grown:g} days"


def check_asked(study: Study, endpoints: Sequence[Endpoint], runs: Sequence[Run], persons: Population) -> None:
    """Refuse a lot that cannot be made or that no arm gives, and a quantity that no step of any lot notes."""
    told = noted(runs, persons, study.file.seed)
    for k, one in enumerate(endpoints):
        if one.of_lots:
            with study.document.at("endpoints", k):
                _check_lots(one, told, given(runs))


def _check_lots(one: Endpoint, told: Mapping[str, str], lots: Mapping[str, Any]) -> None:
    """Check what one endpoint asks of lots; ``told`` gives the unit of each quantity by lot and name."""
    own = one.inner if isinstance(one, Among) else one
    if not told:
        what = f"endpoint '{one.name}' looks at lots, and no arm gives one"
        raise SpecificationError(what, do="describe how cells are made under lots:, and give them with lot:")
    lot = own.lot if isinstance(own, LotEndpoint) else ""
    if lot and lot not in lots:
        raise SpecificationError(
            f"endpoint '{one.name}' looks at the lot '{lot}', which no arm gives", do=nearest(lot, lots)
        )
    for name in own.of_lots:
        _unit(told, name, lot)
    if isinstance(one, Among):
        for name in lot_words(one.condition):
            _check_condition(told, name)
    if isinstance(own, LateMalignancy) and own.copies:
        own.check_copies(_unit(told, own.copies, ""))


def _unit(told: Mapping[str, str], name: str, lot: str) -> str:
    """Find the unit of a quantity of a lot, of any lot where none is named, or suggest the nearest."""
    apart = [(*full.partition("/")[::2], unit) for full, unit in told.items()]
    known = {own: unit for whose, own, unit in apart if lot in ("", whose)}
    if name not in known:
        whose = f"the lot '{lot}'" if lot else "any lot"
        raise SpecificationError(f"no step notes '{name}' of {whose} of this study", do=nearest(name, known))
    return known[name]


def _check_condition(told: Mapping[str, str], name: str) -> None:
    """Refuse a group by what is no yes or no of a lot."""
    unit = _unit(told, name, "")
    if unit != YES:
        holds = next((full.partition("/")[2] for full, other in told.items() if other == YES), "released")
        what = f"among asks what holds of a lot or not, and '{name}' is a quantity"
        raise SpecificationError(what, expected=f"such as lot.{holds} > 0.5", got=f"a number in {unit}")


def check_antigens(study: Study, k: int, entry: int, regimen: Regimen, made: Mapping[str, Supply]) -> None:
    """Refuse cells whose process gives them another receptor than the product has, unless the study means it."""
    for event in regimen.events:
        process: Any = getattr(made.get(event.lot), "process", None)
        antigen = event.product.antigen
        if process is None or not process.antigen or not antigen:
            continue
        meant = study.file.lots[event.lot].stands_for or process.antigen
        if not _shared(meant, antigen):
            with study.document.at("arms", k, "regimen", entry):
                raise CompatibilityError(
                    f"the lot '{event.lot}' cannot be given as {event.product.name}: {process.name} makes cells "
                    f"against {process.antigen}" + (f", said to stand for {meant}" if meant != process.antigen else ""),
                    expected=f"cells against {antigen}",
                    do=f"give a product against {process.antigen}, or say in the lot that it stands_for: {antigen}",
                )


def _shared(one: str, other: str) -> bool:
    """Tell whether two receptors, or pairs of them, bind any antigen in common."""
    return not set(one.split(" and ")).isdisjoint(other.split(" and "))


def given(runs: Sequence[Run]) -> dict[str, Any]:
    """Find the supplies of the lots that any arm gives, by the name of the lot."""
    return {event.lot: run.supplies[event.lot] for run in runs for event in run.regimen.events if event.lot}


def noted(runs: Sequence[Run], persons: Population, seed: int) -> dict[str, str]:
    """List the quantities that are noted of the lots of a study, each after the name of its lot, with their units."""
    names: dict[str, str] = {}
    for name, supply in given(runs).items():
        cohort = draw(persons, PROBED, seed=seed)
        own = (*supply.make(cohort, seed).told, *given_of(np.zeros(PROBED), cohort))
        told = map(untold, own)
        names |= {f"{name}/{quantity}": unit for quantity, unit, _ in told}
    return names


def processes(runs: Sequence[Run]) -> Iterator[tuple[str, Process]]:
    """List the processes of the lots that any arm gives, by the name of the lot."""
    for name, supply in given(runs).items():
        yield name, supply.process


def brought(supply: Supply, persons: Population, seed: int) -> tuple[str, ...]:
    """Name the parameters that a lot acts on."""
    lot = _probed(supply, persons, seed).lot
    return (*lot.factors, *lot.overrides)


def _probed(supply: Supply, persons: Population, seed: int) -> Made:
    """Make the lot of a few persons, to see what comes of it."""
    return supply.make(draw(persons, PROBED, seed=seed), seed)
