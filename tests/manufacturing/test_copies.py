"""Laws of copies: closed forms against sums, published pairs, and numbers that are no numbers."""

import numpy as np
import pytest
from scipy import stats

from engraft.errors import CompatibilityError, SpecificationError
from engraft.manufacturing.copies import (
    CopyNumber,
    NegativeBinomial,
    Poisson,
    ZeroInflated,
    zero_truncated_poisson,
)

MEANS = np.array([0.02, 0.5, 1.7, 6.0])
LAWS = [
    Poisson(MEANS),
    NegativeBinomial(MEANS, np.array([0.1, 0.5, 3.0, 40.0])),
    ZeroInflated(np.array([1.0, 0.7, 0.45, 0.2]), MEANS),
]
MOST = 400  # so many copies have no weight in any law above
COUNTS = np.arange(MOST + 1)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
class TestEveryLaw:
    def test_probabilities_sum_to_one(self, law):
        np.testing.assert_allclose(law.pmf(MOST).sum(axis=-1), 1.0, rtol=1e-12)

    def test_mean_per_cell_is_the_sum(self, law):
        np.testing.assert_allclose(law.mean("cell").value, law.pmf(MOST) @ COUNTS, rtol=1e-10)

    def test_transduced_are_those_with_a_copy(self, law):
        np.testing.assert_allclose(law.transduced(), law.pmf(MOST)[:, 1:].sum(axis=-1), rtol=1e-12)

    def test_the_two_denominators_differ_by_the_share_transduced(self, law):
        np.testing.assert_allclose(
            law.mean("cell").value, law.mean("transduced_cell").value * law.transduced(), rtol=1e-12
        )

    def test_tail_is_the_sum(self, law):
        given = law.pmf(MOST) / law.transduced()[:, None]
        for least in (2, 5):
            np.testing.assert_allclose(law.tail(least), given[:, least:].sum(axis=-1), rtol=1e-6, atol=1e-13)
        np.testing.assert_array_equal(law.tail(1), 1.0)

    def test_classes_are_of_the_transduced(self, law):
        classes = law.classes(5)
        assert classes.shape == (4, 5)
        np.testing.assert_allclose(classes.sum(axis=-1), 1.0, rtol=1e-12)
        np.testing.assert_allclose(classes[:, 0], law.pmf(1)[:, 1] / law.transduced(), rtol=1e-12)

    @pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
    def test_detection_is_the_sum(self, law, chance):
        seen = law.pmf(MOST) @ (1.0 - (1.0 - chance) ** COUNTS)
        np.testing.assert_allclose(law.detected(chance), seen, rtol=1e-10, atol=1e-14)

    def test_rows_are_those_of_the_persons(self, law):
        rows = np.array([2, 0])
        np.testing.assert_array_equal(law.take(rows).pmf(6), law.pmf(6)[rows])


def test_another_program_agrees():
    counts = np.arange(12)
    k, m = 0.5, 1.7
    np.testing.assert_allclose(Poisson(m).pmf(11), stats.poisson.pmf(counts, m), rtol=1e-12)
    np.testing.assert_allclose(NegativeBinomial(m, k).pmf(11), stats.nbinom.pmf(counts, k, k / (k + m)), rtol=1e-12)


def test_variance_of_the_negative_binomial():
    law = LAWS[1]
    square = law.pmf(4000) @ np.arange(4001.0) ** 2
    m = law.multiplicity
    np.testing.assert_allclose(square - m**2, m + m**2 / law.size, rtol=1e-6)


def test_nothing_given_transduces_nothing():
    for law in (Poisson(0.0), NegativeBinomial(0.0, 1.0), ZeroInflated(0.5, 0.0), ZeroInflated(0.0, 3.0)):
        assert law.transduced() == 0.0
        assert law.mean("cell").value == 0.0
        assert law.mean("transduced_cell").value == 1.0  # the limit of few vectors
        assert law.tail(5) == 0.0
        np.testing.assert_array_equal(law.pmf(3), [1.0, 0.0, 0.0, 0.0])


def test_much_vector_does_not_underflow():
    assert Poisson(2000.0).pmf(2500).sum() == pytest.approx(1.0, rel=1e-9)


@pytest.mark.parametrize(
    ("positive", "copies", "five_or_more"),
    [(0.2, 1.12, 2e-5), (0.4, 1.28, 5e-4), (0.6, 1.53, 4e-3), (0.8, 2.01, 3e-2), (0.9, 2.56, 9e-2)],
)
def test_look_up_table_of_poisson(positive, copies, five_or_more):
    """Shares transduced and the copies that follow; digits as far as they are written."""
    law = Poisson(-np.log1p(-positive))
    assert law.mean("transduced_cell").value == pytest.approx(copies, abs=0.005)
    assert law.tail(5) == pytest.approx(five_or_more, rel=0.25)  # written with one digit


def test_mean_of_the_transduced_gives_poisson():
    assert zero_truncated_poisson(1.46) == pytest.approx(0.811, abs=5e-4)
    means = np.array([1.0, 1.0001, 1.46, 30.0])
    law = Poisson.of(CopyNumber(means, "transduced_cell"))
    np.testing.assert_allclose(law.mean("transduced_cell").value, means, rtol=1e-9)


def test_three_batches_of_ari_0001():
    """Copies per transduced cell and CAR+ of three batches; with two parameters each the fit is saturated."""
    positive, copies = np.array([0.26, 0.419, 0.397]), CopyNumber(np.array([1.45, 2.32, 2.51]), "transduced_cell")
    law = ZeroInflated.fitted(copies, positive)
    np.testing.assert_allclose(law.permissive, [0.47, 0.48, 0.44], atol=0.006)
    np.testing.assert_allclose(law.multiplicity, [0.80, 2.01, 2.24], atol=0.006)
    np.testing.assert_allclose(law.transduced(), positive, rtol=1e-12)
    plain = Poisson(-np.log1p(-positive)).mean("transduced_cell").value
    np.testing.assert_allclose(plain, [1.16, 1.30, 1.27], atol=0.006)


def test_three_batches_of_ari_0001_if_per_cell():
    positive, copies = np.array([0.26, 0.419, 0.397]), CopyNumber(np.array([1.45, 2.32, 2.51]), "cell")
    law = NegativeBinomial.fitted(copies, positive)
    np.testing.assert_allclose(law.transduced(), positive, rtol=1e-9)
    assert law.size.min() == pytest.approx(0.12, abs=0.005)
    assert law.size.max() == pytest.approx(0.22, abs=0.005)
    held = law.mean("transduced_cell").value
    assert (held.min(), held.max()) == (pytest.approx(5.54, abs=0.01), pytest.approx(6.32, abs=0.01))


def test_stem_cells_in_mice():
    """22 % transduced with 5.6 copies per transduced cell (Blood 101:1284, n = 12 mice)."""
    copies = CopyNumber(5.6, "transduced_cell")
    assert NegativeBinomial.fitted(copies, 0.22).size == pytest.approx(0.09, abs=0.005)
    law = ZeroInflated.fitted(copies, 0.22)
    assert law.permissive == pytest.approx(0.22, abs=0.005)
    assert law.multiplicity == pytest.approx(5.6, abs=0.03)


@pytest.mark.parametrize("per", ["cell", "transduced_cell"])
def test_every_law_has_the_mean_it_was_found_for(per):
    number = CopyNumber(np.array([1.2, 3.0]), per)
    for law in (Poisson.of(number), NegativeBinomial.of(number, 0.4), ZeroInflated.of(number, 0.5)):
        np.testing.assert_allclose(law.mean(per).value, number.value, rtol=1e-9)


class TestBadInput:
    def test_copies_without_a_denominator(self):
        with pytest.raises(SpecificationError, match="copies without a denominator"):
            CopyNumber(1.46)

    def test_an_unknown_denominator(self):
        with pytest.raises(SpecificationError, match="did you mean 'transduced_cell'"):
            CopyNumber(1.46, per="transduced cell")

    def test_less_than_one_copy_in_a_transduced_cell(self):
        with pytest.raises(SpecificationError, match=r"expected 1 or more; got 0\.9"):
            CopyNumber(np.array([1.2, 0.9]), per="transduced_cell")

    @pytest.mark.parametrize("value", [-1.0, np.nan, np.inf])
    def test_no_mean(self, value):
        with pytest.raises(SpecificationError, match="a mean of copies per cell"):
            CopyNumber(value, per="cell")

    def test_a_limit_of_another_denominator(self):
        with pytest.raises(CompatibilityError, match=r"law\.mean\('transduced_cell'\)"):
            CopyNumber(4.0, "cell").above(CopyNumber(5.0, "transduced_cell"))

    def test_a_limit_of_the_same(self):
        found = CopyNumber(np.array([4.0, 6.0]), "cell").above(CopyNumber(5.0, "cell"))
        np.testing.assert_array_equal(found, [False, True])

    @pytest.mark.parametrize("share", [-0.1, 1.1, np.nan])
    def test_probabilities(self, share):
        with pytest.raises(SpecificationError, match="is not a probability"):
            ZeroInflated(share, 1.0)
        with pytest.raises(SpecificationError, match="is not a probability"):
            Poisson(1.0).detected(share)

    def test_negative_multiplicity(self):
        with pytest.raises(SpecificationError, match="zero or more; got -1"):
            Poisson(-1.0)

    def test_a_size_of_zero(self):
        with pytest.raises(SpecificationError, match=r"size .* is zero"):
            NegativeBinomial(1.0, 0.0)

    def test_copies_more_even_than_at_random(self):
        for family in (NegativeBinomial, ZeroInflated):
            with pytest.raises(SpecificationError, match="more evenly than at random"):
                family.fitted(CopyNumber(1.1, "cell"), 0.9)
