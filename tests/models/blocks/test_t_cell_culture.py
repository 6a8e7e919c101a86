"""Cells in culture: closed forms, a limit of divisions, medium that is replaced, phenotypes that drift."""

import math

import numpy as np
import pytest

from engraft import models
from engraft.models.blocks.t_cell_culture import PHENOTYPES

DAYS = np.array([0.0, 1.0, 3.0, 5.0, 9.0, 14.0])
FREE = {"culture.volume": 1e9, "culture.most_doublings": 1e6}  # medium without end, cells without limit


@pytest.fixture(scope="module")
def course(as_published):
    """Run a culture with some values changed."""
    system = models.build("t_cell_culture")

    def run(of, days=DAYS, **values):
        done = as_published(
            system, [f"culture.{one}" for one in of], days, values={f"culture.{k}": v for k, v in values.items()}
        )
        return [done.course(f"culture.{one}")[:, 0] for one in of]

    return run


def free(**more):
    return {name.removeprefix("culture."): value for name, value in FREE.items()} | more


def test_without_limits_cells_follow_the_closed_form(course):
    [fold] = course(["fold"], **free())
    waking, growth = 1.0 / 1.5, math.log(2.0) * 4.5 / (4.5 + 0.2) - 0.05  # glucose as in new medium
    expected = np.exp(-waking * DAYS) + waking / (waking + growth) * (np.exp(growth * DAYS) - np.exp(-waking * DAYS))
    np.testing.assert_allclose(fold, expected, rtol=1e-6)


def test_doublings_are_log2_of_the_fold_and_shares_sum_to_one(course):
    fold, doublings, *shares = course(["fold", "doublings", *(f"{one}_share" for one in PHENOTYPES)])
    np.testing.assert_allclose(doublings, np.log2(fold), atol=1e-12)
    np.testing.assert_allclose(sum(shares), 1.0, rtol=1e-9)


def test_shares_drift_as_a_chain_of_decays(course):
    """All phenotypes divide alike, so shares of the woken follow the drift alone: Bateman's first two terms."""
    stem, central = course(["stem_memory_share", "central_memory_share"], waking=1e-3, **free())
    first, second = math.log(2.0) / 2.5, math.log(2.0) / 6.0
    np.testing.assert_allclose(stem, 0.49 * np.exp(-first * DAYS), rtol=2e-3)
    chain = first / (second - first) * (np.exp(-first * DAYS) - np.exp(-second * DAYS))
    np.testing.assert_allclose(central, 0.2 * np.exp(-second * DAYS) + 0.49 * chain, rtol=2e-3)


def test_without_drift_every_phenotype_keeps_its_share(course):
    shares = course([f"{one}_share" for one in PHENOTYPES], drift=0.0)
    for found, start in zip(shares, (0.49, 0.2, 0.2, 0.11), strict=True):
        np.testing.assert_allclose(found, start, rtol=1e-6)


def test_cells_stop_at_their_last_doubling(course):
    made, fold = course(["doublings_made", "fold"], np.array([20.0, 30.0]), volume=1e9, most_doublings=5.0, death=0.0)
    assert (made < 5.0).all()
    assert made[-1] > 4.5
    assert (fold < 2.0**5).all()


def test_clinical_folds_need_new_medium(course):
    """Tenfold to a hundredfold in 9 to 14 days with exchange; a flask ends where its glucose does."""
    [fold] = course(["fold"], seeded=1e8)
    assert 10.0 < fold[DAYS == 9.0][0] < 100.0
    [living, left] = course(["living", "glucose_left"], exchange=0.0)
    assert left[-1] < 1e-3
    assert living.max() < 6e9
    [more] = course(["living"])
    assert more[-1] > 3.0 * living.max()


def test_glucose_that_goes_in_is_used_or_leaves(course):
    """Without exchange lactate made is the yield times glucose used, whatever the cells did."""
    glucose, lactate = course(["glucose", "lactate"], exchange=0.0)
    np.testing.assert_allclose(lactate, 0.9 * (5.0 * 4500.0 - glucose), rtol=1e-6, atol=1e-3)


def test_yield_of_a_perfused_vessel_is_of_the_size_that_was_published(course):
    """1.1e10 cells of a hollow fibre without and 2.8e10 with removal of lactate in 10 days (PMC5866265, human)."""
    [living] = course(["living"], np.array([10.0]))
    assert 1.0e10 < living[0] < 2.8e10


def test_a_chamber_of_a_quarter_litre_makes_too_few_cells(course):
    """A miss that is known: 74- to 115-fold of 4.4e7 cells in 8 days (3 donors), here a fifth of it.

    Glucose use is that of the stirred vessel and the same medium is replaced every day; the chamber gets more with
    time. Should this begin to pass, the page on making has to say so.
    """
    [fold] = course(["fold"], np.array([8.0]), seeded=4.4e7, volume=0.25)
    assert 10.0 < fold[0] < 74.0


def test_dead_cells_of_thawing_are_gone_at_harvest_and_the_fold_is_the_same(course):
    """158 products: viability is lower within two days of culture, the fold does not differ (PMC6612799)."""
    days = np.array([1.0, 9.0])
    fresh, alive = course(["fold", "viability"], days)
    frozen, fewer = course(["fold", "viability"], days, alive_at_start=0.7)
    np.testing.assert_allclose(frozen, fresh, rtol=1e-6)
    assert fewer[0] < alive[0] - 0.1
    assert fewer[1] > alive[1] - 0.01
