"""Events of hazards: where the integrated rate meets its draw."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel import streams
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.problem import Hazard, Kind, Problem

X, R = symbol("x"), symbol("r")
N = 40


def problem(*hazards, rate=ex.ZERO):
    return Problem(("x",), ("r",), (rate,), (1e-6,), outputs=(("x", X),), hazards=hazards)


def draws(name, seed=0):
    return streams.exponential(seed, f"hazard:{name}", np.arange(N))


@pytest.mark.parametrize("rate", [1e-3, 1.0, 1e6])
def test_a_constant_rate_gives_the_draw_itself(run, rate):
    s = run(problem(Hazard("death", R)), [1], [rate], end=20 / rate, patients=N)
    np.testing.assert_allclose(s.hazard_time[0], draws("death") / rate, rtol=1e-9)


def test_a_time_varying_rate_is_weibull(run):
    shape, scale = 3.0, 2.0
    rate = shape / scale * (TIME / scale) ** (shape - 1)
    s = run(problem(Hazard("w", rate)), [1], [0], end=8, patients=N)
    np.testing.assert_allclose(s.hazard_time[0], scale * draws("w") ** (1 / shape), rtol=1e-6)


def test_what_does_not_happen_has_no_time(run):
    s = run(problem(Hazard("rare", R)), [1], [0.3], end=1, patients=N)
    np.testing.assert_array_equal(np.isnan(s.hazard_time[0]), draws("rare") > 0.3)
    assert run(problem(Hazard("never", R)), [1], [0.0], end=1e6).status[0] == 0


def test_an_ending_hazard_ends_outputs(run):
    days = np.arange(0, 6.0)
    s = run(problem(Hazard("death", R, ends=True)), [7], [0.5], times=days, end=5, patients=N)
    died = draws("death") / 0.5
    np.testing.assert_allclose(s.end_time, np.minimum(died, 5), rtol=1e-9)
    np.testing.assert_array_equal(np.isnan(s.outputs[0]), days[:, None] > died)
    assert s.solved().all()


def test_an_event_changes_states_and_parameters_at_once(run):
    event = Hazard("relief", ex.constant(1.0), changes=(("x", R * 3), ("r", R * 2)))
    s = run(problem(event, rate=R), [0], [1.0], end=4, patients=N)
    t = draws("relief")
    np.testing.assert_allclose(s.outputs[0, 0], np.where(t < 4, 3 + 2 * (4 - t), 4), rtol=1e-8)


def test_two_hazards_at_the_same_rate_are_two_draws(run):
    s = run(problem(Hazard("a", R), Hazard("b", R)), [1], [1.0], end=40, patients=N)
    np.testing.assert_allclose(s.hazard_time, [draws("a"), draws("b")], rtol=1e-8)


def test_a_dose_moves_the_hazard_not_the_draw(run, given):
    doses = given((1.0, Kind.SET, 1, 5.0, 0.0), patients=N)
    s = run(problem(Hazard("h", R)), [1], [0.1], end=30, doses=doses, patients=N)
    e = draws("h")
    np.testing.assert_allclose(s.hazard_time[0], np.where(e < 0.1, e / 0.1, 1 + (e - 0.1) / 5), rtol=1e-8)


def test_a_hazard_needs_no_state_of_its_own_time_scale(run):
    s = run(problem(Hazard("h", ex.constant(1e-9))), [1e12], [0], end=1e10, patients=N)
    np.testing.assert_allclose(s.hazard_time[0], draws("h") * 1e9, rtol=1e-6)
