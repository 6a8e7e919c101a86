"""Sensitivities from the compiled loop: those of the interpreter, and the same bits in any company."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.compiled.build import fingerprint
from engraft.kernel.compiled.target import TARGETS, Target, host, missing
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.plan import plan
from engraft.kernel.problem import Action, Clone, Ensemble, Hazard, Kind, Options, Problem, Rule, Schedule

A, B, C, K, M = map(symbol, "abckm")
TIMES = np.arange(0.0, 8.5, 0.25)
EVERYBODY = np.arange(37)


def eventful(**changes):
    """Everything at once, in every lane at its own time."""
    rates = (
        -K * A + ex.select(B > 2, 0.5, 0.0) + ex.select(A < 0.4, -0.05 * A, 0.0) + ex.select(TIME < M, 0.2, 0.0),
        A - 0.3 * B * ex.tanh(A) + ex.exp(-A) / 9,
        0.4 * C - 0.5 * C * (1 + 0.1 * A),
    )
    problem = Problem(
        ("a", "b", "c"), ("k", "m"), rates, (1e-6, 1e-6, 1.0), directions=("k", "a", "m", "b"),
        outputs=(("a", A), ("b", B), ("c", C), ("late", ex.select(TIME > 4, K * A**0.3, M * ex.log(1 + B)))),
        clones=(Clone("c", 0.4 * C, 0.5 * C * (1 + 0.1 * A)),),
        hazards=(Hazard("death", 0.02 * B, ends=True), Hazard("fall", 0.1 * A, changes=(("a", A * 0.5 + K),))),
        rules=(Rule("help", A < 1.5, (Action("a", Kind.INFUSE, 1 + 0.1 * K * B, duration=0.5),
                                      Action("b", Kind.ADD, 0.01 * A, delay=0.25)), 2.0),),
    )  # fmt: skip
    return replace(problem, **changes)


def people(order):
    order = np.asarray(order, int)
    doses = np.stack([0.5 + order / 50.0, np.full(len(order), 4.0)])
    flat = np.ones_like(doses)
    schedule = Schedule(doses, flat.astype(np.int8) * 0, flat.astype(np.int64) * 0, flat, flat * 0)
    initial = np.stack([1 + order / 9.0, order / 20.0, 3.0 + order * 5])
    return Ensemble(np.stack([0.2 + order / 30.0, 2.0 + order / 10.0]), initial, order, schedule, seed=7)


def lives(order, problem=None, **options):
    rounds = np.arange(0, 9, 0.5)
    return solve(problem or eventful(), people(order), TIMES, span=(0, 8.5), rounds=rounds, options=Options(**options))


def assert_same_bits(found, expected, pick=slice(None)):
    for field in fields(found):
        if field.name not in ("where", "counts"):
            np.testing.assert_array_equal(
                getattr(found, field.name), getattr(expected, field.name)[..., pick], err_msg=field.name
            )


@pytest.fixture(scope="module")
def everyone():
    return lives(EVERYBODY)


def test_the_interpreter_finds_the_same():
    compiled, plain = (lives(EVERYBODY, backend=name, rtol=1e-10) for name in ("llvm", "numpy"))
    assert compiled.solved().all()
    assert np.isfinite(compiled.hazard_time).any(axis=1).all()
    for name in ("tangents", "final_tangents"):
        np.testing.assert_allclose(getattr(compiled, name), getattr(plain, name), rtol=1e-8, atol=1e-9, err_msg=name)


def test_asking_changes_what_happens_by_rounding_at_most(everyone):
    """Steps have the same bits; stops are interpreted for those who ask, whose sums are not fused."""
    plain = lives(EVERYBODY, eventful(directions=()))
    for name in ("status", "rule_count", "steps"):
        np.testing.assert_array_equal(getattr(everyone, name), getattr(plain, name), err_msg=name)
    for name in ("outputs", "hazard_time", "final", "end_time", "extinct_time"):
        one, other = getattr(everyone, name), getattr(plain, name)
        np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-13, err_msg=name)


@pytest.mark.parametrize("options", [{"threads": 1}, {"threads": 4, "block": 5}, {"block": 1}], ids=str)
def test_threads_and_blocks_leave_every_bit(options, everyone):
    assert_same_bits(lives(EVERYBODY, **options), everyone)


def test_order_and_company_leave_every_bit(everyone):
    order = np.random.default_rng(3).permutation(37)
    assert_same_bits(lives(order), everyone, order)
    for few in ([4], [4, 11], list(range(20, 29))):
        assert_same_bits(lives(few), everyone, few)


@pytest.mark.parametrize("lanes", [1, 2, 4, 8, 16, 32])
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


def test_events_agree_with_differences():
    """Central differences of order 4 of a solution at rtol 1e-12, where no event comes or goes between them."""
    problem = eventful(clones=())
    plain = replace(problem, directions=())
    s = lives(EVERYBODY, problem, rtol=1e-9)
    who, rounds = people(EVERYBODY), np.arange(0, 9, 0.5)
    for q, name in enumerate(problem.directions):
        array, k = (who.parameters, "km".index(name)) if name in "km" else (who.initial, "abc".index(name))
        found, same = 0.0, np.ones(len(EVERYBODY), bool)
        for n, weight in ((1, 2 / 3), (-1, -2 / 3), (2, -1 / 12), (-2, 1 / 12)):
            moved = array.copy()
            moved[k] += n * 1e-3
            person = replace(who, **{"parameters" if name in "km" else "initial": moved})
            near = solve(plain, person, TIMES, span=(0, 8.5), rounds=rounds, options=Options(rtol=1e-12))
            same &= (near.rule_count == s.rule_count).all(axis=0) & (near.status == s.status)
            same &= (np.isfinite(near.hazard_time) == np.isfinite(s.hazard_time)).all(axis=0)
            same &= (np.isfinite(near.outputs) == np.isfinite(s.outputs)).all(axis=(0, 1))
            found = found + weight * near.outputs / 1e-3
        assert same.sum() > 20
        wrong = np.abs(s.tangents[q] - found)[..., same]
        scale = 1 + np.nanmax(np.abs(found[..., same]), axis=1, keepdims=True)
        quiet = np.median(wrong / scale, axis=-1)
        assert np.nanmax(quiet) < 1e-7
        seen = np.isfinite(wrong)
        assert np.mean((wrong / scale)[seen] < 1e-6) > 0.97  # a visit beside a jump has neighbours on both sides


def test_every_question_has_its_own_object():
    ready = [plan(eventful(directions=names)) for names in ((), ("k",), ("m",), ("k", "m"), ("m", "k"), ("a",))]
    assert len({fingerprint(r, host()) for r in ready}) == len(ready)
