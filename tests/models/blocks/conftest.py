"""A block alone, its ports driven by parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from engraft.language import Assumed, Model, Parameter, State, System, join
from engraft.language.quantities import Port

_GUESS = Assumed("made up for a test", 0.0, 1e15)


@pytest.fixture(scope="session")
def driven() -> Callable[[Model, Mapping[str, tuple[float, str]]], System]:
    """Give a function that joins one block to parameters: ``drive.<port>`` stands in for ``block.<port>``."""

    def build(model: Model, ports: Mapping[str, tuple[float, str]]) -> System:
        declared = {name: Parameter(value, unit, source=_GUESS) for name, (value, unit) in ports.items()}
        something = State("cell", initial=1.0, source=_GUESS)  # a run needs a state, and not every block has one
        recipe = type("Drive", (Model,), {"__doc__": "Drive.", "something": something, **declared})
        wanted = {name for name, one in type(model).declared.items() if isinstance(one, Port)}
        assert wanted == set(ports)
        wire = {f"block.{name}": f"drive.{name}" for name in ports}
        return join(model.system("block"), recipe().system("drive"), wire=wire, name="alone")

    return build
