import numpy as np
import pytest

from engraft import units
from engraft.errors import EngraftError, SpecificationError
from engraft.therapy import Basis, Dose
from engraft.therapy.dose import measure

WEIGHT = np.array([units.canonical(w, "kg") for w in (12.0, 29.9, 30.0, 70.0, 140.0)])
SURFACE = np.array([units.canonical(a, "m^2") for a in (0.5, 1.0, 1.2, 1.8, 2.4)])


@pytest.mark.parametrize(
    ("unit", "basis", "amount", "time"),
    [
        ("cell", Basis.AMOUNT, "cell", ""),
        ("cell/kg", Basis.WEIGHT, "cell", ""),
        ("mg/m^2", Basis.SURFACE, "mg", ""),
        ("IU", Basis.AMOUNT, "IU", ""),
        ("ug/day", Basis.AMOUNT, "ug", "day"),
        ("mg/m^2/day", Basis.SURFACE, "mg", "day"),
        ("ug/kg/hour", Basis.WEIGHT, "ug", "hour"),
        ("mL/kg", Basis.WEIGHT, "mL", ""),
        ("ug/kg/min", Basis.WEIGHT, "ug", "min"),
        ("hour", Basis.AMOUNT, "hour", ""),
    ],
)
def test_a_unit_is_taken_apart(unit: str, basis: Basis, amount: str, time: str) -> None:
    found = measure(unit)
    assert (found.basis, found.amount, found.time) == (basis, amount, time)


def test_amount_scales_with_weight_and_surface() -> None:
    np.testing.assert_allclose(
        Dose.parse("3.1e6 cell/kg").amount({"weight": WEIGHT}), 3.1e6 * np.array([12.0, 29.9, 30.0, 70.0, 140.0])
    )
    np.testing.assert_allclose(
        Dose(30, "mg/m^2").amount({"body_surface": SURFACE}), 30 * np.array([0.5, 1.0, 1.2, 1.8, 2.4])
    )
    assert Dose(0.5, "g").amount({}) == pytest.approx(500.0)


def test_fluids_come_in_volumes_and_devices_in_hours() -> None:
    litres = units.canonical(12.0 * 20.0, "mL")
    np.testing.assert_allclose(Dose.parse("20 mL/kg").amount({"weight": WEIGHT[:1]}), [litres])
    assert Dose.parse("12 hour").amount({}) == pytest.approx(0.5)
    assert Dose.parse("12 hour").dimension == units.dimension("day")


def test_a_rate_times_a_duration_is_an_amount() -> None:
    assert Dose.parse("28 ug/day").amount({}, duration=28.0) == pytest.approx(0.784)
    np.testing.assert_allclose(Dose.parse("1 mg/m^2/hour").amount({"body_surface": SURFACE[:1]}, duration=2.0), [24.0])
    with pytest.raises(SpecificationError, match="duration"):
        Dose.parse("28 ug/day").amount({})


def test_a_cap_and_a_dose_for_the_light() -> None:
    dose = Dose(8, "mg/kg", cap="800 mg", lighter=("30 kg", Dose(12, "mg/kg", cap="800 mg")))
    np.testing.assert_allclose(dose.amount({"weight": WEIGHT}), [144.0, 358.8, 240.0, 560.0, 800.0])
    assert Dose.parse("8 mg/kg, at most 0.8 g").amount({"weight": WEIGHT})[-1] == pytest.approx(800.0)


def test_a_person_may_bring_the_dose() -> None:
    dose = Dose.parse("car_t_dose [cell/kg], at most 2.5e8 cell")
    assert dose.needs == {"car_t_dose", "weight"}
    own = np.array([units.canonical(d, "cell/kg") for d in (2e5, 1e6, 3e6, 5e6, 2e6)])
    given = dose.amount({"weight": WEIGHT, "car_t_dose": own})
    np.testing.assert_allclose(given, [2.4e6, 2.99e7, 9e7, 2.5e8, 2.5e8])


def test_a_missing_covariate_is_named() -> None:
    assert Dose(30, "mg/m^2").needs == {"body_surface"}
    with pytest.raises(SpecificationError, match="body_surface"):
        Dose(30, "mg/m^2").amount({"weight": WEIGHT})


@pytest.mark.parametrize(
    "text",
    [
        "30",
        "-30 mg/m^2",
        "nan mg",
        "inf mg/kg",
        "1e400 mg",
        "30 mg/L",
        "30 /kg",
        "30 kg/kg/kg",
        "30 mg/m^2/m^2",
        "",
        "mg",
        "30 parsec",
        "30 1/day",
    ],
)
def test_what_is_no_dose_is_refused_in_three_lines(text: str) -> None:
    with pytest.raises(EngraftError) as caught:
        Dose.parse(text)
    assert len(str(caught.value).splitlines()) <= 3


def test_a_dose_without_basis_says_what_to_write() -> None:
    with pytest.raises(SpecificationError) as caught:
        Dose.parse("30")
    assert "'30' has no basis" in str(caught.value)
    assert "'30 mg/m^2'" in str(caught.value)


def test_caps_and_limits_must_match() -> None:
    with pytest.raises(SpecificationError, match="cap"):
        Dose(8, "mg/kg", cap="800 cell")
    with pytest.raises(SpecificationError, match="allows nothing"):
        Dose(8, "mg/kg", cap="-800 mg")
    with pytest.raises(SpecificationError, match="no body weight"):
        Dose(8, "mg/kg", lighter=("30 day", Dose(12, "mg/kg")))
    with pytest.raises(SpecificationError, match="does not match"):
        Dose(8, "mg/kg", lighter=("30 kg", Dose(12, "cell/kg")))
