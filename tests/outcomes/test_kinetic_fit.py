"""The fitted curve as an endpoint."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.test_stein_curve import TYPICAL, stein
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.outcomes import KineticFit

ENDPOINT = KineticFit()


def test_typical_values_are_medians_over_persons() -> None:
    peaks = np.array([12000.0, 24000.0, 48000.0, 1.0])
    courses = stein(ENDPOINT.days, **TYPICAL | {"c_max": peaks}).T
    run = made(ENDPOINT.days, {"blood.copies": ("copy/ug", courses)}, status=[0, 0, 0, 1])
    figures = ENDPOINT.figures(ENDPOINT.verdict(run))
    assert figures["kinetic_fit.c_max"].value == pytest.approx(24000.0, rel=1e-3)
    assert figures["kinetic_fit.c_max"].unit == "copy/ug"
    assert figures["kinetic_fit.t_max"].value == pytest.approx(9.3, abs=0.01)
    assert figures["kinetic_fit.doubling_time"].value == pytest.approx(0.78, abs=0.005)
    assert figures["kinetic_fit.decline_half_life"].value == pytest.approx(4.33, abs=0.01)
    assert figures["kinetic_fit.c_max_log_sd"].value == pytest.approx(np.log(2.0), rel=1e-3)
    assert tuple(figures) == ENDPOINT.keys


def test_the_floor_has_the_unit_of_the_course() -> None:
    courses = stein(ENDPOINT.days, **TYPICAL).T / 1000.0
    run = made(ENDPOINT.days, {"blood.copies": ("copy/ng", courses)})
    assert ENDPOINT.verdict(run)["kinetic_fit_c_max"][0] == pytest.approx(24.0, rel=1e-3)


def test_the_course_is_looked_at_to_the_end() -> None:
    assert (ENDPOINT.days[0], ENDPOINT.days[28], ENDPOINT.days[29], ENDPOINT.days[-1]) == (0.0, 28.0, 35.0, 175.0)
    with pytest.raises(SpecificationError, match="looks never"):
        KineticFit(until=20.0)
