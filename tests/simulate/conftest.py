"""Small systems and cohorts whose answers are known in closed form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import pytest

from engraft import units
from engraft.language import Assumed, Flow, Hazard, Model, Observable, Parameter, State, System, join
from engraft.population import Cohort
from engraft.therapy import Product

GUESS = Assumed("made up for a test", 0.0, 1e12)


class OneCompartment(Model):
    """A drug in one compartment that is cleared."""

    central = State("mg")
    volume = Parameter(5.0, "L", source=GUESS)
    clearance = Parameter(0.5, "1/day", source=GUESS)

    def flows(self):
        yield Flow("clearance", out_of=self.central, rate=self.clearance * self.central)

    def observables(self):
        yield Observable("concentration", self.central / self.volume, "ug/mL")


class Pool(Model):
    """Cells that grow from what they are given, and a second kind of cell."""

    car = State("cell")
    memory = State("cell")
    tumour = State("cell", initial=1e9, source=GUESS)
    growth = Parameter(0.1, "1/day", source=GUESS, spread=0.5)
    loss = Parameter(0.05, "1/day", source=GUESS)

    def flows(self):
        yield Flow("cells grow", into=self.car, rate=self.growth * self.car)
        yield Flow("memory dies", out_of=self.memory, rate=self.loss * self.memory)
        yield Flow("tumour dies", out_of=self.tumour, rate=self.loss * self.tumour)


class Death(Model):
    """A constant risk of death."""

    risk = Parameter(0.02, "1/day", source=GUESS)

    def hazards(self):
        yield Hazard("death", self.risk, ends=True)


@pytest.fixture(scope="session")
def pk() -> System:
    return OneCompartment().system("pk")


@pytest.fixture(scope="session")
def pool() -> System:
    return Pool().system("pool")


@pytest.fixture(scope="session")
def everything() -> System:
    return join(OneCompartment().system("pk"), Pool().system("pool"), Death().system("fate"), name="everything")


def cohort_of(
    persons: Sequence[int],
    weight: Sequence[float] | None = None,
    parameters: Mapping[str, Sequence[float]] | None = None,
) -> Cohort:
    """Make a cohort of these persons; weights in kg."""
    index = pd.Index(np.array(persons, dtype=np.int64), name="person")
    kilos = np.full(len(index), 70.0) if weight is None else np.array(weight)
    covariates = pd.DataFrame(
        {"weight": kilos * units.factor("kg"), "body_surface": kilos / 40.0 * units.factor("m^2")}, index=index
    )
    own = pd.DataFrame({name: np.array(column) for name, column in (parameters or {}).items()}, index=index)
    return Cohort("somebody", 0, covariates, own, {"weight": "kg", "body_surface": "m^2"})


@pytest.fixture(scope="session")
def people() -> Callable[..., Cohort]:
    """Give the function that makes cohorts."""
    return cohort_of


@pytest.fixture(scope="session")
def drug() -> Product:
    return Product("drug", "pk.central", "drug", GUESS)


@pytest.fixture(scope="session")
def cells() -> Product:
    return Product("cells", "pool.car", "cells", GUESS)
