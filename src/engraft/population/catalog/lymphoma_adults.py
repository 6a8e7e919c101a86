"""Adults with relapsed or refractory large B-cell lymphoma, as treated with CAR T cells."""

from __future__ import annotations

from functools import cache

from engraft.language.source import Assumed, Paper
from engraft.population.catalog.surface import surface_of_weight
from engraft.population.covariate import Covariate
from engraft.population.law import PiecewiseLogUniform, PiecewiseUniform
from engraft.population.population import Population

_TRANSCEND = "TRANSCEND NHL 001, ashpublications.net/view-large/12124307"


@cache
def lymphoma_adults() -> Population:
    """Return age and size of tumor as TRANSCEND NHL 001 reports them (n = 270); trials of other cells enrolled alike.

    What this population cannot say: stage, lactate dehydrogenase, subtype, prior lines, marrow involvement, sex,
    height, how size goes with age (drawn independently), who was never infused.

    References
    ----------
    Abramson JS, et al., TRANSCEND NHL 001, two-year report (table of demographics: age 63, 18 to 86; sum of products
    22.5 cm2, 0.8 to 418.6; 28 % of 50 cm2 or more). Livingston and Lee 2001, doi:10.1152/ajpendo.2001.281.3.E586.
    """
    return Population(
        name="lymphoma_adults",
        label="adults with relapsed or refractory large B-cell lymphoma",
        covariates=(
            Covariate(
                "age",
                PiecewiseUniform(((0.0, 18.0), (0.5, 63.0), (1.0, 86.0))),
                "year",
                Paper(_TRANSCEND, "table", "median and range, n = 270"),
                "age at infusion",
            ),
            Covariate(
                "weight",
                PiecewiseLogUniform(((0.0, 45.0), (0.5, 78.0), (1.0, 130.0))),
                "kg",
                Assumed("adults, 64 % of them men; not reported", 70.0, 90.0),
                "body weight",
            ),
            Covariate(
                "sum_of_products",
                PiecewiseLogUniform(((0.0, 0.8), (0.5, 22.5), (0.72, 50.0), (1.0, 418.6))),
                "cm^2",
                Paper(_TRANSCEND, "table", "median, range and 28 % of 50 cm2 or more, before conditioning"),
                "sum of products of diameters of lesions",
            ),
        ),
        derived=(surface_of_weight("from weight alone; the trials report no heights"),),
    )
