import numpy as np
import pytest

from engraft import models
from engraft.therapy.catalog import cyclophosphamide_cll
from engraft.therapy.duration import days


def test_it_is_the_infusion_of_the_encoding() -> None:
    product = cyclophosphamide_cll()
    np.testing.assert_allclose(product.label_dose.amount({}), 1080.0)  # type: ignore[union-attr]
    assert days(product.over) == pytest.approx(0.125)
    assert product.target in {state.name for state in models.build("rodrigues2019").states}
