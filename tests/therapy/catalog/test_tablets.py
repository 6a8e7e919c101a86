import numpy as np

from engraft import models, units
from engraft.therapy.catalog import imatinib, mercaptopurine
from engraft.therapy.catalog.tablets import imatinib as same


def test_doses_are_those_of_their_sources() -> None:
    surface = {"body_surface": np.array([units.canonical(0.82, "m^2")])}
    assert mercaptopurine().label_dose is not None
    np.testing.assert_allclose(mercaptopurine().label_dose.amount(surface), 41.0)  # type: ignore[union-attr]
    np.testing.assert_allclose(imatinib().label_dose.amount({}), 400.0)  # type: ignore[union-attr]
    assert same is imatinib


def test_they_enter_the_models_made_for_them() -> None:
    for product, model in ((mercaptopurine(), "jost2020"), (imatinib(), "hahnel2020")):
        assert product.target in {state.name for state in models.build(model).states}


def test_imatinib_says_that_its_effect_is_fitted() -> None:
    assert "fitted" in imatinib().description
