import numpy as np
import pytest

from engraft import models
from engraft.kernel.evaluate import evaluate
from engraft.language import Assumed

SLOPES = ("venetoclax_on_white_cells", "azacitidine_on_white_cells", "venetoclax_on_blasts", "azacitidine_on_blasts")


def rate(flow, **state):
    """Work out one flow at published values; states that are not named hold nothing."""
    system = models.build("amldt2025")
    values = {one.name: one.value for one in system.parameters} | {s.name: 0.0 for s in system.states}
    values |= {name.replace("__", "."): value for name, value in state.items()}
    found = next(one.rate for one in system.flows if one.name == f"aml.{flow}")
    return float(evaluate([found], values, 1)[0, 0])


def test_drugs_kill_blasts_with_the_logarithm_of_their_amounts():
    for drug, slope in (("venetoclax", 0.5), ("azacitidine", 1.0)):
        killed = [rate(f"{drug} kills blasts", aml__blasts=0.3, **{f"{drug}__central": mg}) for mg in (0.0, 9.0, 99.0)]
        np.testing.assert_allclose(killed, slope * np.log([1.0, 10.0, 100.0]) * 0.1 * 0.3, rtol=1e-12, atol=1e-15)


def test_up_to_an_effect_of_one_division_is_prevented_and_above_it_cells_are_killed_without_feedback():
    low = {"aml__progenitors": 1e9, "aml__white_cells": 1e9}
    division = rate("white cells divide", **low)
    assert division == pytest.approx(0.236 * 1e9 * 4.67**0.651, rel=1e-12)
    mild, strong = np.expm1(0.4 / 0.5), np.expm1(1.6 / 0.5)  # mg at which azacitidine prevents 0.4 and 1.6
    prevented = [rate("drugs stop division of white cells", **low, azacitidine__central=mg) for mg in (mild, strong)]
    np.testing.assert_allclose(prevented, [0.4 * division, division], rtol=1e-12)
    killed = [rate("drugs kill dividing white cells", **low, azacitidine__central=mg) for mg in (mild, strong)]
    np.testing.assert_allclose(killed, [0.0, 0.6 * 0.236 * 1e9], rtol=1e-12)


def test_white_cells_rest_without_drugs(as_published):
    names = ["aml.white_cell_count", "aml.progenitors"]
    run = as_published(models.build("amldt2025"), names, [0.0, 400.0])
    np.testing.assert_allclose(run.course(names[0])[:, 0], 4.67e9, rtol=1e-8)
    np.testing.assert_allclose(run.course(names[1])[:, 0], 4.67e9 * 2.3765 / 0.236, rtol=1e-8)


def test_few_blasts_grow_at_the_rate_that_white_cells_leave_them(as_published):
    """With too few blasts to lower renewal: (2 a1/(1 + c1 B) - 1) p1."""
    values = {"aml.blasts_at_start": 1e-6}
    run = as_published(models.build("amldt2025"), ["aml.blast_fraction"], [0.0, 50.0], values=values)
    first, last = run.course("aml.blast_fraction")[:, 0]
    assert np.log(last / first) / 50.0 == pytest.approx((2.0 * 0.875 / (1.0 + 0.01 * 4.67) - 1.0) * 0.1, rel=1e-6)


def test_untreated_blasts_pass_all_of_the_marrow_when_the_recipe_says(as_published):
    """The share is not bounded by 1; the recipe says so, and by when."""
    system = models.build("amldt2025")
    run = as_published(system, ["aml.blast_fraction"], [40.0, 55.0])
    assert run.at("aml.blast_fraction", 40.0)[0] < 1.0 < run.at("aml.blast_fraction", 55.0)[0]
    assert "passes 100 % (after some 50 days" in " ".join(system.blocks[0].about.split())


def test_every_effect_is_assumed_and_says_that_the_patients_are_private():
    system = models.build("amldt2025")
    for name in SLOPES:
        source = system.parameter(f"aml.{name}").source
        assert isinstance(source, Assumed)
        assert "not public" in source.why
    assert "private" in system.blocks[0].about


def test_feedback_stops_rising_where_no_count_could_be_told_apart():
    at = [rate("white cells divide", aml__progenitors=1e6, aml__white_cells=count) for count in (1e6, 1e3, 0.0)]
    np.testing.assert_allclose(at, 0.236 * 1e6 * 4670.0**0.651, rtol=1e-12)
