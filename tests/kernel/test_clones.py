"""Small clones: integers below the threshold, equations above it, the right chances in between."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.birth_death import extinction_probability
from engraft.kernel.expression import symbol
from engraft.kernel.problem import Clone, Kind, Mark, Problem, Rule

C, B, D, V = symbol("c"), symbol("b"), symbol("d"), symbol("v")


def problem(gain=B * C, loss=D * C, *, threshold=100.0, interval=0.25, **more):
    clone = Clone("c", gain, loss, threshold, interval)
    return Problem(("c",), ("b", "d", "v"), (gain - loss,), (1.0,), clones=(clone,), outputs=(("c", C),), **more)


@pytest.mark.parametrize("interval", [0.25, 1 / 24, 0.1])
def test_extinction_has_its_closed_form(run, interval):
    n, times = 3000, np.array([1.0, 3.0])
    s = run(problem(interval=interval), [5], [0.5, 0.6, 0], times=times, end=3, patients=n)
    for k, t in enumerate(times):
        p = extinction_probability(5, 0.5, 0.6, np.floor(t / interval + 1e-9) * interval)
        z = ((s.outputs[0, k] == 0).mean() - p) / np.sqrt(p * (1 - p) / n)
        assert abs(z) < 4
    assert s.solved().all()
    np.testing.assert_array_equal(np.isfinite(s.extinct_time[0]), s.final[0] == 0)


def test_immigration_keeps_the_mean(run):
    n, b, d, v, t = 3000, 0.3, 0.5, 2.0, 4.0
    s = run(problem(gain=B * C + V), [8], [b, d, v], end=t, patients=n)
    mean = 8 * np.exp((b - d) * t) + v / (b - d) * np.expm1((b - d) * t)
    assert abs(s.final[0].mean() - mean) < 4 * s.final[0].std() / np.sqrt(n)


def test_an_empty_clone_is_refilled_by_immigration_only(run):
    assert run(problem(), [0], [1, 0, 0], end=20, patients=50).final.max() == 0
    assert (run(problem(gain=B * C + V), [0], [0, 0, 1], end=20, patients=50).final > 0).all()


def test_the_draws_do_not_depend_on_tolerance(run):
    args = ([50], [0.3, 0.5, 0])
    loose, tight = (run(problem(), *args, end=20, times=np.arange(21.0), patients=60, rtol=r) for r in (1e-3, 1e-8))
    np.testing.assert_array_equal(loose.outputs, tight.outputs)
    np.testing.assert_array_equal(loose.extinct_time, tight.extinct_time)


def test_a_clone_falls_below_its_threshold_and_dies_out(run):
    s = run(problem(), [1e6], [0, 1, 0], end=40, times=np.arange(41.0), patients=200)
    np.testing.assert_allclose(s.outputs[0, 8], 1e6 * np.exp(-8), rtol=1e-5)
    counted = s.outputs[0, 11:]
    np.testing.assert_array_equal(counted, np.round(counted))
    assert (s.final == 0).all()
    assert abs(s.extinct_time[0].mean() - (np.log(1e6) + np.euler_gamma)) < 4 * np.pi / np.sqrt(6 * 200) + 0.125


def test_a_clone_that_grows_rejoins_the_equations(run):
    s = run(problem(), [20], [1.0, 0, 0], end=12, times=np.arange(13.0), patients=100)
    grown = s.outputs[0, 8:]
    np.testing.assert_allclose(grown[1:] / grown[:-1], np.e, rtol=1e-5)
    assert grown[0].std() > 100
    assert np.isnan(s.extinct_time).all()


def test_at_the_threshold_a_clone_is_continuous(run):
    assert run(problem(), [100], [0.5, 0, 0], end=1).final[0, 0] == pytest.approx(100 * np.exp(0.5))
    assert run(problem(), [99.999], [0.0, 0, 0], end=1).final[0, 0] in (99, 100)


def test_a_fraction_of_a_cell_is_rounded_fairly(run):
    s = run(problem(), [0.3], [0, 0, 0], end=1, patients=2000)
    assert set(np.unique(s.final)) == {0.0, 1.0}
    assert abs(s.final.mean() - 0.3) < 4 * np.sqrt(0.21 / 2000)


@pytest.mark.parametrize("at", [1.0, 1.1])
def test_a_dose_brings_an_empty_clone_back(run, given, at):
    doses = given((at, Kind.ADD, 0, 7.0, 0.0))
    assert run(problem(), [0], [0, 0, 0], end=5, doses=doses).final[0, 0] == 7
    doses = given((at, Kind.ADD, 0, 1e6, 0.0))
    assert run(problem(), [0], [0.1, 0, 0], end=5, doses=doses).final[0, 0] == pytest.approx(
        1e6 * np.exp(0.1 * (5 - at))
    )


@pytest.mark.parametrize(("start", "duration"), [(1.0, 0.1), (1.1, 0.02), (1.2, 1.0), (0.0, 0.25)])
def test_an_infusion_reaches_an_empty_clone(run, given, start, duration):
    doses = given((start, Kind.INFUSE, 0, 1e6, duration))
    s = run(problem(), [0], [0, 0, 0], end=5, doses=doses)
    assert s.final[0, 0] == pytest.approx(1e6)
    few = run(problem(), [0], [0, 0, 0], end=5, doses=given((start, Kind.INFUSE, 0, 12.0, duration)))
    assert few.final[0, 0] in (11, 12, 13)


def test_extinction_is_forgotten_when_cells_come_back(run, given):
    s = run(problem(), [3], [0, 5, 0], end=10.95, patients=20, doses=given((10.9, Kind.ADD, 0, 4.0, 0.0), patients=20))
    assert (s.final == 4).any()
    assert np.isnan(s.extinct_time[0, s.final[0] > 0]).all()


def test_negative_times_have_their_own_grid_points(run):
    before = run(problem(), [50], [0.3, 0.5, 0], start=-5, end=5, patients=40)
    after = run(problem(), [50], [0.3, 0.5, 0], start=0, end=10, patients=40)
    assert before.solved().all()
    assert (before.final != after.final).any()


def test_a_count_is_not_rounded_by_steps_cut_short(run):
    """Hazards and switches cut steps; nobody may lose a cell by that."""
    clone = Clone("c", C * 0.0, C * 0.0)
    other = ex.select(symbol("x") > 0.5, -0.1, -0.2 * symbol("x"))
    rule = Rule("look", ex.constant(0.0), ())
    sys = Problem(("c", "x"), (), (C * 0.0, other), (1.0, 1e-6), clones=(clone,), outputs=(("c", C),), rules=(rule,))
    s = run(
        sys, [np.arange(1.0, 99), 1], end=20, times=np.arange(0.1, 20, 0.7), patients=98, rounds=np.arange(0, 19.0, 0.3)
    )
    np.testing.assert_array_equal(s.outputs[0], np.arange(1.0, 99) * np.ones((29, 1)))


def test_a_growth_law_that_is_undefined_at_zero(run):
    s = run(problem(gain=C * ex.log(1e6 / C)), [2], [0, 0, 0], end=3, patients=5)
    assert s.solved().all()
    s = run(problem(gain=C * ex.log(1e6 / C), loss=30 * C), [2], [0, 0, 0], end=3, patients=30)
    assert s.solved().all()
    assert (s.final == 0).any()


def test_a_mark_sees_a_count_change(run):
    marks = (Mark("gone", C, 0.5, rising=False),)
    s = run(problem(marks=marks), [5], [0, 2.0, 0], end=8, patients=30)
    np.testing.assert_allclose(s.mark_time[0, 0], s.extinct_time[0], atol=1e-9)


def test_impossible_rates_are_a_status(run):
    s = run(problem(gain=B * C * ex.log(V)), [5], [1, 0, [-1.0, 2.0]], end=3, patients=2)
    np.testing.assert_array_equal(s.status, [2, 0])
