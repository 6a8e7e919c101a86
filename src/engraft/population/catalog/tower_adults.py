"""Adults with relapsed or refractory B-ALL without the Philadelphia chromosome, as in TOWER."""

from __future__ import annotations

from functools import cache

from engraft.language.source import Assumed, Paper
from engraft.population.catalog.escape import escapes
from engraft.population.catalog.surface import surface_of_weight
from engraft.population.covariate import Covariate
from engraft.population.law import Bernoulli, PiecewiseLogUniform, PiecewiseUniform
from engraft.population.population import Population

_TOWER = "10.1056/NEJMoa1609783"
_MEDIANS = "medians of age and blasts in valuebasedcancer.com, TOWER at EHA 2016"


@cache
def tower_adults() -> Population:
    """Return what TOWER reported of its patients, and what doses need: both arms pooled.

    Age, marrow blasts, shares with an earlier salvage and an earlier transplant; the last two change nothing in the
    model. The trial's blasts are the highest of any sample before treatment.

    What this population cannot say: sex, height, genetics, line of therapy and time of relapse as causes of anything,
    T cells, how any of these go together. Weight is assumed. Who can lose CD19 is as in children.

    References
    ----------
    Kantarjian H, et al. N Engl J Med 2017;376:836-847. doi:10.1056/NEJMoa1609783 (Table 1). Medians as reported in
    valuebasedcancer.com, "Blinatumomab demonstrates overall survival benefit in adults with relapsed ALL".
    Livingston and Lee 2001, doi:10.1152/ajpendo.2001.281.3.E586 (abstract).
    """
    return Population(
        name="tower_adults",
        label="adults with relapsed or refractory B-ALL (TOWER baseline)",
        covariates=(*_measured(), *_earlier(), *escapes()),
        derived=(surface_of_weight(),),
    )


def _measured() -> tuple[Covariate, ...]:
    """Return age, weight and marrow blasts."""
    return (
        Covariate(
            "age",
            PiecewiseUniform(((0.0, 18.0), (0.5, 37.0), (1.0, 80.0))),
            "year",
            Paper(_TOWER, "Table 1, n = 405", f"range 18 to 80, mean 41 (SD 17); median 37: {_MEDIANS}"),
            "age at start",
        ),
        Covariate(
            "weight",
            PiecewiseLogUniform(((0.0, 45.0), (0.5, 72.0), (1.0, 120.0))),
            "kg",
            Assumed("adults of both sexes; 234 adults with ALL had 74 kg in the median (Garrett 2019)", 45.0, 120.0),
            "body weight",
        ),
        Covariate(
            "marrow_blasts",
            PiecewiseUniform(((0.0, 5.0), (16 / 404, 10.0), (99 / 404, 50.0), (0.5, 80.0), (1.0, 99.0))),
            "percent",
            Paper(_TOWER, "Table 1, n = 404", f"16 below 10 %, 83 below 50 %; median 80 %: {_MEDIANS}"),
            "leukemic blasts among marrow cells",
        ),
    )


def _earlier() -> tuple[Covariate, ...]:
    """Return what was given before, both arms together."""
    return (
        Covariate(
            "prior_salvage",
            Bernoulli((405 - 114 - 65) / 405),
            "1",
            Paper(_TOWER, "Table 1", "all but 114 of 271 and 65 of 134 in first salvage"),
            "an earlier salvage: 1 yes, 0 no",
        ),
        Covariate(
            "prior_transplant",
            Bernoulli((94 + 46) / 403),
            "1",
            Paper(_TOWER, "Table 1", "94 of 270 and 46 of 133"),
            "allogeneic transplant before: 1 yes, 0 no",
        ),
    )
