"""Adults with relapsed or refractory B-ALL without the Philadelphia chromosome, as in TOWER."""

from __future__ import annotations

from functools import cache

from engraft.language.source import Assumed, Paper
from engraft.population.catalog.escape import escapes
from engraft.population.covariate import Covariate, Derived
from engraft.population.law import Bernoulli, PiecewiseLogUniform, PiecewiseUniform
from engraft.population.population import Population

_BASELINE = "valuebasedcancer.com, TOWER at EHA 2016"
_LIVINGSTON = "10.1152/ajpendo.2001.281.3.E586"


@cache
def tower_adults() -> Population:
    """Return what TOWER reported of its patients, and what doses need: both arms pooled.

    Medians of age and marrow blasts, shares with an earlier salvage and an earlier transplant; the last two change
    nothing in the model.

    What this population cannot say: sex, height, genetics, line of therapy and time of relapse as causes of anything,
    T cells, how any of these go together. Weight is assumed. Who can lose CD19 is as in children.

    References
    ----------
    Kantarjian H, et al. N Engl J Med 2017;376:836-847. doi:10.1056/NEJMoa1609783; its baseline as reported in
    valuebasedcancer.com, "Blinatumomab demonstrates overall survival benefit in adults with relapsed ALL".
    Livingston and Lee 2001, doi:10.1152/ajpendo.2001.281.3.E586 (abstract).
    """
    return Population(
        name="tower_adults",
        label="adults with relapsed or refractory B-ALL (TOWER baseline)",
        covariates=(*_measured(), *_earlier(), *escapes()),
        derived=(
            Derived(
                "body_surface",
                "0.1173 [m^2] * (weight / 1 [kg]) ^ 0.6466",
                "m^2",
                Paper(_LIVINGSTON, "abstract", "from weight alone; the trial reports no heights"),
                "body surface",
            ),
        ),
    )


def _measured() -> tuple[Covariate, ...]:
    """Return age, weight and marrow blasts."""
    return (
        Covariate(
            "age",
            PiecewiseUniform(((0.0, 18.0), (0.5, 37.0), (1.0, 80.0))),
            "year",
            Paper(_BASELINE, "baseline", "median 37 in both arms; adults, up to 80 (recalled)"),
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
            PiecewiseUniform(((0.0, 5.0), (0.5, 80.0), (1.0, 99.0))),
            "percent",
            Paper(_BASELINE, "baseline", "medians 80 and 79 %; more than 5 % to enter"),
            "leukemic blasts among marrow cells",
        ),
    )


def _earlier() -> tuple[Covariate, ...]:
    """Return what was given before: shares of both arms, weighted 2 to 1."""
    return (
        Covariate(
            "prior_salvage",
            Bernoulli((2.0 * 0.58 + 0.51) / 3.0),
            "1",
            Paper(_BASELINE, "baseline", "58 and 51 %"),
            "an earlier salvage: 1 yes, 0 no",
        ),
        Covariate(
            "prior_transplant",
            Bernoulli((2.0 * 0.35 + 0.34) / 3.0),
            "1",
            Paper(_BASELINE, "baseline", "35 and 34 %"),
            "allogeneic transplant before: 1 yes, 0 no",
        ),
    )
