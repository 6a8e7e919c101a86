"""Verdicts block by block: the same as all at once, kept, found again, and distrusted where damaged."""

from __future__ import annotations

import pandas as pd
import pytest

from engraft.calibrate.judged import Bench, judged
from engraft.population import draw
from engraft.simulate import simulate_block
from engraft.trial import design


@pytest.fixture(scope="module")
def plan(toy):
    return design(toy)


@pytest.fixture(scope="module")
def cohort(plan):
    return draw(plan.population, 50, seed=plan.seed)


def same(left, right):
    assert len(left) == len(right)
    for one, other in zip(left, right, strict=True):
        pd.testing.assert_frame_equal(one, other)
        assert one.attrs == other.attrs


def test_blocks_change_nothing(plan, cohort):
    whole = [one.verdict(simulate_block(plan.arms[0].run, cohort)) for one in plan.endpoints]
    same(judged(plan, cohort, ["once"], Bench(block=17))["once"], whole)


def test_a_stopped_run_goes_on_with_the_same_verdicts(plan, cohort, tmp_path):
    told: list[tuple[int, int]] = []
    bench = Bench("key", tmp_path, block=20, progress=lambda done, total: told.append((done, total)))
    first = judged(plan, cohort, ["once"], bench)["once"]
    kept = sorted(tmp_path.glob("*.parquet"))
    assert told == [(20, 50), (40, 50), (50, 50)]
    assert len(kept) == 3
    kept[0].write_bytes(kept[0].read_bytes()[:200])  # a block that was damaged is simulated anew
    kept[1].unlink()
    times = {kept[2]: kept[2].stat().st_mtime_ns}
    same(judged(plan, cohort, ["once"], bench)["once"], first)
    assert kept[2].stat().st_mtime_ns == times[kept[2]]


def test_another_key_finds_nothing(plan, cohort, tmp_path):
    some = cohort.subset(cohort.persons < 5)
    for key in ("one", "other"):
        judged(plan, some, ["once"], Bench(key, tmp_path))
    assert len(list(tmp_path.glob("*.parquet"))) == 2
