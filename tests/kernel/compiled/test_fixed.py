"""What only parameters decide is worked out once per patient, and no bit of any result shows it."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.compiled import build, fixed
from engraft.kernel.compiled.fixed import divide, settled
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import symbol
from engraft.kernel.plan import plan
from engraft.kernel.problem import Action, Clone, Ensemble, Hazard, Kind, Mark, Options, Peak, Problem, Rule, Schedule
from engraft.kernel.step import Piece

A, B, C, K, P = map(symbol, ("a", "b", "c", "k", "p"))
KNOWN = frozenset({"k", "p"})
POWER = (K / P) ** P  # what a step would find again and again


def piece(*values):
    return Piece(tuple(f"v{k}" for k in range(len(values))), values)


def test_the_largest_parts_are_kept_and_read_by_the_rest():
    value = A * POWER
    found = divide(piece(value), KNOWN, "row")
    assert found.kept == {POWER: "row.0"}
    assert found.rest.values == (value,)


def test_a_value_that_nothing_enters_leaves_the_piece_under_its_own_name():
    found = divide(piece(POWER, A + POWER), KNOWN, "row")
    assert found.kept == {POWER: "v0"}
    assert found.rest.names == ("v1",)
    assert divide(piece(POWER), KNOWN, "row", whole=True).rest.names == ("v0",)


def test_a_product_that_goes_into_a_sum_unrounded_is_left_there():
    product = K * POWER
    assert product not in divide(piece(A + product), KNOWN, "row").kept
    assert POWER in divide(piece(A + product), KNOWN, "row").kept
    assert product in divide(piece(A + product, B - product), KNOWN, "row").kept  # rounded, for two sums read it
    inner = P + product
    assert list(divide(piece(A * inner), KNOWN, "row").kept) == [inner]


def test_nothing_is_kept_of_what_is_not_known():
    assert divide(piece(A * (K + A)), frozenset(), "row").kept == {}
    assert divide(piece(A * (B + A)), KNOWN, "row").kept == {}


def changing():
    """Parameters change by dose, rule, delay and hazard; a small clone lives by rates with a power in them."""
    gain, loss = 0.4 * C * POWER, 0.6 * C * (1 + 0.1 * A)
    rates = (
        POWER * B - (K + 0.1 * P * P) * A,
        0.3 - B * POWER / (1 + K * K) + ex.select(A > 1.1, 0.2, 0.0),
        gain - loss,
    )
    set_k = Action("k", Kind.SET, 0.9 * K)
    rules = (
        Rule("boost", A < 0.8, (set_k, Action("p", Kind.SET, P + 0.1, delay=0.3)), 1.0, 3),
        Rule("feed", C < 20, (Action("c", Kind.ADD, ex.constant(7.4)),), 4.0, 2),
    )
    return Problem(
        ("a", "b", "c"), ("k", "p"), rates, (1e-6, 1e-6, 1.0), outputs=(("a", A), ("b", B), ("c", C * POWER)),
        clones=(Clone("c", gain, loss),), rules=rules, hazards=(Hazard("turn", 0.2 * A, changes=(("k", K * 1.2),)),),
        marks=(Mark("high", B * POWER, 0.3, rising=True),), peaks=(Peak("top", A),),
    )  # fmt: skip


def people(n=19):
    order = np.arange(n)
    rows = [(1.0 + order / 50, Kind.SET, 3, 0.5 + order / 30), (2.5 + order / 70, Kind.SET, 4, 1.1 + order / 40)]
    columns = [np.stack([np.broadcast_to(row[k], n) for row in rows]) for k in range(4)]
    time, kind, target, amount = columns
    schedule = Schedule(time, kind.astype(np.int8), target.astype(np.int64), amount, np.zeros_like(amount))
    return Ensemble(np.stack([0.4 + order / 20, 1.5 + order / 25]), np.stack([1 + order / 9, order / 20, 9.0 + order]),
                    order, schedule, seed=3)  # fmt: skip


def lives(problem, **options):
    times, rounds = np.arange(0.0, 8.1, 0.5), np.arange(0.25, 8.0, 0.5)
    return solve(problem, people(), times, span=(0.0, 8.0), rounds=rounds, options=Options(**options))


def bits(solution):
    told = [getattr(solution, field.name) for field in fields(solution)]
    return [value.tobytes() for value in told if isinstance(value, np.ndarray)]


@pytest.mark.parametrize("threads", [1, 2])
def test_no_bit_shows_it(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    problem = changing()
    kept = lives(problem, threads=threads, block=7)
    assert (kept.rule_count.max(axis=1) >= 2).all()
    assert np.isfinite(kept.hazard_time).any()
    assert any(part.kept for part in settled(plan(problem))[fixed.LAWS])
    empty = {
        name: tuple(replace(part, kept={}, rest=rest) for part, rest in zip(parts, _whole(problem, name), strict=True))
        for name, parts in settled(plan(problem)).items()
    }
    monkeypatch.setattr(fixed, "_settled", lambda _: empty)
    monkeypatch.setattr(build, "cached", lambda _, make: make())
    build._build.cache_clear()
    assert bits(lives(problem, threads=threads, block=7)) == bits(kept)
    build._build.cache_clear()


def _whole(problem: Problem, name: str) -> list[Piece]:
    """Give the pieces of a group undivided."""
    ready = plan(problem)
    return [Piece((), tuple(law)) for law in ready.clone_laws] if name == fixed.LAWS else list(ready.chunks[name])


def test_what_is_compiled_follows_a_parameter_that_changes_as_the_interpreter_does() -> None:
    compiled, plain = (lives(changing(), backend=b, rtol=1e-10) for b in ("llvm", "numpy"))
    np.testing.assert_array_equal(compiled.rule_count, plain.rule_count)
    np.testing.assert_allclose(compiled.outputs, plain.outputs, rtol=1e-8, atol=1e-10)


def test_whoever_is_asked_for_sensitivities_is_left_as_before() -> None:
    ready = plan(replace(changing(), clones=(), directions=("k",)))
    assert all(not part.kept for parts in settled(ready).values() for part in parts)


def test_no_step_raises_a_power_that_only_parameters_enter() -> None:
    assert any(POWER in part.kept for part in settled(plan(changing()))["prepare"])
    assert POWER in settled(plan(changing()))[fixed.LAWS][0].kept
