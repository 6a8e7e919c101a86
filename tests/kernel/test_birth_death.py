"""Small clones against the closed forms of Kendall and Bailey, SciPy's laws, and Gillespie's algorithm."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engraft.kernel.birth_death import MOST, MOST_FAMILIES, UNDEFINED, extinction_probability, transition
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


def luck(seed, name, persons):
    """Give each person draws of their own, by number."""
    return lambda which, number: uniform(seed, name, persons[which], number)


def step(n, b, d, v, t, *, seed=11, persons=PERSONS):
    """Draw one transition; rates may be numbers or one per person."""
    full = np.ones(persons.size)
    n = (n * full).astype(np.int64)
    return transition(n, (b * full, d * full, v * full), t, luck(seed, "cells", persons), luck(seed, "new", persons))


def draws(row, arrival=0.0, **more):
    """Draw one transition for many persons with the same rates."""
    n, b, d, t = row
    return step(n, b, d, arrival, t, **more)


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
    twice = step(draws((n, b, d, t / 2), arrival, seed=2), b, d, arrival, t / 2, seed=3)
    assert same_law(whole, twice) > 0.005


def same_law(one, other):
    """Chance of samples this different under one law."""
    edges = np.unique(np.quantile(one, np.linspace(0, 1, 25)[1:-1]))
    table = [np.bincount(np.searchsorted(edges, x), minlength=edges.size + 1) for x in (one, other)]
    return stats.chi2_contingency(np.array(table)[:, np.sum(table, axis=0) > 0]).pvalue


def gillespie(n, b, d, v, t, runs, rng):
    """Simulate every birth, death and arrival of a clone, one after the other."""
    cells, clock = np.full(runs, n), np.zeros(runs)
    going = np.arange(runs)
    while going.size:
        rates = np.stack([b * cells[going], d * cells[going], np.full(going.size, v)])
        total = rates.sum(axis=0)
        with np.errstate(divide="ignore"):
            clock[going] += rng.exponential(size=going.size) / total
        inside = clock[going] < t
        going, rates, total = going[inside], rates[:, inside], total[inside]
        down = (share := rng.uniform(size=going.size) * total) < rates[1]
        cells[going] += np.where(down, -1, 1) * (share < total)
    return cells


@pytest.mark.parametrize("arrival", [0.0, 0.4, 5.0])
@pytest.mark.parametrize("name", ["growth", "decline", "critical", "pure death", "one cell"])
def test_chance_is_that_of_gillespies_algorithm(name, arrival):
    n, b, d, t = CASES[name]
    slow = gillespie(n, b, d, arrival, t, 20_000, np.random.default_rng(17))
    assert same_law(slow, draws(CASES[name], arrival)) > 0.005


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


@pytest.mark.parametrize("name", ["growth", "decline", "critical"])
def test_many_cells_follow_the_sum_of_baileys_laws(name):
    """Survivors are binomial, what they add is negative binomial (Bailey 1964, 8.47)."""
    n, b, d, t = CASES[name]
    alpha = float(extinction_probability(1, b, d, t))
    beta = alpha * b / d
    x = draws(CASES[name])
    top = int(x.max()) + 1
    law = np.zeros(top + n + 1)
    law[0] = alpha**n
    for survivors in range(1, n + 1):
        added = stats.nbinom(survivors, 1 - beta).pmf(np.arange(top))
        law[survivors : survivors + top] += stats.binom(n, alpha).pmf(n - survivors) * added
    expected = law[:top] * x.size
    often = np.flatnonzero(expected >= 5)
    expected = np.append(expected[often], x.size - expected[often].sum())
    seen = np.bincount(x, minlength=top)[often]
    assert stats.chisquare(np.append(seen, x.size - seen.sum()), expected).pvalue > 0.005


def test_newcomers_without_births_are_poisson():
    x = draws((0, 0.0, 0.5, 2.0), 4.0)
    law = stats.poisson(4.0 * (1 - np.exp(-1.0)) / 0.5)
    expected = np.append(law.pmf(np.arange(14)), law.sf(13)) * x.size
    assert stats.chisquare(np.bincount(np.minimum(x, 14), minlength=15), expected).pvalue > 0.005


def test_newcomers_who_soon_die_are_few_by_chance():
    """Ten thousand arrive in an interval and ten are there at its end: their number is still Poisson."""
    x = draws((0, 0.0, 1000.0, 1.0), 10_000.0)
    assert stats.chisquare(*frequencies(x, stats.poisson(10.0))).pvalue > 0.005


def frequencies(x, law):
    top = int(law.ppf(0.999))
    expected = np.append(law.pmf(np.arange(top)), law.sf(top - 1)) * x.size
    return np.bincount(np.minimum(x, top), minlength=top + 1), expected


def test_beyond_many_families_their_number_is_what_is_expected():
    few = PERSONS[:300]
    below, above = (draws((0, 0.5, 0.5, 1.0), v, persons=few) for v in (MOST_FAMILIES * 0.99, MOST_FAMILIES * 2.0))
    assert len(np.unique(below)) > 200
    assert abs(below.mean() / (MOST_FAMILIES * 0.99) - 1) < 4 * below.std() / below.mean() / np.sqrt(300)
    np.testing.assert_array_equal(above, round(MOST_FAMILIES * 2))


def test_each_person_stands_alone():
    few = PERSONS[:500]
    n = few % 90
    b, d, v = (uniform(5, name, few) for name in ("b", "d", "v"))
    whole = step(n, b, d, v, 0.6, persons=few)
    for i in (0, 17, 499):
        one = slice(i, i + 1)
        assert step(n[one], b[one], d[one], v[one], 0.6, persons=few[one]) == whole[i]
    back = slice(None, None, -1)
    assert np.array_equal(step(n[back], b[back], d[back], v[back], 0.6, persons=few[back]), whole[back])


def test_more_cells_than_are_drawn_at_once():
    few = PERSONS[:2000]
    x = step(few % 400, 0.0, 0.5, 0.0, 1.0, persons=few)
    assert (x <= few % 400).all()
    assert abs(x.sum() - np.exp(-0.5) * (few % 400).sum()) < 4 * np.sqrt(x.sum() * (1 - np.exp(-0.5)))


def test_nothing_happens_without_rates_cells_or_time():
    few = PERSONS[:100]
    assert np.array_equal(step(few, 0, 0, 0, 1.0, persons=few), few)
    assert np.array_equal(step(few, 1, 1, 1, 0.0, persons=few), few)
    assert not step(0, 1, 1, 0, 1.0, persons=few).any()


def test_extreme_rates_end_and_stay_in_range():
    few = PERSONS[:60]
    rates = [0.0, 1e-300, 1e-20, 1.0, 50.0, 1e6, 1e29]
    for b in rates:
        for d in rates:
            for v in (0.0, 1e-300, 1.0, 1e29):
                x = step(few, b, d, v, 1.0, persons=few)
                assert x.min() >= 0
                assert x.max() <= MOST


def test_a_person_with_broken_rates_is_marked_and_alone():
    b, few = np.array([np.nan, np.inf, -1.0, 0.5, 0.5, 0.5]), PERSONS[:6]
    x = step(9, b, 0.2, 0.0, 0.25, persons=few)
    assert x[:3].tolist() == [UNDEFINED] * 3
    assert np.array_equal(x[3:], step(9, b[3:], 0.2, 0.0, 0.25, persons=few[3:]))
