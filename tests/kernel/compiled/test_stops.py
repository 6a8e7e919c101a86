"""What happens at stops happens inside the compiled loop, and is what the interpreter does."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from engraft.kernel import ensemble
from engraft.kernel import expression as ex
from engraft.kernel.compiled.carry import carry_compiled
from engraft.kernel.compiled.target import TARGETS, Target, host
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.problem import (
    Action,
    Clone,
    Ensemble,
    First,
    Hazard,
    Kind,
    Mark,
    Options,
    Peak,
    Problem,
    Rule,
    Schedule,
    Total,
)
from engraft.kernel.status import Status

A, B, C, E, K, LATE = map(symbol, ("a", "b", "c", "e", "k", "late"))
TIMES = np.arange(-1.0, 12.1, 0.5)
ROUNDS = np.arange(-0.5, 12.0, 0.5)
N = 48


def rich(**changes):
    """Clones on two grids, hazards, switches, rules with memory and delays."""
    gain, loss = 0.5 * C, 0.6 * C * (1 + 0.1 * A)
    rates = (
        -K * A + ex.select(B > 2, 0.5, 0.0) + ex.select(TIME < LATE, 0.3, 0.0),
        A - 0.4 * B + ex.select(A > 1.2, 0.2, 0.0), gain - loss, 0.3 * E + 2.0 - 0.5 * E,
    )  # fmt: skip
    rules = (
        Rule("help", A < 0.6, (Action("a", Kind.INFUSE, 1 + symbol("rule.help.count"), duration=0.7),), 1.5),
        Rule("boost", (B < 1) & (symbol("rule.boost.since") > 2),
             (Action("b", Kind.ADD, 0.5 * K, delay=0.3), Action("k", Kind.SET, 0.9 * K)), at_most=2),
        Rule("feed", C < 20, (Action("c", Kind.ADD, ex.constant(7.4)),), 4.0, 2),
    )  # fmt: skip
    problem = Problem(
        ("a", "b", "c", "e"), ("k", "late"), rates, (1e-6, 1e-6, 1.0, 1.0),
        outputs=(("a", A), ("b", B), ("c", C), ("e", E)),
        clones=(Clone("c", gain, loss), Clone("e", 0.3 * E + 2.0, 0.5 * E, 30.0, 0.4)),
        hazards=(Hazard("fall", 0.1 * A, changes=(("a", A * 0.5), ("k", K * 1.1))), Hazard("end", 0.01 * B, ends=True)),
        marks=(Mark("few", C, 10.5, rising=False), Mark("high", B, 1.5, rising=True)), rules=rules,
        peaks=(Peak("top", A + C),), firsts=(First("soon", B, 1.2, above=True),), totals=(Total("area", A, 1e-3),),
    )  # fmt: skip
    return replace(problem, **changes)


def people(order=range(N)):
    """Everybody with doses, infusions and settings of their own."""
    order = np.asarray(order)
    n = len(order)
    one = np.ones(n)
    rows = [  # time, kind, target, amount, duration
        (0.5 + order / 100, Kind.ADD, 0, one, 0 * one), (1.0 * one, Kind.INFUSE, 2, 20.0 + order, 0.4 * one),
        (2.0 * one, Kind.INFUSE, 0, one, one), (2.5 * one, Kind.SET, 5, 4.0 + order / 60, 0 * one),
        (3.0 + order / 40, Kind.INFUSE, 0, one, 1e-20 * one), (6.0 * one, Kind.SET, 1, 2.5 * one, 0 * one),
        (np.where(order % 3, 6.0, np.inf), Kind.ADD, 2, 150.0 * one, 0 * one),
    ]  # fmt: skip
    columns = [np.stack([np.broadcast_to(row[k], n) for row in rows]) for k in range(5)]
    schedule = Schedule(columns[0], columns[1].astype(np.int8), columns[2].astype(np.int64), *columns[3:])
    initial = np.stack([1 + order / 9.0, order / 20.0, 3.0 + order * 5, order / 2.0])
    return Ensemble(np.stack([0.2 + order / 30.0, 1.5 + order / 20]), initial, order, schedule, seed=7)


def lives(problem, who=None, rounds=ROUNDS, **options):
    return solve(problem, who or people(), TIMES, span=(-1.0, 12.0), rounds=rounds, options=Options(**options))


PROBLEMS = {
    "everything": rich(),
    "clones": rich(hazards=(), rules=(), marks=()),
    "rules": rich(clones=(), hazards=(), marks=()),
    "hazards": rich(clones=(), rules=()),
    "doses": rich(clones=(), rules=(), hazards=(), marks=(), rates=(-K * A, A - 0.4 * B, 0 * C, 0 * E)),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_stop_is_that_of_the_interpreter(name):
    compiled, plain = (lives(PROBLEMS[name], backend=b, rtol=1e-10) for b in ("llvm", "numpy"))
    assert compiled.solved().all()
    for field in fields(compiled):
        one, other = getattr(compiled, field.name), getattr(plain, field.name)
        if field.name in ("status", "mark_count", "rule_count"):
            np.testing.assert_array_equal(one, other, err_msg=field.name)
        elif field.name not in ("steps", "where", "counts"):
            np.testing.assert_allclose(one, other, rtol=1e-8, atol=1e-10, err_msg=field.name)


def test_everything_happens_to_somebody():
    s = lives(rich())
    assert (s.rule_count.max(axis=1) >= [2, 1, 2]).all()
    assert np.isfinite(s.hazard_time).any(axis=1).all()
    assert np.isfinite(s.extinct_time[0]).any()
    assert (s.mark_count.max(axis=1) >= [2, 1]).all()


@pytest.fixture
def returns(monkeypatch):
    """Count who comes back from the compiled loop, time after time."""
    counts = []

    def counted(lanes, who):
        landed, ended_by = carry_compiled(lanes, who)
        counts.append(len(landed))
        return landed, ended_by

    monkeypatch.setattr(ensemble, "CARRY", {"llvm": counted})
    return counts


@pytest.mark.parametrize("name", PROBLEMS)
def test_nobody_comes_back_before_the_end(name, returns):
    lives(PROBLEMS[name])
    crowded = 2 if PROBLEMS[name].rules else 0  # a dose, an infusion and a round at one time: no room for all
    assert N <= sum(returns) <= (1 + crowded) * N


def assert_same_bits(found, expected, pick=slice(None)):
    for field in fields(found):
        if field.name not in ("where", "counts"):
            one, other = getattr(found, field.name), getattr(expected, field.name)[..., pick]
            np.testing.assert_array_equal(one, other, err_msg=field.name)


@pytest.fixture(scope="module")
def everyone():
    return lives(rich())


@pytest.mark.parametrize("options", [{"threads": 2, "block": 7}, {"threads": 1}, {"block": 1}], ids=str)
def test_threads_and_blocks_leave_every_bit(options, everyone):
    assert_same_bits(lives(rich(), **options), everyone)


def test_order_and_company_leave_every_bit(everyone):
    order = np.random.default_rng(3).permutation(N)
    assert_same_bits(lives(rich(), people(order)), everyone, order)
    for few in ([4], [11, 4], list(range(20, 29))):
        assert_same_bits(lives(rich(), people(few)), everyone, few)


@pytest.mark.parametrize("lanes", [1, 2, 4, 8, 16])
def test_the_width_of_the_vectors_leaves_every_bit(lanes, everyone, monkeypatch):
    here = host()
    monkeypatch.setitem(TARGETS, "narrow", Target(here.triple, here.cpu, here.features, lanes, here.fused))
    assert_same_bits(lives(rich(), target="narrow"), everyone)


# --- one thing at a time ---


def both(run, *args, **more):
    found = [run(*args, backend=backend, rtol=1e-9, **more) for backend in ("llvm", "numpy")]
    np.testing.assert_allclose(found[0].outputs, found[1].outputs, rtol=1e-7, atol=1e-9)
    np.testing.assert_array_equal(found[0].status, found[1].status)
    return found[0]


DRUG = Problem(("a",), ("k",), (-K * A,), (1e-6,), outputs=(("a", A),))


def test_more_infusions_at_once_than_the_loop_looks_at(run, given):
    doses = given(*((0.5 + k / 10, Kind.INFUSE, 0, 1.0, 2.0 + k / 3) for k in range(6)))
    s = both(run, DRUG, [0.0], [0.0], end=6.0, times=np.arange(0, 6.1, 0.1), doses=doses)
    assert s.final[0, 0] == pytest.approx(6.0, rel=1e-9)


@pytest.mark.parametrize("event", ["switch", "hazard"])
def test_an_event_while_more_infusions_run_than_the_loop_looks_at(run, given, event):
    """The next stop, looked up anew, is the end of the infusion that lies beyond the rows that are looked at."""
    switched = replace(DRUG, rates=(-K * A + ex.select(A > 0.9, 0.5, 0.0),))
    struck = replace(DRUG, hazards=(Hazard("blow", ex.constant(50.0), changes=(("k", K + 0.1),)),))
    doses = given(*((0.0, Kind.INFUSE, 0, 1.0, length) for length in (3.0, 2.0, 1.0)))
    problem = switched if event == "switch" else struck
    s = both(run, problem, [0.0], [0.0], end=4.0, times=np.arange(0, 4.1, 0.1), doses=doses)
    if event == "switch":  # reached after 0.9/(1/3 + 1/2 + 1)
        assert s.final[0, 0] == pytest.approx(3.0 + 0.5 * (4.0 - 0.9 / (1 / 3 + 1 / 2 + 1)), rel=1e-8)
    else:
        assert s.hazard_time[0, 0] < 1.0


def test_who_needs_much_room_moves_nobody_else(given):
    """Room made for one patient must not move the bits of another, who could do without."""
    crowded = given(*((0.5 + k / 10, Kind.INFUSE, 0, 1.0, 2.0) for k in range(4)), patients=2)
    crowded.time[1:, 1] = np.inf
    alone = Schedule(*(getattr(crowded, f.name)[:, 1:] for f in fields(Schedule)))
    k, start = np.array([[0.3, 0.7]]), np.zeros((1, 2))
    pair = solve(DRUG, Ensemble(k, start, np.arange(2), crowded), TIMES[3:], span=(0.0, 12.0))
    single = solve(DRUG, Ensemble(k[:, 1:], start[:, 1:], np.array([1]), alone), TIMES[3:], span=(0.0, 12.0))
    assert_same_bits(single, pair, [1])


def test_a_reset_empties_states_and_stops_infusions(run, given, returns):
    doses = given(
        (0.2, Kind.INFUSE, 0, 4.0, 4.0), (0.3, Kind.INFUSE, 0, 4.0, 4.0), (1.0, Kind.RESET, 0, 0.0, 0.0),
        (1.0, Kind.INFUSE, 0, 1.0, 0.5), (2.0, Kind.RESET, 0, 0.0, 0.0), (2.5, Kind.ADD, 0, 7.0, 0.0),
    )  # fmt: skip
    s = run(DRUG, [9.0], [0.0], end=4.0, times=np.array([0.9, 1.0, 1.9, 2.2, 4.0]), doses=doses)
    np.testing.assert_allclose(s.outputs[0, :, 0], [9.0 + 0.7 + 0.6, 0.0, 1.0, 0.0, 7.0], rtol=1e-9)
    assert sum(returns) <= 2


def test_a_dose_for_every_day_of_a_year(run, given, returns):
    doses = given(*((float(d), Kind.ADD, 0, 1.0, 0.0) for d in range(365)), patients=3)
    s = run(DRUG, [0.0], [[0.5, 1.0, 2.0]], end=365.0, times=np.array([364.5, 365.0]), patients=3, doses=doses)
    k = np.array([0.5, 1.0, 2.0])
    np.testing.assert_allclose(s.outputs[0, 0], np.exp(-k / 2) / (1 - np.exp(-k)), rtol=1e-5)
    assert sum(returns) == 3


def test_a_rate_that_breaks_at_a_dose_is_a_status(run, given):
    problem = Problem(("a",), ("k",), (-A * ex.log(K - A),), (1e-6,), outputs=(("a", A),))
    s = both(run, problem, [0.5], [2.0], end=3.0, times=np.array([0.5, 2.0]), doses=given((1.0, Kind.ADD, 0, 5.0, 0.0)))
    assert s.status[0] == Status.NONFINITE
    assert s.end_time[0] == 1.0
    assert np.isnan(s.outputs[0, 1, 0])


def test_a_switch_that_turns_itself_off_and_on_ends_as_a_storm(run):
    problem = Problem(("a",), (), (ex.select(A > 0.5, -1.0, 1.0),), (1e-6,), outputs=(("a", A),))
    s = both(run, problem, [0.2], end=2.0)
    assert s.status[0] == Status.EVENT_STORM
    assert s.end_time[0] == pytest.approx(0.3, rel=1e-6)


def test_a_delay_too_short_for_the_clock_waits_for_the_next_moment(run):
    rule = Rule("now", A < 2, (Action("a", Kind.ADD, ex.constant(1.0), delay=1e-30),), at_most=1)
    for start in (0.0, -3.0, 1.0):
        s = both(run, replace(DRUG, rules=(rule,)), [1.0], [0.0], start=start, end=start + 2, rounds=[start])
        assert s.final[0, 0] == 2


@pytest.mark.parametrize("at", [0.5, 1.0])
def test_a_switch_that_turns_where_a_dose_is_due(run, given, at):
    problem = replace(DRUG, rates=(ex.select(at > A, 1.0, 0.25),))
    s = both(run, problem, [0.0], [0.0], end=2.0, times=np.array([at, 2.0]), doses=given((at, Kind.ADD, 0, 1.0, 0.0)))
    np.testing.assert_allclose(s.outputs[0, :, 0], [at + 1, at + 1 + 0.25 * (2 - at)], rtol=1e-8)
