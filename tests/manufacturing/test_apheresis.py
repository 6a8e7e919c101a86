"""Collection: the product of medians, repeated days, acceptance, and what the donor went through before."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engraft.errors import SpecificationError
from engraft.language import Assumed, Chosen, Parameter
from engraft.manufacturing import Process, make
from engraft.manufacturing.apheresis import LONGEST, OLD, SHORT, Collection, collect
from engraft.population import draw
from engraft.population.catalog import get


def process(**fixed):
    """Give a process of collection alone, with some numbers and without spread where they are given."""
    made = Process("collection", "collection", {"collection": Collection()}, Chosen("a test"))
    known = made.parameters
    new = {}
    for name, value in fixed.items():
        entry = known[f"collection.{name}"]
        new[entry.name] = Parameter(value, entry.unit, source=Assumed("a test", value, value))
    return made.with_parameters(new)


def typical(**fixed):
    """Give a process in which nobody differs."""
    numbers = {"lymphocytes": 944.0, "t_share_sd": 0.0, "efficiency_sd": 0.0, "t_in_bag_sd": 0.0}
    return process(**(numbers | fixed))


def children(n, **covariates):
    """Draw persons of 30 kg and put covariates on them, canonical."""
    cohort = draw(get("eliana_baseline"), n, seed=2)
    table = cohort.covariates.assign(weight=30e6, **covariates)
    return replace(cohort, covariates=table)


def test_median_inputs_give_one_and_a_half_thousand_million_t_cells():
    """944/uL x 0.55 x 3.5 L x 0.834 (Ceppi 2018, n = 102; tisagenlecleucel under three years, n = 53 of 65)."""
    made = make(typical(), children(2), seed=1)
    np.testing.assert_allclose(made.cells, 944e6 * 0.551 * 3.5 * 0.834, rtol=1e-12)
    assert made.cells[0] == pytest.approx(1.5e9, rel=0.02)
    assert made.note("collection.days").values[0] == 1.0
    assert made.note("collection.litres_needed").values[0] == pytest.approx(3.5 * 1e9 / made.cells[0])


def test_lymphocytes_are_as_published():
    """Median 944 (n = 102), 21.6 % below 500, range 142 to 6944: one log-normal law has all three."""
    counts = make(process(), children(20000), seed=5).note("collection.lymphocytes").values
    assert np.median(counts) == pytest.approx(944.0, rel=0.02)
    assert (counts < 500.0).mean() == pytest.approx(0.216, abs=0.01)
    of_100 = counts.reshape(-1, 100)
    assert np.median(of_100.max(axis=1)) == pytest.approx(6944.0, rel=0.15)
    assert np.median(of_100.min(axis=1)) == pytest.approx(142.0, rel=0.15)


def test_days_are_added_until_there_is_enough():
    one = np.ones(1)
    got = collect(1e8 * one, 2.0 * one, 1e9 * one, days=4.0 * one, next_day=0.5 * one, pure=0.5 * one)
    assert got.t_cells[0] == pytest.approx(2e8 * (1.0 + 0.5 + 0.25 + 0.125))
    assert (got.days[0], got.litres[0], got.nucleated[0]) == (4.0, 8.0, pytest.approx(2.0 * got.t_cells[0]))
    got = collect(4e8 * one, 2.0 * one, 1e9 * one, days=4.0 * one, next_day=one, pure=0.5 * one)
    assert (got.days[0], got.t_cells[0]) == (2.0, pytest.approx(1.6e9))


def test_too_few_nucleated_cells_need_more_blood_too():
    """A bag that is nearly all T cells has 1e9 of them before it has 2e9 nucleated cells."""
    made = make(typical(t_in_bag=0.9, most_days=1.0), children(1), seed=1)
    assert made.cells[0] > 1e9
    assert made.note("collection.accepted").values[0] == 0.0
    assert make(typical(t_in_bag=0.9), children(1), seed=1).note("collection.days").values[0] == 2.0


def test_a_bag_of_hardly_any_t_cells_is_not_accepted():
    made = make(typical(t_in_bag=0.02), children(1), seed=1)
    assert made.note("collection.accepted").values[0] == 0.0


def test_a_small_child_gives_less_blood():
    small = children(1)
    small = replace(small, covariates=small.covariates.assign(weight=6e6))
    litres = make(typical(most_days=1.0), small, seed=1).note("collection.litres").values[0]
    assert litres == pytest.approx(6.0 * 0.075 * 6.0)


def test_own_counts_replace_the_law():
    made = make(process(), children(3, lymphocytes=[2e8, 1e9, 5e9]), seed=1)
    np.testing.assert_allclose(made.note("collection.lymphocytes").values, [200.0, 1000.0, 5000.0])


def test_below_acceptance_goes_on_unless_one_is_strict():
    few = {"lymphocytes": 100.0, "most_days": 1.0}
    assert make(typical(**few), children(2), seed=1).rejected.tolist() == ["", ""]
    assert make(typical(**few, strict=1.0), children(2), seed=1).rejected.tolist() == [SHORT, SHORT]


@pytest.mark.parametrize(("days", "reason"), [(913.0, ""), (915.0, OLD)])
def test_material_keeps_for_thirty_months(days, reason):
    assert make(typical(storage=days), children(1), seed=1).rejected.tolist() == [reason]


def test_fitness_follows_what_was_given_before():
    def fitness(**before):
        return make(typical(), children(1, **before), seed=1).note("collection.fitness").values[0]

    assert fitness() == 1.0
    assert fitness(chemotherapy_cycles=6.0) == pytest.approx(1.0)
    assert fitness(chemotherapy_cycles=10.0) == pytest.approx(np.exp(-0.4))
    assert fitness(recent_bendamustine=1.0) == pytest.approx(0.32)
    assert fitness(recent_bendamustine=0.0) == 1.0


def under_three():
    """Draw the weights of the 65 patients under three: median 10.4 kg, 6 to 20."""
    cohort = draw(get("eliana_baseline"), 4000, seed=3)
    weight = np.interp(np.linspace(0.0, 1.0, 4000), [0.0, 0.5, 1.0], [6e6, 10.4e6, 20e6])
    return replace(cohort, covariates=pd.DataFrame({"weight": weight}, index=cohort.covariates.index))


def test_acceptance_under_three_years():
    """59 of 66 materials (89.4 %, exact 95 % interval 79.4 to 95.6 %); median one day, 105 collections in 65 patients.

    Found: 94.0 % and 1.67 days. Held to 7.4 points, two standard errors of 66, and to a third of a day.

    Inputs of the same report: median volume, share of T cells, the criteria. Not of it: lymphocytes (children up to
    26), efficiency, spreads, and how many days. What is predicted is the share that is accepted, and the days.
    """
    made = make(process(), under_three(), seed=4)
    accepted = made.note("collection.accepted").values.mean()
    assert accepted == pytest.approx(59 / 66, abs=0.074)
    days = made.note("collection.days").values
    assert np.median(days) == 1.0
    assert days.mean() == pytest.approx(105 / 65, abs=0.35)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("efficiency", 1.2, "'collection.efficiency' is a share"),
        ("t_share", -0.1, "'collection.t_share' is a share"),
        ("next_day", 1.5, "'collection.next_day' is a share"),
        ("volume", 0.0, "'collection.volume' is nothing or less"),
    ],
)
def test_numbers_that_cannot_be_are_refused_by_name(name, value, said):
    with pytest.raises(SpecificationError, match=said):
        make(typical(**{name: value}), children(1), seed=1)


@pytest.mark.parametrize("days", [0.0, LONGEST + 1.0])
def test_days_that_nobody_collects_are_refused(days):
    with pytest.raises(SpecificationError, match="a whole number from 1 to 14"):
        make(typical(most_days=days), children(1), seed=1)
