"""From a study file to what is simulated: every name is looked up before anything runs or is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import CompatibilityError, SpecificationError, nearest
from engraft.language.quantities import Parameter
from engraft.language.system import System
from engraft.observe import Assay
from engraft.outcomes.among import Among
from engraft.outcomes.endpoint import Endpoint
from engraft.outcomes.registry import endpoint
from engraft.population import Cohort, draw
from engraft.population.catalog import get as get_population
from engraft.population.covariate import Effect
from engraft.population.population import Population
from engraft.simulate import Needs, Run, Supply, prepare
from engraft.therapy import Dose, Give, Regimen, Rounds, Trait, give, rule, without
from engraft.therapy.catalog import get as get_product
from engraft.trial.acting import with_added, with_effects
from engraft.trial.laws import NONE, LawFile, assigned, calibrated, check_laws, find_laws
from engraft.trial.lots import check_antigens, check_days, supplies
from engraft.trial.lots import check_asked as check_lots
from engraft.trial.orders import Part, first_impossible
from engraft.trial.personal import check_doses, with_bodies
from engraft.trial.possible import WATCHED
from engraft.trial.reading import Where
from engraft.trial.schedules import schedule
from engraft.trial.study import Every, Given, Published, RuleGiven, Scheduled, Study, Template
from engraft.trial.templates import TEMPLATES
from engraft.trial.whole_shares import refuse_no_share

Floats = NDArray[np.float64]

WARD_EVERY, WARD_DAYS = 0.5, 30.0  # of eliana_ward: days between rounds, and until when rounds must be that close
DEFAULT_ROUNDS = (0.0, 30.0, 0.5)
_COLUMNS = {"arm", "person", "law", "status", "fault", "end", "end_day"}  # "end" would write the column end_day again
_HOW_FAR = ("years", "months", "visits", "days", "until")  # options of endpoints that say how far they look
MOST_MOMENTS = 100_000  # every day of a hundred years, three times a day


@dataclass(frozen=True)
class Arm:
    """One way to treat the persons of a study, ready to run."""

    name: str
    label: str
    run: Run


@dataclass(frozen=True)
class Design:
    """A study with every name looked up and every part checked against the others.

    ``system`` says what the laws of the population made of its parameters, ``prior`` is the same before they did.
    """

    study: Study
    system: System
    population: Population
    arms: tuple[Arm, ...]
    endpoints: tuple[Endpoint, ...]
    assays: tuple[Assay, ...]
    visits: tuple[float, ...]
    prior: System
    laws: LawFile | None = None
    extrapolated: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        """How many persons are drawn."""
        return self.study.file.population.n

    @property
    def distinct(self) -> int:
        """How many of them are different persons: a list begins again after its last."""
        return min(self.n, self.population.listed or self.n)

    @property
    def seed(self) -> int:
        """What every draw of the study is keyed by."""
        return self.study.file.seed


def design(study: Study) -> Design:
    """Look everything up that a study names, and check that it fits together.

    Raises
    ------
    SpecificationError
        Naming file, line and field.
    """
    with located(study, "model"):
        prior = _system(study)
    laws = _laws(study, prior)
    system = prior if laws is None else calibrated(prior, laws)
    population = _population(study, system)
    endpoints, assays = _endpoints(study, system, population.units), _assays(study, system)
    visits = _visits(study)
    kept = (*_before(study), *visits)
    needs = _needs(study, system, endpoints) | Needs.of((assay.observable for assay in assays), kept)
    made = supplies(study)
    arms = tuple(_arm(study, k, system, needs, made) for k in range(len(study.file.arms)))
    _check_asked(study, endpoints, assays, arms)
    _check_doses(study, population)
    _check_published(study, endpoints)
    check_lots(study, endpoints, [arm.run for arm in arms], population)
    return Design(study, system, population, arms, endpoints, assays, visits, prior, laws)


def drawn(plan: Design) -> Cohort:
    """Draw the persons of a study; where it has laws, each person from one of them."""
    cohort = draw(plan.population, plan.n, seed=plan.seed)
    return cohort if plan.laws is None else assigned(plan.laws, plan.prior, cohort, seed=plan.seed)


@contextmanager
def located(study: Study, *where: str | int) -> Iterator[None]:
    """Name the field of the study file in every error raised inside."""
    with study.document.at(*where):
        yield


def given(plan: Design) -> Iterator[Give]:
    """List everything that is given in any arm, at fixed days and by rules."""
    for arm in plan.arms:
        yield from arm.run.regimen.events
        for one in arm.run.regimen.rules:
            yield from one.actions


def infuses_cells(plan: Design) -> bool:
    """Tell whether cells are given in any arm on a fixed day, so that day 0 can be their infusion.

    Cells that only a rule gives are support, such as platelets.
    """
    return any(one.product.kind == "cells" for arm in plan.arms for one in arm.run.regimen.events)


def with_tolerance(run: Run, rtol: float) -> Run:
    """Return the same run at another tolerance."""
    return replace(run, options=replace(run.options, rtol=rtol))


@cache
def _bare(model: str) -> System:
    """Find a model as it stands, which is how it stands for the reference product."""
    from engraft.models import build

    return build(model)


def _system(study: Study) -> System:
    """Find the model and set the parameters the study sets."""
    system = _bare(study.file.model)
    changes = {}
    for name, override in study.file.parameters.items():
        with located(study, "parameters", name):
            value, unit = units.parse(override.value)
            known = system.parameter(name)
            source = override.origin
            spread = known.spread if override.spread is None else override.spread
            refuse_no_share(name, known.description, value, unit)
            changes[name] = Parameter(value, unit, source=source, spread=spread, description=known.description)
            system.with_parameters({name: changes[name]})
    return system.with_parameters(changes) if changes else system


def _laws(study: Study, system: System) -> LawFile | None:
    """Read the laws a study names; they must be of this model's parameters."""
    name = study.file.laws
    if name is None or name == NONE:
        return None
    with located(study, "laws"):
        laws = find_laws(name)
        check_laws(laws, system)
    return laws


def _population(study: Study, system: System) -> Population:
    """Find the law, and add what the study makes of its covariates."""
    choice = study.file.population
    with located(study, "population", "law"):
        known = None if choice.law is None else get_population(choice.law)
    with located(study, "population"):
        law = with_added(choice.population(study.file.name.replace("-", "_").replace(".", "_"), known), study)
    for name, effect in choice.sets.items():
        with located(study, "population", "sets", name):
            unit = effect.unit or system.parameter(name).unit
            system.parameter(name)
            new = Effect(name, effect.formula, unit, effect.origin)
            law = replace(law, effects=(*law.effects, new))
    return with_effects(with_bodies(law, system, study.file.parameters), study, system)


def _endpoints(study: Study, system: System, covariates: Mapping[str, str]) -> tuple[Endpoint, ...]:
    """Make the endpoints; none may be called like another column of the outcomes."""
    made: list[Endpoint] = []
    for k, entry in enumerate(study.file.endpoints):
        with located(study, "endpoints", k):
            made.append(endpoint(entry.name, **(entry.model_extra or {})))
            made[-1].needs(system)
            if isinstance(made[-1], Among):
                made[-1].check(covariates)
            if made[-1].name in {other.name for other in made[:-1]}:
                raise SpecificationError(f"two endpoints are called '{made[-1].name}'", do="rename one with as_: name")
            if made[-1].name in covariates.keys() | _COLUMNS:
                what = f"'{made[-1].name}' is a column of the outcomes already"
                raise SpecificationError(what, do="give the endpoint another name with as_: name")
    return tuple(made)


def _needs(study: Study, system: System, endpoints: tuple[Endpoint, ...]) -> Needs:
    """Join what the endpoints need; a day after follow-up is the fault of its endpoint."""
    end, needs = study.file.follow_up, Needs.of(times=(study.file.start, study.file.follow_up))
    needs = needs | Needs.of(one.name for one in system.observables if one.name in WATCHED)
    for k, one in enumerate(endpoints):
        wanted = one.needs(system)
        with located(study, "endpoints", k):
            if wanted.times and wanted.times[-1] > end:
                raise CompatibilityError(
                    f"endpoint '{one.name}' looks on day {wanted.times[-1]:g}, after the follow-up",
                    expected=f"days up to {end:g}",
                    do=f"lengthen follow_up{_or_shorten(one)}",
                )
        needs = needs | wanted
    return needs


def _or_shorten(one: Endpoint) -> str:
    """Name the options of an endpoint that say how far it looks."""
    own = {option.name for option in fields(one.inner if isinstance(one, Among) else one)}
    named = [name for name in _HOW_FAR if name in own]
    return f", or choose other {' or '.join(named)}" if named else " or choose other options"


def _assays(study: Study, system: System) -> tuple[Assay, ...]:
    """Make the assays; each must read what its observable measures."""
    made = []
    for k, entry in enumerate(study.file.assays):
        with located(study, "assays", k):
            assay = Assay(entry.name, entry.observable, entry.unit, entry.lloq, entry.sd_log, entry.origin)
            unit = system.unit_of(entry.observable)
            if units.dimension(unit) != units.dimension(entry.unit):
                raise CompatibilityError(
                    f"assay '{entry.name}' cannot read '{entry.observable}'", expected=unit, got=entry.unit
                )
            made.append(assay)
    return tuple(made)


def _visits(study: Study) -> tuple[float, ...]:
    """List the visits, from day 0 to the end of follow-up."""
    chosen, end = study.file.visits, study.file.follow_up
    if isinstance(chosen, Every):
        with located(study, "visits"):
            _refuse_too_many("visits", end / chosen.every)
        return tuple(np.arange(0.0, end + 1e-9, chosen.every).tolist())
    if isinstance(chosen, Scheduled):
        with located(study, "visits", "schedule"):
            return tuple(day for day in schedule(chosen.schedule).days if day <= end)
    for k, day in enumerate(chosen):
        with located(study, "visits", k):
            if not study.file.start <= day <= end:
                raise SpecificationError(
                    f"the visit on day {day:g} is outside of the study", expected=f"{study.file.start:g} to {end:g}"
                )
    return tuple(sorted(set(chosen)))


def _before(study: Study) -> tuple[float, ...]:
    """List the days before day 0 as far apart as the visits: nothing is read on them, but courses are drawn."""
    chosen, start = study.file.visits, study.file.start
    if not isinstance(chosen, Every) or start >= 0.0:
        return ()
    with located(study, "visits"):
        _refuse_too_many("visits", (study.file.follow_up - start) / chosen.every)
    return tuple(-day for day in np.arange(chosen.every, -start, chosen.every).tolist())


def _refuse_too_many(what: str, count: float) -> None:
    """Refuse more moments than anybody could look at a person."""
    if not count <= MOST_MOMENTS:
        raise SpecificationError(
            f"there are too many {what}", expected=f"at most {MOST_MOMENTS:,}", got=f"{count:.3g}", do="lengthen every:"
        )


def _arm(study: Study, k: int, system: System, needs: Needs, made: Mapping[str, Supply]) -> Arm:
    """Make one arm; a regimen that does not fit the system is the fault of its arm."""
    arm, file = study.file.arms[k], study.file
    regimen, parts = Regimen(), []
    for entry, said in enumerate(arm.regimen):
        where: Where = ("arms", k, "regimen", entry)
        with located(study, *where):
            part = _entry(study, where)
            regimen = regimen + part
            known = regimen.rules if part.rules else ()  # a rule may look at the memory of those before it
            _check(study, system, Regimen(part.events, known), made)
        check_days(study, k, entry, part, made)
        check_antigens(study, k, entry, part, made)
        parts.append(Part(said.template if isinstance(said, Template) else "", part))
    found = first_impossible(parts)
    if found is not None:
        with located(study, "arms", k, "regimen", found.entry):
            raise found.error
    with located(study, "arms", k, "regimen"):
        _check(study, system, regimen, made)
    rounds, span = _rounds(study), (file.start, file.follow_up)
    _check_ward(study, k)
    with located(study, "arms", k):
        run = prepare(
            system, regimen, needs=needs, span=span, seed=file.seed, rtol=file.rtol, rounds=rounds,
            reference=_bare(file.model), supplies=made,
        )  # fmt: skip
    return Arm(arm.name, arm.label, run)


def _check_ward(study: Study, k: int) -> None:
    """Refuse rounds of another distance than that for which the ward orders, in the weeks that it is made for."""
    if not any(isinstance(entry, Template) and entry.template == "eliana_ward" for entry in study.file.arms[k].regimen):
        return
    for j, one in enumerate(study.file.rounds or ()):
        if one.from_ < WARD_DAYS and abs(one.every - WARD_EVERY) > 1e-9:
            with located(study, "rounds", j):
                what = f"the ward of arm '{study.file.arms[k].name}' orders for 12 hours at a time"
                raise SpecificationError(what, expected="every: 12 h in the first 30 days", got=f"{24 * one.every:g} h")


def _check(study: Study, system: System, part: Regimen, made: Mapping[str, Supply]) -> None:
    """Check that a part of a regimen fits the system."""
    span, bare = (study.file.start, study.file.follow_up), _bare(study.file.model)
    prepare(system, part, needs=Needs.of(times=(0.0,)), span=span, seed=0, reference=bare, supplies=made)


def _entry(study: Study, where: Where) -> Regimen:
    """Make one entry of a regimen."""
    entry = study.file.arms[int(where[1])].regimen[int(where[3])]
    if isinstance(entry, Template):
        with located(study, *where, "template"):
            if entry.template not in TEMPLATES:
                what = f"no template is called '{entry.template}'"
                raise SpecificationError(what, do=nearest(entry.template, TEMPLATES))
            made = TEMPLATES[entry.template]() if entry.day is None else TEMPLATES[entry.template](entry.day)
        with located(study, *where, "without"):
            return without(made, entry.without)
    part = _given(study, where, entry)
    if isinstance(entry, Given):
        return part
    return rule(part, when=entry.when, every_at_least=entry.every_at_least, at_most=entry.at_most, name=entry.rule)


def _given(study: Study, where: Where, entry: Given | RuleGiven) -> Regimen:
    """Give a product, at fixed days or some time after a rule fires."""
    with located(study, *where, "give"):
        product = get_product(entry.give)
    product = replace(product, traits=_traits(study, where, entry, product.traits))
    with located(study, *where, "dose"):
        dose = None if entry.dose is None else Dose.parse(entry.dose)
        if dose is not None:
            product.check(dose)
    days = entry.when() if isinstance(entry, Given) else (entry.after,)
    if max(days) > study.file.follow_up:
        what = f"{entry.give} would be given on day {max(days):g}, after the follow-up"
        raise SpecificationError(what, expected=f"days up to {study.file.follow_up:g}", do="lengthen follow_up")
    lot = entry.lot if isinstance(entry, Given) else ""
    return give(product, dose, days=days, over=entry.over, into=entry.into, lot=lot)


def _traits(study: Study, where: Where, entry: Given | RuleGiven, known: tuple[Trait, ...]) -> tuple[Trait, ...]:
    """Join the traits a study gives a product with those of the catalog; what the study says has the last word."""
    made = {one.parameter: one for one in known}
    for name, given in entry.traits.items():
        with located(study, *where, "traits", name):
            _bare(study.file.model).parameter(name)
            value, unit = units.parse(given.value)
            made[name] = Trait(name, value, unit, given.origin)
    return tuple(made.values())


def _rounds(study: Study) -> Rounds:
    """Say when rules are looked at; visits count where there is no segment."""
    chosen = study.file.rounds
    with located(study, "rounds"):
        segments = [DEFAULT_ROUNDS] if chosen is None else [(one.from_, one.to, one.every) for one in chosen]
        made = Rounds.of(*segments, visits=_visits(study))
        _refuse_too_many("rounds", sum((one.end - one.start) / one.every for one in made.segments))
    return made


def _check_doses(study: Study, population: Population) -> None:
    """Refuse a dose that is scaled by what the persons of the study do not have."""
    for k, arm in enumerate(study.file.arms):
        for e, entry in enumerate(arm.regimen):
            where: Where = ("arms", k, "regimen", e)
            dosed = not isinstance(entry, Template) and entry.dose is not None
            with located(study, *where, *(("dose",) if dosed else ())):
                check_doses(_entry(study, where), population)


def _check_asked(
    study: Study, endpoints: tuple[Endpoint, ...], assays: tuple[Assay, ...], arms: tuple[Arm, ...]
) -> None:
    """Refuse an endpoint that looks at an assay or a rule which the study does not have."""
    rules = sorted({rule.name for arm in arms for rule in arm.run.regimen.rules})
    for kind, known in (("assay", [assay.name for assay in assays]), ("rule", rules)):
        for k, name in [(k, name) for k, one in enumerate(endpoints) for name in getattr(one, f"{kind}s")]:
            with located(study, "endpoints", k):
                if name not in known:
                    what = f"endpoint '{endpoints[k].name}' looks at the {kind} '{name}', which the study has not"
                    raise SpecificationError(what, do=nearest(name, known) if known else f"add the {kind}")


def _check_published(study: Study, endpoints: tuple[Endpoint, ...]) -> None:
    """Refuse a published figure that nothing in the study corresponds to."""
    keys = [key for one in endpoints for key in one.keys]
    arms = [arm.name for arm in study.file.arms]
    for k, entry in enumerate(study.file.published):
        with located(study, "published", k, "endpoint"):
            if entry.contrast:
                _check_contrast(entry, endpoints)
            elif entry.endpoint not in keys:
                target = f", the target '{entry.id}'" if entry.role == "calibrate" and entry.id else ""
                what = f"no endpoint of this study gives '{entry.endpoint}'{target}"
                raise SpecificationError(what, do=nearest(entry.endpoint, keys))
        for word, name in (("arm", entry.arm), ("over", entry.over)):
            with located(study, "published", k, word):
                if name and name not in arms:
                    raise SpecificationError(f"no arm is called '{name}'", do=nearest(name, arms))
        with located(study, "published", k, "over"):
            if entry.over == (entry.arm or arms[0]):
                what = f"the figure of '{entry.over}' is divided by itself"
                raise SpecificationError(what, expected="another arm than arm:", do=nearest("", arms[1:]))


def _check_contrast(entry: Published, endpoints: tuple[Endpoint, ...]) -> None:
    """Refuse the hazard ratio of what is no time to event."""
    names = [name for one in endpoints if one.since for name in one.timed]
    if entry.endpoint not in names:
        what = f"'{entry.endpoint}' is no time to event of this study, so it has no hazard ratio"
        raise SpecificationError(what, do=nearest(entry.endpoint, names) if names else "add a time to event")
