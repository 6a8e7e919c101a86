"""A population written out in a study file is the one that Python would make."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from engraft.language.source import Assumed
from engraft.population import Correlation, Covariate, Derived, LogNormal, PiecewiseUniform, Population, draw
from engraft.population.catalog import get
from engraft.trial.population_fields import PopulationChoice

WHY = {"assumed": {"why": "toy", "low": 0.0, "high": 1.0}}
TOLD = Assumed("toy", 0.0, 1.0)
WRITTEN = {
    "label": "toy adults",
    "n": 5,
    "covariates": {
        "weight": {"unit": "kg", "lognormal": {"median": 75.0, "sd_log": 0.2}, **WHY},
        "age": {"unit": "year", "quantiles": [[0.0, 18.0], [0.5, 40.0], [1.0, 84.0]], **WHY},
    },
    "correlations": [{"between": ["age", "weight"], "rank": 0.3, **WHY}],
    "derived": {"older": {"formula": "age - 18 [year]", "unit": "year", **WHY}},
}
LAWS = {
    "quantiles": [[0.0, 1.0], [1.0, 2.0]],
    "log_quantiles": [[0.0, 1.0], [1.0, 2.0]],
    "normal": {"mean": 1.0, "sd": 0.1},
    "lognormal": {"median": 1.0, "sd_log": 0.1},
    "probability": 0.3,
    "fixed": 0.0,
    "values": [1.0, 2.0],
}


def choice(**fields):
    return PopulationChoice.model_validate({"n": 5} | fields)


def test_it_draws_the_persons_that_python_draws():
    made = PopulationChoice.model_validate(WRITTEN).population("toy", None)
    same = Population(
        "toy_persons",
        (
            Covariate("weight", LogNormal(75.0, 0.2), "kg", TOLD),
            Covariate("age", PiecewiseUniform(((0.0, 18.0), (0.5, 40.0), (1.0, 84.0))), "year", TOLD),
        ),
        (Correlation("age", "weight", 0.3, TOLD),),
        (Derived("older", "age - 18 [year]", "year", TOLD),),
        label="toy adults",
    )
    assert made == same
    one, other = (draw(law, 50, seed=4).covariates for law in (made, same))
    np.testing.assert_array_equal(one.to_numpy(), other.to_numpy())


def test_a_feature_of_a_known_law_is_replaced_and_the_others_stay():
    known = get("eliana_baseline")
    made = choice(covariates={"weight": {"unit": "kg", "fixed": 30.0, **WHY}}).population("toy", known)
    assert (draw(made, 20, seed=1).covariates["weight"] == 3e7).all()  # canonical: mg
    before, after = (draw(law, 20, seed=1).covariates for law in (known, made))
    np.testing.assert_array_equal(before["marrow_blasts"], after["marrow_blasts"])
    assert made.name == "toy_persons"
    assert choice(law="eliana_baseline").population("toy", known) == known


@pytest.mark.parametrize("law", LAWS)
def test_every_law_can_be_written(law):
    choice(covariates={"x": {law: LAWS[law], **WHY}}).population("toy", None)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "who is treated"),
        ({"covariates": {"x": WHY}}, "one law"),
        ({"covariates": {"x": {"fixed": 1.0, "probability": 0.1, **WHY}}}, "one law"),
        ({"covariates": {"x": {"fixed": 1.0}}}, "one source"),
        ({"covariates": {"x": {"probability": 40.0, **WHY}}}, "between 0 and 1"),
        ({"covariates": {"x": {"fixed": 1.0, "unit": "yeer", **WHY}}}, "not a known unit"),
        ({"covariates": {"x": {"lognormal": {"median": 1.0, "sd": 0.1}, **WHY}}}, "unknown field 'sd'"),
        ({"covariates": {"two words": {"fixed": 1.0, **WHY}}}, "not a usable name"),
    ],
)
def test_what_is_no_population_is_refused(fields, said):
    with pytest.raises(ValidationError, match=said):
        choice(**fields)
