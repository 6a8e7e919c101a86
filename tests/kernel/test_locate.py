"""Roots inside steps, and the marks that are read off them."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.locate import root
from engraft.kernel.problem import MARKS_KEPT, Kind, Mark, Problem
from engraft.kernel.status import Status

X, Y, K = symbol("x"), symbol("y"), symbol("k")


@pytest.mark.parametrize(
    "shape",
    [lambda u: u, lambda u: u**9, lambda u: np.sign(u), lambda u: np.expm1(30 * u), lambda u: np.cbrt(u)],
    ids=["line", "flat", "jump", "steep", "cusp"],
)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_root_lies_on_the_far_side(shape, sign):
    where = np.linspace(0.01, 0.99, 57)
    calls = []

    def gap(theta, which):
        calls.append(len(which))
        return sign * shape(theta - where[which])

    found = root(gap, 0.0, 1.0, np.arange(57))
    np.testing.assert_allclose(found, where, atol=1e-14)
    assert ((gap(found, np.arange(57)) > 0) == (sign > 0)).all()
    assert len(calls) < 85


def test_lanes_do_not_read_each_other():
    where = np.random.default_rng(0).random(20)
    alone = [root(lambda t, _, w=w: t**3 - w**3, 0.0, 1.0, np.arange(1))[0] for w in where]
    together = root(lambda t, which: t**3 - where[which] ** 3, 0.0, 1.0, np.arange(20))
    np.testing.assert_array_equal(alone, together)


def decay(*marks):
    return Problem(("x",), ("k",), (-K * X,), (1e-9,), outputs=(("x", X),), marks=marks)


def test_crossings_are_timed_per_patient(run):
    k = np.linspace(0.1, 2, 7)
    marks = (Mark("half", X, 0.5, rising=False), Mark("up", X, 0.5, rising=True), Mark("tenth", X, 0.1, rising=False))
    s = run(decay(*marks), [1], [k], end=40, patients=7)
    np.testing.assert_allclose(s.mark_time[0, 0], np.log(2) / k, rtol=1e-5)
    np.testing.assert_allclose(s.mark_time[2, 0], np.log(10) / k, rtol=1e-5)
    np.testing.assert_array_equal(s.mark_count, np.array([[1], [0], [1]]) * np.ones(7))
    assert np.isnan(s.mark_time[:, 1:]).all()


def test_a_mark_exceeded_at_the_start_was_not_crossed(run):
    assert run(decay(Mark("up", X, 0.5, rising=True)), [1], [0.0], end=3).mark_count[0, 0] == 0


def test_a_dose_crosses_a_mark_at_its_time(run, given):
    doses = given((2.0, Kind.ADD, 0, 1.0, 0.0))
    s = run(decay(Mark("up", X, 0.5, rising=True)), [0], [1.0], end=5, doses=doses)
    assert s.mark_time[0, 0, 0] == 2.0


def test_a_dose_at_the_end_crosses_a_mark_too(run, given):
    s = run(decay(Mark("up", X, 0.5, rising=True)), [0], [1.0], end=5, doses=given((5.0, Kind.ADD, 0, 1.0, 0.0)))
    assert s.mark_time[0, 0, 0] == 5.0


def test_all_crossings_are_counted_and_the_first_kept(run):
    wave = Problem(("x", "y"), (), (Y, -X), (1e-6,) * 2, (True, True), marks=(Mark("up", X, 0.0, rising=True),))
    s = run(wave, [1, 0], end=100, rtol=1e-8)
    expected = (np.arange(20) + 0.75) * 2 * np.pi
    assert s.mark_count[0, 0] == (expected < 100).sum()
    np.testing.assert_allclose(s.mark_time[0, :, 0], expected[:MARKS_KEPT], atol=1e-5)


def test_a_dip_of_half_a_step_is_seen(run):
    dip = Problem(("x",), (), (ex.constant(1.0),), (1e-6,), marks=(Mark("in", (X - 4) * (X - 6), 0, rising=False),))
    assert run(dip, [0], end=10).mark_time[0, 0, 0] == pytest.approx(4.0, abs=1e-9)


def test_a_switch_changes_its_mind_exactly(run):
    """It falls at 1 per day to 1, then exponentially."""
    fall = Problem(("x",), (), (ex.select(X > 1, -1.0, -X),), (1e-9,), outputs=(("x", X),))
    s = run(fall, [3], end=4, rtol=1e-8)
    assert s.outputs[0, 0, 0] == pytest.approx(np.exp(-2), rel=1e-7)


def test_switches_that_hang_on_each_other_flip_together(run):
    first = ex.select(X > 1, 1.0, 0.0)
    both = Problem(("x", "y"), (), (ex.constant(1.0), ex.select(first > 0.5, 1.0, 0.0)), (1e-6,) * 2,
                   outputs=(("y", Y),))  # fmt: skip
    assert run(both, [0, 0], end=3).outputs[0, 0, 0] == pytest.approx(2.0, abs=1e-9)


def test_chattering_is_an_event_storm_not_a_hang(run):
    to_and_fro = Problem(("x",), (), (ex.select(X > 1, -1.0, 1.0),), (1e-6,))
    s = run(to_and_fro, [3], end=9)
    assert s.status[0] == Status.EVENT_STORM
    assert s.end_time[0] == pytest.approx(2.0)
    assert s.steps[0] < 500  # noticed long before max_steps


def test_a_crossing_at_a_stop_and_at_the_end(run, given):
    ramp = Problem(("x", "y"), (), (ex.constant(1.0), ex.select(X > 2, 1.0, 0.0)), (1e-6,) * 2, outputs=(("y", Y),),
                   marks=(Mark("at", X, 2.0, rising=True), Mark("end", TIME, 4.0, rising=False)))  # fmt: skip
    s = run(ramp, [0, 0], end=4, doses=given((2.0, Kind.ADD, 1, 0.0, 0.0)))
    assert s.outputs[0, 0, 0] == pytest.approx(2.0, abs=1e-9)
    assert s.mark_time[0, 0, 0] == pytest.approx(2.0, abs=1e-12)
