import numpy as np
import pytest

from engraft import units
from engraft.therapy.catalog import get


@pytest.mark.parametrize(
    ("name", "target", "amount"),
    [("cytarabine", "cytarabine.central", 4000.0), ("daunorubicin", "daunorubicin.central", 90.0),
     ("idarubicin", "idarubicin.central", 24.0), ("etoposide", "etoposide.central", 200.0),
     ("clofarabine", "clofarabine.central", 104.0), ("methotrexate", "methotrexate.central", 40.0),
     ("prednisone", "prednisolone.central", 120.0), ("asparaginase", "asparaginase.activity", 12000.0),
     ("pegaspargase", "asparaginase.activity", 5000.0)],
)  # fmt: skip
def test_label_doses_at_two_square_metres(name, target, amount):
    product = get(name)
    assert product.target == target
    np.testing.assert_allclose(
        product.label_dose.amount({"body_surface": np.array([units.canonical(2.0, "m^2")])}), amount
    )


def test_pegaspargase_is_the_same_enzyme():
    assert get("pegaspargase").target == get("asparaginase").target
