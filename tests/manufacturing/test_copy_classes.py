"""Counted copies beside laws: Santeramo 2020 (human CAR T cells, 422 lysates) at 1.46 copies per transduced cell."""

import numpy as np
import pytest
from scipy import stats

from engraft.errors import SpecificationError
from engraft.language.source import Paper
from engraft.manufacturing.copies import CopyNumber, NegativeBinomial, Poisson, ZeroInflated
from engraft.manufacturing.copy_classes import SANTERAMO, CountedCopies, chi_square_chance, compare


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("value", [0.01, 1.3, 12.2, 60.0])
def test_chance_of_a_chi_square(value, freedom):
    assert chi_square_chance(value, freedom) == pytest.approx(stats.chi2.sf(value, freedom), rel=1e-10)


def test_poisson_meets_the_mode_and_not_the_tail():
    """The mean alone gives 64.9/26.3/7.1/1.4 %: all within 4 points, but half of the cells with four copies."""
    law = Poisson.of(SANTERAMO.mean)
    np.testing.assert_allclose(law.pmf(4)[1:] / law.transduced(), [0.649, 0.263, 0.071, 0.014], atol=6e-4)
    fit = compare(law, SANTERAMO, fitted=1)
    assert fit.tail_ratio == pytest.approx(2.2, abs=0.05)
    assert fit.freedom == 2
    assert fit.chi_square == pytest.approx(11.1, abs=0.1)
    assert fit.chance < 0.01
    assert "p = 0.00" in fit.text()


def test_the_statistic_is_that_of_another_program():
    fit = compare(Poisson.of(SANTERAMO.mean), SANTERAMO, fitted=0)
    cells = 422 * 0.95
    other = stats.chisquare(cells * np.array(fit.observed), cells * np.array(fit.expected))
    assert (fit.chi_square, fit.chance) == (pytest.approx(other.statistic), pytest.approx(other.pvalue))


def test_cells_that_cannot_be_transduced_do_not_change_who_has_how_many():
    """Zero inflation is seen in the share transduced only: no count of transduced cells tells it from Poisson."""
    inflated = compare(ZeroInflated.of(SANTERAMO.mean, 0.46), SANTERAMO, fitted=1)
    assert inflated.expected == pytest.approx(compare(Poisson.of(SANTERAMO.mean), SANTERAMO, fitted=1).expected)


def test_a_negative_binomial_has_the_tail():
    """Size 1, geometric: 68/22/7/2 %, chosen as the plainest; the tail is then 1.5 times too thin instead of 2.2."""
    fit = compare(NegativeBinomial.of(SANTERAMO.mean, 1.0), SANTERAMO, fitted=1)
    assert fit.tail_ratio < 1.6
    assert fit.chance > 0.05


def test_as_many_numbers_as_classes_are_no_test():
    fit = compare(Poisson.of(SANTERAMO.mean), SANTERAMO, fitted=3)
    assert np.isnan(fit.chance)
    assert "no test" in fit.text()


class TestBadInput:
    def test_shares_of_more_than_all(self):
        with pytest.raises(SpecificationError, match="summing to at most 1"):
            CountedCopies((0.8, 0.4), 10, CopyNumber(1.2, "transduced_cell"), "human", Paper("PMID 1", "abstract"))

    def test_laws_of_many_products(self):
        with pytest.raises(SpecificationError, match="take one row"):
            compare(Poisson(np.array([0.5, 1.0])), SANTERAMO, fitted=1)
