"""The law of pairing: what is added changes nobody else, bit for bit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from engraft import units
from engraft.language import Assumed, Flow, Hazard, Model, Parameter, State, System, join
from engraft.population import Cohort
from engraft.simulate import Needs, Trajectories, simulate
from engraft.therapy import Product, Regimen, give, rule

GUESS = Assumed("made up for a test", 0.0, 1e12)
DRUG = Product("drug", "a.drug", "drug", GUESS)
NEEDS = Needs.of(["a.tumour", "a.drug"], [0.0, 3.0, 11.0, 40.0])


class Patient(Model):
    """A tumour with spread in everything, a drug, a small clone and a risk of death."""

    drug = State("mg")
    tumour = State("cell", initial=1e8, source=GUESS)
    clone = State("cell", initial=20.0, source=GUESS, clone=True)
    growth = Parameter(0.1, "1/day", source=GUESS, spread=0.4)
    kill = Parameter(0.02, "1/mg/day", source=GUESS, spread=0.6)
    clearance = Parameter(0.3, "1/day", source=GUESS, spread=0.3)
    risk = Parameter(1e-11, "1/cell/day", source=GUESS, spread=0.5)

    def flows(self):
        yield Flow("growth", into=self.tumour, rate=self.growth * self.tumour)
        yield Flow("kill", out_of=self.tumour, rate=self.kill * self.drug * self.tumour)
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


def test_everybody_is_different_and_somebody_dies() -> None:
    """Otherwise the laws below would hold of nothing."""
    whole = run(list(range(12)), REGIMEN)
    assert len(np.unique(whole.end_time)) > 2
    assert len(np.unique(whole.course("a.drug")[1])) == 12
    assert whole.rule_counts["drug"].max() > 0
    assert (~np.isnan(whole.extinct["a.clone"])).sum() > 2


def test_adding_persons_changes_nobody_else() -> None:
    assert same(run([3, 4], REGIMEN), run(list(range(12)), REGIMEN))


@pytest.mark.parametrize("order", [[4, 3, 9], [9, 3, 4]])
def test_the_order_of_persons_changes_nothing(order: list[int]) -> None:
    assert same(run([3, 4, 9], REGIMEN), run(order, REGIMEN))


def test_the_same_run_twice_gives_the_same_bytes() -> None:
    assert same(run([1, 2], REGIMEN), run([1, 2], REGIMEN))


def test_another_seed_gives_another_life() -> None:
    other = simulate(Patient().system("a"), REGIMEN, cohort([1, 2]), needs=NEEDS, span=(0.0, 40.0), seed=12)
    assert not same(run([1, 2], REGIMEN), other)


def test_adding_an_arm_changes_no_other_arm() -> None:
    before = run([1, 2, 3], REGIMEN)
    other = run([1, 2, 3], Regimen())
    assert same(before, run([1, 2, 3], REGIMEN))
    assert not same(before, other)


def test_adding_a_parameter_changes_nobody() -> None:
    """A block that touches nothing is added; the steps may differ, the persons are the same."""
    plain = Patient().system("a")
    more = System.from_data(
        "spare",
        parameters=[{"name": "spare.unused", "value": 2.0, "unit": "1/day", "spread": 0.9}],
        source=GUESS,
    )
    assert same(run([1, 2, 3], REGIMEN, plain), run([1, 2, 3], REGIMEN, join(plain, more, name="a")))


def test_adding_a_block_leaves_everybody_who_they_are() -> None:
    plain = run([1, 2, 3], REGIMEN)
    more = run([1, 2, 3], REGIMEN, join(Patient().system("a"), Bystander().system("b"), name="two"))
    np.testing.assert_allclose(plain.course("a.drug"), more.course("a.drug"), rtol=1e-4)
    np.testing.assert_array_equal(np.isnan(plain.course("a.drug")), np.isnan(more.course("a.drug")))


def test_a_rule_that_never_fires_changes_no_amount() -> None:
    """Rounds are stops of the solver, so the steps differ, but not the answer."""
    quiet = give(DRUG, "0.2 mg/kg", days=(0, 7))
    watched = quiet + rule(give(DRUG, "1 mg"), when="a.tumour < 0 [cell]", name="never")
    np.testing.assert_allclose(run([1, 2], quiet).course("a.drug"), run([1, 2], watched).course("a.drug"), rtol=1e-4)
