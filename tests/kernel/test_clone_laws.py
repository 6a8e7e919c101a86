"""Clones that are empty for ever need no grid; whoever may be fed stays on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel import plan as planning
from engraft.kernel.clone_laws import clone_law, gone_for_ever
from engraft.kernel.compiled import build
from engraft.kernel.expression import ONE, TIME, ZERO, symbol
from engraft.kernel.problem import Action, Clone, Hazard, Kind, Problem, Rule

A, B, C, X, K, P = map(symbol, ("a", "b", "c", "x", "k", "p"))
BACKENDS = pytest.mark.parametrize("backend", ["numpy", "llvm"])
END = 30.0  # 120 grid points


def empty(name):
    return (symbol(f"continuous.{name}") <= 0.0) & (symbol(name) <= 0.0)


def gone(**arriving):
    laws = {name: ex.expression(value) for name, value in arriving.items()}
    return dict(zip(laws, gone_for_ever(laws, ["k", "p"]), strict=True))


# ---- the rule ----------------------------------------------------------------------------------------


def test_what_nothing_feeds_is_gone_when_it_is_small_and_empty():
    assert gone(a=0.0) == {"a": empty("a")}


@pytest.mark.parametrize(
    "feed",
    [
        ex.constant(1e-300), TIME, X, symbol("total.area"), symbol("rule.help.count"), K + X, K * A + X, X - K,
        ex.maximum(0.0, TIME - 5.0), ex.minimum(K, X), ex.select(TIME > 5.0, 2.0, 0.0), ex.select(X < 1.0, 0.0, K),
        1 / K, ex.exp(K), ex.exp(K * A), K**P, ex.sqrt(A), ex.log(K), K < A, ~(K < A), X / (K + A),
    ],
    ids=str,
)  # fmt: skip
def test_whatever_may_ever_feed_keeps_a_clone_on_its_grid(feed):
    found = gone(a=0.0, b=feed)["b"]
    if ex.free_symbols(found) & {"k", "a"}:  # where k and a are nothing, what remains may feed
        (found,) = ex.substitute([found], {"k": 0.5, "a": 1.0})
    assert found is ZERO


@pytest.mark.parametrize("feed", [K * X, -K * TIME, K * ex.log(X), (K + K * P) * X, K * X - X * K * P], ids=str)
def test_a_parameter_that_is_zero_feeds_nobody(feed):
    found = gone(b=feed)["b"]
    here = {"continuous.b": 0.0, "b": 0.0, "p": 2.0}
    assert ex.substitute([found], here | {"k": 0.0}) == [ONE]
    assert ex.substitute([found], here | {"k": -0.0}) == [ONE]
    for k in (5e-324, -1.0, float("nan"), float("inf")):
        assert ex.substitute([found], here | {"k": k}) == [ZERO]


def test_a_product_that_is_too_small_for_a_double_may_feed():
    found = gone(b=K * P * X)["b"]
    assert ex.substitute([found], {"continuous.b": 0.0, "b": 0.0, "k": 1e-200, "p": 1e-200}) == [ZERO]


def test_a_chain_is_gone_from_its_source_on():
    found = gone(a=0.0, b=0.1 * A, c=K * B + 0.2 * A)
    assert found["b"] is empty("b") & empty("a")
    cells = {f"continuous.{s}": 0.0 for s in "abc"} | {"b": 0.0, "c": 0.0, "k": 1.0}
    assert ex.substitute([found["c"]], cells | {"a": 0.0}) == [ONE]
    assert ex.substitute([found["c"]], cells | {"a": 3.0}) == [ZERO]
    assert ex.substitute([found["c"]], cells | {"a": 0.0, "continuous.a": 1.0}) == [
        ZERO
    ]  # nothing yet, but an equation


def test_clones_that_feed_each_other_are_gone_together():
    found = gone(a=0.1 * B, b=0.1 * C, c=0.1 * A)
    cells = {f"continuous.{s}": 0.0 for s in "abc"}
    for full in ("", *"abc"):
        now = cells | {s: float(s == full) for s in "abc"}
        assert ex.substitute(found.values(), now) == [ZERO if full else ONE] * 3


# ---- what comes of it --------------------------------------------------------------------------------


def system(**feeds):
    """Clones without births that are fed as said, and lose ``p`` per cell; ``x`` is any state."""
    gains = {name: ex.expression(value) for name, value in feeds.items()}
    clones = tuple(Clone(name, gain, P * symbol(name)) for name, gain in gains.items())
    rates = [gain - P * symbol(name) for name, gain in gains.items()]
    return Problem((*gains, "x"), ("k", "p"), (*rates, ZERO), (1.0,) * (len(rates) + 1), clones=clones,
                   outputs=tuple((name, symbol(name)) for name in gains))  # fmt: skip


@BACKENDS
def test_nobody_stops_for_who_is_gone(run, backend):
    mutant = system(a=0.0, b=K * A)
    s = run(mutant, [1e9, 0, 0], [[0.0, 1e-9], 0], end=END, patients=2, backend=backend)
    assert s.steps[0] < 12
    assert s.steps[1] > 100
    np.testing.assert_array_equal(s.final[1] > 0, [False, True])


@BACKENDS
def test_nobody_stops_for_a_chain_or_a_circle_of_empty_clones(run, backend):
    for feeds in ({"a": 0.0, "b": 0.2 * A, "c": 0.2 * B}, {"a": 0.01 * K * C, "b": 0.2 * A, "c": 0.2 * B}):
        s = run(system(**feeds), [[0, 1], 0, 0, 0], [1, 0], end=END, patients=2, backend=backend)
        assert s.steps[0] < 12
        assert s.steps[1] > 100
        np.testing.assert_array_equal(s.final[:3, 0], 0)
        assert (s.final[1:3, 1] > 0).all()


@BACKENDS
@pytest.mark.parametrize("feed", [ex.maximum(0.0, TIME - 20.0), ex.select(TIME > 20.0, 5.0, 0.0), X, K], ids=str)
def test_what_feeds_only_later_is_not_missed(run, given, backend, feed):
    """Also by a dose into any state, and by a parameter that is set."""
    late = given((20.0, Kind.ADD, 1, 5.0, 0.0), (20.0, Kind.SET, 2, 5.0, 0.0))
    s = run(system(b=feed), [0, 0], [0, 0], end=END, times=np.array([19.9, 24.0]), doses=late, backend=backend)
    np.testing.assert_array_equal(s.outputs[0, :, 0] > 0, [False, True])


@BACKENDS
@pytest.mark.parametrize(("kind", "duration"), [(Kind.ADD, 0.0), (Kind.INFUSE, 0.3), (Kind.SET, 0.0)])
@pytest.mark.parametrize("cells", [40.0, 1e6])
def test_a_dose_into_the_source_of_a_chain_reaches_its_end(run, given, backend, kind, duration, cells):
    """From clones that were never there, and from those that have died out."""
    chain, times, n = system(a=0.0, b=A, c=B), np.array([7.05, 8.5]), 20
    late = given((7.1, kind, 0, cells, duration), patients=n)
    for first, death in ((0, 0.0), (3, 2.0)):
        s = run(chain, [first, 0, 0, 0], [0, death], end=END, times=times, patients=n, doses=late, backend=backend)
        assert (s.outputs[:, 0] == 0).all(axis=0).sum() > 0.8 * n
        assert (s.outputs[:, 1] > 0).all(axis=0).sum() > 0.8 * n


@BACKENDS
def test_rules_and_hazards_end_what_was_for_ever(run, backend):
    fed = system(a=0.0, b=K * A)
    rule = Rule("help", TIME > 10.0, (Action("k", Kind.SET, ONE), Action("a", Kind.ADD, ex.constant(9.0))), at_most=1)
    hazard = Hazard("breaks", ex.select(TIME > 10.0, 50.0, 0.0), changes=(("k", ONE), ("a", ex.constant(9.0))))
    for more in ({"rules": (rule,)}, {"hazards": (hazard,)}):
        s = run(replace(fed, **more), [0, 0, 0], [0, 0], end=END, times=np.array([9.9, 14.0]), rounds=(10.5,),
                backend=backend)  # fmt: skip
        np.testing.assert_array_equal(s.outputs[1, :, 0] > 0, [False, True])


@BACKENDS
def test_to_leave_the_grid_changes_no_count(run, monkeypatch, backend):
    """Mutation in every second patient, a source that dies out: as if everybody had stopped at every point."""
    n = 120
    b, hidden = 0.3 * B + K * A, 0.25 * C
    gains = {"a": 0.2 * A + 0.05 * C, "b": b, "c": hidden}
    clones = tuple(Clone(s, g, P * symbol(s), 200.0, 0.25) for s, g in gains.items())
    rates = tuple(g - P * symbol(s) for s, g in gains.items())
    problem = Problem(tuple(gains), ("k", "p"), rates, (1.0,) * 3, clones=clones)
    args = ([np.arange(n) % 40, 0, 3], [np.where(np.arange(n) % 2, 0.05, 0.0), 0.4])
    left = run(problem, *args, end=END, patients=n, backend=backend)
    monkeypatch.setattr(planning, "gone_for_ever", lambda arriving, _: (ZERO,) * len(arriving))
    planning.plan.cache_clear()
    build._build.cache_clear()
    stayed = run(problem, *args, end=END, patients=n, backend=backend)
    planning.plan.cache_clear()
    build._build.cache_clear()
    np.testing.assert_array_equal(left.final, stayed.final)
    np.testing.assert_array_equal(left.extinct_time, stayed.extinct_time)
    assert np.isfinite(left.extinct_time).any(axis=1).all()
    assert (left.final > 0).any()
    assert left.steps.sum() < 0.8 * stayed.steps.sum()


def test_the_law_takes_newcomers_apart():
    gain = 0.3 * B + K * A
    birth, death, arriving = clone_law(Clone("b", gain, P * B))
    assert arriving is K * A
    values = {"a": 5.0, "b": 7.0, "k": 2.0, "p": 0.25}
    found = [e.value for e in ex.substitute([birth, death], values)]
    np.testing.assert_allclose(found, [0.3, 0.25], rtol=1e-14)
