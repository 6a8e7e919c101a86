"""Blocks alone: their ports held at constant values, and persons to follow them in."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import pytest

from engraft import units
from engraft.language import Assumed, Model, Parameter, State, System, join
from engraft.language.quantities import Port
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


@pytest.fixture(scope="session")
def driven():
    """Give a function that wires every port of a system to a parameter of a block called ``drive``.

    ``given`` sets their values by name, canonical; a port without a value is 0.
    """
    from engraft.language import Assumed, Model, Parameter, join

    def drive(system, **given):
        ports = {port.name.split(".")[1]: port.unit for port in system.ports}
        unknown = set(given) - set(ports)
        assert not unknown, f"no such port: {unknown}"
        body = {name: Parameter(0.0, unit, source=Assumed("set by a test", 0.0, 0.0)) for name, unit in ports.items()}
        block = type("Drive", (Model,), {"__doc__": "Constants.", "reference": "test", **body})()
        wire = {f"{system.name}.{name}": f"drive.{name}" for name in ports}
        return join(system, block.system("drive"), wire=wire, name="driven")

    return drive


@pytest.fixture(scope="session")
def alone(as_published, driven):
    """Give a function that runs a block with its ports held and returns courses by name, all canonical."""
    from engraft.units import canonical

    def run(system, of, days, *, values=None, **ports):
        held = {f"drive.{name}": value for name, value in ports.items()}
        whole = driven(system, **ports)
        found = as_published(whole, of, days, values={**(values or {}), **held})
        return {name: found.course(name)[:, 0] * canonical(1.0, whole.unit_of(name)) for name in of}

    return run


@pytest.fixture(scope="session")
def boxed() -> Callable[[Model, Mapping[str, tuple[float, str]]], System]:
    """Give a function that joins one block to parameters: ``drive.<port>`` stands in for ``block.<port>``."""

    def build(model: Model, ports: Mapping[str, tuple[float, str]]) -> System:
        declared = {name: Parameter(value, unit, source=GUESS) for name, (value, unit) in ports.items()}
        something = State("cell", initial=1.0, source=GUESS)  # a run needs a state, and not every block has one
        recipe = type("Drive", (Model,), {"__doc__": "Drive.", "something": something, **declared})
        wanted = {name for name, one in type(model).declared.items() if isinstance(one, Port)}
        assert wanted == set(ports)
        wire = {f"block.{name}": f"drive.{name}" for name in ports}
        return join(model.system("block"), recipe().system("drive"), wire=wire, name="alone")

    return build
