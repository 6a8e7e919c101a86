"""A patient who fails says when, in which state, and what to try; everybody else goes on undisturbed."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.diagnosis import state_behind
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.plan import plan
from engraft.kernel.problem import Clone, Problem
from engraft.kernel.status import Status

X, Y, K = symbol("x"), symbol("y"), symbol("k")
CALM, WILD = 0.0, 1.0


def pair(wild):
    """A calm state, and beside it one that goes wrong for patients with k = 1 and decays for those with k = 0."""
    rates = (0.1 * Y - X, ex.select(K > 0.5, wild, -Y))
    return Problem(("x", "y"), ("k",), rates, (1e-6, 1e-6), outputs=(("x", X), ("y", Y)))


FAILURES = {
    "broken by time": (ex.log(3 - TIME) * Y, "NONFINITE", 3.0),
    "broken by its own amount": (1 + ex.sqrt(2 - Y), "NONFINITE", 2 - 2 * np.log(2)),
    "infinite at once": (1 / (Y - Y * K), "NONFINITE", 0.0),
    "collapsed": (Y * Y * Y, "STEP_COLLAPSE", 0.5),
    "drained": (-K, "NEGATIVE", 1.0),
    "storm": (ex.select(Y > 0.5, -1.0, 1.0), "EVENT_STORM", 0.5),
}


@pytest.mark.parametrize("backend", ["llvm", "numpy"])
@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_has_a_status_a_time_and_a_state_and_the_others_go_on(name, backend, run):
    wild, status, time = FAILURES[name]
    who = np.array([CALM, WILD, CALM, WILD, CALM])
    times = np.array([0.0, 0.25, 10.0])
    s = run(pair(wild), [1.0, 1.0], [who], end=10.0, times=times, patients=5, backend=backend)
    assert [Status(int(code)).name for code in s.status] == ["SOLVED", status, "SOLVED", status, "SOLVED"]
    assert s.where == ("", "y", "", "y", "")
    assert s.end_time[1] == pytest.approx(time, abs=1e-3)
    assert np.isnan(s.outputs[:, 2, who == WILD]).all()
    alone = run(pair(wild), [1.0, 1.0], [CALM], end=10.0, times=times, patients=3, backend=backend)
    np.testing.assert_array_equal(s.outputs[..., who == CALM], alone.outputs)


@pytest.mark.parametrize("backend", ["llvm", "numpy"])
def test_who_runs_out_of_steps_is_told_the_fastest_state(backend, run):
    turn = Problem(("x", "y"), ("k",), (-1e-3 * X, K * ex.sqrt(Y)), (1e-6, 1e-6), outputs=(("y", Y),))
    s = run(turn, [1.0, 1.0], [[1.0, 0.0]], end=1e3, patients=2, backend=backend, max_steps=20)
    assert Status(int(s.status[0])) is Status.STEP_LIMIT
    assert s.where[0] == "y"
    assert s.steps[0] == 20
    assert 0.0 < s.end_time[0] < 1e3
    assert s.status[1] == Status.SOLVED


@pytest.mark.parametrize("backend", ["llvm", "numpy"])
def test_numbers_that_are_none_from_the_start_name_their_state(backend, run):
    s = run(pair(-Y), [[1.0, np.nan, 1.0], [1.0, 1.0, np.inf]], [CALM], end=1.0, patients=3, backend=backend)
    assert s.where == ("", "x", "y")
    assert (s.status[1:] == Status.NONFINITE).all()


def test_a_broken_law_of_a_clone_names_the_clone(run):
    drawn = Problem(("c",), ("k",), (K * symbol("c"),), (1e-6,), clones=(Clone("c", K * symbol("c"), 0 * K),))
    s = run(drawn, [5.0], [np.inf], end=1.0)
    assert (s.status[0], s.where) == (Status.NONFINITE, ("c",))


def test_a_switch_is_named_by_the_first_state_it_looks_at():
    ready = plan(pair(ex.select(X * K > 0.5, -1.0, 1.0)))
    assert [ready.states[state_behind(ready, switch)] for switch in ready.located] == ["x"]


def test_every_failure_says_what_happened_and_what_to_try():
    for status in Status:
        happened, _, advice = status.message.partition("; ")
        assert happened
        assert bool(advice) == (status is not Status.SOLVED)
        assert "_" not in status.message
    assert len({status.message for status in Status}) == len(Status)
    assert [int(Status[name]) for name in ("SOLVED", "STEP_LIMIT", "NONFINITE", "NEGATIVE")] == [0, 1, 2, 3]
