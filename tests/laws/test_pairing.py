"""The law of pairing: what is added changes nobody else, bit for bit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from engraft import units
from engraft.language import Assumed, Flow, Hazard, Model, Parameter, State, System, exp, join, log, tanh
from engraft.population import Cohort
from engraft.simulate import Needs, Trajectories, simulate
from engraft.therapy import Product, Regimen, give, rule

GUESS = Assumed("made up for a test", 0.0, 1e12)
DRUG = Product("drug", "a.drug", "drug", GUESS)
NEEDS = Needs.of(["a.tumour", "a.drug"], [0.0, 3.0, 11.0, 40.0])


class Patient(Model):
    """Everything that might read a neighbour: spread, every function, a small clone, a rule, a risk of death."""

    drug = State("mg")
    tumour = State("cell", initial=1e8, source=GUESS)
    clone = State("cell", initial=20.0, source=GUESS, clone=True)
    growth = Parameter(0.1, "1/day", source=GUESS, spread=0.4)
    kill = Parameter(0.2, "1/day", source=GUESS, spread=0.6)
    half = Parameter(5.0, "mg", source=GUESS, spread=0.2)
    clearance = Parameter(0.3, "1/day", source=GUESS, spread=0.3)
    risk = Parameter(1e-10, "1/cell/day", source=GUESS, spread=0.5)

    def flows(self):
        yield Flow("growth", into=self.tumour, rate=self.growth * self.tumour)
        effect = log(1.0 + (self.drug / self.half) ** 1.3) * (1.0 - exp(-self.drug / self.half)) + tanh(
            self.drug / self.half
        )
        yield Flow("kill", out_of=self.tumour, rate=self.kill * effect * self.tumour)
        yield Flow("clearance", out_of=self.drug, rate=self.clearance * self.drug)
        yield Flow("birth", into=self.clone, rate=self.growth * self.clone)
        yield Flow("death", out_of=self.clone, rate=1.5 * self.growth * self.clone)

    def hazards(self):
        yield Hazard("death", self.risk * self.tumour, ends=True)


class Bystander(Model):
    """Something else with a parameter of its own."""

    amount = State("mg", initial=3.0, source=GUESS)
    speed = Parameter(0.7, "1/day", source=GUESS, spread=0.8)

    def flows(self):
        yield Flow("decay", out_of=self.amount, rate=self.speed * self.amount)


def cohort(persons: list[int]) -> Cohort:
    index = pd.Index(np.array(persons, dtype=np.int64), name="person")
    weight = (20.0 + 3.0 * np.array(persons)) * units.factor("kg")
    table = pd.DataFrame({"weight": weight}, index=index)
    return Cohort("test", 0, table, pd.DataFrame(index=index), {"weight": "kg"})


def run(persons: list[int], regimen: Regimen, system: System | None = None) -> Trajectories:
    who = system or Patient().system("a")
    return simulate(who, regimen, cohort(persons), needs=NEEDS, span=(0.0, 40.0), seed=11)


def same(one: Trajectories, other: Trajectories) -> bool:
    """Compare everything known of the persons both runs share."""
    both = sorted(set(one.persons) & set(other.persons))
    rows = [[int(np.flatnonzero(run.persons == person)[0]) for person in both] for run in (one, other)]
    pairs = [(one.course(name), other.course(name)) for name in sorted(NEEDS.observables)]
    pairs += [(one.end_time, other.end_time), (one.hazards["a.death"], other.hazards["a.death"])]
    pairs += [(one.extinct["a.clone"], other.extinct["a.clone"])]
    return all(a[..., rows[0]].tobytes() == b[..., rows[1]].tobytes() for a, b in pairs)


REGIMEN = give(DRUG, "0.2 mg/kg", days=(0, 7)) + rule(
    give(DRUG, "1 mg"), when="a.tumour > 1.5e8 [cell]", at_most=3, every_at_least="2 d"
)


@pytest.fixture(scope="module")
def whole() -> Trajectories:
    """Treat 29 persons, an odd number, so that vector registers are not full."""
    return run(list(range(29)), REGIMEN)


def test_everybody_is_different_and_somebody_dies(whole: Trajectories) -> None:
    """Otherwise the laws below would hold of nothing."""
    assert len(np.unique(whole.end_time)) > 2
    assert len(np.unique(whole.course("a.drug")[1])) == 29
    assert whole.rule_counts["drug"].max() > 0
    assert (~np.isnan(whole.extinct["a.clone"])).sum() > 2


@pytest.mark.parametrize("few", [[3], [4, 3], [9, 0, 5, 6, 7, 8, 11]])
def test_persons_added_or_reordered_change_nobody_else(whole: Trajectories, few: list[int]) -> None:
    assert same(run(few, REGIMEN), whole)


def test_the_same_run_twice_gives_the_same_bytes_whatever_ran_between(whole: Trajectories) -> None:
    """Another arm on the same persons is run first, and changes nothing."""
    other = run([1, 2, 3], Regimen())
    again = run([1, 2, 3], REGIMEN)
    assert same(again, whole)
    assert not same(other, whole)


def test_another_seed_gives_another_life(whole: Trajectories) -> None:
    other = simulate(Patient().system("a"), REGIMEN, cohort([1, 2]), needs=NEEDS, span=(0.0, 40.0), seed=12)
    assert not same(other, whole)


def test_adding_a_parameter_changes_nobody(whole: Trajectories) -> None:
    spare = System.from_data(
        "spare", parameters=[{"name": "spare.unused", "value": 2.0, "unit": "1/day", "spread": 0.9}], source=GUESS
    )
    assert same(run([1, 2, 3], REGIMEN, join(Patient().system("a"), spare, name="a")), whole)


def test_adding_a_block_leaves_everybody_who_they_are(whole: Trajectories) -> None:
    """The steps may differ, so values agree to tolerance; draws are the same."""
    more = run([0, 1, 2], REGIMEN, join(Patient().system("a"), Bystander().system("b"), name="two"))
    np.testing.assert_allclose(more.course("a.drug"), whole.course("a.drug")[:, :3], rtol=1e-4)
    np.testing.assert_allclose(more.end_time, whole.end_time[:3], rtol=1e-4)


def test_a_rule_that_never_fires_changes_no_amount() -> None:
    """Rounds are stops of the solver, so the steps differ, but not the answer."""
    quiet = give(DRUG, "0.2 mg/kg", days=(0, 7))
    watched = quiet + rule(give(DRUG, "1 mg"), when="a.tumour < 0 [cell]", name="never")
    np.testing.assert_allclose(run([1, 2], quiet).course("a.drug"), run([1, 2], watched).course("a.drug"), rtol=1e-4)
