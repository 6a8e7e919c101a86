import math

import pytest

from engraft.errors import SpecificationError
from engraft.language.source import Assumed
from engraft.therapy import Product, Trait

SOURCE = Assumed("made up for a test", 0.0, 1.0)


@pytest.mark.parametrize("wrong", [{"parameter": "loss"}, {"value": -1.0}, {"value": math.inf}, {"source": None}])
def test_a_malformed_trait_is_refused(wrong: dict[str, object]) -> None:
    good: dict[str, object] = {"parameter": "pool.loss", "value": 0.1, "unit": "1/day", "source": SOURCE}
    assert str(Trait(**good)) == "pool.loss = 0.1 1/day"  # type: ignore[arg-type]
    with pytest.raises(SpecificationError):
        Trait(**(good | wrong))  # type: ignore[arg-type]


def test_a_product_has_a_trait_once_and_only_cells_have_any() -> None:
    trait = Trait("pool.loss", 0.1, "1/day", SOURCE)
    assert Product("x", "pool.car", "cells", SOURCE, traits=(trait,)).traits == (trait,)
    with pytest.raises(SpecificationError, match=r"two values of 'pool.loss'"):
        Product("x", "pool.car", "cells", SOURCE, traits=(trait, trait))
    with pytest.raises(SpecificationError, match="not cells"):
        Product("x", "pk.central", "drug", SOURCE, traits=(trait,))
