import math

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.language.source import Assumed
from engraft.therapy import Dose, Lot, Product, give

PLAIN = Product("plain", "a.b", "drug", Assumed("made up for a test", 0.0, 1.0))


def test_malformed_events_are_refused() -> None:
    with pytest.raises(SpecificationError, match="no day"):
        give(PLAIN, "3 mg", days=())
    with pytest.raises(SpecificationError, match="day of plain"):
        give(PLAIN, "3 mg", days=(math.nan,))
    with pytest.raises(SpecificationError, match="duration"):
        give(PLAIN, "3 ug/day")
    with pytest.raises(SpecificationError, match="wrong kind"):
        give(PLAIN, "3 cell/kg")
    with pytest.raises(SpecificationError, match="lot"):
        give(PLAIN, Lot(np.array([1]), np.array([1.0])))
    assert give(PLAIN, "28 ug/day", over="28 d").events[0].over == 28.0
    assert give(PLAIN, Dose(0.0, "mg")).events[0].dose == Dose(0.0, "mg")
