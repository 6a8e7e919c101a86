"""Vector: decay and uptake in closed form, which law of copies, and what is published of both."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engraft.errors import SpecificationError
from engraft.language import Assumed, Chosen, Parameter
from engraft.manufacturing import Process, make
from engraft.manufacturing.apheresis import Collection
from engraft.manufacturing.copies import NegativeBinomial, ZeroInflated
from engraft.manufacturing.vector import ENHANCERS, Transduction, law_of, mean_activity, taken_up


def process(*, alike=True, **fixed):
    """Give collection and vector, with some numbers of the vector; nobody differs, unless told otherwise."""
    steps = {"collection": Collection(), "vector": Transduction()}
    made = Process("vector", "vector", steps, Chosen("a test"))
    numbers = {"taking": made.parameters["vector.taking"].value, "permissive_sd": 0.0} if alike else {}
    new = {}
    for name, value in (numbers | fixed).items():
        entry = made.parameters[f"vector.{name}"]
        new[entry.name] = Parameter(value, entry.unit, source=Assumed("a test", value, value))
    return made.with_parameters(new)


def noted(name, persons, **fixed):
    """Give what was noted of one person."""
    return make(process(**fixed), persons(1), seed=1).note(f"vector.{name}").values[0]


def test_half_of_the_vector_is_left_after_its_half_life(persons):
    """35 h (Dautzenberg 2020, VSV-G): an input; 62 % are left after 24 h, of which the mean activity is 80 %."""
    assert noted("left", persons, contact=35.0) == pytest.approx(0.5, rel=1e-12)
    assert noted("left", persons) == pytest.approx(0.62, abs=0.005)
    assert mean_activity(35.0, 24.0) == pytest.approx(0.80, abs=0.005)


@pytest.mark.parametrize("hours", [2.0, 24.0, 72.0])
def test_uptake_and_decay_compete(hours):
    """Another program integrates dV/dt = -(uptake + decay) V and what is taken up."""
    decay = np.log(2.0) / 35.0
    exact = solve_ivp(
        lambda _, y: [-(0.05 + decay) * y[0], 0.05 * y[0]], (0.0, hours), [1.0, 0.0], rtol=1e-10, atol=1e-12
    )
    assert taken_up(np.float64(0.05), np.float64(decay), np.float64(hours)) == pytest.approx(exact.y[1, -1], rel=1e-8)


def test_vector_in_the_cold_loses_titre(persons):
    """60 % after three days at 4 degC, 30 to 40 % after seven (Rahman 2013): both within one half-life."""
    fresh = noted("copies_per_cell", persons)
    assert noted("copies_per_cell", persons, cold_storage=3.0) / fresh == pytest.approx(0.6, abs=0.03)
    assert 0.30 < noted("copies_per_cell", persons, cold_storage=7.0) / fresh < 0.40


def test_five_units_per_cell_make_the_median_of_tisagenlecleucel(persons):
    """17.4 % CAR+ (NHS, n = 134): taken as an input, so met; its quartiles 12 and 23.1 % give the spread."""
    assert noted("car_positive", persons) == pytest.approx(0.174, abs=0.003)
    many = make(process(alike=False), persons(4000), seed=3).car_positive
    np.testing.assert_allclose(np.quantile(many, [0.25, 0.75]), [0.12, 0.231], atol=0.012)


def test_twice_the_vector_is_twice_the_copies(persons):
    once, twice = (noted("copies_per_cell", persons, multiplicity=m) for m in (5.0, 10.0))
    assert twice == pytest.approx(2.0 * once, rel=1e-12)


@pytest.mark.parametrize("name", ["copies_per_transduced_cell", "one_copy", "four_or_more", "many_copies"])
def test_nobody_counts_copies_in_transduced_cells_that_there_are_not(persons, name):
    assert np.isnan(noted(name, persons, taking=0.0))
    assert noted("copies_per_cell", persons, taking=0.0) == 0.0
    assert np.isfinite(noted(name, persons))


def test_vector_without_end_transduces_who_is_permissive(persons):
    assert noted("transduced", persons, multiplicity=1e3) == pytest.approx(0.46, rel=1e-9)


@pytest.mark.parametrize("way", ENHANCERS)
def test_ways_of_contacting_have_the_transduced_shares_measured(way):
    """Poisson in cells that all take vector: from retronectin's share, by the fold, to the share that was measured."""
    base = -np.log1p(-ENHANCERS["retronectin"].transduced)
    assert -np.expm1(-base * ENHANCERS[way].fold) == pytest.approx(ENHANCERS[way].transduced, rel=1e-12)


def test_a_way_of_contacting_that_kills_costs_cells(persons):
    whole, left = (make(process(lost=lost), persons(1), seed=1).cells[0] for lost in (0.0, 0.4883))
    assert left == pytest.approx(0.5117 * whole)


def test_three_laws_are_one_number_away():
    m, ones = np.array([0.8]), np.ones(1)
    poisson, inflated = law_of(m, ones, 0.0 * ones), law_of(m, 0.46 * ones, 0.0 * ones)
    assert isinstance(poisson, ZeroInflated)
    np.testing.assert_allclose(poisson.transduced(), -np.expm1(-m))
    np.testing.assert_allclose(inflated.transduced(), -0.46 * np.expm1(-m))
    assert isinstance(law_of(m, 0.46 * ones, ones), NegativeBinomial)


def test_who_has_how_many_copies_is_noted(persons):
    made = make(process(), persons(3), seed=1)
    names = ("one_copy", "two_copies", "three_copies", "four_or_more")
    total = sum(made.note(f"vector.{name}").values for name in names)
    np.testing.assert_allclose(total, 1.0, rtol=1e-12)
    law = made.copies
    np.testing.assert_allclose(made.note("vector.copies_per_cell").values, law.mean("cell").value)
    np.testing.assert_allclose(made.note("vector.many_copies").values, law.tail(5))


def test_the_limit_is_on_copies_per_transduced_cell(persons):
    """Five per transduced cell are Poisson with 4.97 in the permissive: fifty units per cell of the typical vector."""
    assert noted("above_limit", persons, multiplicity=49.0) == 0.0
    assert noted("above_limit", persons, multiplicity=52.0) == 1.0


def test_the_same_person_takes_the_same_share_whatever_the_vector(persons):
    few, much = (make(process(alike=False, multiplicity=m), persons(20), seed=1) for m in (5.0, 50.0))
    np.testing.assert_array_equal(few.copies.permissive, much.copies.permissive)


@pytest.mark.parametrize("name", ["permissive", "lost", "detection"])
@pytest.mark.parametrize("value", [-0.1, 1.1])
def test_shares_outside_of_0_to_1_are_refused_by_name(name, value, persons):
    with pytest.raises(SpecificationError, match=rf"'vector\.{name}' is a share and lies outside of 0 to 1"):
        make(process(**{name: value}), persons(2), seed=1)


@pytest.mark.parametrize("name", ["multiplicity", "half_life"])
def test_no_vector_and_no_half_life_are_refused_by_name(name, persons):
    with pytest.raises(SpecificationError, match=rf"'vector\.{name}' is nothing or less"):
        make(process(**{name: 0.0}), persons(2), seed=1)


@pytest.mark.parametrize("size", [[-1.0, -1.0], [0.0, 1.0]])
def test_a_size_that_is_none_is_refused(size):
    with pytest.raises(SpecificationError, match="size of a negative binomial law"):
        law_of(np.ones(2), np.ones(2), np.array(size))
