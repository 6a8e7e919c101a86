"""Response of lymphoma on courses whose verdict is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.models import build
from engraft.outcomes import LuganoResponse

ONE = LuganoResponse(visits=(28.0, 90.0))
DAYS = (-7.0, 28.0, 90.0)


def judged(products: Sequence[float], living: Sequence[float], marrow: Sequence[float] = (0.0, 0.0, 0.0)):
    """Judge one person from sums of products (cm2), living cells and marrow on three days."""
    courses = {
        "disease.sum_of_products": ("cm^2", [list(products)]),
        "disease.longest_diameter": ("cm", [[value**0.5 for value in products]]),
        "disease.nodal": ("cell", [list(living)]),
        "disease.infiltration": ("1", [list(marrow)]),
    }
    return ONE.verdict(made(DAYS, courses)).iloc[0]


@pytest.mark.parametrize(
    ("products", "living", "marrow", "kind"),
    [
        ((25, 20, 20), (1e11, 1e8, 1e8), (0, 0, 0), "CR"),  # a mass of any size may stay
        ((25, 20, 20), (1e11, 1e8, 1e8), (0.2, 0.2, 0.2), "SD"),
        ((25, 12, 12), (1e11, 5e9, 5e9), (0, 0, 0), "PR"),
        ((25, 13, 13), (1e11, 5e9, 5e9), (0, 0, 0), "SD"),
        ((25, 40, 40), (1e11, 2e11, 2e11), (0, 0, 0), "PD"),
        ((25, 12, 19), (1e11, 5e9, 5e10), (0, 0, 0), "PR"),
        ((25, 40, 10), (1e11, 2e11, 1e8), (0, 0, 0), "PD"),
    ],
)
def test_kinds(products, living, marrow, kind) -> None:
    assert judged(products, living, marrow)["lugano_response_kind"] == kind


def test_progression_is_over_the_lowest_and_of_living_nodes() -> None:
    assert judged((25, 12, 19), (1e11, 5e9, 5e10))["lugano_response_progressed_on"] == 90.0
    assert np.isnan(judged((25, 12, 19), (1e11, 5e8, 5e8))["lugano_response_progressed_on"])


def test_the_dead_do_not_respond_and_figures_have_their_names() -> None:
    nan = float("nan")
    verdict = judged((25, nan, nan), (1e11, nan, nan))
    assert (verdict["lugano_response_kind"], verdict["lugano_response"]) == ("SD", False)
    assert tuple(ONE.figures(ONE.verdict(made(DAYS, _courses())))) == ONE.keys


def test_it_fits_the_model() -> None:
    LuganoResponse().needs(build("cll"))


def _courses():
    """Give a course in which nothing happens."""
    return {
        "disease.sum_of_products": ("cm^2", [[25.0] * 3]),
        "disease.longest_diameter": ("cm", [[5.0] * 3]),
        "disease.nodal": ("cell", [[1e11] * 3]),
        "disease.infiltration": ("1", [[0.0] * 3]),
    }
