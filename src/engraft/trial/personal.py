"""What belongs to a person: measures of the body reach the parameters of their name, and doses what they are per."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from engraft import units
from engraft.errors import CompatibilityError, SpecificationError, nearest
from engraft.language.entries import ParameterEntry
from engraft.language.system import System
from engraft.population.catalog import get, populations
from engraft.population.covariate import Covariate, Derived, Effect
from engraft.population.population import Population
from engraft.therapy import Dose, Give, Lot, Regimen
from engraft.therapy.dose import Basis, measure

MOST = {"cell": 1e14, "mg": 1e6, "IU": 1e10, "nmol": 1e9, "copy": 1e18, "mL": 1e5, "hour": 1e5, "Gy": 1e3}
# far above anything that was ever given to anybody: a body has some 4e13 cells, and a kilogram is no dose of a drug
OF_THE_BODY = ("weight", "body_surface", "age", "height")  # measured in any model alike, so that the name is enough


def with_bodies(law: Population, system: System, said: Collection[str]) -> Population:
    """Let every measure of the body that a population has set the parameters of that name.

    A model that dilutes a dose by ``rituximab.body_surface`` means the surface of this person. What the population or
    the study sets by itself (``said``) stays as it was set.
    """
    known: tuple[Covariate | Derived, ...] = (*law.covariates, *law.derived)
    own = {one.name: one for one in known}
    added = tuple(
        Effect(one.name, own[name].name, own[name].unit, own[name].source, f"{name} of the person")
        for one, name in _measures(system, {*said, *(effect.parameter for effect in law.effects)})
        if name in own and units.dimension(own[name].unit) == units.dimension(one.unit)
    )
    return replace(law, effects=(*law.effects, *added)) if added else law


def same_for_all(law: Population, system: System, said: Collection[str]) -> list[str]:
    """Say of which measures of the body the model has one value for everybody, because the population has none."""
    return [
        f"'{one.name}' is {units.display(one.value, one.unit):.4g} {one.unit} for everybody: the population "
        f"'{law.name}' has no '{name}'"
        for one, name in _measures(system, {*said, *(effect.parameter for effect in law.effects)})
    ]


def _measures(system: System, said: Collection[str]) -> Iterator[tuple[ParameterEntry, str]]:
    """List the parameters that are a measure of the body and are not set yet."""
    for one in system.parameters:
        name = one.name.rpartition(".")[2]
        if name in OF_THE_BODY and one.name not in said:
            yield one, name


def check_doses(regimen: Regimen, population: Population) -> None:
    """Refuse a dose that is scaled by what the persons of the study do not have.

    Raises
    ------
    CompatibilityError
        Naming product and covariate, and which populations have it.
    SpecificationError
        The dose is more than anybody can be given.
    """
    for event in _given(regimen):
        if not isinstance(event.dose, Lot):
            _check_amount(event.product.name, event.dose)
            _check_dose(event.product.name, event.dose, population)


def flat_doses(regimens: Iterable[Regimen]) -> list[str]:
    """Say which drugs a study gives everybody alike, where their label goes by weight or surface."""
    said: dict[str, None] = {}
    for event in (event for one in regimens for event in _given(one)):
        dose, label = event.dose, event.product.label_dose
        if isinstance(dose, Lot) or label is None or event.product.kind != "drug":
            continue
        own, usual = measure(dose.unit).basis, measure(label.unit).basis
        if own is Basis.AMOUNT and usual is not Basis.AMOUNT and not dose.personal:
            said[f"everybody gets {dose} of {event.product.name}, whose usual dose is {label}"] = None
    return list(said)


def _given(regimen: Regimen) -> tuple[Give, ...]:
    """List what is given on fixed days and by rules."""
    return (*regimen.events, *(action for rule in regimen.rules for action in rule.actions))


def _check_amount(product: str, dose: Dose) -> None:
    """Refuse an amount that nobody can be given: it is a slip of the pen, and its courses would look like results."""
    amount = measure(dose.unit).amount
    known = next((one for one in MOST if units.dimension(one) == units.dimension(amount)), "")
    if known and units.canonical(dose.value, amount) > units.canonical(MOST[known], known):
        what = f"{product} {dose} is more than anybody can be given"
        raise SpecificationError(what, expected=f"at most {MOST[known]:g} {known}", do="check the power of ten")


def _check_dose(product: str, dose: Dose, population: Population) -> None:
    """Refuse a dose whose covariates are absent or in another unit."""
    for name in sorted(dose.needs):
        if name not in population.units:
            raise CompatibilityError(
                f"{product} {dose} cannot be worked out: the population '{population.name}' has no '{name}'",
                do=_way_out(name, population),
            )
    own = population.units.get(dose.personal, dose.unit)
    if units.dimension(own) != units.dimension(dose.unit):
        raise CompatibilityError(f"'{dose.personal}' is no dose in {dose.unit}", got=f"{own} in '{population.name}'")


def _way_out(name: str, population: Population) -> str:
    """Say who has a covariate, or which was meant."""
    having = [known for known in populations() if name in get(known).units]
    if not having:
        return nearest(name, population.units)
    who = f"choose a population that has it ({', '.join(having[:4])})"
    return f"{who}, write it into population.covariates, or give a dose per person such as '500 mg'"
