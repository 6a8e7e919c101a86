"""Traits multiply everybody's own value by the product's over the reference's, and change nobody's draws."""

from dataclasses import replace

import numpy as np
import pytest

from engraft.errors import CompatibilityError
from engraft.language import Assumed
from engraft.simulate import Needs, parameter_values, prepare, simulate, simulate_block
from engraft.simulate.traits import applied, with_traits
from engraft.therapy import Lot, Product, Regimen, Trait, infuse, rule

GUESS = Assumed("made up for a test", 0.0, 1e12)
NEEDS = Needs.of(["pool.car", "pool.memory", "pool.tumour"], [0.0, 10.0])


def product(name: str, *traits: tuple[str, float, str], target: str = "pool.car") -> Product:
    return Product(name, target, "cells", GUESS, traits=tuple(Trait(*one, GUESS) for one in traits))


def test_a_trait_multiplies_everybodys_own_value(pool, people) -> None:
    cohort = people([2, 9], parameters={"pool.growth": [0.2, 0.4]})
    traits = applied(infuse(product("fast", ("pool.growth", 0.3, "1/day")), "1 cell"), pool)
    plain, changed = (
        parameter_values(pool, Regimen(), one, 4)["pool.growth"] for one in (cohort, with_traits(cohort, traits, pool))
    )
    assert traits[0].factor == pytest.approx(3.0, rel=1e-15)
    np.testing.assert_allclose(changed, 3.0 * plain, rtol=1e-15)


def test_units_of_a_trait_are_converted(pool) -> None:
    traits = applied(infuse(product("fast", ("pool.growth", 0.7, "1/week")), "1 cell"), pool)
    assert traits[0].factor == pytest.approx(1.0, rel=1e-12)


def test_the_reference_says_what_is_the_same_where_a_calibration_moved_the_system(pool, people) -> None:
    known = pool.parameter("pool.growth")
    moved = pool.with_parameters({"pool.growth": replace_value(known, 0.5)})
    regimen = infuse(product("fast", ("pool.growth", 0.2, "1/day")), "1 cell")
    run = prepare(moved, regimen, needs=NEEDS, span=(0.0, 10.0), seed=1, reference=pool)
    changed = with_traits(people([0]), run.traits, moved).parameters["pool.growth"]
    assert changed.tolist() == [1.0]


def replace_value(entry, value):
    from engraft.language import Parameter

    return Parameter(value, entry.unit, source=entry.source, spread=entry.spread)


def test_a_product_that_is_the_reference_leaves_every_bit(pool, people) -> None:
    cohort, span = people(range(20)), (0.0, 10.0)
    same = product("same", ("pool.growth", 0.1, "1/day"), ("pool.loss", 0.05, "1/day"))
    bare = product("same")
    one, other = (simulate(pool, infuse(p, "1e6 cell"), cohort, needs=NEEDS, span=span, seed=3) for p in (same, bare))
    for name in NEEDS.observables:
        assert one.outputs[name].values.tobytes() == other.outputs[name].values.tobytes()


def test_a_trait_moves_what_its_parameter_moves_and_nothing_else(pool, people) -> None:
    cohort, span = people(range(20)), (0.0, 10.0)
    arms = [product("fast", ("pool.growth", 0.2, "1/day")), product("bare")]
    fast, bare = (simulate(pool, infuse(p, "1e6 cell"), cohort, needs=NEEDS, span=span, seed=3) for p in arms)
    grown = [np.log(run.at("pool.car", 10.0) / 1e6) for run in (fast, bare)]
    np.testing.assert_allclose(grown[0], 2.0 * grown[1], rtol=1e-4)  # the same luck of the same persons
    np.testing.assert_allclose(fast.at("pool.tumour", 10.0), bare.at("pool.tumour", 10.0), rtol=1e-5)


def test_nobodys_result_depends_on_the_block(pool, people) -> None:
    run = prepare(
        pool, infuse(product("fast", ("pool.growth", 0.2, "1/day")), "1 cell"), needs=NEEDS, span=(0, 10), seed=1
    )
    both = simulate_block(run, people([1, 2])).at("pool.car", 10.0)
    assert simulate_block(run, people([2])).at("pool.car", 10.0)[0] == both[1]


def test_a_lot_still_has_the_last_word(pool, people) -> None:
    cells = product("fast", ("pool.growth", 0.3, "1/day"))
    lot = Lot(np.array([0]), np.ones(1), overrides={"pool.growth": np.array([0.9])})
    cohort = with_traits(people([0]), applied(infuse(cells, lot), pool), pool)
    assert parameter_values(pool, infuse(cells, lot), cohort, 1)["pool.growth"].tolist() == [0.9]


def test_a_block_the_model_does_not_have_is_left_out_and_a_wrong_name_is_refused(pool) -> None:
    assert applied(infuse(product("other", ("car.growth", 1.0, "1/day")), "1 cell"), pool) == ()
    with pytest.raises(CompatibilityError, match=r"did you mean 'pool.growth'"):
        applied(infuse(product("wrong", ("pool.grwth", 1.0, "1/day")), "1 cell"), pool)
    with pytest.raises(CompatibilityError, match="in another unit"):
        applied(infuse(product("wrong", ("pool.growth", 1.0, "cell")), "1 cell"), pool)


def test_two_products_of_one_block_may_not_differ(pool, everything) -> None:
    fast, faster = product("fast", ("pool.growth", 0.2, "1/day")), product("faster", ("pool.growth", 0.3, "1/day"))
    with pytest.raises(CompatibilityError, match=r"fast and faster are given in one arm and differ in 'pool.growth'"):
        applied(infuse(fast, "1 cell") + infuse(faster, "1 cell", day=1), pool)
    again = rule(infuse(product("plain"), "1 cell"), when="time > 5 [day]", name="again")
    with pytest.raises(CompatibilityError, match="fast and plain"):
        applied(infuse(fast, "1 cell") + again, pool)
    elsewhere = infuse(replace(faster, target="graft.cells", traits=()), "1 cell")
    assert len(applied(infuse(fast, "1 cell") + infuse(fast, "1 cell", day=3) + elsewhere, everything)) == 1
