"""What the compiled loop keeps instead of courses is what the interpreter keeps, and the same bits however it runs."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.bins import Bins, percentiles
from engraft.kernel.compiled.target import TARGETS, Target, host, missing
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.problem import Ensemble, First, Hazard, Kind, Mark, Options, Peak, Problem, Schedule, Total

A, B, K = map(symbol, "abk")
TIMES = np.arange(0.0, 10.5, 0.5)
BINS = Bins(1e-6, 1e6, bits=6, signed=True)
EVERYBODY = np.arange(41)


def busy():
    rates = (K * B - 0.1 * A + ex.select(TIME > 4, 0.2, 0.0), -K * A - 0.1 * B)
    return Problem(
        ("a", "b"), ("k",), rates, (1e-4, 1e-4), (True, True),
        outputs=(("a", A), ("log", ex.log(A)), ("area", symbol("total.area"))),
        hazards=(Hazard("death", 0.04 + 0.02 * B, ends=True),), marks=(Mark("up", A, 0.5, rising=True),),
        firsts=(First("high", A, 0.9, above=True), First("low", B, -0.6, above=False)),
        peaks=(Peak("top", A + B), Peak("some", ex.maximum(A, 0.3) * B, 2.0, 7.5), Peak("late", -A, 6.0)),
        totals=(Total("area", A * A, 1e-4),),
    )  # fmt: skip


def people(order):
    order = np.asarray(order, int)
    doses = np.stack([0.5 + order / 50.0, np.full(len(order), 4.0)])
    kinds = np.stack([np.full(len(order), Kind.ADD, np.int8), (2 * (order % 2)).astype(np.int8)])
    flat = np.zeros_like(doses)
    schedule = Schedule(doses, kinds, flat.astype(np.int64), 0.5 + flat, flat)
    initial = np.stack([order / 30.0, 1 - order / 20.0])
    return Ensemble((0.4 + order / 20.0)[None], initial, order, schedule, seed=7)


def lives(order=EVERYBODY, **options):
    return solve(busy(), people(order), TIMES, span=(0, 10), options=Options(**options))


def assert_same(found, expected, pick=slice(None)):
    for field in fields(found):
        if field.name not in ("where", "counts"):
            one, other = (getattr(s, field.name) for s in (found, expected))
            np.testing.assert_array_equal(one, other[..., pick], err_msg=field.name)


@pytest.fixture(scope="module")
def everyone():
    return lives()


@pytest.fixture(scope="module")
def counts():
    return lives(bins=BINS).counts


def test_both_backends_keep_the_same():
    compiled, plain = (lives(backend=name, rtol=1e-10) for name in ("llvm", "numpy"))
    for name in ("peak", "peak_time", "first_time", "total", "outputs", "end_time"):
        one, other = getattr(compiled, name), getattr(plain, name)
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-11, err_msg=name)
    assert np.isnan(compiled.peak[2]).any()  # who died before day 6
    assert np.isfinite(compiled.first_time).any(axis=1).all()


def test_a_peak_is_at_least_what_any_visit_saw():
    problem = replace(busy(), outputs=(("sum", A + B),))
    found = solve(problem, people(EVERYBODY), np.linspace(0, 10, 4001), span=(0, 10))
    seen = np.nanmax(found.outputs[0], axis=0)
    assert (found.peak[0] >= seen * (1 - 1e-12)).all()
    assert (found.peak[0] <= seen + 1.0).all()  # and no more than a dose above


@pytest.mark.parametrize("options", [{"threads": 4, "block": 5}, {"block": 1}, {"block": 40, "threads": 2}], ids=str)
def test_blocks_and_threads_leave_every_bit(options, everyone, counts):
    assert_same(lives(**options), everyone)
    np.testing.assert_array_equal(lives(bins=BINS, **options).counts.table, counts.table)


def test_order_and_company_leave_every_bit(everyone, counts):
    order = np.random.default_rng(5).permutation(41)
    assert_same(lives(order), everyone, order)
    assert_same(lives([3, 17]), everyone, [3, 17])
    np.testing.assert_array_equal(lives(order, bins=BINS).counts.table, counts.table)


@pytest.mark.parametrize("lanes", [1, 2, 4, 8, 16])
def test_the_width_of_the_vectors_leaves_every_bit(lanes, everyone, counts, monkeypatch):
    here = host()
    monkeypatch.setitem(TARGETS, "narrow", Target(here.triple, here.cpu, here.features, lanes, here.fused))
    assert_same(lives(target="narrow"), everyone)
    np.testing.assert_array_equal(lives(target="narrow", bins=BINS).counts.table, counts.table)


def test_without_fusing_peaks_agree(everyone):
    if missing("sse2"):
        pytest.skip(f"this machine is not {missing('sse2')}")
    old = lives(target="sse2")
    np.testing.assert_allclose(old.peak, everyone.peak, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("backend", ["llvm", "numpy"])
@pytest.mark.parametrize("bins", [BINS, Bins(0.01, 1.0, bits=3), Bins(1e-3, 1e3, bits=0, signed=True)], ids=str)
def test_what_is_counted_is_what_would_have_been_stored(backend, bins):
    stored, counted = lives(backend=backend), lives(backend=backend, bins=bins)
    assert counted.outputs.shape == (3, 0, 41)
    expected = np.apply_along_axis(lambda v: np.bincount(bins.cell(v), minlength=bins.cells), 2, stored.outputs)
    np.testing.assert_array_equal(counted.counts.table, expected)
    np.testing.assert_array_equal(counted.counts.missing, np.isnan(stored.outputs).sum(axis=-1))
    assert (counted.counts.missing[0, -1] > 0).all()  # who died before
    replaced = replace(counted, outputs=stored.outputs)
    assert_same(replaced, stored)


def test_percentiles_are_as_near_to_the_exact_ones_as_promised(everyone, counts):
    seen = counts.seen[0] > 0
    exact = np.nanpercentile(everyone.outputs[:, seen], [5, 50, 95], axis=-1, method="inverted_cdf")
    ordinary = np.nanpercentile(everyone.outputs[:, seen], [5, 50, 95], axis=-1)
    found = percentiles(counts, [5, 50, 95])[:, :, seen]
    spread = np.nanmax(np.abs(everyone.outputs[:, seen]), axis=-1)
    assert np.isfinite(exact).all()
    assert (np.abs(found - ordinary) <= BINS.resolution * spread + BINS.smallest).all()
    positive = ordinary[:, 2] > BINS.smallest  # the area has one sign
    apart = np.abs(found[:, 2] - ordinary[:, 2])
    assert (apart[positive] <= BINS.resolution * ordinary[:, 2][positive] * (1 + 1e-9)).all()


@pytest.mark.parametrize("backend", ["llvm", "numpy"])
def test_nobody_can_be_counted(backend):
    found = lives([], backend=backend, bins=BINS)
    assert found.counts.table.shape == (3, len(TIMES), BINS.cells)
    assert found.counts.table.sum() == 0
    assert np.isnan(percentiles(found.counts, 50)).all()


def test_no_outputs_can_be_counted_too(run):
    s = run(Problem(("a",), (), (-A,), (1e-6,)), [1.0], end=1.0, bins=BINS)
    assert s.counts.table.shape == (0, 1, BINS.cells)
    assert s.solved().all()
