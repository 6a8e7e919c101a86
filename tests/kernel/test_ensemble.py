"""The whole solver: closed forms, a reference solution, SciPy; failures stay with their patient; bits stay put."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engraft.kernel import expression as ex
from engraft.kernel.ensemble import solve
from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.problem import Action, Clone, Ensemble, Hazard, Kind, Mark, Options, Problem, Rule, Schedule
from engraft.kernel.status import Status
from engraft.language.parse import parse

A, B, C, K = symbol("a"), symbol("b"), symbol("c"), symbol("k")
X = symbol("x")


def one(rate, **more):
    return Problem(("x",), ("k",), (rate,), more.pop("negligible", (1e-6,)), outputs=(("x", X),), **more)


def test_a_chain_is_batemans(run):
    k1, k2 = np.linspace(0.2, 3, 5), 0.7
    chain = Problem(("a", "b", "c"), ("k",), (-K * A, K * A - k2 * B, k2 * B), (1e-6,) * 3,
                    outputs=(("a", A), ("b", B), ("c", C)))  # fmt: skip
    t = np.arange(0.0, 13)[:, None]
    s = run(chain, [1, 0, 0], [k1], times=t[:, 0], end=12, patients=5, rtol=1e-8)
    a, b = np.exp(-k1 * t), k1 / (k2 - k1) * (np.exp(-k1 * t) - np.exp(-k2 * t))
    np.testing.assert_allclose(s.outputs, [a, b, 1 - a - b], rtol=2e-7, atol=1e-11)


def test_robertson_agrees_with_radau(run):
    rates = (-0.04 * A + 1e4 * B * C, 0.04 * A - 1e4 * B * C - 3e7 * B * B, 3e7 * B * B)
    s = run(Problem(("a", "b", "c"), (), rates, (1e-6, 1e-10, 1e-6), outputs=(("a", A), ("b", B), ("c", C))),
            [1, 0, 0], times=10.0 ** np.arange(-2, 8), end=1e7, rtol=1e-7)  # fmt: skip

    def f(_, y):
        return [-0.04 * y[0] + 1e4 * y[1] * y[2], 0.04 * y[0] - 1e4 * y[1] * y[2] - 3e7 * y[1] ** 2, 3e7 * y[1] ** 2]

    radau = solve_ivp(f, (0, 1e7), [1, 0, 0], "Radau", 10.0 ** np.arange(-2, 8), rtol=1e-11, atol=1e-18)
    np.testing.assert_allclose(s.outputs[:, :, 0], radau.y, rtol=5e-6)
    np.testing.assert_allclose(s.outputs.sum(axis=0), 1, rtol=1e-6)
    assert s.steps[0] < 300


def read_cart12(folder):
    """Translate the benchmark: its problem, 16 patients, its reference."""
    told = json.loads((folder / "bench" / "cart12.json").read_text(encoding="utf-8"))
    names = {n: symbol(n) for n in [*told["states"], *told["parameters"]]}

    def say(text):
        return parse(re.sub(r"pow\(([^,()]+),([^,()]+)\)", r"((\1)^(\2))", text), names)

    initial = [say(told["initial"][s]) for s in told["states"]]
    for name, text in told["assignments"]:
        names[name] = say(text)
    weight = {s: told["atol"][s] / told["rtol"] for s in told["states"]}
    rates = tuple(say(told["odes"][s]) for s in told["states"])
    problem = Problem(tuple(told["states"]), tuple(told["parameters"]), rates, tuple(weight.values()),
                      outputs=tuple((s, symbol(s)) for s in told["states"]))  # fmt: skip
    with np.load(folder / "bench" / "cart12_reference.npz") as file:
        reference = {k: file[k] for k in file.files}
    values = reference["parameters"].T
    y0 = evaluate(initial, dict(zip(problem.parameters, values, strict=True)), 16)
    doses = [(d["day"], Kind.ADD, told["states"].index(d["state"]), d["amount"], 0.0) for d in told["doses"]]
    return problem, values, y0, doses, reference


def test_cart12_agrees_with_its_reference(shared, run, given):
    problem, values, initial, doses, reference = read_cart12(shared)
    times = np.arange(-5.0, 366)
    s = run(problem, initial, values, start=-5, end=365, times=times, patients=16, doses=given(*doses, patients=16))
    assert s.solved().all()
    expected = reference["states"].transpose(2, 1, 0)
    error = np.abs(s.outputs - expected) / (np.abs(expected) + np.array(problem.negligible)[:, None, None])
    assert error[:, ~np.isin(times, [d[0] for d in doses])].max() <= 5e-5


def test_cart12_agrees_with_radau(shared, run, given):
    problem, values, initial, doses, _ = read_cart12(shared)

    s = run(problem, initial, values, start=-5, end=5, times=np.array([1.0, 5.0]), patients=16, rtol=1e-9,
            doses=given(*doses, patients=16))  # fmt: skip
    fixed = dict(zip(problem.parameters, values[:, 3], strict=True))

    def f(_, y):
        return evaluate(problem.rates, fixed | dict(zip(problem.states, y, strict=True)))[:, 0]

    radau = solve_ivp(f, (1, 5), s.outputs[:, 0, 3], "Radau", rtol=1e-8, atol=1e-14)
    np.testing.assert_allclose(s.outputs[:, 1, 3], radau.y[:, -1], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("rtol", [1e-4, 1e-6, 1e-8])
def test_the_error_follows_the_tolerance(run, rtol):
    s = run(one(K * X * (1 - X / 1e12)), [1e3], [2.0], times=np.arange(0.0, 25), end=24, rtol=rtol)
    grown = 1e3 * np.exp(2 * np.arange(0.0, 25))
    assert np.abs(s.outputs[0, :, 0] / (grown / (1 + (grown - 1e3) / 1e12)) - 1).max() < 60 * rtol


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
def test_the_unit_of_a_state_changes_nothing_but_its_unit(run, scale):
    s = run(one(-K * X, negligible=(1e-6 * scale,)), [scale], [1.0], end=3)
    assert s.outputs[0, 0, 0] / scale == pytest.approx(np.exp(-3), rel=1e-6)


# --- failures ---


def test_every_failure_has_its_name(run):
    rates = {
        "grow": X * X, "log": ex.log(5 - TIME) * X, "drain": -K, "storm": ex.select(X > 0.5, -1.0, 1.0),
        "pole": 1 / (X - X * K), "cube": X * X * X, "fine": -X,
    }  # fmt: skip
    found = {name: run(one(rate), [1.0], [1.0], end=10) for name, rate in rates.items()}
    assert {name: Status(int(s.status[0])).name for name, s in found.items()} == {
        "grow": "NONFINITE", "log": "NONFINITE", "drain": "NEGATIVE", "storm": "EVENT_STORM", "pole": "NONFINITE",
        "cube": "STEP_COLLAPSE", "fine": "SOLVED",
    }  # fmt: skip
    np.testing.assert_allclose([found[k].end_time[0] for k in ("grow", "log", "drain")], [1, 5, 1], atol=1e-3)
    assert {name: s.where[0] for name, s in found.items()} == {name: "x" * (name != "fine") for name in rates}
    assert run(one(-X), [1.0], [1.0], end=10, max_steps=3).status[0] == Status.STEP_LIMIT


@pytest.mark.parametrize(("initial", "parameter"), [(np.nan, 1), (np.inf, 1), (1, np.nan), (1, np.inf)])
def test_numbers_that_are_none_are_a_status(run, initial, parameter):
    s = run(one(-K * X), [initial], [parameter], end=3)
    assert s.status[0] == Status.NONFINITE
    assert np.isnan(s.outputs).all()


def test_less_than_nothing_is_a_status_unless_signed(run):
    assert run(one(-K * X), [-1], [1], end=3).status[0] == Status.NEGATIVE
    s = run(one(-K * X, signed=(True,)), [-1], [1], end=3)
    assert s.outputs[0, 0, 0] == pytest.approx(-np.exp(-3), rel=1e-6)


def test_between_steps_nothing_is_less_than_nothing(run):
    """The interpolant of a decay would dip below zero; an output of it, such as a root, must not."""
    root = Problem(("x",), ("k",), (-K * X,), (1e-6,), outputs=(("x", X), ("root", ex.sqrt(X))))
    s = run(root, [1e9], [[3.0, 30.0]], times=np.linspace(0.0, 40.0, 4001), end=40, patients=2)
    assert s.outputs.min() >= 0.0


def test_a_number_far_above_what_is_negligible_is_no_warning(run):
    s = run(one(-X, negligible=(1e-12,)), [1e300], [1.0], end=3)
    assert s.outputs[0, 0, 0] == pytest.approx(1e300 * np.exp(-3), rel=1e-5)


def test_one_failing_patient_disturbs_nobody(run):
    rate = ex.log(K - TIME) * X - X
    alone = run(one(rate), [[1.0, 1, 1]], [[20, 30, 40]], end=10, patients=3)
    among = run(one(rate), [[1.0, 1, 1, 1]], [[20, 30, 4, 40]], end=10, patients=4, persons=np.array([0, 1, 9, 2]))
    np.testing.assert_array_equal(among.status, [0, 0, 2, 0])
    np.testing.assert_array_equal(among.outputs[:, :, [0, 1, 3]], alone.outputs)
    np.testing.assert_array_equal(among.steps[[0, 1, 3]], alone.steps)


# --- nothing at all, and too much ---


def test_where_nothing_happens_nothing_moves(run):
    s = run(one(0 * X), [3], [1], end=1e6, times=np.linspace(0, 1e6, 5))
    np.testing.assert_array_equal(s.outputs[0, :, 0], 3)
    assert s.steps[0] < 10
    assert run(one(0 * X), [0], [1], end=10).status[0] == Status.SOLVED


def test_a_state_that_wakes_up_late(run, given):
    s = run(one(-K * X), [0], [1], end=1000, doses=given((999, Kind.ADD, 0, 1.0, 0)))
    assert s.outputs[0, 0, 0] == pytest.approx(np.exp(-1), rel=1e-6)


def test_nobody_and_nothing_asked(run):
    s = run(one(-K * X), [1], [1], end=3, patients=0)
    assert (s.outputs.shape, s.status.shape, s.where) == ((1, 1, 0), (0,), ())
    assert run(Problem(("x",), (), (-X,), (1e-6,)), [1], end=3, times=np.array([])).outputs.shape == (0, 0, 1)


# --- bits ---


EVERYBODY = np.arange(14)


def busy():
    """Everything at once: doses, switch, hazard, clone, rule, mark."""
    rates = (-K * A + ex.select(B > 2, 0.5, 0.0), A - 0.3 * B * ex.tanh(A), 0.4 * C - 0.5 * C * (1 + 0.1 * A))
    return Problem(
        ("a", "b", "c"), ("k",), rates, (1e-6, 1e-6, 1.0), outputs=(("a", A), ("b", B), ("c", C)),
        clones=(Clone("c", 0.4 * C, 0.5 * C * (1 + 0.1 * A)),), marks=(Mark("high", B, 1.5, rising=True),),
        hazards=(Hazard("death", 0.02 * B, ends=True), Hazard("fall", 0.1 * A, changes=(("a", A * 0.5),))),
        rules=(Rule("help", A < 1.5, (Action("a", Kind.INFUSE, ex.constant(1.0), duration=0.5),), 2.0),),
    )  # fmt: skip


def people(order):
    order = np.asarray(order)
    doses = np.stack([0.5 + order / 50.0, np.full(len(order), 4.0)])
    flat = np.ones_like(doses)
    schedule = Schedule(doses, flat.astype(np.int8) * 0, flat.astype(np.int64) * 0, flat, flat * 0)
    initial = np.stack([1 + order / 9.0, order / 20.0, 60.0 + order])
    return Ensemble((0.2 + order / 30.0)[None], initial, order, schedule, seed=7)


def lives(order, **options):
    rounds = np.arange(0, 9, 0.5)
    return solve(busy(), people(order), np.arange(0.0, 9), span=(0, 8.5), rounds=rounds, options=Options(**options))


def assert_same_bits(found, expected, pick=slice(None)):
    for field in fields(found):
        if field.name not in ("where", "counts"):
            np.testing.assert_array_equal(getattr(found, field.name), getattr(expected, field.name)[..., pick])


def test_blocks_order_and_company_leave_every_bit():
    everyone = lives(EVERYBODY)
    assert everyone.solved().all()
    assert np.isfinite(everyone.hazard_time).any(axis=1).all()
    assert everyone.rule_count.max() > 0
    assert_same_bits(lives(EVERYBODY, block=5), everyone)
    assert_same_bits(lives(EVERYBODY, block=1), everyone)
    order = np.random.default_rng(3).permutation(14)
    assert_same_bits(lives(order), everyone, order)
    assert_same_bits(lives([4, 11]), everyone, [4, 11])


def test_another_seed_is_another_luck():
    again = replace(people(EVERYBODY), seed=8)
    other = solve(busy(), again, np.arange(0.0, 9), span=(0, 8.5))
    assert (other.hazard_time != lives(EVERYBODY).hazard_time).any()
