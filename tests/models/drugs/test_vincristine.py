import math

import pytest

from engraft.models.drugs.vincristine import Vincristine


def test_values_at_39_kg_are_those_of_the_paper() -> None:
    area = 0.1173 * 39.0**0.6466
    system = Vincristine().system("vincristine")
    values = {entry.name.split(".")[1]: entry for entry in system.parameters}
    clearance, volume = values["clearance"].value, values["volume"].value
    assert clearance / area * 1000.0 / 1440.0 == pytest.approx(431.0)
    assert volume / area == pytest.approx(360.0)
    half_life = math.log(2.0) * volume / clearance * 1440.0
    assert half_life == pytest.approx(823.0, abs=390.0)  # mean and SD of individual half-lives, not of the means
    assert values["clearance"].spread == pytest.approx(0.5, abs=0.05)


def test_a_dose_kills_what_grows_in_a_week() -> None:
    area = 0.1173 * 39.0**0.6466
    system = Vincristine().system("vincristine")
    values = {entry.name.split(".")[1]: entry.value for entry in system.parameters}
    auc = 1.5 * area / values["clearance"]
    assert values["slope"] * auc == pytest.approx(7.0 / 30.0)
