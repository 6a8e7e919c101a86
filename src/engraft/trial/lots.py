"""Lots of a study: how the cells of its arms are made, and what an endpoint may ask of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pydantic import Field

from engraft import units
from engraft.errors import SpecificationError, nearest
from engraft.language.quantities import Parameter
from engraft.manufacturing import Making, Process
from engraft.manufacturing.catalog import get as get_process
from engraft.population import Cohort
from engraft.simulate import Supply, untold
from engraft.trial.fields import Section, Text, problem
from engraft.trial.sources import Valued

if TYPE_CHECKING:
    from engraft.trial.design import Design
    from engraft.trial.study import Study


class LotFile(Section):
    """How the cells of a lot are made: a process of the catalog, decisions made otherwise, and other numbers."""

    process: Text
    set: dict[str, Text | float] = Field(default_factory=dict)
    parameters: dict[str, Valued] = Field(default_factory=dict)


def lot_name(text: str) -> str:
    """Refuse a name of a lot that would not be told from a quantity of it."""
    if not text.strip() or any(letter in text for letter in "/[] "):
        raise problem("this is not a usable name of a lot", expected="letters, digits and . _ -", got=repr(text)[:60])
    return text


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
            process = process.with_parameters({parameter: Parameter(value, unit, source=given.origin)})
    return process


def _text(value: str | float) -> str:
    """Write a decision as text with a unit; a plain number has none."""
    return value if isinstance(value, str) else f"{value!r} 1"


def check_asked(plan: Design) -> None:
    """Refuse an endpoint that asks for a quantity of lots that no step of any lot notes."""
    asked = [(k, name) for k, one in enumerate(plan.endpoints) for name in one.of_lots]
    if not asked:
        return
    known = {name.partition("/")[2] for name in noted(plan)}
    for k, name in asked:
        with plan.study.document.at("endpoints", k):
            if not known:
                what = f"endpoint '{plan.endpoints[k].name}' looks at lots, and no arm gives one"
                raise SpecificationError(what, do="describe how cells are made under lots:, and give them with lot:")
            if name not in known:
                what = f"no step notes '{name}' of any lot of this study"
                raise SpecificationError(what, do=nearest(name, known))


def noted(plan: Design) -> tuple[str, ...]:
    """List the quantities that are noted of the lots of a study, each after the name of its lot."""
    from engraft.trial.design import drawn

    used = {event.lot: arm.run.supplies for arm in plan.arms for event in arm.run.regimen.events if event.lot}
    if not used:
        return ()
    some = _first(drawn(plan))
    names: list[str] = []
    for name, known in used.items():
        names += [f"{name}/{untold(key)[0]}" for key in known[name].make(some, plan.seed).told]
    return tuple(names)


def _first(cohort: Cohort, n: int = 2) -> Cohort:
    """Take the first persons of a cohort."""
    import numpy as np

    return cohort.subset(np.arange(len(cohort)) < n)


def processes(plan: Design) -> Iterable[tuple[str, Process]]:
    """List the processes of the lots that any arm gives, by the name of the lot."""
    given = dict.fromkeys(event.lot for arm in plan.arms for event in arm.run.regimen.events if event.lot)
    for name in given:
        supply: Any = plan.arms[0].run.supplies[name]
        yield name, supply.process


def acting_on_nothing(plan: Design) -> list[str]:
    """Say which properties of lots act on blocks that the model does not have."""
    blocks = {entry.name.partition(".")[0] for entry in plan.system.parameters}
    said = []
    for name, supply in (plan.arms[0].run.supplies if plan.arms else {}).items():
        if name not in dict(processes(plan)):
            said.append(f"the lot '{name}' is described and given to nobody")
            continue
        for parameter in _brought(plan, supply):
            if parameter.partition(".")[0] not in blocks:
                said.append(
                    f"the lot '{name}' acts on '{parameter}', which the model '{plan.system.name}' has not: there it "
                    "changes nothing"
                )
    return said


def _brought(plan: Design, supply: Supply) -> tuple[str, ...]:
    """Name the parameters that a lot acts on."""
    from engraft.trial.design import drawn

    lot = supply.make(_first(drawn(plan)), plan.seed).lot
    return (*lot.factors, *lot.overrides)
