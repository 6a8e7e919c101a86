"""A receptor for some days: what its switches do."""

from dataclasses import replace

import numpy as np
import pytest

from engraft import models

B_CELLS = "b_all.b_cell_share"


@pytest.fixture(scope="module")
def least(as_published):
    """Give a function that follows B cells for a month after one dose, and gives the fewest and the last."""
    whole = models.build("in_vivo_car")
    system = replace(whole, states=tuple(replace(state, clone=False) for state in whole.states), hazards=())

    def follow(dose=12.0, **values):
        days = np.arange(0.0, 90.0, 0.5)
        own = {name.replace("__", "."): value for name, value in values.items()} | {"b_all.burden": 1e6}
        given = {"particles.plasma": (0.0, dose, 0.0)} if dose else {}
        course = as_published(system, [B_CELLS], days, given=given, values=own, rtol=1e-7).course(B_CELLS)[:, 0]
        return course.min(), course[-1]

    return follow


def test_without_a_dose_b_cells_rest(least):
    assert least(dose=0.0) == pytest.approx((1.0, 1.0))


def test_a_dose_lowers_b_cells_and_they_come_back(least):
    low, later = least()
    assert low < 0.95
    assert 1.0 - later < 0.5 * (1.0 - low)


def test_a_receptor_that_is_swallowed_faster_and_lasts_longer_does_more(least):
    usual = least()[0]
    assert least(particles__internalisation=2.0)[0] < usual
    assert least(car__mrna_loss=0.1)[0] < usual
    assert least(car__division=0.7)[0] > usual


@pytest.mark.parametrize("off", ["particles__internalisation", "car__reachable", "car__kills"])
def test_without_entry_cells_or_killing_nothing_happens(least, off):
    assert least(**{off: 0.0})[0] == pytest.approx(1.0)
