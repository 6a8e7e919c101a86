"""exp, log, pow, tanh and sqrt against mpmath, and their special cases against IEEE 754."""

from __future__ import annotations

from functools import lru_cache

import llvmlite.binding as llvm
import mpmath
import numpy as np
import pytest
from llvmlite import ir

from engraft.kernel.compiled import functions
from engraft.kernel.compiled.vectors import Vectors

WRITERS = {
    "exp": functions.exp, "log": functions.log, "tanh": functions.tanh, "pow": functions.pow, "sqrt": Vectors.sqrt,
}  # fmt: skip
REFERENCE = {
    "exp": mpmath.exp, "log": mpmath.log, "tanh": mpmath.tanh, "pow": mpmath.power, "sqrt": mpmath.sqrt,
}  # fmt: skip
WAYS = [(16, True), (8, True), (4, True), (2, True), (1, True), (8, False), (2, False)]
TINY, HUGE, LEAST = 5e-324, np.finfo(float).max, np.finfo(float).tiny
SPECIAL = np.array([
    0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 3.0, -3.0, 1.5, -1.5, 2.0**52, 2.0**53, 2.0**53 + 2, -(2.0**53) - 2,
    2.0**52 + 1, 1023.0, 1024.0, -1074.0, -1075.0, TINY, -TINY, LEAST, 1e-310, HUGE, -HUGE, np.inf, -np.inf, np.nan,
    1 + 2.0**-52, 1 - 2.0**-53,
])  # fmt: skip


def arguments(name):
    """Spread arguments over everything a function can be asked, the corners among them."""
    rng, n = np.random.default_rng(1), 1500
    edges = np.array([TINY, 1e-310, LEAST, 1.0, np.nextafter(1, 0), np.nextafter(1, 2), HUGE])
    if name == "exp":
        limits = np.array(
            [709.782712893384, 709.7827128933841, -745.13, -745.14, -708.4, -708.3, -745.2, 710.0, -746.0]
        )
        near = np.arange(-1024, 1025) * np.log(2) / 2
        return (np.concatenate([rng.uniform(-745.2, 709.79, n), rng.normal(size=n), limits, near, edges[:-1]]),)
    if name in ("log", "sqrt"):
        wide = np.exp(rng.uniform(-744, 709, n))
        close = [1 + rng.normal(size=n) * 0.01, 1 + rng.normal(size=n) * 1e-8, rng.uniform(0.5, 2, n)]
        return (np.concatenate([wide, *close, edges, np.ldexp(1.0, np.arange(-1074, 1024))]),)
    if name == "tanh":
        parts = [rng.normal(size=n) * s for s in (1e-8, 1e-3, 1.0, 10.0)]
        return (np.concatenate([*parts, rng.uniform(0.5, 0.6, n), edges, -edges, [0.55, 19.0, 19.1, 22.0]]),)
    x = np.concatenate([np.exp(rng.uniform(-700, 700, n)), np.exp(rng.normal(size=n)), 1 + rng.normal(size=n) * 1e-6])
    y = np.concatenate([rng.normal(size=n), rng.normal(size=n) * 100, rng.normal(size=n) * 1e8])
    low = np.exp(rng.uniform(-744, -700, n))  # powers that are denormal, or would overflow by a hair
    farthest = np.sqrt(2.0) ** rng.choice([-1, 1], n) * (1 + rng.uniform(-1e-3, 1e-3, n))  # from a power of two
    bases = np.concatenate([rng.uniform(0.5, 2, n), farthest, 1 + rng.normal(size=n) * 0.02])
    large = (
        rng.choice([-1, 1], 3 * n) * rng.uniform(900, 1023.99, 3 * n) / np.log2(bases)
    )  # almost everything that fits
    return np.concatenate([x, low, np.exp(rng.uniform(-20, 20, 2 * n)), bases]), np.concatenate(
        [y, rng.uniform(0.9, 1.06, n), rng.uniform(-40, 40, 2 * n), large]
    )


@lru_cache
def exact(name):
    """Compute with 40 digits: the nearest double, and how far the truth lies from it in its last place."""
    with mpmath.workdps(40):
        nearest, rest = [], []
        for point in zip(*arguments(name), strict=True):
            truth = REFERENCE[name](*map(mpmath.mpf, map(float, point)))
            value = float(truth)
            nearest.append(value)
            rest.append(float((truth - value) / mpmath.mpf(float(np.spacing(abs(value))))) if np.isfinite(value) else 0)
    return np.array(nearest), np.array(rest)


@pytest.mark.parametrize(("lanes", "fused"), WAYS)
@pytest.mark.parametrize("name", WRITERS)
def test_within_two_units_in_the_last_place(name, lanes, fused, looped):
    given = arguments(name)
    found = looped(lambda v, *x: [WRITERS[name](v, *x)], len(given), lanes=lanes, fused=fused)(*given)
    nearest, rest = exact(name)
    finite = np.isfinite(nearest)
    np.testing.assert_array_equal(found[~finite], nearest[~finite])
    off = np.abs((found[finite] - nearest[finite]) / np.spacing(np.abs(nearest[finite])) - rest[finite])
    print(f"ulp {name} lanes {lanes} fused {fused}: {off.max():.3f}")  # noqa: T201
    assert off.max() <= (0.5 if name == "sqrt" else 2.0)


@pytest.mark.parametrize(("lanes", "fused"), WAYS)
@pytest.mark.parametrize("name", ["exp", "log", "tanh", "sqrt"])
def test_special_arguments(name, lanes, fused, looped):
    found = looped(lambda v, x: [WRITERS[name](v, x)], 1, lanes=lanes, fused=fused)(SPECIAL)
    with np.errstate(all="ignore"):
        expected = getattr(np, name)(SPECIAL)
    corner = ~np.isfinite(SPECIAL) | (SPECIAL == 0) | ~np.isfinite(expected) | (expected == 0)
    np.testing.assert_array_equal(found[corner], expected[corner])
    np.testing.assert_array_equal(np.signbit(found[corner & (found == 0)]), np.signbit(expected[corner & (found == 0)]))
    np.testing.assert_allclose(found, expected, rtol=5e-16, atol=TINY)


@pytest.mark.parametrize(("lanes", "fused"), WAYS)
def test_special_powers_are_those_of_numpy(lanes, fused, looped):
    x, y = (a.ravel() for a in np.meshgrid(SPECIAL, SPECIAL))
    found = looped(lambda v, x, y: [functions.pow(v, x, y)], 2, lanes=lanes, fused=fused)(x, y)
    with np.errstate(all="ignore"):
        expected = np.power(x, y)
    np.testing.assert_allclose(found, expected, rtol=5e-16, atol=TINY)
    counts = ~np.isnan(expected)
    np.testing.assert_array_equal(np.signbit(found[counts]), np.signbit(expected[counts]))


@pytest.mark.parametrize("name", ["exp", "log", "tanh", "sqrt"])
def test_neighbours_keep_their_order(name, looped):
    run = looped(lambda v, x: [WRITERS[name](v, x)], 1)
    starts = np.array([1e-300, 1e-5, 0.3, np.log(2) / 2, 0.55, 0.7071067811865, 1.0, 1.4142135, 2.5, 17.0, 300.0])
    for start in starts:
        course = run(start + np.arange(400) * np.spacing(start))
        assert (np.diff(course) >= -np.spacing(np.abs(course[1:]))).all()


def test_bits_do_not_depend_on_the_lane(looped):
    x = np.random.default_rng(2).normal(size=64)
    for name in ("exp", "log", "tanh"):
        wide = looped(lambda v, x, name=name: [WRITERS[name](v, x)], 1, lanes=8)
        narrow = looped(lambda v, x, name=name: [WRITERS[name](v, x)], 1, lanes=2)
        np.testing.assert_array_equal(wide(x), narrow(x))
        np.testing.assert_array_equal(wide(x)[::-1], wide(x[::-1]))


@pytest.mark.parametrize("fused", [True, False])
def test_an_odd_neighbour_changes_no_bits(fused, looped):
    rng = np.random.default_rng(3)
    x, y = np.exp(rng.normal(size=640)), rng.uniform(-6, 6, 640)
    odd = np.stack([a.ravel() for a in np.meshgrid(SPECIAL, SPECIAL)])[:, rng.permutation(len(SPECIAL) ** 2)[:320]]
    mixed = np.array([x, y])
    mixed[:, ::2] = odd
    for count, write in ((2, lambda v, x, y: [functions.pow(v, x, y)]), (1, lambda v, x: [functions.log(v, x)])):
        alone = looped(write, count, lanes=1, fused=fused)
        for lanes in (16, 8, 4, 2):
            together = looped(write, count, lanes=lanes, fused=fused)
            for given in (mixed, mixed[:, ::-1], np.array([x, y])):
                np.testing.assert_array_equal(together(*given[:count]), alone(*given[:count]))


def test_the_power_of_nothing_is_nothing_in_its_own_lane_only(looped):
    x, y = np.full(16, 1.7), np.full(16, 2.5)
    x[[3, 9]] = 0.0
    found = looped(lambda v, x, y: [functions.pow(v, x, y)], 2, lanes=16)(x, y)
    np.testing.assert_array_equal(found == 0, x == 0)
    assert not np.signbit(found).any()
    np.testing.assert_allclose(found[x > 0], 1.7**2.5, rtol=5e-16)


def test_what_is_seldom_needed_is_written_once():
    module = ir.Module()
    v = Vectors(ir.IRBuilder(), 4, fused=True)
    function = ir.Function(module, ir.FunctionType(v.type, [v.type, v.type]), "f")
    v.builder.position_at_end(function.append_basic_block())
    first = functions.pow(v, *function.args)
    v.builder.ret(functions.pow(v, functions.log(v, first), functions.log(v, function.args[1])))
    written = [f for f in module.functions if f.blocks and f is not function]
    assert sorted(f.name for f in written) == ["general_log.v4", "general_power.v4"]
    assert {f.linkage for f in written} == {"internal"}
    llvm.parse_assembly(str(module)).verify()


def test_the_polynomials_of_pow_are_as_close_as_they_say():
    with mpmath.workdps(40):
        grid = [mpmath.mpf(k) / 400 for k in range(1, 401)]
        widest = (3 - 2 * mpmath.sqrt(2)) ** 2

        def value(coefficients, x):
            return sum(mpmath.mpf(c) * x**k for k, c in enumerate(coefficients))

        halves = [sign * r / 2 for r in grid for sign in (1, -1)]
        powers = max(abs((1 + r * mpmath.log(2) + r * r * value(functions.EXP2, r)) / 2**r - 1) for r in halves)
        squares = [widest * g for g in grid]
        roots = [(z, mpmath.atanh(mpmath.sqrt(z)) / mpmath.sqrt(z)) for z in squares]
        logs = max(abs((3 + z + z * z * value(functions.ATANH_TAIL, z)) / (3 * a) - 1) for z, a in roots)
        slopes = max(abs(value(functions.SLOPE, z) * mpmath.log(2) / 2 * (1 - z) - 1) for z in squares)
        scale = functions.TWO_THIRDS_LOG2_E + mpmath.mpf(functions.TWO_THIRDS_LOG2_E_LOW)
        assert abs(scale * mpmath.log(2) * 3 / 2 - 1) < 1e-32
    assert powers < 4e-18
    assert logs < 5.1e-21
    assert slopes < 8.5e-7
