"""What jumps do to derivatives, in closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.problem import Action, Clone, Hazard, Kind, Problem, Rule

C, K, M, X, Y = map(symbol, "ckmxy")
BACKENDS = pytest.mark.parametrize("backend", ["numpy", "llvm"])


def one(rate, *directions, **more):
    shown = (("x", X),)
    return Problem(("x",), ("k", "m", "c"), (rate,), (1e-9,), outputs=shown, directions=directions, **more)


@BACKENDS
def test_two_switches_one_after_the_other(backend, run):
    """x rises by k to 1, by m to c, then by 3: t1 = (1-x0)/k, t2 = t1 + (c-1)/m, x = c + 3 (t - t2)."""
    rate = ex.select(X < 1, K, ex.select(X < C, M, 3.0))
    k, m, c, start = np.array([1.0, 0.7]), np.array([2.0, 0.6]), 1.5, 0.2
    times = np.array([0.1, 2.0, 4.0])
    s = run(one(rate, "k", "m", "c", "x"), [start], [k, m, c], end=4.0, times=times, patients=2, backend=backend)
    t1 = (1 - start) / k
    t2 = t1 + (c - 1) / m
    np.testing.assert_allclose(s.outputs[0, 2], c + 3 * (4.0 - t2), rtol=1e-9)
    by_k = 3 * (1 - start) / k**2
    expected = [by_k, 3 * (c - 1) / m**2, 1 - 3 / m, 3 / k]
    np.testing.assert_allclose(s.tangents[:, 0, 2], expected, rtol=1e-9)
    np.testing.assert_allclose(s.tangents[:, 0, 0], np.array([[0.1] * 2, [0, 0], [0, 0], [1, 1]]), atol=1e-12)
    between = (t1 < 2.0) & (t2 > 2.0)
    np.testing.assert_allclose(s.tangents[0, 0, 1, between], (m * (1 - start) / k**2)[between], rtol=1e-9)


@BACKENDS
def test_a_switch_on_a_gap_that_drifts(backend, run):
    """x' = k until x meets 1 + m t, at tau = (1-x0)/(k-m), and 2k from then on."""
    rate = ex.select(X < 1 + M * TIME, K, 2 * K)
    k, m, start = 2.0, 0.5, 0.25
    s = run(one(rate, "k", "m", "x"), [start], [k, m, 0.0], end=3.0, backend=backend)
    tau = (1 - start) / (k - m)
    np.testing.assert_allclose(s.outputs[0, 0, 0], start + 2 * k * 3 - k * tau, rtol=1e-9)
    expected = [2 * 3 - tau + k * tau / (k - m), -k * tau / (k - m), 1 + k / (k - m)]
    np.testing.assert_allclose(s.tangents[:, 0, 0, 0], expected, rtol=1e-9)


@BACKENDS
def test_switches_that_turn_together(backend, run):
    """Three comparisons with one level: y grows by 2 before x passes it and by 5 after."""
    rate = ex.select(X > 0.5, 1.0, 0.0) + ex.select(X < 0.5, 2.0, 0.0) + ex.select(3 * X > 1.5, 4.0, 0.0)
    problem = Problem(("x", "y"), ("k",), (K, rate), (1e-6,) * 2, outputs=(("y", Y),), directions=("k", "x"))
    s = run(problem, [0.0, 0.0], [0.8], end=2.0, backend=backend)
    tau = 0.5 / 0.8
    np.testing.assert_allclose(s.outputs[0, 0, 0], 2 * tau + 5 * (2 - tau), rtol=1e-9)
    np.testing.assert_allclose(s.tangents[:, 0, 0, 0], [3 * tau / 0.8, 3 / 0.8], rtol=1e-8)


@BACKENDS
def test_a_switch_whose_instant_is_a_parameter(backend, run):
    """x falls at rate k until 2m, then at rate c: dx/dm = 2 x (c - k)."""
    rate = -ex.select(TIME < 2 * M, K, C) * X
    k, m, c = 0.4, np.array([0.5, 0.8, 3.0]), 1.3
    s = run(one(rate, "m", "k", "c"), [1.0], [k, m, c], end=2.0, patients=3, rtol=1e-10, backend=backend)
    early = np.minimum(2 * m, 2.0)
    x = np.exp(-k * early - c * (2 - early))
    np.testing.assert_allclose(s.outputs[0, 0], x, rtol=1e-9)
    by_m = np.where(2 * m < 2, 2 * x * (c - k), 0.0)
    np.testing.assert_allclose(s.tangents[:, 0, 0], [by_m, -early * x, -(2 - early) * x], rtol=1e-8)


@BACKENDS
def test_a_dose_at_the_instant_of_a_switch_comes_first(backend, run, given):
    rate = -ex.select(TIME < M, K, C) * X
    doses = given((1.0, Kind.ADD, 0, 1.0, 0.0))
    s = run(one(rate, "m"), [1.0], [0.4, 1.0, 1.3], end=2.0, doses=doses, rtol=1e-10, backend=backend)
    x = (np.exp(-0.4) + 1) * np.exp(-1.3)
    np.testing.assert_allclose([s.outputs[0, 0, 0], s.tangents[0, 0, 0, 0]], [x, x * 0.9], rtol=1e-8)


@BACKENDS
def test_the_event_of_a_hazard_moves(backend, run):
    """At tau, where k tau meets its draw, x becomes x/2 + m: x = x0/2 exp(-ct) + m exp(-c (t - tau))."""
    hazard = Hazard("fall", K + 0 * X, changes=(("x", X / 2 + M),))
    k, m, c = 1.5, 0.7, 0.9
    problem = one(-C * X, "k", "m", "x", hazards=(hazard,))
    s = run(problem, [2.0], [k, m, c], end=3.0, patients=5, rtol=1e-10, backend=backend)
    tau = s.hazard_time[0]
    assert np.isfinite(tau).sum() > 2
    later = np.where(np.isfinite(tau), np.exp(-c * (3 - np.nan_to_num(tau))), 0.0)
    by_k = np.nan_to_num(-tau / k) * m * c * later
    np.testing.assert_allclose(s.tangents[0, 0, 0], by_k, rtol=1e-8)
    np.testing.assert_allclose(s.tangents[1, 0, 0], later, rtol=1e-8)
    by_start = np.exp(-c * 3) * np.where(np.isfinite(tau), 0.5, 1.0)
    np.testing.assert_allclose(s.tangents[2, 0, 0], by_start, rtol=1e-8)


@BACKENDS
def test_an_event_sets_a_parameter_to_what_depends_on_the_course(backend, run):
    """x = x0 exp(-ct) until tau, where m becomes x + tau; y' = m from then on."""
    hazard = Hazard("turn", K + 0 * X, changes=(("m", X + TIME),))
    problem = Problem(("x", "y"), ("k", "m", "c"), (-C * X, M + 0 * Y), (1e-9,) * 2, outputs=(("y", Y),),
                      directions=("k", "m", "x"), hazards=(hazard,))  # fmt: skip
    k, m, c = 2.0, 0.3, 0.9
    s = run(problem, [2.0, 0.0], [k, m, c], end=4.0, patients=6, rtol=1e-10, backend=backend)
    tau = s.hazard_time[0]
    tau = tau[np.isfinite(tau)]
    at = np.isfinite(s.hazard_time[0])
    x, by = 2 * np.exp(-c * tau), -tau / k
    np.testing.assert_allclose(s.outputs[0, 0, at], m * tau + (x + tau) * (4 - tau), rtol=1e-8)
    by_k = (m - x - tau + (1 - c * x) * (4 - tau)) * by
    np.testing.assert_allclose(s.tangents[:, 0, 0, at], [by_k, tau, x / 2 * (4 - tau)], rtol=1e-7)


@BACKENDS
def test_what_is_final_at_an_end_moves_with_it(backend, run):
    problem = one(-C * X, "k", "c", hazards=(Hazard("death", K + 0 * X, ends=True),))
    k, c = 3.0, 0.9
    s = run(problem, [2.0], [k, 0.0, c], end=9.0, patients=4, rtol=1e-10, backend=backend)
    tau = s.hazard_time[0]
    x = 2 * np.exp(-c * tau)
    np.testing.assert_allclose(s.final_tangents[:, 0], [c * x * tau / k, -tau * x], rtol=1e-8)
    assert np.isnan(s.tangents).all()


def ruled(*actions, **more):
    rule = Rule("help", TIME > 0.5, actions, at_most=1)
    problem = Problem(("x", "y"), ("k", "m"), (-K * X, M * X), (1e-9,) * 2, outputs=(("x", X), ("y", Y)),
                      directions=("k", "m", "x"), rules=(rule,))  # fmt: skip
    return replace(problem, **more)


def courses(run, problem, backend):
    s = run(problem, [2.0, 0.0], [0.6, 1.5], end=3.0, rounds=(1.0,), rtol=1e-10, backend=backend)
    return s.outputs[:, 0, 0], s.tangents[:, :, 0, 0]


@BACKENDS
def test_a_rule_doses_by_the_course(backend, run):
    """At 1 it gives k x more: x = x0 (1 + k) exp(-kt)."""
    x, moves = courses(run, ruled(Action("x", Kind.ADD, K * X)), backend)
    grown = 2 * 1.6 * np.exp(-1.8)
    np.testing.assert_allclose(x[0], grown, rtol=1e-9)
    np.testing.assert_allclose(moves[:, 0], [2 * np.exp(-1.8) - 3 * grown, 0.0, grown / 2], rtol=1e-8, atol=1e-12)


@BACKENDS
@pytest.mark.parametrize("delay", [0.0, 0.5])
def test_a_rule_infuses_by_the_course(delay, backend, run):
    """From 1 + delay on, over one day, k x(1): a superposition of the decay and of what was infused."""
    x, moves = courses(run, ruled(Action("x", Kind.INFUSE, K * X, delay=delay, duration=1.0)), backend)
    k, first = 0.6, 1.0 + delay

    def course(k, start):
        given = k * start * np.exp(-k)
        return start * np.exp(-3 * k) + given * (np.exp(-k * (2 - first)) - np.exp(-k * (3 - first))) / k

    step = 1e-3
    weights = ((1, 2 / 3), (-1, -2 / 3), (2, -1 / 12), (-2, 1 / 12))
    by_k = sum(w * course(k + n * step, 2.0) for n, w in weights) / step  # truncation of order 1e-12
    np.testing.assert_allclose(x[0], course(k, 2.0), rtol=1e-9)
    np.testing.assert_allclose(moves[:, 0], [by_k, 0.0, course(k, 1.0)], rtol=1e-8, atol=1e-12)


@BACKENDS
def test_a_rule_sets_a_parameter_by_the_course(backend, run):
    """From 1 on m is k x(1): y gains m x0 (1 - e^-k)/k before, k x(1) (x(1) - x(3))/k after."""
    x, moves = courses(run, ruled(Action("m", Kind.SET, K * X)), backend)
    k, m, start = 0.6, 1.5, 2.0
    one_, three = np.exp(-k), np.exp(-3 * k)
    before, after = (1 - one_) / k, one_ * (one_ - three)
    np.testing.assert_allclose(x[1], m * start * before + start**2 * after, rtol=1e-9)
    by_k = m * start * (one_ / k - (1 - one_) / k**2) + start**2 * (-2 * one_**2 + 4 * one_ * three)
    np.testing.assert_allclose(moves[:, 1], [by_k, start * before, m * before + 2 * start * after], rtol=1e-8)


@BACKENDS
def test_a_rule_sets_a_state_by_the_course(backend, run):
    x, moves = courses(run, ruled(Action("x", Kind.SET, M * X * X)), backend)
    decay = np.exp(-2 * 0.6)
    expected = 1.5 * 4 * np.exp(-1.2) * decay
    np.testing.assert_allclose(x[0], expected, rtol=1e-9)
    np.testing.assert_allclose(moves[:, 0], [-4 * expected, expected / 1.5, expected], rtol=1e-8)


@BACKENDS
def test_a_clone_drawn_by_chance_does_not_move(backend, run):
    """Small clones are whole numbers; what they feed moves with its own parameters only."""
    problem = Problem(("x", "y"), ("k", "m"), (K * X - X, M * X - Y), (1e-3, 1e-3), outputs=(("x", X), ("y", Y)),
                      directions=("k", "m", "x"), clones=(Clone("x", K * X, X, threshold=100.0),))  # fmt: skip
    times = np.array([0.1, 4.0, 6.0])
    start = [[60.0, 5000.0], [0.0, 0.0]]
    s = run(problem, start, [1.0, 0.5], patients=2, end=6.0, times=times, backend=backend)
    small = s.outputs[0, :, 0] < 100
    assert small.all()
    assert (s.tangents[:, 0, 1:, 0] == 0.0).all()
    assert (s.tangents[1, 1, 1:, 0] > 0.0).all()
    np.testing.assert_allclose(s.tangents[0, 0, :, 1], 5000.0 * times, rtol=1e-6)
    np.testing.assert_allclose(s.tangents[2, 0, :, 1], 1.0, rtol=1e-6)
