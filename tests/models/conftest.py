"""The typical child of the study `eliana`: medians of what the population draws, nobody's own luck."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from engraft.language import Assumed, Model, Parameter, join
from engraft.population import Cohort, draw
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen
from engraft.trial import design, load_study
from engraft.units import canonical


@pytest.fixture(scope="session")
def eliana():
    return design(load_study("eliana", laws="none"))


@pytest.fixture(scope="session")
def typical_child(eliana):
    """Give a function that follows the child under the orders of the first arm, without the drugs of some blocks.

    Nobody differs and nobody dies; the ward gives nothing.
    """
    whole = eliana.system
    system = replace(whole, parameters=tuple(replace(p, spread=0.0) for p in whole.parameters), hazards=())
    many = draw(eliana.population, 500, seed=eliana.seed)
    index = pd.Index([0], name="person")
    tables = (pd.DataFrame(part.median().to_dict(), index=index) for part in (many.covariates, many.parameters))
    child = Cohort("typical", 1, *tables, many.units)
    orders = eliana.arms[0].run.regimen.events

    def follow(of, days, *, leave_out=(), rtol=1e-9):
        given = Regimen(tuple(one for one in orders if one.product.target.partition(".")[0] not in leave_out))
        span = (eliana.arms[0].run.span[0], float(max(days)))
        run = simulate(system, given, child, needs=Needs.of(of, days), span=span, seed=1, rtol=rtol)
        return {name: run.course(name)[:, 0] for name in of}

    return follow


@pytest.fixture(scope="session")
def held_alone(as_published):
    """Give a function that runs a drug with its ports held, canonical, and returns courses by name, canonical."""

    def run(system, of, days, *, given=None, values=None, **ports):
        names = {port.name.split(".")[1]: port.unit for port in system.ports}
        assert not set(ports) - set(names)
        body = {name: Parameter(0.0, unit, source=Assumed("set by a test", 0.0, 0.0)) for name, unit in names.items()}
        whole = system
        if body:
            block = type("Drive", (Model,), {"__doc__": "Constants.", "reference": "test", **body})()
            wire = {f"{system.name}.{name}": f"drive.{name}" for name in names}
            whole = join(system, block.system("drive"), wire=wire, name="driven")
        held = {f"drive.{name}": value for name, value in ports.items()} | (values or {})
        found = as_published(whole, of, days, values=held, given=given)
        return {name: found.course(name)[:, 0] * canonical(1.0, whole.unit_of(name)) for name in of}

    return run
