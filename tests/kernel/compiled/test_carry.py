"""The compiled loop and the interpreter tell the same story: courses, events, failures."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.compiled.target import TARGETS, Target, host, missing
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.problem import Action, Clone, Ensemble, Hazard, Kind, Mark, Options, Problem, Rule, Schedule
from engraft.kernel.status import Status

A, B, C, K, X = map(symbol, "abckx")
TIMES = np.arange(0.0, 8.5, 0.25)


def eventful():
    """Everything at once, in every lane at its own time."""
    rates = (
        -K * A + ex.select(B > 2, 0.5, 0.0) + ex.select(A < 0.4, -0.05, 0.0), A - 0.3 * B * ex.tanh(A) + ex.exp(-A) / 9,
        0.4 * C - 0.5 * C * (1 + 0.1 * A),
    )  # fmt: skip
    return Problem(
        ("a", "b", "c"), ("k",), rates, (1e-6, 1e-6, 1.0),
        outputs=(("a", A), ("b", B), ("c", C), ("late", ex.select(TIME > 4, A**0.3, ex.log(1 + B)))),
        clones=(Clone("c", 0.4 * C, 0.5 * C * (1 + 0.1 * A)),),
        marks=(Mark("high", B, 1.5, rising=True), Mark("low", A, 0.8, rising=False)),
        hazards=(Hazard("death", 0.02 * B, ends=True), Hazard("fall", 0.1 * A, changes=(("a", A * 0.5),))),
        rules=(Rule("help", A < 1.5, (Action("a", Kind.INFUSE, ex.constant(1.0), duration=0.5),), 2.0),),
    )  # fmt: skip


def people(order):
    order = np.asarray(order, int)
    doses = np.stack([0.5 + order / 50.0, np.full(len(order), 4.0)])
    flat = np.ones_like(doses)
    schedule = Schedule(doses, flat.astype(np.int8) * 0, flat.astype(np.int64) * 0, flat, flat * 0)
    initial = np.stack([1 + order / 9.0, order / 20.0, 3.0 + order * 5])
    return Ensemble((0.2 + order / 30.0)[None], initial, order, schedule, seed=7)


def lives(order, **options):
    rounds = np.arange(0, 9, 0.5)
    return solve(eventful(), people(order), TIMES, span=(0, 8.5), rounds=rounds, options=Options(**options))


def assert_same_bits(found, expected, pick=slice(None)):
    for field in fields(found):
        if field.name not in ("where", "counts"):
            np.testing.assert_array_equal(
                getattr(found, field.name), getattr(expected, field.name)[..., pick], err_msg=field.name
            )


EVERYBODY = np.arange(37)


@pytest.fixture(scope="module")
def everyone():
    return lives(EVERYBODY)


# --- with the interpreter ---


def test_events_and_courses_agree_with_the_interpreter():
    compiled, plain = (lives(EVERYBODY, backend=name, rtol=1e-10) for name in ("llvm", "numpy"))
    assert compiled.solved().all()
    for name in ("status", "mark_count", "rule_count"):
        np.testing.assert_array_equal(getattr(compiled, name), getattr(plain, name), err_msg=name)
    for name in ("hazard_time", "mark_time", "extinct_time", "end_time", "outputs", "rule_time", "final"):
        one, other = getattr(compiled, name), getattr(plain, name)
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-11, err_msg=name)
    assert np.isfinite(compiled.hazard_time).any(axis=1).all()
    assert np.isfinite(compiled.extinct_time).sum() > 1
    assert (compiled.mark_count.max(axis=1) > 1).any()


def test_cart12_agrees_with_the_interpreter(shared, run, given, cart12):
    problem, values, initial, doses, _ = cart12
    times = np.linspace(-4.5, 3, 16)
    found = [
        run(problem, initial, values, start=-5, end=3, times=times, patients=16, rtol=1e-10, backend=name,
            doses=given(*doses, patients=16))
        for name in ("llvm", "numpy")
    ]  # fmt: skip
    one, other = (s.outputs for s in found)
    apart = np.abs(one - other) / (np.abs(other) + np.array(problem.negligible)[:, None, None])
    print(f"cart12, llvm against numpy at rtol 1e-10: {apart.max():.1e}")  # noqa: T201
    assert apart.max() < 1e-9


@pytest.fixture
def cart12(shared):
    """Give the benchmark as read by the tests of the ensemble."""
    import importlib.util
    from pathlib import Path

    path = Path(__file__).parent.parent / "test_ensemble.py"
    spec = importlib.util.spec_from_file_location("reads_cart12", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.read_cart12(shared)


# --- bits ---


@pytest.mark.parametrize("options", [{"threads": 1}, {"threads": 2}, {"threads": 4}, {"block": 5, "threads": 4},
                                     {"block": 1}, {"block": 36, "threads": 2}], ids=str)  # fmt: skip
def test_threads_and_blocks_leave_every_bit(options, everyone):
    assert_same_bits(lives(EVERYBODY, **options), everyone)


def test_order_and_company_leave_every_bit(everyone):
    order = np.random.default_rng(3).permutation(37)
    assert_same_bits(lives(order), everyone, order)
    for few in ([4], [4, 11], list(range(20, 29))):
        assert_same_bits(lives(few), everyone, few)


@pytest.mark.parametrize("lanes", [1, 2, 4, 8, 16])
def test_the_width_of_the_vectors_leaves_every_bit(lanes, everyone, monkeypatch):
    here = host()
    monkeypatch.setitem(TARGETS, "narrow", Target(here.triple, here.cpu, here.features, lanes, here.fused))
    assert_same_bits(lives(EVERYBODY, target="narrow"), everyone)


@pytest.mark.parametrize("name", ["avx2", "avx512"])
def test_every_processor_that_fuses_has_the_same_bits(name, everyone):
    if missing(name):
        pytest.skip(f"this processor has no {missing(name)}")
    if not host().fused:
        pytest.skip("this processor does not fuse")
    assert_same_bits(lives(EVERYBODY, target=name), everyone)


def test_without_fusing_events_agree(everyone):
    if missing("sse2"):
        pytest.skip(f"this machine is not {missing('sse2')}")
    old = lives(EVERYBODY, target="sse2")
    np.testing.assert_array_equal(old.status, everyone.status)
    np.testing.assert_allclose(old.outputs, everyone.outputs, rtol=2e-4, atol=1e-6)


def test_callers_threads_do_not_meet(everyone):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(6) as pool:
        for found in pool.map(lambda _: lives(EVERYBODY, threads=2, block=8), range(6)):
            assert_same_bits(found, everyone)


# --- nobody, few, many ---


@pytest.mark.parametrize("count", [0, 1, 3, 8, 9, 300])
def test_any_number_of_patients(count, run):
    k = np.linspace(0.1, 3.0, count)
    s = run(one(-K * X), [1.0], [k], end=4.0, times=np.array([0.0, 1.0, 4.0]), patients=count, rtol=1e-8)
    np.testing.assert_allclose(s.outputs[0], np.exp(-np.outer([0.0, 1.0, 4.0], k)), rtol=1e-6)
    assert s.status.shape == (count,)


def test_a_system_without_parameters_or_outputs(run):
    s = run(Problem(("x",), (), (-X,), (1e-6,)), [[1.0, 2.0]], end=1.0, patients=2)
    assert s.outputs.shape == (0, 1, 2)
    np.testing.assert_allclose(s.final, [[np.exp(-1), 2 * np.exp(-1)]], rtol=1e-6)


def test_one_patient_who_takes_much_longer(run):
    speed = np.array([1.0] * 20 + [3000.0])
    problem = Problem(("x", "y"), ("k",), (K * symbol("y"), -K * X), (1e-6,) * 2, (True, True), outputs=(("x", X),))
    s = run(problem, [1.0, 0.0], [speed], end=1.0, patients=21, rtol=1e-6)
    assert s.steps[20] > 500 * s.steps[0]
    np.testing.assert_allclose(s.outputs[0, 0], np.cos(speed), atol=2e-2)


def test_outputs_at_both_ends_and_beyond_the_span(run):
    s = run(one(-K * X), [1.0], [1.0], end=2.0, start=1.0, times=np.array([1.0, 1.5, 2.0, 3.0]))
    np.testing.assert_allclose(s.outputs[0, :, 0], [1.0, np.exp(-0.5), np.exp(-1), np.nan], rtol=1e-6)


def test_a_thousand_visits_within_one_step(run):
    times = np.linspace(0.0, 1e-3, 1001)
    s = run(one(-1e-3 * K * X), [1.0], [1.0], times=times, end=1e-3)
    np.testing.assert_allclose(s.outputs[0, :, 0], np.exp(-1e-3 * times), rtol=1e-12)


# --- failures ---


def one(rate, **more):
    return Problem(("x",), ("k",), (rate,), (more.pop("negligible", 1e-6),), outputs=(("x", X),), **more)


@pytest.mark.parametrize(
    ("rate", "options", "status", "time"),
    [
        (X * X, {}, "NONFINITE", 1.0), (ex.log(5 - TIME) * X, {}, "NONFINITE", 5.0), (-K, {}, "NEGATIVE", 1.0),
        (ex.select(X > 0.5, -1.0, 1.0), {}, "EVENT_STORM", 0.5), (-X, {"max_steps": 3}, "STEP_LIMIT", None),
        (-ex.maximum(ex.log(5 - TIME), 0.0) * X, {}, "NONFINITE", 5.0),
        (-ex.minimum(0.5, ex.log(5 - TIME) / 9) * X, {}, "NONFINITE", 5.0),
        (1 / (X - X * K), {}, "NONFINITE", 0.0), (X * X * X, {}, "STEP_COLLAPSE", 0.5), (-X, {}, "SOLVED", 10.0),
    ],
)  # fmt: skip
def test_every_failure_is_that_of_the_interpreter(rate, options, status, time, run):
    for backend in ("llvm", "numpy"):
        s = run(one(rate), [1.0], [1.0], end=10.0, backend=backend, **options)
        assert Status(int(s.status[0])).name == status, backend
        assert time is None or s.end_time[0] == pytest.approx(time, abs=1e-3)
        assert s.where == ("" if status == "SOLVED" else "x",)


def test_failing_patients_do_not_disturb_those_beside_them(run):
    rate = ex.log(K - TIME) * X - X
    until = np.where(np.arange(40) % 3 == 1, 2.0 + np.arange(40) / 9, 20.0 + np.arange(40))
    whole = run(one(rate), [1.0], [until], end=10.0, patients=40)
    np.testing.assert_array_equal(whole.status == Status.NONFINITE, until < 10)
    good = np.flatnonzero(until > 10)
    alone = run(one(rate), [1.0], [until[good]], end=10.0, patients=len(good), persons=good)
    np.testing.assert_array_equal(whole.outputs[..., good], alone.outputs)
    np.testing.assert_array_equal(whole.steps[good], alone.steps)


def test_a_failure_far_above_what_is_negligible_is_no_warning(run):
    s = run(one(ex.select(TIME < 1, 1e300 * X, X * X), negligible=1e-12), [[1e300, 1.0]], [1.0], end=3.0, patients=2)
    assert (s.status == Status.NONFINITE).all()


def test_an_error_in_a_thread_is_raised(monkeypatch, run):
    from engraft.kernel import ensemble

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(ensemble, "CARRY", {"llvm": broken})
    with pytest.raises(ZeroDivisionError):
        run(one(-X), [1.0], [1.0], end=1.0, patients=20, block=2, threads=4)


# --- gaps ---


def crossings(run, problem, initial, *, end, **more):
    return [run(problem, initial, end=end, rtol=1e-10, backend=b, **more) for b in ("llvm", "numpy")]


def swing(*marks):
    """A circle: x = cos t, y = -sin t."""
    return Problem(("x", "y"), (), (symbol("y"), -X), (1e-3,) * 2, (True, True), outputs=(("x", X),), marks=marks)


def test_marks_in_both_directions_lie_where_they_should(run):
    up, down = Mark("up", X, 0.5, rising=True), Mark("down", X, 0.5, rising=False)
    compiled, plain = crossings(run, swing(up, down), [1.0, 0.0], end=40.0)
    expected = [2 * np.pi * (k + 1) - np.pi / 3 for k in range(6)], [2 * np.pi * k + np.pi / 3 for k in range(7)]
    for s in (compiled, plain):
        np.testing.assert_array_equal(s.mark_count[:, 0], [6, 7])
        np.testing.assert_allclose(s.mark_time[0, :6, 0], expected[0], rtol=1e-9)
        np.testing.assert_allclose(s.mark_time[1, :7, 0], expected[1], rtol=1e-9)


def test_marks_change_nobody(run):
    marks = (Mark("up", X, 0.5, rising=True), Mark("down", X, 0.2, rising=False))
    times, speed = np.linspace(0.0, 40.0, 81), np.linspace(0.9, 1.1, 19)
    bare, marked = (run(swing(*some), [1.0, speed - 1.0], end=40.0, times=times, patients=19) for some in ((), marks))
    np.testing.assert_array_equal(bare.outputs, marked.outputs)
    np.testing.assert_array_equal(bare.steps, marked.steps)


def test_marks_beyond_those_kept_are_counted(run):
    for s in crossings(run, swing(Mark("up", X, 0.5, rising=True)), [1.0, 0.0], end=80.0):
        assert s.mark_count[0, 0] == 12
        np.testing.assert_allclose(s.mark_time[0, :, 0], 2 * np.pi * np.arange(1, 9) - np.pi / 3, rtol=1e-9)


def test_a_mark_beyond_a_crossing_that_ends_the_step_waits_for_it(run):
    """A step over both is cut at the switch; from there the mark is reached later."""
    problem = Problem(("x",), (), (ex.select(X < 0.9, 1.0, 0.1),), (1e-6,), marks=(Mark("m", X, 0.95, rising=True),))
    for s in crossings(run, problem, [0.0], end=3.0):
        assert s.mark_time[0, 0, 0] == pytest.approx(1.4, rel=1e-9)
        assert s.mark_count[0, 0] == 1


def test_many_marks_in_one_quarter_of_a_step_are_all_found(run):
    levels = [1.0 + 1e-9 * k for k in range(12)]
    marks = tuple(Mark(f"m{k}", X if k % 2 else 3.0 - X, level if k % 2 else 3.0 - level, k % 2 == 1)
                  for k, level in enumerate(levels))  # fmt: skip
    compiled, _ = crossings(run, Problem(("x",), (), (ex.constant(1.0),), (1e-6,), marks=marks), [0.5], end=2.0)
    np.testing.assert_array_equal(compiled.mark_count[:, 0], 1)
    np.testing.assert_allclose(compiled.mark_time[:, 0, 0], np.array(levels) - 0.5, rtol=1e-12)


def test_switches_that_turn_together_in_opposite_directions(run):
    y = symbol("y")
    turned = ex.select(X > 0.5, 1.0, 0.0) + ex.select(X < 0.5, 2.0, 0.0) + ex.select(3 * X < 1.5, 4.0, 0.0)
    problem = Problem(("x", "y"), (), (ex.constant(1.0), turned), (1e-6,) * 2, outputs=(("y", y),))
    compiled, plain = crossings(run, problem, [0.0, 0.0], end=1.0)
    for s in (compiled, plain):
        assert s.outputs[0, 0, 0] == pytest.approx(3.5, rel=1e-9)


def test_a_crossing_at_the_very_start(run):
    mark = Mark("m", X, 1.0, rising=True)
    compiled, plain = crossings(run, Problem(("x",), (), (X,), (1e-6,), marks=(mark,)), [1.0], end=1.0)
    for s in (compiled, plain):
        assert s.mark_count[0, 0] == 1
        assert s.mark_time[0, 0, 0] == pytest.approx(0.0, abs=1e-12)
    switched = Problem(("x",), (), (ex.select(X > 1, 2.0, 1.0),), (1e-6,), outputs=(("x", X),))
    for s in crossings(run, switched, [1.0], end=1.0):
        assert s.outputs[0, 0, 0] == pytest.approx(3.0, rel=1e-9)


def test_a_crossing_at_the_very_end_and_at_a_visit(run):
    switched = Problem(("x",), (), (ex.select(X < 1, 1.0, 5.0),), (1e-6,), outputs=(("x", X),))
    for s in crossings(run, switched, [0.0], end=2.0, times=np.array([0.5, 1.0, 2.0])):
        np.testing.assert_allclose(s.outputs[0, :, 0], [0.5, 1.0, 6.0], rtol=1e-9)
    for s in crossings(run, switched, [0.0], end=1.0):
        assert s.outputs[0, 0, 0] == pytest.approx(1.0, rel=1e-9)


@pytest.mark.parametrize("speed", [1.0, 100.0])
def test_a_course_that_comes_to_rest_on_a_level_is_not_held_up(speed, run):
    mark = Mark("m", X, 1.0, rising=True)
    problem = Problem(("x",), (), (-speed * (X - 1),), (1e-6,), outputs=(("x", X),), marks=(mark,))
    for start in (0.3, 2.0):
        s = run(problem, [start], end=1000.0, max_steps=2000)
        assert s.solved().all()
        assert s.outputs[0, 0, 0] == pytest.approx(1.0, rel=1e-9)


def test_hazards_strike_where_their_integral_meets_the_draw(run):
    hazards = (Hazard("first", K * TIME, changes=(("x", X + 1),)), Hazard("second", 0.5 * X, ends=True))
    problem = Problem(("x",), ("k",), (0 * X,), (1e-6,), outputs=(("x", X),), hazards=hazards)
    compiled, plain = crossings(run, problem, [1.0], end=5.0, parameters=[np.linspace(0.1, 2, 50)], patients=50)
    np.testing.assert_allclose(compiled.hazard_time, plain.hazard_time, rtol=1e-9)
    np.testing.assert_array_equal(compiled.final, plain.final)
    assert np.isfinite(compiled.hazard_time).any(axis=1).all()
