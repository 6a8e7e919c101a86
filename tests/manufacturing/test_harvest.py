"""Harvest: viability between lots, and viable cells that go with it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from engraft.language import Parameter
from engraft.manufacturing.batch import Batch
from engraft.manufacturing.harvest import Harvest
from engraft.manufacturing.release import Release
from engraft.manufacturing.step import Bench
from engraft.population import draw
from engraft.population.catalog import get

N = 40_000


def harvested(viability: float, **values: float) -> Batch:
    """Harvest the same culture from everybody."""
    people = draw(get("eliana_baseline"), N, seed=1)
    known = {name: one.canonical for name, one in Harvest.declared.items() if isinstance(one, Parameter)}
    at = Bench("harvest", people, 2, {name: np.full(N, x) for name, x in (known | values).items()})
    full = np.ones(N)
    return Harvest().apply(Batch.empty(people.persons).but(cells=1e9 * full, viability=viability * full), at)


def test_without_spread_or_stress_nothing_changes() -> None:
    batch = harvested(0.9, lots=0.0)
    assert batch.viability == pytest.approx(np.full(N, 0.9))
    assert batch.cells == pytest.approx(np.full(N, 1e9))


def test_the_total_stays() -> None:
    batch = harvested(0.9, stress=0.7)
    assert batch.cells / batch.viability == pytest.approx(np.full(N, 1e9 / 0.9))


def test_viability_between_lots_is_normal_in_its_logit() -> None:
    logit = np.log(harvested(0.8, stress=0.5).viability / (1 - harvested(0.8, stress=0.5).viability))
    assert logit.mean() == pytest.approx(math.log(4) - 0.5, abs=4 * 0.345 / math.sqrt(N))
    assert logit.std() == pytest.approx(0.345, rel=0.02)


def test_nobody_alive_stays_nobody() -> None:
    assert harvested(0.0).cells == pytest.approx(np.full(N, 1e9))
    assert (harvested(0.0).viability == 0.0).all()
    assert (harvested(1.0).viability == 1.0).all()


def test_the_spread_is_what_one_count_in_the_united_kingdom_asks_for() -> None:
    """12 of 1138 lots below 80 %, measured with the error of the assay: the fit that the step declares."""
    lots, error = Harvest.declared["lots"], Release.declared["viability_error"]
    assert isinstance(lots, Parameter)
    assert isinstance(error, Parameter)
    sd = math.hypot(lots.canonical, error.canonical)
    below = norm.cdf((math.log(4) - math.log(0.9075 / 0.0925)) / sd)
    assert below == pytest.approx(12 / 1138, rel=0.03)
