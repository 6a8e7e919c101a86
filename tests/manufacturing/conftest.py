"""A toy process: some cells are collected, some are lost, a share passes, and the bag is filled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from engraft.language import Assumed, Chosen, Parameter
from engraft.manufacturing import Batch, Bench, Contents, Note, Process, Step
from engraft.population import Cohort, draw
from engraft.population.catalog import get

GUESS = Assumed("made up for a test", 0.0, 1e12)


class Collect(Step):
    """Collect cells, more of them on more days."""

    choices = ("days",)
    reasons = ("too few cells",)
    days = Parameter(2.0, "day", source=Chosen("a test"))
    a_day = Parameter(1e8, "cell/day", source=GUESS, spread=0.5)
    least = Parameter(1.0, "cell", source=GUESS)

    def apply(self, batch: Batch, at: Bench) -> Batch:
        cells = at["days"] * at["a_day"]
        made = batch.but(cells=cells).noted(at.step, cells=Note(cells, "cell", "cells collected"))
        few = cells < at["least"]
        return made.noted(at.step, few=Note(few * 1.0, "yes", "too few cells")).refused(few, "too few cells")


@dataclass(frozen=True)
class _Acts:
    parameter: str
    factor: float


class Fill(Step):
    """Fill the bag with everything."""

    share = Parameter(0.25, "1", source=GUESS)
    acts: tuple[_Acts, ...] = ()

    def apply(self, batch: Batch, at: Bench) -> Batch:
        factors = {one.parameter: np.full(len(batch.persons), one.factor) for one in self.acts}
        return batch.but(contents=Contents(batch.cells * at["share"], factors=factors))


@pytest.fixture
def persons() -> Callable[[int], Cohort]:
    return lambda n: draw(get("eliana_baseline"), n, seed=11)


@pytest.fixture
def toy() -> Callable[..., Process]:
    def make(**acts: float) -> Process:
        fill = Fill()
        fill.acts = tuple(_Acts(name.replace("__", "."), factor) for name, factor in acts.items())
        return Process("toy", "a toy", {"collection": Collect(), "fill": fill}, Chosen("a test"))

    return make
