import numpy as np
import pytest

from engraft.kernel.evaluate import evaluate
from engraft.models.blocks.inhibitions import Inhibitions


@pytest.mark.parametrize(("one", "two", "total"), [(0.0, 0.0, 0.0), (0.4, 0.0, 0.4), (0.4, 0.5, 0.7), (1.0, 0.5, 1.0)])
def test_what_is_spared_is_the_product_of_what_each_spares(one, two, total):
    system = Inhibitions(("one", "two")).system("i")
    given = {"i.one": np.array([one]), "i.two": np.array([two])}
    assert evaluate([system.observable("i.total").expression], given, 1)[0, 0] == pytest.approx(total)
