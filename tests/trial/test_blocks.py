"""Blocks that are there are used, and only if they are of the same run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engraft.population import Cohort, draw
from engraft.simulate import Trajectories
from engraft.trial import Study, blocks, design
from engraft.trial.archive import _arrays
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
    assert sorted(simulated) == [1, 1, 2, 2]
    assert told == [(2, 3), (3, 3)] * 3


def _same(one: Trajectories, other: Trajectories) -> bool:
    """Tell whether two courses are equal to the bit."""
    return all(a.tobytes() == b.tobytes() for a, b in zip(_arrays(one).values(), _arrays(other).values(), strict=True))


@pytest.mark.parametrize("threads", [2, 3, 5])
def test_any_number_of_threads_and_any_size_of_blocks_give_the_same_bits(small: Study, threads: int) -> None:
    plan = design(small)
    run, cohort = plan.arms[0].run, draw(plan.population, 7, seed=plan.seed)
    alone, crew = (replace(run, options=replace(run.options, threads=n)) for n in (1, threads))
    expected = Workshop("key", None, 7, 7).simulate(alone, cohort, "arm")
    assert _same(Workshop("key", None, 2, 7).simulate(crew, cohort, "arm"), expected)
    assert expected.steps.min() > 0


def test_an_interrupted_run_keeps_its_blocks_and_goes_on_to_the_same_bits(small: Study, tmp_path: Path) -> None:
    plan = design(small)
    run, cohort = plan.arms[0].run, draw(plan.population, 8, seed=plan.seed)
    looked: list[int] = []

    def interrupted(block: Cohort, part: Trajectories) -> Trajectories:
        if looked:
            raise KeyboardInterrupt
        looked.append(len(block))
        return part

    with pytest.raises(KeyboardInterrupt):
        Workshop("key", tmp_path, 2, 8).simulate(run, cohort, "arm", interrupted)
    kept = list(tmp_path.iterdir())
    assert len(kept) >= 2
    assert all(path.suffix == ".npz" for path in kept)  # nothing half written
    shop = Workshop("key", tmp_path, 2, 8)
    resumed = shop.simulate(run, cohort, "arm")
    assert shop.found == 2 * len(kept)
    assert _same(resumed, Workshop("key", None, 2, 8).simulate(run, cohort, "arm"))
