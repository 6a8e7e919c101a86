"""The compiled law of small clones draws the same whole numbers as the interpreter."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from engraft.kernel import birth_death
from engraft.kernel import expression as ex
from engraft.kernel.compiled import families
from engraft.kernel.expression import symbol
from engraft.kernel.problem import Clone, Problem

C, B, D, V = symbol("c"), symbol("b"), symbol("d"), symbol("v")
NEAR = np.concatenate([[0.0], *(10.0**-k * np.linspace(0.1, 0.99, 50) for k in (0, 1, 3, 8, 15, 17, 100, 300))])


def worst(found, exact, x):
    with mpmath.workdps(400):
        exact = [exact(mpmath.mpf(float(v))) for v in x]
        return max(abs((mpmath.mpf(float(f)) - e) / e) for f, e in zip(found, exact, strict=True) if e != 0)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_logarithm_of_almost_one(looped, sign):
    found = looped(lambda v, x: [families.log1p(v, x)], 1)(sign * NEAR)
    assert worst(found, mpmath.log1p, sign * NEAR) < 1e-15
    assert found[0] == 0


def test_exponential_of_almost_nothing(looped):
    x = -np.concatenate([NEAR, 50 * NEAR, [800.0, 1e300, np.inf]])
    found = looped(lambda v, x: [families.expm1(v, x)], 1)(x)
    assert worst(found[:-1], mpmath.expm1, x[:-1]) < 1e-15
    assert found[-1] == -1


@pytest.mark.parametrize("fused", [True, False])
def test_one_lineage_is_that_of_the_interpreter(looped, fused):
    rates = np.array([0.0, 1e-300, 1e-17, 1e-9, 0.3, 0.3 + 1e-14, 0.7, 20.0, 1e4, 1e29])
    b, d = (x.ravel() for x in np.meshgrid(rates, rates))
    for t in (0.25, 1 / 24, 3.0):

        def write(v, b, d, t=t):
            one = families.lineage(v, b, d, t)
            return [one.survive, one.more, one.stop, one.span, families.log_of_more(v, one)]

        found = looped(write, 2, 5, fused=fused)(b, d)
        plain = birth_death.lineage(b, d, np.full(b.shape, t))
        with np.errstate(divide="ignore"):
            log_more = np.where(plain.more > 0.5, np.log1p(-np.minimum(plain.stop, 0.5)), np.log(plain.more))
        expected = [plain.survive, plain.more, plain.stop, plain.span, log_more]
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-14, atol=1e-306)


def clone(gain, threshold=100.0, interval=0.25):
    small = Clone("c", gain, D * C, threshold, interval)
    return Problem(("c",), ("b", "d", "v"), (gain - D * C,), (1.0,), clones=(small,), outputs=(("c", C),))


CASES = {
    "cells": (B * C, 1e4, (0.0, 0.8), (0.9, 1.5), 0.0),
    "critical": (B * C, 1e5, (0.7, 0.7), (0.7, 0.7), 0.0),
    "newcomers": (B * C + V, 1e4, (0.0, 0.8), (0.9, 4.0), (0.0, 30.0)),
    "newcomers of slow cells": (B * C + V, 1e4, (0.0, 1e-7), (1e-9, 1e-8), (0.0, 1e-3)),
    "many families": (B * C + V, 200.0, (0.0, 40.0), (50.0, 60.0), (0.0, 9e4)),
    "great families": (B * C + V, 200.0, (10.0, 30.0), (0.0, 9.0), (0.0, 0.01)),
}


@pytest.mark.parametrize("name", CASES)
def test_counts_are_those_of_the_interpreter(name, run):
    """Rates do not depend on the course, so that every count must be the same whole number."""
    gain, threshold, *rates = CASES[name]
    rng = np.random.default_rng(2)
    patients, times = 300, np.arange(0.0, 10.0 if threshold > 200 else 0.5, 0.25)
    values = [rng.uniform(*np.broadcast_to(r, 2), patients) for r in rates]
    values[1][::7] = values[0][::7] if name != "great families" else 0.0
    start = rng.integers(0, 90, patients)
    found = [
        run(
            clone(gain, threshold),
            [start],
            values,
            end=times[-1] + 0.01,
            times=times,
            patients=patients,
            backend=backend,
        )
        for backend in ("llvm", "numpy")
    ]
    np.testing.assert_array_equal(found[0].outputs, found[1].outputs)
    np.testing.assert_array_equal(found[0].extinct_time, found[1].extinct_time)
    whole = found[0].outputs[0]
    np.testing.assert_array_equal(whole, np.rint(whole))
    assert len(np.unique(whole)) > 20
    print(f"{name}: {whole.size} counts up to {whole.max():g} are the same")  # noqa: T201


def test_a_growth_law_that_is_undefined_at_zero_and_below(run):
    for backend in ("llvm", "numpy"):
        s = run(clone(B * C * ex.log(V)), [5], [1, 0, [-1.0, 2.0]], end=3, patients=2, backend=backend)
        np.testing.assert_array_equal(s.status, [2, 0])
        assert s.where == ("c", "")
