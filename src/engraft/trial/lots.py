"""Lots of a study: how the cells of its arms are made, and what an endpoint may ask of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engraft import units
from engraft.errors import CompatibilityError, SpecificationError, nearest
from engraft.language.quantities import Parameter
from engraft.manufacturing import Making, Process
from engraft.manufacturing.catalog import get as get_process
from engraft.outcomes.among import Among, lot_words
from engraft.outcomes.endpoint import Endpoint
from engraft.population import draw
from engraft.population.population import Population
from engraft.simulate import Made, Run, Supply, untold
from engraft.simulate.supply import YES
from engraft.therapy import Regimen
from engraft.trial.study import Study

GROWN = "culture.days"
PROBED = 2  # persons for whom a lot is made to see what its steps note


def supplies(study: Study) -> dict[str, Supply]:
    """Make the supplies of a study by the names of its lots.

    Raises
    ------
    SpecificationError
        Naming the field: an unknown process, decision or parameter, or a unit that does not fit.
    """
    return {name: Making(name, _process(study, name)) for name in study.file.lots}


def _process(study: Study, name: str) -> Process:
    """Find the process of a lot and change what the study changes."""
    entry = study.file.lots[name]
    with study.document.at("lots", name, "process"):
        process = get_process(entry.process)
    for decision, value in entry.set.items():
        with study.document.at("lots", name, "set", decision):
            process = process.chosen({decision: _text(value)})
    for parameter, given in entry.parameters.items():
        with study.document.at("lots", name, "parameters", parameter):
            value, unit = units.parse(given.value)
            known = process.parameters.get(parameter)
            spread = known.spread if known is not None and given.spread is None else given.spread or 0.0
            changed = Parameter(value, unit, source=given.origin, spread=spread)
            process = process.with_parameters({parameter: changed})
    return process


def _text(value: str | float) -> str:
    """Write a decision as text with a unit; a plain number has none."""
    return value if isinstance(value, str) else f"{value!r} 1"


def check_days(study: Study, k: int, entry: int, regimen: Regimen, made: Mapping[str, Supply]) -> None:
    """Refuse cells that are given before they can have grown, where the study says when they were collected."""
    for event in regimen.events:
        lot = study.file.lots.get(event.lot)
        if lot is None or lot.collected is None:
            continue
        ready = lot.collected + _grown(made[event.lot])
        if min(event.days) < ready - 1e-9:
            with study.document.at("arms", k, "regimen", entry):
                raise CompatibilityError(
                    f"{event.product.name} of lot '{event.lot}' is given on day {min(event.days):g}, before it exists",
                    expected=f"day {ready:g} or later: collected on day {lot.collected:g}, then grown",
                    do="collect earlier, grow for less time, or give it later",
                )


def _grown(supply: Supply) -> float:
    """Give the days in culture that are decided on; 0 where the cells are not grown."""
    process: Any = getattr(supply, "process", None)
    return 0.0 if process is None or GROWN not in process.parameters else float(process.parameters[GROWN].value)


def check_asked(study: Study, endpoints: Sequence[Endpoint], runs: Sequence[Run], persons: Population) -> None:
    """Refuse an endpoint that asks for a quantity of lots that no step of any lot notes."""
    asked = [(k, name) for k, one in enumerate(endpoints) for name in one.of_lots]
    if not asked:
        return
    told = noted(runs, persons, study.file.seed)
    known = {name.partition("/")[2]: unit for name, unit in told.items()}
    for k, name in asked:
        with study.document.at("endpoints", k):
            if not known:
                what = f"endpoint '{endpoints[k].name}' looks at lots, and no arm gives one"
                raise SpecificationError(what, do="describe how cells are made under lots:, and give them with lot:")
            if name not in known:
                raise SpecificationError(f"no step notes '{name}' of any lot of this study", do=nearest(name, known))
            one = endpoints[k]
            if isinstance(one, Among) and name in lot_words(one.condition) and known[name] != YES:
                holds = next((other for other, unit in known.items() if unit == YES), "released")
                what = f"among asks what holds of a lot or not, and '{name}' is a quantity"
                raise SpecificationError(what, expected=f"such as lot.{holds} > 0.5", got=f"a number in {known[name]}")


def given(runs: Sequence[Run]) -> dict[str, Any]:
    """Find the supplies of the lots that any arm gives, by the name of the lot."""
    return {event.lot: run.supplies[event.lot] for run in runs for event in run.regimen.events if event.lot}


def noted(runs: Sequence[Run], persons: Population, seed: int) -> dict[str, str]:
    """List the quantities that are noted of the lots of a study, each after the name of its lot, with their units."""
    names: dict[str, str] = {}
    for name, supply in given(runs).items():
        told = (untold(key) for key in _probed(supply, persons, seed).told)
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
