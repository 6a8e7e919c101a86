"""Errors of an assay: identities, and false releases against their closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.kernel import streams
from engraft.manufacturing.assay import chance_within, measured

PERSONS = np.arange(200_000)


def test_without_error_the_truth_is_read() -> None:
    true = np.array([0.0, 0.3, 1.0])
    assert measured(true, 0.0, 2.0, "logit").tolist() == true.tolist()
    assert measured(1e9 * true, 0.0, 2.0, "log").tolist() == (1e9 * true).tolist()
    assert chance_within(true, 0.3, 0.9, 0.0, "logit").tolist() == [0.0, 1.0, 0.0]


def test_a_share_stays_a_share_and_a_stock_positive() -> None:
    z = np.linspace(-8, 8, 33)
    assert ((measured(0.9, 1.0, z, "logit") > 0) & (measured(0.9, 1.0, z, "logit") < 1)).all()
    assert (measured(3.0, 1.0, z, "log") > 0).all()
    assert measured([0.0, 1.0], 0.5, 3.0, "logit").tolist() == [0.0, 1.0]


def test_errors_are_normal_on_their_scale() -> None:
    z = np.array([-1.5, 0.0, 2.0])
    read = measured(0.17, 0.12, z, "logit")
    assert np.log(read / (1 - read)) == pytest.approx(math.log(0.17 / 0.83) + 0.12 * z, abs=1e-12)
    assert np.log(measured(2.5, 0.15, z, "log")) == pytest.approx(math.log(2.5) + 0.15 * z, abs=1e-12)


@pytest.mark.parametrize(("true", "sd"), [(0.76, 0.18), (0.80, 0.18), (0.85, 0.35)])
def test_chance_of_release_is_the_closed_form(true: float, sd: float) -> None:
    """A lot of 76 % viability passes a limit of 80 % in 9.7 % of measurements, Phi(-1.298)."""
    z = (math.log(true / (1 - true)) - math.log(0.8 / 0.2)) / sd
    exact = 0.5 * math.erfc(-z / math.sqrt(2))
    assert chance_within(true, 0.8, np.inf, sd, "logit").item() == pytest.approx(exact, rel=1e-12)
    read = measured(true, sd, streams.normal(3, "viability", PERSONS), "logit")
    assert (read >= 0.8).mean() == pytest.approx(exact, abs=4 * math.sqrt(0.25 / len(PERSONS)))


def test_false_releases_and_rejections_of_a_population_are_their_integrals() -> None:
    """Logit of viability normal with mean 2 and SD 0.6, error 0.18, limit 80 %: two normals that are correlated."""
    logit = 2.0 + 0.6 * streams.normal(1, "true", PERSONS)
    true = 1 / (1 + np.exp(-logit))
    read = measured(true, 0.18, streams.normal(1, "assay", PERSONS), "logit")
    false_release, false_rejection = (true < 0.8) & (read >= 0.8), (true >= 0.8) & (read < 0.8)
    grid = np.linspace(2 - 8 * 0.6, 2 + 8 * 0.6, 200_001)
    density = np.exp(-0.5 * ((grid - 2) / 0.6) ** 2) / (0.6 * math.sqrt(2 * math.pi))
    passes = chance_within(1 / (1 + np.exp(-grid)), 0.8, np.inf, 0.18, "logit")
    below = grid < math.log(4)
    step = grid[1] - grid[0]
    noise = 4 * math.sqrt(0.05 / len(PERSONS))
    assert false_release.mean() == pytest.approx((density * passes * below).sum() * step, abs=noise)
    assert false_rejection.mean() == pytest.approx((density * (1 - passes) * ~below).sum() * step, abs=noise)
    assert false_release.mean() > 0.01


def test_two_sided_chances_add_up() -> None:
    parts = [chance_within(0.5, low, high, 0.3, "logit") for low, high in ((0.0, 0.4), (0.4, 0.6), (0.6, 1.0))]
    assert float(sum(parts)) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(
    ("true", "sd", "scale", "said"),
    [
        (1.2, 0.1, "logit", "a share between 0 and 1; got 1.2"),
        (-1.0, 0.1, "log", "a stock of zero or more; got -1"),
        (0.5, -0.1, "logit", "zero or more; got -0.1"),
    ],
)
def test_impossible_readings_are_refused(true: float, sd: float, scale: str, said: str) -> None:
    with pytest.raises(SpecificationError) as error:
        measured(true, sd, 0.0, scale)  # type: ignore[arg-type]
    assert said in str(error.value)
