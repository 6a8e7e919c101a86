"""Everything registered, ready to run: a law written against these covers a model that is added tomorrow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engraft import models, units
from engraft.kernel.streams import normal
from engraft.language import Assumed, Paper, System
from engraft.language.entries import ParameterEntry
from engraft.population import Cohort, draw
from engraft.population.catalog import get as population
from engraft.simulate import Needs, Trajectories, simulate
from engraft.therapy import Dose, Product, Regimen, give
from engraft.therapy.catalog import get as product
from engraft.therapy.catalog import names as products
from engraft.therapy.dose import measure

MODELS = tuple(models.catalog())
DAYS = (-7.0, -6.0, -3.0, 0.0, 0.5, 1.0, 3.0, 7.0, 14.0, 21.0, 28.0, 45.0, 60.0)
SPAN = (DAYS[0], DAYS[-1])
# Laws that take a minute for a large system, or seconds for each of many: they run for the systems below only with the
# slow tests, and always for all others, so that a model that is added tomorrow is covered at once.
LARGE = ("aml", "b_all", "first_line_b_all", "richter", "transplant", "aml_antisense", "aml_silencing")
# Systems of papers that stand as they are published: of each kind (stiff, with clones, hazards, algebraic states,
# delays by stages) one that is not listed here is left to the tests that always run.
SETTLED = (
    "ada_scid",
    "adhikarla2021",
    "ahamadi2017",
    "amldt2025",
    "bajaj2017",
    "bartlett_davis2006",
    "chen2019",
    "clements2020",
    "duranvillalobos2023",
    "frey2010",
    "friberg2002",
    "gibiansky2021",
    "hahnel2020",
    "hosseini2020",
    "in_vivo_car",
    "irradiated_cells",
    "jost2020",
    "kirouac2023",
    "kosinsky2018",
    "mihaila2017",
    "mueller_schoell2021",
    "quartino2014",
    "rodrigues2019",
    "sickle_cell",
    "stiehl2015",
    "switched_t_cells",
    "t_cell_culture",
    "tumor_site",
    "varga2005",
)
DEAR = {
    "test_sensitivities_agree_with_differences": (*LARGE, *SETTLED),
    "test_another_program_finds_the_same_course": (*LARGE, *SETTLED),
    "test_backends_agree": (*LARGE, *SETTLED),
    "test_backends_agree_on_chance_doses_and_rounds": (*LARGE, *SETTLED),
    "test_what_is_asked_changes_nobody": (*LARGE, *SETTLED),
    "test_an_unused_parameter_changes_nobody": (*LARGE, *SETTLED),
    "test_no_state_falls_below_zero": (*LARGE, *SETTLED),
    "test_the_books_balance_along_the_whole_course": (*LARGE, *SETTLED),
    "test_error_falls_with_the_tolerance": (*LARGE, *SETTLED),
    "test_what_is_given_changes_something": (*LARGE, *SETTLED),
    "test_no_therapy_leaves_every_drug_at_nothing": LARGE,
    "test_a_dose_of_nothing_changes_no_course": LARGE,
    "test_the_order_of_addition_changes_no_course": LARGE,
    "test_persons_added_change_nobody": LARGE,
    "test_half_the_tolerance_moves_courses_within_the_tolerance": (*LARGE, *SETTLED),
    "test_the_unit_of_declaration_changes_no_course": (*LARGE, *SETTLED),
}
# Systems of the blocks of another, of which a test of their own says that nothing else changed, and stem cells of two
# branches, whose recipes have their tests: with the slow tests.
BUILT_ON = (
    "ada_scid",
    "adult_b_all",
    "b_all_anti_car",
    "b_all_pd1",
    "b_all_switch",
    "b_all_two_antigens",
    "b_all_universal",
    "cll",
    "cll_pd1",
    "b_lymphoma",
    "cd33_graft",
    "richter",
    "sickle_cell",
    "t_all_car7",
)
MADE_UP = {"cell": "1e7 cell", "mg": "100 mg"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let every law that asks for ``system`` hold for each registered system."""
    if "system" in metafunc.fixturenames:
        dear = (*DEAR.get(metafunc.function.__name__, ()), *BUILT_ON)
        cases = [pytest.param(name, marks=pytest.mark.slow) if name in dear else name for name in MODELS]
        metafunc.parametrize("system", cases, indirect=True)


@pytest.fixture(scope="session")
def system(request: pytest.FixtureRequest) -> System:
    """Build a registered system."""
    return models.build(request.param)


@pytest.fixture(scope="session")
def own_regimen() -> Callable[..., Regimen]:
    """Give a function that treats a system with every product made for it, else with a dose made up.

    A system that holds no amount of anything can be started but not dosed: its regimen is empty.
    """

    def regimen(system: System, *, days: tuple[float, ...] = (0.0, 7.0), dose: str = "") -> Regimen:
        units_of = {state.name: state.unit for state in system.states}
        fit = [one for one in map(product, products()) if one.target in units_of]
        own = {entry.name for entry in system.parameters}
        there = {name.partition(".")[0] for name in own}
        cells = [  # whose traits say something here, or nothing at all
            one
            for one in fit
            if one.traits and all(t.parameter in own or t.parameter.partition(".")[0] not in there for t in one.traits)
        ]
        into = {one.target for one in fit if one.traits}  # one arm holds one kind of cells
        fit = [one for one in fit if one.target not in into or one in cells[:1]]
        target = next((name for name, unit in units_of.items() if unit in MADE_UP), None)
        if not fit and target:
            kind = "cells" if units_of[target] == "cell" else "drug"
            label = Dose.parse(MADE_UP[units_of[target]])
            fit = [Product("made up", target, kind, Paper("test", "made up"), label_dose=label)]
        total = Regimen()
        for one in fit:
            amount = f"{dose} {measure(one.label_dose.unit).amount}" if dose and one.label_dose else None
            total += give(one, amount, days=days)
        return total

    return regimen


def _is_share(p: ParameterEntry) -> bool:
    """Tell a parameter that is a share: half more than that may be more than all, which means nothing."""
    bounded = isinstance(p.source, Assumed) and p.unit == "1" and p.source.high <= 1.0
    return bounded or p.name.endswith("_share")


@pytest.fixture(scope="session")
def different() -> Callable[..., Cohort]:
    """Give a function that draws persons and varies every parameter of a system between them, by ``sd`` of the log."""

    def cohort(system: System, n: int, *, sd: float = 0.3, seed: int = 5) -> Cohort:
        drawn = draw(population("eliana_baseline"), n, seed=seed)
        own = {p.name: p.value * np.exp(sd * normal(seed, f"law:{p.name}", drawn.persons)) for p in system.parameters}
        own |= {p.name: np.minimum(1.0, own[p.name]) for p in system.parameters if _is_share(p)}
        if "body.weight" in own:
            own["body.weight"] = drawn.covariate("weight")
        table = pd.DataFrame(own, index=drawn.covariates.index)
        return Cohort(drawn.population, seed, drawn.covariates, table, drawn.units)

    return cohort


@pytest.fixture(scope="session")
def whole_numbers_off() -> Callable[[System], System]:
    """Give a function that leaves chance out: no small clones, no hazards, no spread."""

    def plain(system: System) -> System:
        states = tuple(replace(state, clone=False) for state in system.states)
        parameters = tuple(replace(one, spread=0.0) for one in system.parameters)
        return replace(system, states=states, parameters=parameters, hazards=())

    return plain


@pytest.fixture(scope="session")
def course() -> Callable[..., Trajectories]:
    """Give a function that runs a system over conditioning, infusion and two months, all states kept."""

    def run(
        system: System,
        regimen: Regimen,
        cohort: Cohort,
        *,
        rtol: float = 1e-6,
        seed: int = 3,
        needs: Needs | None = None,
    ) -> Trajectories:
        kept = needs or Needs.of([state.name for state in system.states], DAYS)
        return simulate(system, regimen, cohort, needs=kept, span=SPAN, seed=seed, rtol=rtol)

    return run


@pytest.fixture(scope="session")
def canonical_states() -> Callable[[System, Trajectories], np.ndarray]:
    """Give a function that stacks the courses of all states, canonical: (states, times, persons)."""

    def stack(system: System, run: Trajectories) -> np.ndarray:
        return np.stack([run.course(s.name) * units.factor(s.unit) for s in system.states])

    return stack


@pytest.fixture(scope="session")
def negligible() -> Callable[[System], np.ndarray]:
    """Give a function that tells below which amount of each state nobody cares: (states, 1, 1)."""

    def amounts(system: System) -> np.ndarray:
        return np.array([state.negligible for state in system.states])[:, None, None]

    return amounts


@pytest.fixture(scope="session")
def part() -> Callable[[Trajectories, slice], Trajectories]:
    """Give a function that takes some persons out of a run, each still in her place."""
    tables = ("hazards", "marks", "mark_counts", "rules", "rule_counts", "extinct", "peaks")
    rows = ("persons", "status", "end_time", "steps", "where")

    def cut(run: Trajectories, who: slice) -> Trajectories:
        changed = {name: {k: v[..., who] for k, v in getattr(run, name).items()} for name in tables}
        changed |= {name: getattr(run, name)[who] for name in rows}
        return replace(run, outputs=run.outputs.isel(person=who), **changed)

    return cut


@pytest.fixture(scope="session")
def side_by_side() -> Callable[[Cohort, list[pd.DataFrame]], Cohort]:
    """Give a function that puts a cohort beside itself, with other typical values each time: the same draws."""

    def stack(cohort: Cohort, tables: list[pd.DataFrame]) -> Cohort:
        covariates = pd.concat([cohort.covariates] * len(tables))
        return replace(cohort, covariates=covariates, parameters=pd.concat(tables))

    return stack
