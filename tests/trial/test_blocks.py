"""Blocks that are there are used, and only if they are of the same run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engraft.population import draw
from engraft.trial import Study, blocks, design
from engraft.trial.blocks import Workshop


def test_a_block_is_simulated_once_per_tolerance(small: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = design(small)
    run, cohort = plan.arms[0].run, draw(plan.population, 3, seed=plan.seed)
    simulated, told = [], []
    real = blocks.simulate_block
    monkeypatch.setattr(blocks, "simulate_block", lambda *given: simulated.append(len(given[1])) or real(*given))
    for rtol in (1e-4, 1e-4, 1e-5):
        again = replace(run, options=replace(run.options, rtol=rtol))
        shop = Workshop("key", tmp_path, 2, 3, lambda done, total: told.append((done, total)))
        shop.simulate(again, cohort, "once")
    assert simulated == [2, 1, 2, 1]
    assert told == [(2, 3), (3, 3)] * 3
