import numpy as np

from engraft import models, units
from engraft.therapy import azacitidine_cycles, venetoclax_azacitidine
from engraft.therapy.catalog import azacitidine, venetoclax


def given(regimen):
    """List product, dose and day of everything given, in order of days."""
    return sorted((day, one.product.name, str(one.dose)) for one in regimen.events for day in one.days)


def test_doses_are_those_of_the_labels() -> None:
    surface = {"body_surface": np.array([units.canonical(1.8, "m^2")])}
    np.testing.assert_allclose(azacitidine().label_dose.amount(surface), 135.0)  # type: ignore[union-attr]
    np.testing.assert_allclose(venetoclax().label_dose.amount({}), 400.0)  # type: ignore[union-attr]


def test_they_enter_the_model_made_for_them() -> None:
    states = {state.name for state in models.build("amldt2025").states}
    assert {azacitidine().target, venetoclax().target} <= states


def test_azacitidine_is_given_on_seven_days_of_twenty_eight() -> None:
    days = [day for day, _, _ in given(azacitidine_cycles(3.0, cycles=2))]
    assert days == [*range(3, 10), *range(31, 38)]


def test_venetoclax_ramps_up_once_and_then_is_given_every_day() -> None:
    course = given(venetoclax_azacitidine(cycles=2))
    tablets = [(day, dose) for day, name, dose in course if name == "venetoclax"]
    assert [day for day, _ in tablets] == list(range(56))
    assert [dose for _, dose in tablets] == ["100 mg", "200 mg", *["400 mg"] * 54]
    injections = [day for day, name, _ in course if name == "azacitidine"]
    assert injections == [*range(7), *range(28, 35)]
    assert len(course) == 56 + 14


def test_twelve_cycles_are_given_unless_said_otherwise() -> None:
    assert given(venetoclax_azacitidine())[-1][0] == 28 * 12 - 1
    assert len(given(azacitidine_cycles())) == 84
