"""Switch a mechanism off and the endpoint it drives moves: no endpoint is drawn from its target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

from engraft.kernel.expression import symbol
from engraft.language import Assumed, Parameter, System, join
from engraft.population import Cohort, draw
from engraft.simulate import Needs, Run, Trajectories, prepare, simulate_block
from engraft.trial import Design, design, load_study, shipped
from engraft.trial.readings import ready_to_judge

PATIENTS, FEW = 24, 12
# Of the model of eliana, which asks all of them.
FEWER_QUESTIONS = {"eliana-nulls", "mskcc-19-28z", "tisa-cel-real-world", "zuma-3"}
FEWER_QUESTIONS |= {
    "b-all-pembrolizumab",
    "aml-azacitidine",
    "aml-aza-nivo",
    "aml-salvage",
}  # none gives every drug: see the tests of the model aml
FEWER_QUESTIONS |= {"ucart19", "be-car7", "cd19-cd22"}  # as b_all, few endpoints: see the tests of their models
FEWER_QUESTIONS |= {"tower"}  # it gives no CAR T cells, no inotuzumab: see the tests of the model adult_b_all
FEWER_QUESTIONS |= {"graall-r"}  # its first arm gives no rituximab: see the tests of the model first_line_b_all
FEWER_QUESTIONS |= {
    "transcend-cll",
    "axi-cel-lymphoma",
    "richter-pembrolizumab",
    "cll-pembrolizumab",
}  # they leave drugs of their models out: see the tests of the model cll
FEWER_QUESTIONS |= {  # an arm for each of several ways: see the tests of these studies and of their blocks
    "tumor-site-delivery",
    "safety-switch",
    "radioligand-then-car-t",
    "question-12-safety-switch",
    "oncolytic-burst-size",
}
FEWER_QUESTIONS |= {"question-03-days-of-culture"}  # of the model of eliana, and what differs are lots
FEWER_QUESTIONS |= {"transplant-atg", "transplant-donors", "donor-lymphocytes"}  # see the tests of transplant
FEWER_QUESTIONS |= {
    "oblimersen-null",
    "question-11-sirna-interval",
    "rna-silencing",
    "silencing-and-division",
}  # each leaves drugs or clones of its model out: see the tests of its model
FEWER_QUESTIONS |= {"cd33-deleted-graft", "question-09-edited-graft"}  # no busulfan, no T cells: see their own tests
FEWER_QUESTIONS |= {"ada-scid-gene-addition", "gene-addition", "sickle-cell-gene-addition"}  # see the tests of Li 2023
FEWER_QUESTIONS |= {  # of one curve each: see the tests of their papers
    "blinatumomab-steady-state",
    "blinatumomab-steps",
    "mercaptopurine-steps",
    "rituximab-clearance",
}
FEWER_QUESTIONS |= {"making-tisa-cel", "question-04-viability", "question-05-failed-lots"}  # they ask of lots
FEWER_QUESTIONS |= {"gene-vector", "question-01-apheresis", "question-02-multiplicity"}  # of a product, on b_all_spine
FEWER_QUESTIONS |= {"gene-editing", "question-06-knock-in", "question-07-triple-knock-out"}  # of lots, on b_all_spine
FEWER_QUESTIONS |= {"question-08-cd7-fratricide"}
FEWER_QUESTIONS |= {"reinfusion", "question-10-late-malignancy"}  # of few courses: see their own tests


@dataclass(frozen=True)
class Case:
    """Treat the persons of one arm of a study, with the system changed or not."""

    plan: Design
    cohort: Cohort
    extra: Needs

    def judged(self, system: System, arm: int = 0) -> pd.DataFrame:
        """Judge everybody by every endpoint, besides what is kept in addition."""
        run = self.plan.arms[arm].run
        needs = run.needs | self.extra
        treated = simulate_block(self.prepared(system, arm), self.cohort)
        verdicts = self.verdicts(treated)
        kept = {f"{name} on day {day:g}": treated.at(name, day) for name in needs.observables for day in (0.0,)}
        return pd.concat([verdicts, pd.DataFrame(kept, index=verdicts.index)], axis=1)

    def prepared(self, system: System, arm: int = 0) -> Run:
        """Prepare the run of an arm, with another system."""
        run = self.plan.arms[arm].run
        needs = run.needs | self.extra
        again = prepare(
            system, run.regimen, needs=needs, span=run.span, seed=run.seed, rtol=run.options.rtol,
            reference=self.plan.prior,
        )  # fmt: skip
        return replace(again, rounds=run.rounds)

    def verdicts(self, treated: Trajectories) -> pd.DataFrame:
        """Judge everybody by every endpoint."""
        ready = ready_to_judge(self.plan, self.cohort, treated)
        return pd.concat([endpoint.verdict(ready) for endpoint in self.plan.endpoints], axis=1)

    def without(self, *names: str) -> System:
        """Set parameters to nothing."""
        system = self.plan.system
        off = Assumed("switched off by a test", 0.0, 0.0)
        return system.with_parameters({n: Parameter(0.0, system.parameter(n).unit, source=off) for n in names})


def case(name: str, patients: int, extra: Needs) -> Case:
    """Draw the persons of a study, from the prior law: what holds of a model does not turn on what was fitted last."""
    plan = design(load_study(name, laws="none" if load_study(name).file.laws else None))
    return Case(plan, draw(plan.population, patients, seed=plan.seed), extra)


@pytest.fixture(scope="module")
def demo() -> Case:
    """Take the study that is shown first, with more kept than it asks for."""
    return case("eliana-spine", PATIENTS, Needs.of(["b_all.leukemia", "b_all.b_cells"]))


@pytest.fixture(scope="module")
def whole(demo) -> pd.DataFrame:
    """Judge everybody with every mechanism at work."""
    return demo.judged(demo.plan.system)


def mean(column: str) -> Callable[[pd.DataFrame], float]:
    """Average a column over those who have a value."""
    return lambda verdicts: float(verdicts[column].dropna().astype(float).mean())


def total(column: str) -> Callable[[pd.DataFrame], float]:
    """Count how often something happened."""
    return lambda verdicts: float(verdicts[column].dropna().astype(bool).sum())


MECHANISMS = {
    "CAR T cells kill": (("b_all.kill",), mean("remission"), -1),
    "CAR T cells expand, seen in their peak": (("b_all.expansion_per_kill",), mean("cellular_kinetics_c_max"), -1),
    "CAR T cells expand, seen in remission": (("b_all.expansion_per_kill",), mean("remission"), -1),
    "CAR T cells kill, seen in aplasia": (("b_all.kill",), mean("b_cell_aplasia"), -1),
    "Flu and Cy kill leukemia": (
        ("flu_cy.fludarabine_kill_leukemia", "flu_cy.cyclophosphamide_kill_leukemia"),
        mean("b_all.leukemia on day 0"),
        +1,
    ),
    "Flu and Cy kill B cells": (
        ("flu_cy.fludarabine_kill_b_cells", "flu_cy.cyclophosphamide_kill_b_cells"),
        mean("b_all.b_cells on day 0"),
        +1,
    ),
    "Flu and Cy stop progenitors of neutrophils": (
        ("flu_cy.fludarabine_stop_progenitors", "flu_cy.cyclophosphamide_stop_progenitors"),
        mean("neutrophil_recovery_grade"),
        -1,
    ),
    "leukemia grows": (("b_all.growth",), total("relapse_event"), -1),
    "leukemia grows, seen in survival": (("b_all.growth",), total("event_free_survival_event"), -1),
    "progenitors become B cells": (("progenitors.progenitors",), total("b_cell_aplasia_event"), -1),
    "active leukemia kills": (("death.rate",), total("overall_survival_event"), -1),
}


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_an_endpoint_moves_when_its_mechanism_stands_still(demo, whole, mechanism):
    names, figure, direction = MECHANISMS[mechanism]
    before, after = figure(whole), figure(demo.judged(demo.without(*names)))
    assert np.sign(after - before) == direction, (before, after)


def test_without_killing_nobody_is_in_remission(demo):
    verdicts = demo.judged(demo.without("b_all.kill"))
    assert not verdicts["remission"].any()


def test_without_growth_nobody_relapses_from_leukemia(demo):
    verdicts = demo.judged(demo.without("b_all.growth"))
    assert not (verdicts["relapse_cause"] == "relapse").any()


def test_without_its_risk_nobody_dies(demo):
    assert not demo.judged(demo.without("death.rate"))["overall_survival_event"].any()


def test_without_therapy_nobody_is_in_remission_and_no_cell_expands(demo):
    plan = demo.plan
    untreated = replace(plan.arms[0], run=replace(plan.arms[0].run, regimen=type(plan.arms[0].run.regimen)()))
    alone = replace(demo, plan=replace(plan, arms=(untreated,)))
    verdicts = alone.judged(plan.system)
    assert not verdicts["remission"].any()
    assert not verdicts["b_cell_aplasia"].any()


def moved(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """Tell whether any column differs by more than other steps of the solver could explain."""
    for column in before:
        one, other = before[column], after[column]
        if one.dtype == np.float64:
            if not np.allclose(one, other, rtol=1e-3, atol=1e-9, equal_nan=True):
                return True
        elif not one.equals(other):
            return True
    return False


SICKER = {  # what lets every flow matter to somebody, by study: some support is for the sickest alone
    "eliana": {"cytokines.il6_full": 10.0, "vitals.dilation": 4.0, "vitals.shunt_full": 4.0,
               "vitals.vasopressor_half": 4.0, "neuro.severity_half": 0.25, "leukemia.can_lose_cd19": 1.0,
               "leukemia.can_switch": 1.0, "leukemia.switched_share": 1e4, "leukemia.loss_of_cd19": 100.0},
}  # fmt: skip


MEASURED = {  # what a laboratory or a chart shows and no endpoint judges, by study
    "eliana": ("cytokines.crp", "cytokines.ferritin", "organs.creatinine", "organs.transaminases", "organs.fibrinogen",
               "support.icu", "support.antibiotics", "support.vasopressor_dose"),
}  # fmt: skip


def with_switches(system: System) -> System:
    """Multiply every flow by a parameter of its own, which is 1: one system, compiled once for all of them."""
    rows = [{"name": f"flow_{k}", "value": 1.0, "unit": "1"} for k in range(len(system.flows))]
    switches = System.from_data("works", parameters=rows, source=Assumed("a switch of a test", 0.0, 1.0))
    flows = [replace(flow, rate=symbol(f"works.flow_{k}") * flow.rate) for k, flow in enumerate(system.flows)]
    return replace(join(system, switches, name=system.name), flows=tuple(flows))


@pytest.mark.parametrize(
    "study",
    [
        pytest.param(name, marks=pytest.mark.slow) if name == "eliana" else name
        for name in shipped()
        if name not in FEWER_QUESTIONS
    ],
)
def test_every_flow_moves_something_that_is_judged_ordered_or_measured(study, part, side_by_side):
    """A flow that nobody would notice would be decoration."""
    measured = MEASURED.get(study, ())
    one = case(study, FEW, Needs.of(measured, np.arange(0.5, 30.5, 0.5)))

    def noticed(run: Trajectories) -> pd.DataFrame:
        verdicts = one.verdicts(run)
        columns = {f"rule {name}": counts for name, counts in run.rule_counts.items()}
        columns |= {f"mean {name}": np.nanmean(run.course(name), axis=0) for name in measured}
        return pd.concat([verdicts, pd.DataFrame(columns, index=verdicts.index)], axis=1)

    system = with_switches(one.plan.system)
    typical = {p.name: p.value for p in system.parameters}
    sicker = {name: typical[name] * factor for name, factor in SICKER.get(study, {}).items()}
    names = [f"works.flow_{k}" for k in range(len(system.flows))]
    on = pd.DataFrame(1.0, index=one.cohort.parameters.index, columns=names)
    table = pd.concat([one.cohort.parameters.assign(**sicker), on], axis=1)
    wide = side_by_side(one.cohort, [table, *(table.assign(**{name: 0.0}) for name in names)])
    treated = simulate_block(one.prepared(system), wide)
    places = [slice(k * FEW, k * FEW + FEW) for k in range(len(names) + 1)]
    before, *after = (noticed(part(treated, who)) for who in places)
    idle = {flow.name for flow, each in zip(system.flows, after, strict=True) if not moved(before, each)}
    assert idle == set()
