"""Doses, infusions, settings and rules, at their exact instants."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.problem import FIRINGS_KEPT, Action, Clone, Kind, Problem, Rule, Schedule

X, Y, K = symbol("x"), symbol("y"), symbol("k")
ADD, INFUSE, SET, RESET = Kind


def decay(*rules, **more):
    return Problem(
        ("x", "y"), ("k",), (-K * X, ex.ZERO * X), (1e-6, 1e-6), outputs=(("x", X), ("y", Y)), rules=rules, **more
    )


def bolus(t, given_at):
    """One unit at an instant, decaying at rate 1; the dose counts at its own instant."""
    return np.where(t >= given_at, np.exp(-(t - given_at)), 0.0)


def infusion(t, start, duration, amount):
    t = np.maximum(t - start, 0.0)
    during = np.minimum(t, duration)
    return amount / duration * (1 - np.exp(-during)) * np.exp(-(t - during))


DAYS = np.arange(0.0, 11.0, 0.5)


@pytest.mark.parametrize("at", [0.0, 0.3, 1.0, 10.0])
def test_a_bolus_counts_from_its_own_instant(run, given, at):
    s = run(decay(), [0, 0], [1], times=DAYS, end=10, doses=given((at, ADD, 0, 1.0, 0.0)))
    found = s.outputs[0, : len(DAYS) - 1, 0]
    np.testing.assert_allclose(found, bolus(DAYS[:-1], at), rtol=1e-5, atol=1e-9)
    assert np.isnan(s.outputs[0, -1, 0])  # 10.5 lies beyond the end


def test_two_doses_at_the_same_instant_add_up(run, given):
    doses = given((1.0, ADD, 0, 1.0, 0.0), (1.0, ADD, 0, 2.0, 0.0), (1.0, ADD, 1, 5.0, 0.0))
    s = run(decay(), [0, 0], [1], times=np.array([1.0, 2.0]), end=2, doses=doses)
    np.testing.assert_allclose(s.outputs[:, :, 0], [[3, 3 / np.e], [5, 5]], rtol=1e-6)


def test_overlapping_infusions_add_up_and_leave_nothing_behind(run, given):
    doses = given(
        (0.0, INFUSE, 0, 2.0, 1.0), (0.5, INFUSE, 0, 3.0, 1.5), (1.0, INFUSE, 0, 0.1, 0.2), (2.0, ADD, 0, 1.0, 0.0)
    )
    s = run(decay(), [0, 0], [1], times=DAYS, end=10, doses=doses)
    expected = infusion(DAYS, 0, 1, 2) + infusion(DAYS, 0.5, 1.5, 3) + infusion(DAYS, 1, 0.2, 0.1) + bolus(DAYS, 2)
    np.testing.assert_allclose(s.outputs[0, :-1, 0], expected[:-1], rtol=2e-5, atol=1e-8)


@pytest.mark.parametrize("duration", [0.0, -1.0, 1e-18, 1e-9])
def test_an_infusion_in_no_time_is_a_bolus(run, given, duration):
    s = run(decay(), [0, 0], [0], end=5, doses=given((3.0, INFUSE, 0, 2.0, duration)))
    assert s.outputs[0, 0, 0] == pytest.approx(2.0, rel=1e-6)


def test_an_infusion_may_outlast_the_run(run, given):
    s = run(decay(), [0, 0], [0], end=5, doses=given((3.0, INFUSE, 0, 8.0, 4.0)))
    assert s.outputs[0, 0, 0] == pytest.approx(4.0, rel=1e-9)


def test_settings_reach_states_and_parameters(run, given):
    doses = given((1.0, SET, 2, 2.0, 0.0), (2.0, SET, 1, 9.0, 0.0))
    s = run(decay(), [1, 0], [1], times=np.array([1.0, 2.0]), end=2, doses=doses)
    np.testing.assert_allclose(s.outputs[:, :, 0], [[np.exp(-1), np.exp(-3)], [0, 9]], rtol=1e-6)


def test_a_reset_empties_all_states_and_stops_infusions(run, given):
    doses = given((0.0, INFUSE, 0, 8.0, 8.0), (0.0, ADD, 1, 3.0, 0.0), (2.0, RESET, 0, 0.0, 0.0))
    s = run(decay(), [1, 0], [0], times=np.arange(0.0, 5), end=4, doses=doses)
    np.testing.assert_allclose(s.outputs[:, :, 0], [[1, 2, 0, 0, 0], [3, 3, 0, 0, 0]], rtol=1e-9)


@pytest.mark.parametrize("cells", [40.0, 1e6])
def test_a_reset_empties_a_clone_for_good(run, given, cells):
    """Small, it is whole cells; large, it is continuous: nothing refills it."""
    clone = Problem(("x",), ("k",), (K * X,), (1e-3,), clones=(Clone("x", K * X, ex.ZERO),), outputs=(("x", X),))
    s = run(clone, [cells], [0.5], times=np.array([1.0, 2.0, 9.0]), end=9, doses=given((2.0, RESET, 0, 0.0, 0.0)))
    assert s.outputs[0, 0, 0] > cells
    np.testing.assert_array_equal(s.outputs[0, 1:, 0], [0.0, 0.0])


@pytest.mark.parametrize(("order", "left"), [((0, 1, 2), 5.0), ((1, 2, 0), 0.0), ((2, 0, 1), 2.0)])
def test_at_one_instant_doses_and_resets_keep_their_order(run, given, order, left):
    entries = [(1.0, RESET, 0, 0.0, 0.0), (1.0, ADD, 0, 2.0, 0.0), (1.0, INFUSE, 0, 3.0, 1.0)]
    s = run(decay(), [7, 0], [0], end=2, doses=given(*(entries[k] for k in order)))
    assert s.outputs[0, 0, 0] == pytest.approx(left, abs=1e-9)


def test_a_reset_leaves_parameters_orders_and_other_patients_alone(run, given):
    """What a rule has ordered for later still comes; the infusions of another patient go on."""
    rule = Rule("later", TIME >= 1, (Action("y", ADD, ex.constant(4.0), delay=2.0),), at_most=1)
    doses = given((0.0, SET, 2, 0.0, 0.0), (0.0, INFUSE, 0, 4.0, 4.0), (2.0, RESET, 0, 0.0, 0.0), patients=2)
    doses.kind[2, 1], doses.amount[2, 1] = ADD, 0.0
    s = run(decay(rule), [0, 0], [1], end=4, rounds=(1.0,), doses=doses, patients=2)
    np.testing.assert_allclose(s.outputs[:, 0], [[0, 4], [4, 4]], rtol=1e-9)


def test_everybody_has_an_own_schedule_padded_with_infinity(run):
    time = np.array([[1.0, 2.0, np.inf], [3.0, np.inf, np.inf]])
    flat = np.zeros((2, 3))
    doses = Schedule(time, flat.astype(np.int8), flat.astype(np.int64), flat + 1, flat)
    s = run(decay(), [0, 0], [0], end=5, patients=3, doses=doses)
    np.testing.assert_array_equal(s.outputs[0, 0], [2, 1, 0])


COUNT = Action("y", ADD, ex.constant(1.0))
ALWAYS = ex.constant(1.0)


def test_a_rule_is_looked_at_in_rounds_only(run):
    rule = Rule("top up", X < 0.5, (Action("x", ADD, 1 - X),))
    s = run(decay(rule), [1, 0], [1], end=3, rounds=(0.0, 0.5, 1.0, 1.5, 2.0, 3.0))
    np.testing.assert_array_equal(s.rule_time[0, :3, 0], [1.0, 2.0, 3.0])
    assert s.outputs[0, 0, 0] == pytest.approx(1.0)


def test_memory_limits_number_and_frequency(run):
    rounds = np.arange(0, 10) / 3
    rules = (
        Rule("thrice", ALWAYS, (COUNT,), at_most=3),
        Rule("rested", ALWAYS, (COUNT,), every_at_least=1.0),
        Rule("each time", ALWAYS, (COUNT,), every_at_least=1 / 3),
        Rule("after", symbol("rule.thrice.count") >= 3, (COUNT,)),
        Rule("once", symbol("rule.once.since") > 1e9, (COUNT,)),
        Rule("since", symbol("rule.thrice.since") > 0.9, (COUNT,), at_most=1),
    )
    s = run(decay(*rules), [0, 0], [1], end=4, rounds=rounds)
    np.testing.assert_array_equal(s.rule_count[:, 0], [3, 4, 10, 7, 1, 1])
    np.testing.assert_allclose(s.rule_time[1, :4, 0], [0, 1, 2, 3])
    assert s.rule_time[3, 0, 0] == 1.0  # sees at a round what was true when the round began
    assert s.outputs[1, 0, 0] == 26


def test_firings_beyond_those_kept_are_counted(run):
    s = run(decay(Rule("often", ALWAYS, (COUNT,))), [0, 0], [1], end=30, rounds=np.arange(0.0, 30))
    assert s.rule_count[0, 0] == 30
    np.testing.assert_array_equal(s.rule_time[0, :, 0], np.arange(FIRINGS_KEPT))


@pytest.mark.parametrize(("delay", "since"), [(0.0, 1.0), (0.25, 1.25), (1e-20, 1.0)])
def test_an_action_may_be_delayed(run, delay, since):
    rule = Rule("later", TIME >= 1, (Action("x", ADD, ex.constant(2.0), delay=delay),), at_most=1)
    s = run(decay(rule), [0, 0], [1], end=3, rounds=(1.0, 2.0))
    assert s.outputs[0, 0, 0] == pytest.approx(2 * np.exp(-(3 - since)), rel=1e-5)


def test_a_delayed_action_falls_on_a_round_and_the_end_of_an_infusion(run, given):
    rule = Rule("later", Y < 0.5, (Action("y", ADD, ex.constant(1.0), delay=1.0),))
    s = run(decay(rule), [0, 0], [0], end=4, rounds=(0.0, 1.0, 2.0), doses=given((0.0, INFUSE, 0, 1.0, 1.0)))
    assert (s.rule_count[0, 0], s.outputs[0, 0, 0]) == (1, pytest.approx(1.0))


def test_a_rule_may_infuse_and_set(run):
    actions = (Action("x", INFUSE, Y + 4, duration=2.0), Action("k", SET, K * 0), Action("y", SET, ex.constant(7.0)))
    s = run(decay(Rule("do", ALWAYS, actions, at_most=1)), [0, 1], [3], end=3, rounds=(0.5,))
    np.testing.assert_allclose(s.outputs[:, 0, 0], [5, 7], rtol=1e-9)


def test_rules_without_rounds_and_rounds_without_rules(run):
    assert run(decay(Rule("r", ALWAYS, (COUNT,))), [1, 0], [1], end=3).rule_count[0, 0] == 0
    assert run(decay(), [1, 0], [1], end=3, rounds=(0.5, 1.5)).status[0] == 0
    outside = run(decay(Rule("r", ALWAYS, (COUNT,))), [1, 0], [1], start=1, end=3, rounds=(0.0, 1.0, 3.0, 9.0))
    np.testing.assert_array_equal(outside.rule_time[0, :3, 0], [1.0, 3.0, np.nan])


def test_outputs_beyond_the_span_are_blank(run):
    s = run(decay(), [1, 0], [0], start=1, end=3, times=np.arange(1.0, 6))
    np.testing.assert_array_equal(np.isnan(s.outputs[0, :, 0]), [False, False, False, True, True])


def test_every_round_of_a_busy_week_is_kept(run, given):
    """Switches and doses land next to rounds; none is lost."""
    wave = ex.select(X > 0.5, -1.0, 0.0) + ex.select(TIME > 2, -0.1 * X, 0.0)
    problem = Problem(("x", "y"), (), (wave, ex.ZERO * Y), (1e-6,) * 2, rules=(Rule("look", ALWAYS, (COUNT,)),),
                      outputs=(("y", Y),))  # fmt: skip
    rounds = np.arange(0, 70) * 0.1
    doses = given(*((t, ADD, 0, 0.75, 0.0) for t in np.arange(0, 7) * 0.9))
    s = run(problem, [0, 0], end=7, rounds=rounds, doses=doses)
    assert (s.status[0], s.rule_count[0, 0]) == (0, 70)
