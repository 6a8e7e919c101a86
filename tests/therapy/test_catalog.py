import numpy as np
import pytest

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.source import Paper
from engraft.therapy import catalog
from engraft.therapy.dose import Dose


@pytest.mark.parametrize("name", catalog.names())
def test_every_product_has_a_dose_and_a_paper(name: str) -> None:
    product = catalog.get(name)
    assert isinstance(product.source, Paper)
    assert product.label_dose is not None
    assert catalog.get(name, target="x.y").target == "x.y"


def test_an_unknown_product_suggests_the_nearest() -> None:
    with pytest.raises(SpecificationError, match="did you mean 'tocilizumab'"):
        catalog.get("tociluzimab")


def test_published_doses() -> None:
    weight = np.array([units.canonical(w, "kg") for w in (20.0, 70.0, 120.0)])
    people = {"weight": weight, "body_surface": np.array([units.canonical(1.8, "m^2")])}
    given = {name: _label(name).amount(people, duration=0.5) for name in catalog.names()}
    np.testing.assert_allclose(given["tocilizumab"], [240.0, 560.0, 800.0])
    np.testing.assert_allclose(given["axicabtagene_ciloleucel"], [4e7, 1.4e8, 2e8])
    np.testing.assert_allclose(given["tisagenlecleucel"], [6.2e7, 2.17e8, 2.5e8])
    np.testing.assert_allclose(given["fludarabine"], [54.0])
    np.testing.assert_allclose(given["cyclophosphamide"], [900.0])
    np.testing.assert_allclose(given["pembrolizumab"], 200.0)
    np.testing.assert_allclose(given["blinatumomab"], [0.5 * 15e-3 * 1.8, 0.5 * 28e-3, 0.5 * 28e-3])


def test_the_first_cycle_of_blinatumomab_steps_up_after_a_week() -> None:
    """US label: 9 then 28 ug a day, below 45 kg 5 then 15 ug/m^2 a day; 0.651 mg in all for an adult."""
    weight = np.array([units.canonical(w, "kg") for w in (44.9, 45.0)])
    people = {"weight": weight, "body_surface": np.full(2, units.canonical(1.4, "m^2"))}
    cycle = catalog.blinatumomab_cycle(day=3.0)
    assert [(event.days, event.over) for event in cycle.events] == [((3.0,), 7.0), ((10.0,), 21.0)]
    amounts = [event.dose.amount(people, duration=event.over) for event in cycle.events]  # type: ignore[union-attr]
    np.testing.assert_allclose(amounts, [[7 * 5e-3 * 1.4, 7 * 9e-3], [21 * 15e-3 * 1.4, 21 * 28e-3]])
    assert sum(amounts)[1] == pytest.approx(0.651)
    assert {event.target for event in cycle.events} == {"blinatumomab.central"}


def _label(name: str) -> Dose:
    dose = catalog.get(name).label_dose
    assert dose is not None
    return dose
