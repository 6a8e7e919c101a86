"""Readings whose summary is known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.outcomes import SampledKinetics

NAN = float("nan")
DAYS = (1.0, 7.0, 14.0, 28.0)
ENDPOINT = SampledKinetics(days=DAYS)


def run():
    # Two responders; one in whom nothing is quantifiable; one who dies on day 20; one not solved.
    values = [[NAN, 400.0, 800.0, 200.0], [100.0, 200.0, 200.0, 200.0], [NAN] * 4, [NAN, 50.0, 10.0, NAN], [9.0] * 4]
    below = [[1, 0, 0, 0], [0] * 4, [1] * 4, [1, 0, 0, 0], [0] * 4]
    blasts = [[0.7, 0.3, 0.1, 0.01], [0.7, 0.3, 0.1, 0.04], [0.7, 0.7, 0.7, 0.7], [0.7, 0.3, 0.1, NAN], [0.0] * 4]
    then = made(
        DAYS, {"marrow.blast_fraction": ("1", blasts), "qpcr": ("copy/ug", values), "qpcr.below": ("1", below)},
        status=[0, 0, 0, 0, 1], end=[28.0, 28.0, 28.0, 20.0, 3.0],
    )  # fmt: skip
    then.outputs["qpcr"].attrs["lloq"] = 8.0
    return then


def test_peak_day_and_area_are_those_of_the_readings() -> None:
    verdict = ENDPOINT.verdict(run())
    np.testing.assert_array_equal(verdict["sampled_kinetics_c_max"], [800.0, 200.0, 4.0, 50.0, NAN])
    np.testing.assert_array_equal(verdict["sampled_kinetics_t_max"], [14.0, 7.0, NAN, 7.0, NAN])
    # By trapezoids, half the limit where it was not reached: 6*202 + 7*600 + 14*500; 6*150 + 21*200; 4*27.
    np.testing.assert_allclose(verdict["sampled_kinetics_auc_0_28"], [12412.0, 5100.0, 108.0, NAN, NAN])
    assert verdict["sampled_kinetics_quantifiable"].tolist()[:4] == [True, True, False, True]
    assert verdict["sampled_kinetics_response"].tolist()[:4] == [True, True, False, False]


def test_responders_are_held_beside_the_others() -> None:
    figures = ENDPOINT.figures(ENDPOINT.verdict(run()))
    ratio = figures["sampled_kinetics.c_max_ratio"]
    assert ratio.value == pytest.approx(np.sqrt(800.0 * 200.0) / np.sqrt(4.0 * 50.0))
    assert (ratio.n, ratio.lower < ratio.value < ratio.upper) == (4, True)
    assert figures["sampled_kinetics.auc_0_28_ratio"].value == pytest.approx(np.sqrt(12412.0 * 5100.0) / 108.0)
    assert figures["sampled_kinetics.c_max"].unit == "copy/ug"
    assert figures["sampled_kinetics.quantifiable"].value == 0.75
    assert tuple(figures) == ENDPOINT.keys


def test_it_asks_the_study_for_its_assay() -> None:
    assert (ENDPOINT.assays, ENDPOINT.sampled) == (("qpcr",), DAYS)


@pytest.mark.parametrize("days", [(7.0,), (7.0, 1.0), (7.0, 60.0)])
def test_too_few_samples_are_refused(days: tuple[float, ...]) -> None:
    with pytest.raises(SpecificationError, match="samples too little"):
        SampledKinetics(days=days)
