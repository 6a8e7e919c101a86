import numpy as np
import pandas as pd
import pytest

from engraft.language import Assumed, Paper, Parameter
from engraft.models.drugs.dosed_antibody import DosedAntibody, nothing_saturable
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import Dose, Product, Rounds, give, rule

CLOCK, SEEN = "mab.since_first", "mab.concentration"
MAB = Product("mab", "mab.central", "drug", Paper("test", "made up"), label_dose=Dose(200.0, "mg"), over="15 min")
ONE = Cohort("one", 1, pd.DataFrame(index=pd.Index([0], name="person")), pd.DataFrame(index=[0]), {})


@pytest.fixture(scope="module")
def antibody():
    return DosedAntibody().system("mab")


def clock(system, regimen, days, rounds=None):
    """Read the clock on these days."""
    span = (-5.0, days[-1])
    run = simulate(system, regimen, ONE, needs=Needs.of([CLOCK], days), span=span, seed=1, rounds=rounds, rtol=1e-9)
    return run.course(CLOCK)[:, 0]


@pytest.mark.parametrize("over", [0.0, 0.25])
@pytest.mark.parametrize("day", [-3.0, 3.0])
def test_the_clock_starts_with_the_first_dose_whenever_that_is(antibody, over, day):
    """An infusion begins to count when 0.01 mg are in, here a second after its start."""
    read = clock(antibody, give(MAB, days=(day,), over=over), [-3.5, day, 10.0, 40.0])
    np.testing.assert_allclose(read, [0.0, 0.0, 10.0 - day, 40.0 - day], atol=2.0 / 86400.0)


def test_later_doses_do_not_start_it_again(antibody):
    read = clock(antibody, give(MAB, days=(0.0, 14.0, 28.0)), [13.0, 15.0, 50.0])
    np.testing.assert_allclose(read, [13.0, 15.0, 50.0], atol=1.0 / 86400.0)


def test_a_first_dose_by_a_rule_starts_it(antibody):
    """A rule that fires at the round of day 6 starts the clock there."""
    regimen = rule(MAB, when="time >= 5.6 [day]", at_most=1)
    read = clock(antibody, regimen, [5.9, 10.0], rounds=Rounds.of((0.0, 10.0, 1.0)))
    np.testing.assert_allclose(read, [0.0, 4.0], atol=1.0 / 86400.0)


def test_without_a_dose_it_stands_still(antibody):
    assert (clock(antibody, give(MAB, Dose(0.0, "mg")), [0.0, 100.0]) == 0.0).all()


def test_it_stands_still_when_all_is_gone():
    """Cleared at 100 L/day, 200 mg are below 0.01 mg after some days, by the slow exponent of two compartments."""
    fast = DosedAntibody(clearance=Parameter(100.0, "L/day", source=Assumed("for this test", 0.1, 200.0))).system("mab")
    read = clock(fast, give(MAB, days=(0.0,), over=0.0), [100.0, 200.0])
    assert read[0] == read[1] < 100.0


def test_clearance_and_volume_can_be_seen(antibody, as_published):
    """A bolus stands at dose over volume, and what has gone is clearance times the area."""
    days = np.linspace(0.0, 30.0, 3001)
    names = [SEEN, "mab.total_clearance", "mab.plasma_volume", "mab.central", "mab.peripheral"]
    run = as_published(antibody, names, days, given={"mab.central": (0.0, 200.0, 0.0)})
    assert run.at("mab.plasma_volume", 0.0)[0] * run.at(SEEN, 0.0)[0] == pytest.approx(200.0)
    gone = run.course("mab.total_clearance")[0, 0] * np.trapezoid(run.course(SEEN)[:, 0], days)
    left = run.at("mab.central", 30.0)[0] + run.at("mab.peripheral", 30.0)[0]
    assert gone == pytest.approx(200.0 - left, rel=1e-5)


def test_nothing_saturable_takes_nothing_up():
    rate, half = nothing_saturable("10.1002/psp4.12143")
    assert (rate.value, rate.unit, half.unit) == (0.0, "mg/day", "mg/L")
