import pytest

from engraft.errors import SpecificationError
from engraft.language.source import Assumed
from engraft.therapy import Approval, Dose, Product

SOURCE = Assumed("made up for a test", 0.0, 1.0)


def test_cells_are_dosed_in_cells_and_drugs_are_not() -> None:
    cells, drug = (Product("x", "a.b", kind, SOURCE) for kind in ("cells", "drug"))
    cells.check(Dose(1e8, "cell"))
    drug.check(Dose(1e3, "IU"))
    with pytest.raises(SpecificationError, match="wrong kind"):
        cells.check(Dose(1, "mg"))
    with pytest.raises(SpecificationError, match="wrong kind"):
        drug.check(Dose(1, "cell/kg"))


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"target": "car"}, {"target": "b_all."}, {"kind": "gas"}, {"over": "3 mg"}, {"over": -1.0}]
)
def test_a_malformed_product_is_refused(wrong: dict[str, object]) -> None:
    good: dict[str, object] = {"name": "x", "target": "a.b", "kind": "drug", "source": SOURCE}
    with pytest.raises(SpecificationError):
        Product(**(good | wrong))  # type: ignore[arg-type]


def test_an_approval_has_a_day_a_month_or_a_year() -> None:
    for first in ("2017-08-30", "2017-08", "2017"):
        assert Approval(first, "FDA", "leukemia", SOURCE).first == first
    for wrong in (
        {"first": "17"},
        {"first": "2017-13-01"},
        {"first": "2017-8"},
        {"first": ""},
        {"agency": " "},
        {"indication": ""},
    ):
        good = {"first": "2017-08-30", "agency": "FDA", "indication": "leukemia"}
        with pytest.raises(SpecificationError):
            Approval(**(good | wrong), source=SOURCE)
