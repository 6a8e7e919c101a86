"""Highest values, first times and totals of each patient, in both backends, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.problem import Clone, First, Hazard, Kind, Peak, Problem, Total
from engraft.kernel.status import Status

X, Y, K = symbol("x"), symbol("y"), symbol("k")
BACKENDS = pytest.mark.parametrize("backend", ["llvm", "numpy"])


def swing(**more):
    """A circle: x = sin kt, y = cos kt."""
    return Problem(("x", "y"), ("k",), (K * Y, -K * X), (1e-3,) * 2, (True, True), **more)


def decay(**more):
    return Problem(("x",), ("k",), (-K * X,), (1e-9,), outputs=(("x", X),), **more)


@BACKENDS
def test_a_peak_is_found_inside_a_step(run, backend):
    k = np.linspace(0.5, 1.5, 21)
    peaks = (Peak("top", X), Peak("bottom", -X), Peak("square", X * X + 1))
    s = run(swing(peaks=peaks), [0, 1], [k], end=10.0, patients=21, rtol=1e-10, backend=backend)
    np.testing.assert_allclose(s.peak[:2], 1.0, rtol=1e-9)
    np.testing.assert_allclose(s.peak[2], 2.0, rtol=1e-9)
    later = np.abs(s.peak_time[0] * k % (2 * np.pi) - np.pi / 2)
    assert later.max() < 1e-4  # one of the tops, which differ in the tenth place only
    first = run(swing(peaks=(Peak("top", X, until=4.0),)), [0, 1], [k], end=10.0, patients=21, rtol=1e-10)
    np.testing.assert_allclose(first.peak_time[0][k > 0.4], np.pi / 2 / k, rtol=1e-8)


@BACKENDS
def test_visits_and_peaks_leave_each_other_alone(run, backend):
    problem = swing(outputs=(("x", X),))
    kept = {"times": np.linspace(0, 9, 4), "end": 9.0, "backend": backend}
    bare, watched = (
        run(p, [0, 1], [1.0], **kept) for p in (problem, swing(outputs=(("x", X),), peaks=(Peak("p", X),)))
    )
    np.testing.assert_array_equal(bare.outputs, watched.outputs)
    np.testing.assert_array_equal(bare.steps, watched.steps)


@BACKENDS
def test_a_peak_has_a_window(run, backend):
    windows = (Peak("rise", X, 0.5, 1.0), Peak("over", X, 1.0, 2.0), Peak("fall", X, 2.0, 3.0), Peak("never", X, 20.0))
    s = run(swing(peaks=windows), [0, 1], [1.0], end=10.0, rtol=1e-10, backend=backend)
    np.testing.assert_allclose(s.peak[:, 0], [np.sin(1.0), 1.0, np.sin(2.0), np.nan], rtol=1e-9)
    np.testing.assert_allclose(s.peak_time[:, 0], [1.0, np.pi / 2, 2.0, np.nan], rtol=1e-9)


@BACKENDS
def test_the_value_before_and_after_a_dose_counts(run, given, backend):
    doses = given((2.0, Kind.ADD, 0, 3.0, 0.0), (3.0, Kind.SET, 0, 0.0, 0.0), (4.0, Kind.ADD, 0, 1.0, 0.0))
    high = (Peak("all", X), Peak("before", X, 0.5, np.nextafter(2.0, 0.0)), Peak("low", -X), Peak("late", X, 3.5))
    s = run(decay(peaks=high), [1.0], [0.1], end=6.0, doses=doses, backend=backend, rtol=1e-9)
    after = np.exp(-0.2) + 3
    np.testing.assert_allclose(s.peak[:, 0], [after, np.exp(-0.05), 0.0, 1.0], rtol=1e-7, atol=1e-15)
    np.testing.assert_allclose(s.peak_time[:, 0], [2.0, 0.5, 3.0, 4.0])
    rising = run(decay(peaks=(Peak("before", X),)), [1.0], [-0.5], end=4.0, backend=backend, rtol=1e-9,
                 doses=given((3.0, Kind.SET, 0, 0.5, 0.0)))  # fmt: skip
    assert rising.peak[0, 0] == pytest.approx(np.exp(1.5), rel=1e-7)
    assert rising.peak_time[0, 0] == pytest.approx(3.0, rel=1e-14)


@BACKENDS
@pytest.mark.parametrize("day", [0.0, 5.0])
def test_a_dose_at_the_first_and_at_the_last_moment_counts(run, given, backend, day):
    s = run(decay(peaks=(Peak("p", X),)), [1.0], [0.5], end=5.0, doses=given((day, Kind.ADD, 0, 9.0, 0.0)),
            backend=backend)  # fmt: skip
    assert s.peak[0, 0] == pytest.approx(10.0 if day == 0 else 9 + np.exp(-2.5), rel=1e-5)
    assert s.peak_time[0, 0] == day


@BACKENDS
def test_a_course_that_only_falls_or_stands_still_is_highest_at_its_start(run, backend):
    for k in (0.5, 0.0):
        s = run(decay(peaks=(Peak("p", X),)), [2.0], [k], end=5.0, start=1.0, backend=backend)
        assert (s.peak[0, 0], s.peak_time[0, 0]) == (2.0, 1.0)


@BACKENDS
def test_death_ends_the_search(run, backend):
    death = Hazard("death", ex.select(TIME > 1, 1000.0, 0.0), ends=True)
    s = run(decay(hazards=(death,), peaks=(Peak("p", X), Peak("late", X, 3.0))), [1.0], [-1.0], end=5.0,
            backend=backend)  # fmt: skip
    assert s.peak_time[0, 0] == pytest.approx(s.end_time[0], rel=1e-12)
    assert s.peak[0, 0] == pytest.approx(np.exp(s.end_time[0]), rel=1e-5)
    assert np.isnan(s.peak[1, 0])


@BACKENDS
def test_a_failed_patient_has_the_peak_of_what_was_solved(run, backend):
    problem = Problem(("x",), ("k",), (X * X,), (1e-6,), peaks=(Peak("p", X), Peak("none", ex.log(-X))))
    s = run(problem, [1.0], [0.0], end=3.0, backend=backend)
    assert s.status[0] == Status.NONFINITE
    assert 1e6 < s.peak[0, 0] == s.final[0, 0]
    assert np.isnan(s.peak[1, 0])


@BACKENDS
def test_the_jumps_of_a_small_clone_count(run, backend):
    cells = symbol("c")
    problem = Problem(("c",), (), (0.9 * cells - cells,), (1.0,), outputs=(("c", cells),), peaks=(Peak("p", cells),),
                      clones=(Clone("c", 0.9 * cells, cells, interval=0.5),))  # fmt: skip
    times = np.arange(0.0, 20.25, 0.25)
    s = run(problem, [30.0], end=20.0, times=times, patients=20, backend=backend)
    np.testing.assert_array_equal(s.peak[0], s.outputs[0].max(axis=0))


@BACKENDS
def test_a_course_kept_from_zero_is_not_read_below_it(run, backend):
    s = run(decay(peaks=(Peak("low", -X),)), [1.0], [50.0], end=5.0, backend=backend)
    assert s.peak[0, 0] <= 0.0


# --- first times ---


@BACKENDS
def test_whoever_begins_there_has_the_start_as_first_time(run, backend):
    firsts = (First("up", X, 0.5, above=True), First("down", X, 0.5, above=False))
    s = run(decay(firsts=firsts), [[1.0, 0.2]], [[1.0, -1.0]], start=-2.0, end=6.0, patients=2, backend=backend)
    np.testing.assert_allclose(s.first_time[0], [-2.0, np.log(2.5) - 2], rtol=1e-5)
    np.testing.assert_allclose(s.first_time[1], [np.log(2) - 2, -2.0], rtol=1e-5)
    assert s.mark_time.shape == (0, 8, 2)


@BACKENDS
def test_a_first_time_may_be_that_of_a_dose_or_never(run, given, backend):
    firsts = (First("up", X, 0.5, above=True), First("never", X, 2.0, above=True))
    s = run(decay(firsts=firsts), [0.1], [1.0], end=6.0, doses=given((2.0, Kind.ADD, 0, 1.0, 0.0)), backend=backend)
    assert s.first_time[0, 0] == 2.0
    assert np.isnan(s.first_time[1, 0])


# --- totals ---


@BACKENDS
def test_an_area_is_an_integral_under_error_control(run, given, backend):
    problem = Problem(("x",), ("k",), (-K * X,), (1e-9,), outputs=(("x", X), ("area", symbol("total.area"))),
                      totals=(Total("area", X, 1e-6), Total("high", ex.select(X > 0.5, 1.0, 0.0), 1e-6)))  # fmt: skip
    k, times = np.linspace(0.3, 2, 9), np.array([0.0, 1.0, 3.0, 4.0])
    s = run(problem, [1.0], [k], end=4.0, times=times, patients=9, rtol=1e-8, backend=backend,
            doses=given((2.0, Kind.ADD, 0, 0.25, 0.0), patients=9))  # fmt: skip
    found = s.outputs[1]
    np.testing.assert_allclose(
        found[2] - found[1], (np.exp(-k) - np.exp(-3 * k) + 0.25 * (1 - np.exp(-k))) / k, rtol=1e-7
    )
    np.testing.assert_array_equal(s.total[0], found[3])
    alone = np.log(2) / k  # with the dose some are above the level again
    again = np.exp(-2 * k) + 0.25
    more = np.where((again > 0.5) & (alone < 2), np.minimum(np.log(again / 0.5) / k, 2.0), 0.0)
    more = np.where(alone >= 2, np.minimum(np.log(again / 0.5) / k, 2.0), more)
    np.testing.assert_allclose(s.total[1], np.minimum(alone, 2.0) + more, rtol=1e-7)


@BACKENDS
def test_a_total_may_be_negative_and_may_stop_what_feeds_it(run, backend):
    total = symbol("total.t")
    problem = Problem(("x",), (), (ex.select(total < -2, 0.0, 1.0),), (1e-6,), totals=(Total("t", -X, 1e-6),))
    s = run(problem, [0.0], end=10.0, rtol=1e-9, backend=backend)
    assert s.final[0, 0] == pytest.approx(2.0, rel=1e-7)
    assert s.total[0, 0] == pytest.approx(-2 - 2 * 8, rel=1e-7)
