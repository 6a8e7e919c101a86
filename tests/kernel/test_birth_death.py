"""Small clones against the closed forms of Kendall and Bailey, and against SciPy's laws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engraft.kernel.birth_death import UNDEFINED, extinction_probability, transition
from engraft.kernel.counting import MOST
from engraft.kernel.streams import uniform

PERSONS = np.arange(20_000)
CASES = {
    "growth": (5, 0.9, 0.4, 1.5),
    "decline": (20, 0.3, 0.8, 1.0),
    "critical": (10, 0.7, 0.7, 2.0),
    "nearly critical": (10, 0.7, 0.7 + 1e-13, 2.0),
    "pure death": (30, 0.0, 0.5, 1.0),
    "pure birth": (3, 0.6, 0.0, 1.0),
    "one cell": (1, 1.0, 0.5, 3.0),
}


def draws(row, arrival=0.0, *, seed=11, persons=PERSONS):
    """Draw one transition for many persons with the same rates."""
    n, b, d, t = row
    full = np.full(persons.size, 1.0)
    u = uniform(seed, "clone", persons, np.arange(3)[:, None])
    return transition(np.full(persons.size, n), b * full, d * full, arrival * full, t, u)


def moments(row, arrival=0.0):
    """Mean and variance of the number of cells (Bailey 1964, 8.6; negative binomial newcomers)."""
    n, b, d, t = row
    g = b - d
    if abs(g) < 1e-9:
        mean, variance, span = n, 2 * n * b * t, t
    else:
        growth = np.exp(g * t)
        mean, variance, span = n * growth, n * (b + d) / g * growth * (growth - 1), np.expm1(g * t) / g
    return mean + arrival * span, variance + arrival * span * (1 + b * span)


@pytest.mark.parametrize("arrival", [0.0, 0.2, 6.0])
@pytest.mark.parametrize("name", CASES)
def test_mean_and_variance_match_closed_forms(name, arrival):
    x = draws(CASES[name], arrival).astype(float)
    mean, variance = moments(CASES[name], arrival)
    error = np.sqrt(variance / x.size)
    assert abs(x.mean() - mean) < 3.3 * error
    fourth = ((x - mean) ** 4).mean()
    assert abs(x.var() - variance) < 3.3 * np.sqrt((fourth - variance**2) / x.size)


@pytest.mark.parametrize("name", [n for n in CASES if n != "pure birth"])
def test_extinction_happens_as_often_as_it_must(name):
    n, b, d, t = CASES[name]
    for lineages in (1, min(n, 3)):
        p = float(extinction_probability(lineages, b, d, t))
        seen = int((draws((lineages, b, d, t)) == 0).sum())
        assert stats.binomtest(seen, PERSONS.size, p).pvalue > 0.005


def test_extinction_probability_closed_forms():
    b, d, t = 0.9, 0.4, 1.5
    growth = np.exp((b - d) * t)
    assert extinction_probability(1, b, d, t) == pytest.approx(d * (growth - 1) / (b * growth - d), rel=1e-14)
    assert extinction_probability(4, b, d, np.inf) == pytest.approx((d / b) ** 4, rel=1e-14)
    assert extinction_probability(4, d, b, np.inf) == 1.0
    assert extinction_probability(3, 0.5, 0.5, 2.0) == pytest.approx((1.0 / 2.0) ** 3, rel=1e-14)
    assert extinction_probability(2, 0.0, 0.5, 2.0) == pytest.approx((1 - np.exp(-1.0)) ** 2, rel=1e-14)
    assert extinction_probability(5, 1.0, 0.0, 9.0) == 0.0
    assert extinction_probability(0, 1.0, 0.0, 9.0) == 1.0
    assert extinction_probability(5, 0.0, 0.0, np.inf) == 0.0


@pytest.mark.parametrize("arrival", [0.0, 0.4])
@pytest.mark.parametrize("name", ["growth", "decline", "critical"])
def test_two_halves_follow_the_law_of_the_whole(name, arrival):
    n, b, d, t = CASES[name]
    whole = draws(CASES[name], arrival, seed=1)
    half = draws((n, b, d, t / 2), arrival, seed=2)
    u = uniform(3, "clone", PERSONS, np.arange(3)[:, None])
    full = np.ones(PERSONS.size)
    twice = transition(half, b * full, d * full, arrival * full, t / 2, u)
    edges = np.unique(np.quantile(whole, np.linspace(0, 1, 25)[1:-1]))
    table = [np.bincount(np.searchsorted(edges, x), minlength=edges.size + 1) for x in (whole, twice)]
    assert stats.chi2_contingency(table).pvalue > 0.005


@pytest.mark.parametrize(("n", "arrival"), [(1, 0.0), (0, 3.0)])
def test_one_cell_is_geometric_and_newcomers_negative_binomial(n, arrival):
    b, d, t = 0.9, 0.4, 1.5
    growth = np.exp((b - d) * t)
    alpha, beta = d * (growth - 1) / (b * growth - d), b * (growth - 1) / (b * growth - d)
    x = draws((n, b, d, t), arrival)
    seen = np.bincount(np.minimum(x, 12), minlength=13)
    k = np.arange(12)
    law = stats.nbinom(arrival / b, 1 - beta).pmf(k) if n == 0 else (1 - alpha) * stats.geom(1 - beta).pmf(k)
    law[0] = law[0] if n == 0 else alpha
    expected = np.append(law, 1 - law.sum()) * x.size
    assert stats.chisquare(seen, expected).pvalue > 0.005


def test_newcomers_without_births_are_poisson():
    x = draws((0, 0.0, 0.5, 2.0), 4.0)
    law = stats.poisson(4.0 * (1 - np.exp(-1.0)) / 0.5)
    expected = np.append(law.pmf(np.arange(14)), law.sf(13)) * x.size
    assert stats.chisquare(np.bincount(np.minimum(x, 14), minlength=15), expected).pvalue > 0.005


def test_the_count_rises_with_every_uniform():
    u = np.full((3, 999), 0.5)
    ones = np.ones(999)
    for row in range(3):
        moving = u.copy()
        moving[row] = np.linspace(0.0005, 0.9995, 999)
        x = transition(np.full(999, 40), 0.8 * ones, 0.5 * ones, 2.0 * ones, 1.0, moving)
        assert np.all(np.diff(x) >= 0)
        assert x[-1] > x[0]


def test_each_person_stands_alone():
    u = uniform(4, "clone", PERSONS[:500], np.arange(3)[:, None])
    n = PERSONS[:500] % 90
    b, d, v = (uniform(5, name, PERSONS[:500]) for name in ("b", "d", "v"))
    t = 0.1 + uniform(5, "t", PERSONS[:500])
    whole = transition(n, b, d, v, t, u)
    for i in (0, 17, 499):
        one = slice(i, i + 1)
        assert transition(n[one], b[one], d[one], v[one], t[one], u[:, one]) == whole[i]
    back = slice(None, None, -1)
    assert np.array_equal(transition(n[back], b[back], d[back], v[back], t[back], u[:, back]), whole[back])


def test_nothing_happens_without_rates_cells_or_time():
    u = uniform(6, "clone", PERSONS[:100], np.arange(3)[:, None])
    zero, one = np.zeros(100), np.ones(100)
    n = PERSONS[:100]
    assert np.array_equal(transition(n, zero, zero, zero, 1.0, u), n)
    assert np.array_equal(transition(n, one, one, one, 0.0, u), n)
    assert not transition(0 * n, one, one, zero, 1.0, u).any()


def test_extreme_rates_end_and_stay_in_range():
    u = uniform(7, "clone", PERSONS[:60], np.arange(3)[:, None])
    rates = [0.0, 1e-300, 1e-20, 1.0, 50.0, 1e6, 1e29]
    for b in rates:
        for d in rates:
            for v in (0.0, 1e-300, 1.0, 1e29):
                x = transition(PERSONS[:60], *(np.full(60, r) for r in (b, d, v)), 1.0, u)
                assert x.min() >= 0
                assert x.max() <= MOST


def test_a_person_with_broken_rates_is_marked_and_alone():
    u = uniform(8, "clone", PERSONS[:6], np.arange(3)[:, None])
    b = np.array([np.nan, np.inf, -1.0, 0.5, 0.5, 0.5])
    x = transition(np.full(6, 9), b, np.full(6, 0.2), np.zeros(6), 0.25, u)
    assert x[:3].tolist() == [UNDEFINED] * 3
    alone = transition(np.full(3, 9), b[3:], np.full(3, 0.2), np.zeros(3), 0.25, u[:, 3:])
    assert np.array_equal(x[3:], alone)
