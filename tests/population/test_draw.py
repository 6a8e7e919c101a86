"""Persons: who they are depends on nothing but the seed and their own number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.source import Assumed, Paper
from engraft.population import (
    Correlation,
    Covariate,
    Derived,
    Effect,
    Listed,
    LogNormal,
    Normal,
    PiecewiseUniform,
    Population,
    draw,
)
from engraft.population.catalog import get

SOURCE = Paper("10.1000/example", "Table 1")
GUESS = Assumed("for this test", 0.1, 0.9)


def covariate(name, law=None, unit="kg"):
    return Covariate(name, law or LogNormal(39.0, 0.4), unit, SOURCE)


AGE = covariate("age", PiecewiseUniform(((0.0, 3.0), (0.5, 11.0), (1.0, 23.0))), "year")
WEIGHT = covariate("weight")
PAIR = Correlation("age", "weight", 0.85, GUESS)
PEOPLE = Population("people", (AGE, WEIGHT), (PAIR,))
MORE = replace(PEOPLE, covariates=(AGE, WEIGHT, covariate("blasts", unit="percent")))


def same(a, b):
    return all(np.array_equal(a[c].to_numpy(), b[c].to_numpy()) for c in a.columns)


def test_a_person_is_the_same_in_any_crowd():
    many, few = draw(PEOPLE, 500, seed=3).covariates, draw(PEOPLE, 7, seed=3).covariates
    assert same(few, many.iloc[:7])
    assert few.index.name == "person"


def test_a_new_covariate_changes_no_other():
    assert same(draw(PEOPLE, 100, seed=3).covariates, draw(MORE, 100, seed=3).covariates)
    correlated = replace(MORE, correlations=(PAIR, Correlation("blasts", "weight", -0.9, GUESS)))
    assert same(draw(PEOPLE, 100, seed=3).covariates, draw(correlated, 100, seed=3).covariates)


def test_an_effect_or_a_derived_covariate_changes_no_draw():
    richer = replace(
        PEOPLE,
        derived=(Derived("double", "2 * weight", "kg", SOURCE),),
        effects=(Effect("pk.volume", "0.05 [L/kg] * double", "L", SOURCE),),
    )
    base, cohort = draw(PEOPLE, 100, seed=3), draw(richer, 100, seed=3)
    assert same(base.covariates, cohort.covariates)
    assert list(cohort.covariates.columns) == ["age", "weight", "double"]
    np.testing.assert_array_equal(cohort.covariate("double"), 2 * base.covariate("weight"))
    kilograms = base.covariate("weight") / units.factor("kg")
    np.testing.assert_allclose(cohort.parameters["pk.volume"], 0.1 * kilograms, rtol=1e-14)


def test_another_seed_is_another_crowd():
    one, two = (draw(PEOPLE, 50, seed=s).covariate("age") for s in (1, 2))
    assert not np.any(one == two)


def test_each_covariate_keeps_its_law_under_correlation():
    cohort = draw(PEOPLE, 20_000, seed=5)
    weight = cohort.displayed()["weight"].to_numpy()
    assert stats.kstest(weight, stats.lognorm(0.4, scale=39.0).cdf).pvalue > 0.01
    ages = cohort.displayed()["age"].to_numpy()
    assert stats.kstest(ages, lambda x: np.interp(x, [3, 11, 23], [0, 0.5, 1])).pvalue > 0.01


@pytest.mark.parametrize("rank", [-0.9, 0.3, 0.85])
def test_the_rank_correlation_is_the_one_asked_for(rank):
    people = replace(PEOPLE, correlations=(replace(PAIR, rank=rank),))
    cohort = draw(people, 20_000, seed=6)
    found = stats.spearmanr(cohort.covariate("age"), cohort.covariate("weight")).statistic
    assert found == pytest.approx(rank, abs=4 * (1 - rank**2) / np.sqrt(20_000) + 1e-3)


def test_three_correlations_hold_together():
    links = (PAIR, Correlation("age", "blasts", -0.4, GUESS), Correlation("weight", "blasts", -0.2, GUESS))
    cohort = draw(replace(MORE, correlations=links), 20_000, seed=7)
    for c in links:
        found = stats.spearmanr(cohort.covariate(c.first), cohort.covariate(c.second)).statistic
        assert found == pytest.approx(c.rank, abs=0.03)


def test_without_a_named_correlation_a_covariate_follows_through_its_partner_only():
    links = (PAIR, Correlation("weight", "blasts", -0.5, GUESS))
    cohort = draw(replace(MORE, correlations=links), 20_000, seed=8)
    age, weight, blasts = (stats.norm.ppf(stats.rankdata(cohort.covariate(c)) / 20_001) for c in MORE.units)
    both = np.corrcoef([age, weight, blasts])
    assert both[0, 2] == pytest.approx(both[0, 1] * both[1, 2], abs=0.02)


def test_correlations_that_contradict_each_other_are_refused():
    links = (PAIR, Correlation("age", "blasts", 0.9, GUESS), Correlation("weight", "blasts", -0.9, GUESS))
    with pytest.raises(SpecificationError, match="contradict"):
        replace(MORE, correlations=links)


def test_values_are_canonical_and_shown_in_their_unit():
    cohort = draw(PEOPLE, 5, seed=1)
    np.testing.assert_allclose(cohort.displayed()["weight"] * 1e6, cohort.covariate("weight"), rtol=1e-15)
    assert cohort.units["age"] == "year"


def test_a_subset_keeps_identities():
    cohort = draw(PEOPLE, 10, seed=1)
    older = cohort.subset(cohort.covariate("age") > units.canonical(11.0, "year"))
    assert 0 < len(older) < 10
    assert np.all(np.isin(older.persons, cohort.persons))
    assert same(older.covariates, cohort.covariates.loc[older.persons])
    with pytest.raises(SpecificationError, match="one true or false per person"):
        cohort.subset(np.array([True]))


@pytest.mark.parametrize("n", [0, -1, 2.5, float("nan"), float("inf"), True, "ten"])
def test_nobody_and_half_a_person_are_refused(n):
    with pytest.raises(SpecificationError, match="cannot draw"):
        draw(PEOPLE, n, seed=1)


def test_a_numpy_count_is_a_count():
    assert len(draw(PEOPLE, np.int64(3), seed=1)) == 3


def test_an_undefined_covariate_names_the_person():
    broken = Population(
        "broken",
        (covariate("x", Normal(0.0, 1.0), "1"),),
        derived=(Derived("root", "sqrt(x)", "1", SOURCE),),
    )
    with pytest.raises(SpecificationError, match="'root' of population 'broken' is not a finite number"):
        draw(broken, 20, seed=1)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: replace(PEOPLE, covariates=(AGE, AGE)), "two of covariate 'age'"),
        (lambda: replace(PEOPLE, correlations=(Correlation("age", "wieght", 0.1, GUESS),)), "did you mean 'weight'"),
        (lambda: replace(PEOPLE, derived=(Derived("b", "2 * wieght", "kg", SOURCE),)), "did you mean 'weight'"),
        (lambda: replace(PEOPLE, derived=(Derived("b", "2 * weight", "m^2", SOURCE),)), "wrong unit"),
        (lambda: replace(PEOPLE, derived=(Derived("b", "weight + age", "kg", SOURCE),)), "unlike things"),
        (lambda: replace(PEOPLE, derived=(Derived("age", "2 * age", "year", SOURCE),)), "two of covariate 'age'"),
        (lambda: replace(PEOPLE, effects=(Effect("volume", "1 [L]", "L", SOURCE),)), "is not the name of a"),
        (lambda: covariate("body weight"), "is not the name of a"),
        (lambda: covariate("weight", unit="stone"), "stone"),
        (lambda: Covariate("weight", LogNormal(39.0, 0.4), "kg", None), "has no source"),
        (lambda: Covariate("weight", 39.0, "kg", SOURCE), "has no law"),
        (lambda: Correlation("age", "weight", 1.0, GUESS), "impossible"),
        (lambda: Correlation("age", "age", 0.5, GUESS), "with itself"),
        (lambda: Correlation("age", "weight", 0.5, None), "has no source"),
        (lambda: draw(PEOPLE, 2, seed=1).covariate("wieght"), "did you mean 'weight'"),
    ],
)
def test_errors_name_the_thing_and_the_way_out(make, message):
    with pytest.raises(SpecificationError, match=message) as caught:
        make()
    assert len(str(caught.value).splitlines()) <= 3


def test_a_subset_keeps_spreads_and_laws():
    drawn = draw(get("eliana_baseline"), 4, seed=1)
    own = replace(drawn, spreads={"b_all.kill": np.arange(4.0)}, laws=np.arange(4))
    kept = own.subset(np.array([False, True, False, True]))
    assert kept.spreads["b_all.kill"].tolist() == [1.0, 3.0]
    assert kept.laws.tolist() == [1, 3]
    assert drawn.subset(np.array([True] * 4)).laws is None


LISTED = (covariate("tall", Listed((1.0, 2.0, 3.0)), "1"), covariate("wide", Listed((10.0, 20.0, 30.0)), "1"))


def test_a_row_of_a_list_stays_together_whoever_is_drawn_with_what_seed():
    people = replace(PEOPLE, covariates=(AGE, WEIGHT, *LISTED))
    for seed in (1, 2):
        cohort = draw(people, 7, seed=seed)
        np.testing.assert_array_equal(cohort.covariate("wide"), 10.0 * cohort.covariate("tall"))
        assert cohort.covariate("tall").tolist() == [1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0]
    np.testing.assert_array_equal(draw(PEOPLE, 7, seed=2).covariate("age"), cohort.covariate("age"))


def test_lists_of_different_length_do_not_go_together():
    with pytest.raises(SpecificationError, match="not equally long"):
        replace(PEOPLE, covariates=(AGE, WEIGHT, LISTED[0], covariate("short", Listed((1.0,)))))


def test_what_is_listed_cannot_be_correlated_with_what_is_drawn():
    with pytest.raises(SpecificationError, match="'tall', which is listed and not drawn"):
        Population("people", (AGE, *LISTED), (Correlation("age", "tall", 0.5, GUESS),))
