"""Peaks whose ordering by burden and response is known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.outcomes import KineticOrdering
from engraft.outcomes.measure import Measure
from engraft.outcomes.recognise import measures

DAYS = (7.0, 28.0)
ENDPOINT = KineticOrdering(days=DAYS)
PEAKS = [800.0, 200.0, 100.0, 50.0, 4.0]  # the last is half of the limit
BURDENS = [90.0, 80.0, 70.0, 20.0, 10.0]
RESPONDED = [True, False, True, True, False]


def run(burdens=BURDENS):
    values = [[peak / 2.0, peak] for peak in PEAKS[:4]] + [[np.nan, np.nan], [9.0, 9.0]]
    below = [[0, 0]] * 4 + [[1, 1], [0, 0]]
    blasts = [[0.3, 0.01 if there else 0.5] for there in RESPONDED] + [[0.3, 0.01]]
    then = made(
        DAYS, {"marrow.blast_fraction": ("1", blasts), "qpcr": ("copy/ug", values), "qpcr.below": ("1", below)},
        status=[0, 0, 0, 0, 0, 1],
    )  # fmt: skip
    then.outputs["qpcr"].attrs["lloq"] = 8.0
    if burdens is not None:
        then.outputs["marrow_blasts"] = (("person",), [*burdens, 50.0], {"unit": "percent"})
    return then


def test_peaks_are_compared_by_halves_of_the_burden_and_by_response_in_each() -> None:
    """The median burden of the five is 70: three are at or above it."""
    verdict = ENDPOINT.verdict(run())
    np.testing.assert_array_equal(verdict["kinetic_ordering_c_max"], [*PEAKS, np.nan])
    figures = ENDPOINT.figures(verdict)
    high, low = (800.0 * 200.0 * 100.0) ** (1 / 3), np.sqrt(50.0 * 4.0)
    assert figures["kinetic_ordering.burden"].value == pytest.approx(high / low)
    assert figures["kinetic_ordering.response_high_burden"].value == pytest.approx(np.sqrt(800.0 * 100.0) / 200.0)
    assert figures["kinetic_ordering.response_low_burden"].value == pytest.approx(50.0 / 4.0)
    assert tuple(figures) == ENDPOINT.keys
    assert figures["kinetic_ordering.burden"].n == 5


def test_without_the_covariate_or_without_the_others_a_figure_does_not_exist() -> None:
    nothing = ENDPOINT.figures(ENDPOINT.verdict(run(burdens=None)))
    assert all(np.isnan(one.value) for one in nothing.values())
    some = ENDPOINT.verdict(run()).iloc[[0, 2, 3]]
    assert np.isnan(ENDPOINT.figures(some)["kinetic_ordering.response_low_burden"].value)


def test_weighted_persons_have_their_own_median() -> None:
    """The weightiest person moves the median to her burden, so that only she is at or above it."""
    verdict = ENDPOINT.verdict(run()).iloc[:5]
    form: Measure = measures(ENDPOINT, verdict, ["kinetic_ordering.burden"])["kinetic_ordering.burden"]
    heavy = form.value(np.array([6.0, 1.0, 1.0, 1.0, 1.0]))
    assert heavy == pytest.approx(800.0 / (200.0 * 100.0 * 50.0 * 4.0) ** 0.25)


def test_it_looks_at_the_assay_and_the_burden() -> None:
    assert (ENDPOINT.assays, ENDPOINT.sampled, ENDPOINT.covariates) == (("qpcr",), DAYS, ("marrow_blasts",))
