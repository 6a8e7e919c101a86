"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from engraft.language import Assumed, Chosen, Parameter
from engraft.manufacturing import Batch, Bench, Contents, Note, Process, Step
from engraft.population import Cohort, draw
from engraft.population.catalog import get

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("ENGRAFT_SHARED", ROOT.parent / "shared"))


def pytest_configure(config: pytest.Config) -> None:
    """Keep compiled objects of the tests to themselves; workers share those of the session that started them."""
    if not hasattr(config, "workerinput"):
        place = tempfile.mkdtemp(prefix="engraft-tests-")
        os.environ["ENGRAFT_CACHE"] = place
        config.add_cleanup(lambda: shutil.rmtree(place, ignore_errors=True))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of ``dear.txt`` as slow."""
    lines = (ROOT / "tests" / "dear.txt").read_text(encoding="utf-8").splitlines()
    dear = tuple(line for line in lines if line and not line.startswith("#"))
    for item in items:
        if item.nodeid.startswith(dear):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of this checkout."""
    return ROOT


@pytest.fixture
def shared() -> Path:
    """Give the folder of external material: published data and models that are not part of engraft."""
    if not SHARED.is_dir():
        pytest.skip(f"external material is absent: no folder {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def as_published():
    """Give a function that runs a system with its published values: nobody differs, except by chance.

    ``given`` maps a state to (day, amount, days over which), canonical; ``values`` sets parameters, canonical.
    """
    import numpy as np
    import pandas as pd

    from engraft.language import Paper
    from engraft.population import Cohort
    from engraft.simulate import Needs, simulate
    from engraft.therapy import Dose, Product, Regimen, give

    def run(system, of, days, *, given=None, values=None, persons=1, seed=1, start=0.0, rtol=1e-9, end=None):
        regimen = Regimen()
        for state, (day, amount, over) in (given or {}).items():
            unit = system.unit_of(state)
            kind = {"cell": "cells", "mg": "drug", "IU": "drug", "Gy": "radiation"}[unit]
            product = Product("what the test gives", state, kind, Paper("test", "made up"))
            regimen += give(product, Dose(amount, unit), days=(day,), over=over)
        index = pd.Index(np.arange(persons), name="person")
        own = {p.name: p.value for p in system.parameters} | dict(values or {})
        plain = replace(system, parameters=tuple(replace(p, spread=0.0) for p in system.parameters))
        cohort = Cohort("one", seed, pd.DataFrame(index=index), pd.DataFrame(own, index=index), {})
        needs = Needs.of(of, days)
        return simulate(plain, regimen, cohort, needs=needs, span=(start, end or max(days)), seed=seed, rtol=rtol)

    return run


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every test that did not run, and why: nothing is left out in silence."""
    skipped = sorted((report.nodeid, reason(report)) for report in terminalreporter.getreports("skipped"))
    if not skipped:
        return
    terminalreporter.section("NOT TESTED")
    for name, why in skipped:
        terminalreporter.line(f"{name}: {why}")
    terminalreporter.line(f"{len(skipped)} tests did not run. External material is found by ENGRAFT_SHARED: {SHARED}")


def reason(report: pytest.TestReport) -> str:
    """Give the reason of a skip."""
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


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
