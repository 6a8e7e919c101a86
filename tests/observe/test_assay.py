"""The assay: readings that belong to a person and a visit, likelihoods against SciPy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, stats

from engraft.errors import CompatibilityError, SpecificationError
from engraft.language.source import Paper
from engraft.observe import Assay, log_likelihood, read

QPCR = Assay("transgene qPCR", "b_all.transgene", "copy/ug", 50.0, 0.56, Paper("10.1002/psp4.12388", "Table 2"))
PERSONS = np.arange(4000)
VISITS = np.arange(3)
LIMIT = 50.0 / 1e-3  # copies per mg


def flat(value, visits=VISITS, persons=PERSONS):
    return np.full((len(visits), len(persons)), value)


def test_the_limit_is_canonical():
    assert QPCR.limit == pytest.approx(LIMIT, rel=1e-15)


def test_a_reading_belongs_to_its_person_and_visit():
    whole = read(QPCR, flat(1e6), persons=PERSONS, visits=VISITS, seed=4).values
    part = read(QPCR, flat(1e6, [2], PERSONS[7:9]), persons=PERSONS[7:9], visits=[2], seed=4).values
    np.testing.assert_array_equal(part, whole[2:, 7:9])
    other = read(replace(QPCR, name="other"), flat(1e6), persons=PERSONS, visits=VISITS, seed=4).values
    assert not np.any(other == whole)


def test_errors_are_lognormal_with_the_declared_spread():
    read_off = read(QPCR, flat(1e7), persons=PERSONS, visits=VISITS, seed=4)
    assert not read_off.below.any()
    z = np.log(read_off.values / 1e7).ravel() / 0.56
    assert stats.kstest(z, "norm").pvalue > 0.01


def test_low_values_are_censored_never_zero():
    readings = read(QPCR, flat(LIMIT), persons=PERSONS, visits=VISITS, seed=4)
    share = stats.binomtest(int(readings.below.sum()), readings.below.size, 0.5)
    assert share.pvalue > 0.01
    assert np.isnan(readings.values[readings.below]).all()
    assert readings.values[~readings.below].min() >= LIMIT


def test_zero_is_below_and_nobody_is_unread():
    values = np.array([[0.0, np.nan, 1e9]])
    readings = read(QPCR, values, persons=[1, 2, 3], visits=[0], seed=4)
    assert readings.below.tolist() == [[True, False, False]]
    assert np.isnan(readings.values[0, :2]).all()


def test_shapes_that_do_not_agree_are_refused():
    with pytest.raises(CompatibilityError, match="transgene qPCR"):
        read(QPCR, flat(1.0).T, persons=PERSONS, visits=VISITS, seed=4)


def test_the_likelihood_agrees_with_scipy():
    predicted = np.geomspace(1e-3 * LIMIT, 1e6 * LIMIT, 60)
    law = stats.lognorm(0.56, scale=predicted)
    seen = 3.0 * LIMIT
    np.testing.assert_allclose(log_likelihood(QPCR, predicted, seen, False), law.logpdf(seen), rtol=1e-12)
    np.testing.assert_allclose(log_likelihood(QPCR, predicted, np.nan, True), law.logcdf(LIMIT), rtol=1e-10, atol=1e-15)


def test_all_that_can_be_read_has_probability_one():
    predicted = 1.5 * LIMIT

    def density(x):
        return float(np.exp(x + log_likelihood(QPCR, predicted, np.exp(x), below=False)))

    above, _ = integrate.quad(density, np.log(LIMIT), np.log(LIMIT) + 12.0, epsabs=1e-12)
    censored = float(np.exp(log_likelihood(QPCR, predicted, np.nan, True)))
    assert above + censored == pytest.approx(1.0, abs=1e-9)


def test_the_truth_is_the_likeliest_prediction():
    truth = 1.2 * LIMIT
    seen = read(QPCR, flat(truth), persons=PERSONS, visits=VISITS, seed=9)
    trial = truth * np.exp(np.linspace(-0.1, 0.1, 81))
    total = [log_likelihood(QPCR, p, seen.values, seen.below).sum() for p in trial]
    error = 0.56 / np.sqrt(seen.values.size)
    assert abs(np.log(trial[int(np.argmax(total))] / truth)) < 4 * error


@pytest.mark.parametrize("predicted", [0.0, -1.0])
def test_a_prediction_of_nothing_is_certain_below_and_impossible_above(predicted):
    got = log_likelihood(QPCR, predicted, np.array([np.nan, 2 * LIMIT]), np.array([True, False]))
    assert got.tolist() == [0.0, -np.inf]


def test_what_was_not_read_says_nothing():
    assert log_likelihood(QPCR, 1.0, np.nan, False) == 0.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lloq": 0.0}, "lloq of assay 'transgene qPCR'"),
        ({"sd_log": float("nan")}, "sd_log of assay 'transgene qPCR'"),
        ({"unit": "copis/ug"}, "copis"),
        ({"source": None}, "has no source"),
    ],
)
def test_a_malformed_assay_is_refused(change, message):
    with pytest.raises(SpecificationError, match=message):
        replace(QPCR, **change)
