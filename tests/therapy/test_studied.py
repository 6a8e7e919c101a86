"""A dose is held against the range of its product in the unit of the range, for each person."""

from __future__ import annotations

import numpy as np
import pytest

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.source import Paper
from engraft.therapy import Dose
from engraft.therapy.catalog import get, names
from engraft.therapy.studied import Studied, expressed

SOURCE = Paper("label", "section 2")
PEOPLE = {
    "weight": np.array([20.0, 80.0]) * units.factor("kg"),
    "body_surface": np.array([0.8, 2.0]) * units.factor("m^2"),
    "own": np.array([1e6, 4e6]) * units.factor("cell/kg"),
}


@pytest.mark.parametrize(
    ("dose", "unit", "over", "expected"),
    [
        ("3.1e6 cell/kg", "cell/kg", 0.0, [3.1e6]),
        ("1e8 cell", "cell/kg", 0.0, [5e6, 1.25e6]),
        ("3e6 cell/kg", "cell", 0.0, [6e7, 2.4e8]),
        ("3e6 cell/kg, at most 1e8 cell", "cell", 0.0, [6e7, 1e8]),  # of another basis: the cap is part of it
        ("3e6 cell/kg, at most 1e8 cell", "cell/kg", 0.0, [3e6]),  # of the same: the label means it so
        ("own [cell/kg]", "cell/kg", 0.0, [1e6, 4e6]),
        ("28 ug/day", "ug/m^2/day", 28.0, [35.0, 14.0]),
        ("30 mg/m^2", "mg/m^2", 0.02, [30.0]),
    ],
)
def test_what_each_person_gets_in_the_unit_of_the_range(dose, unit, over, expected):
    found = expressed(Dose.parse(dose), unit, PEOPLE, over=over)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_what_cannot_be_known_is_not_judged():
    assert expressed(Dose(1e8, "cell"), "cell/kg", {}, over=0.0) is None
    assert expressed(Dose(10.0, "mg"), "cell", PEOPLE, over=0.0) is None
    assert expressed(Dose(28.0, "ug/day"), "ug/day", PEOPLE, over=0.0) is None


def test_a_lighter_dose_is_that_of_the_light():
    dose = Dose(28.0, "ug/day", lighter=("45 kg", Dose(15.0, "ug/m^2/day")))
    found = expressed(dose, "ug/m^2/day", PEOPLE, over=7.0)
    np.testing.assert_allclose(found, [15.0, 14.0], rtol=1e-12)


@pytest.mark.parametrize(
    ("low", "high", "unit", "source"),
    [(2.0, 1.0, "mg", SOURCE), (-1.0, 1.0, "mg", SOURCE), (1.0, 2.0, "furlong", SOURCE), (1.0, 2.0, "mg", None)],
)
def test_a_malformed_range_is_refused(low, high, unit, source):
    with pytest.raises(SpecificationError):
        Studied(low, high, unit, source)


@pytest.mark.parametrize("name", [name for name in names() if get(name).studied])
def test_the_label_dose_lies_in_the_range(name):
    product = get(name)
    alike = [one for one in product.studied if one.like(product.label_dose)]
    found = [(one, expressed(product.label_dose, one.unit, PEOPLE, over=28.0)) for one in alike]
    assert found
    assert all(np.all((given >= one.low) & (given <= one.high)) for one, given in found)
