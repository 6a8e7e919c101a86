"""Blocks alone: their ports held at constant values, and persons to follow them in."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import pytest

from engraft import units
from engraft.language import Assumed, Model, Parameter, System, join
from engraft.population import Cohort

GUESS = Assumed("a port held constant for a test", -1e30, 1e30)


@pytest.fixture
def hold() -> Callable[..., System]:
    """Wire every port of a block to a constant, given by value and unit."""

    def held(block: System, ports: Mapping[str, tuple[float, str]]) -> System:
        declared = {name: Parameter(value, unit, source=GUESS) for name, (value, unit) in ports.items()}
        outside = type("Outside", (Model,), declared)().system("outside")
        wire = {f"{block.name}.{name}": f"outside.{name}" for name in ports}
        return join(block, outside, wire=wire, name="held", about="a block alone")

    return held


@pytest.fixture
def people() -> Callable[..., Cohort]:
    """Make persons of a weight in kg."""

    def cohort(persons: Sequence[int], weight: Sequence[float]) -> Cohort:
        index = pd.Index(np.array(persons, dtype=np.int64), name="person")
        kilos = np.array(weight) * units.factor("kg")
        return Cohort(
            "somebody", 0, pd.DataFrame({"weight": kilos}, index=index), pd.DataFrame(index=index), {"weight": "kg"}
        )

    return cohort
