"""The catalogue against the published baselines."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.language.source import Assumed
from engraft.population import draw
from engraft.population.catalog import get, populations

PUBLISHED = {  # covariate: row in the evidence, trial
    "age": ("median age", "ELIANA"),
    "weight": ("median weight", "ELIANA+ENSIGN (PK set)"),
    "marrow_blasts": ("median marrow blasts", "ELIANA"),
    "car_t_dose": ("median dose", "ELIANA"),
}


@pytest.mark.parametrize("name", populations())
def test_every_population_can_be_drawn(name):
    cohort = draw(get(name), 50, seed=1)
    assert len(cohort) == 50
    assert cohort.population == name
    assert np.all(cohort.covariates.to_numpy() >= 0.0)


def test_a_mistyped_population_is_suggested():
    with pytest.raises(SpecificationError, match="did you mean 'eliana_baseline'"):
        get("eliana_basline")


@pytest.mark.parametrize("name", PUBLISHED)
def test_eliana_reproduces_the_published_median_and_range(name, shared):
    with (shared / "evidence" / "clinical.csv").open(encoding="utf-8", newline="") as file:
        row = next(r for r in csv.DictReader(file) if (r["endpoint"], r["trial"]) == PUBLISHED[name])
    values = draw(get("eliana_baseline"), 20_000, seed=2).displayed()[name].to_numpy()
    median, low, high = (float(row[k]) for k in ("value", "lower", "upper"))
    assert np.median(values) == pytest.approx(median, rel=0.03)
    assert values.min() == pytest.approx(low, rel=0.02)
    assert values.max() == pytest.approx(high, rel=0.02)
    assert values.min() >= low * (1 - 1e-12)
    assert values.max() <= high * (1 + 1e-12)


def test_the_registry_has_as_many_with_much_and_little_leukemia_as_published():
    """John 2025: 11.6 % under 18 years and 17.6 % above have 50 % blasts or more, 20.2 % some but fewer than 5 %."""
    shown = draw(get("cibmtr_tisa_cel"), 20_000, seed=2).displayed()
    blasts, adult = shown["marrow_blasts"], (shown["age"] >= 18.0).mean()
    assert (blasts >= 50.0).mean() == pytest.approx(adult * 0.176 + (1.0 - adult) * 0.116, abs=0.01)
    assert ((blasts >= 0.01) & (blasts < 5.0)).mean() == pytest.approx(0.202, abs=0.01)
    assert (blasts < 0.01).mean() == pytest.approx(((blasts >= 5.0) & (blasts < 50.0)).mean(), abs=0.015)


def test_eliana_has_as_many_transplanted_as_published():
    share = draw(get("eliana_baseline"), 20_000, seed=2).covariate("prior_transplant").mean()
    assert share == pytest.approx(46 / 75, abs=0.01)


def test_body_surface_agrees_with_a_formula_for_children():
    # Costeff 1966, doi:10.1136/adc.41.220.681: (4 W + 7)/(W + 90) m^2, an independent fit for children.
    shown = draw(get("eliana_baseline"), 2000, seed=2).displayed()
    child = shown[shown["weight"] < 70.0]
    costeff = (4.0 * child["weight"] + 7.0) / (child["weight"] + 90.0)
    np.testing.assert_allclose(child["body_surface"], costeff, rtol=0.07)
    assert 1.2 < shown["body_surface"].median() < 1.3


def test_every_number_of_a_population_has_a_source_and_few_are_assumed():
    population = get("eliana_baseline")
    rows = (*population.covariates, *population.correlations, *population.derived, *population.effects)
    assert all(row.source.text() for row in rows)
    assumed = {getattr(row, "name", "correlation") for row in rows if isinstance(row.source, Assumed)}
    assert assumed == {"correlation", "can_lose_cd19", "can_switch"}
