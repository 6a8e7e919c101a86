"""Children and young adults with B-ALL who received tisagenlecleucel outside of trials, as a registry reports them."""

from __future__ import annotations

from functools import cache

from engraft.language.source import Assumed
from engraft.population.catalog.escape import escapes
from engraft.population.catalog.surface import surface_of_weight
from engraft.population.covariate import Correlation, Covariate
from engraft.population.law import PiecewiseLogUniform, PiecewiseUniform
from engraft.population.population import Population

_TABLE = "the registry's own table (Pasquini 2020, Table 1) could not be read"


@cache
def cibmtr_tisa_cel() -> Population:
    """Return the registry's patients before infusion: fewer blasts than in the trial, some in remission already.

    Of the baseline, only shares by burden were read: of 768 patients under and over 18 years, 11.6 % and 17.6 % had
    50 % marrow blasts or more, 20.2 % had some but fewer than 5 %. Age, weight and dose are assumed.

    What this population cannot say: prior transplant, prior blinatumomab or inotuzumab, genetics, extramedullary
    disease; how burden or dose go with age; who was never infused. Body surface below 10 kg is from a formula that
    was fitted above it.

    References
    ----------
    John 2025, doi:10.1182/bloodadvances.2025015881 (abstract: shares by burden). Pasquini 2020,
    doi:10.1182/bloodadvances.2020003092 (abstract: n = 255). Livingston and Lee 2001,
    doi:10.1152/ajpendo.2001.281.3.E586. Bueno 2022, doi:10.1182/blood.2021014840, and Lamble 2023,
    doi:10.1182/bloodadvances.2022007423 (who can escape).
    """
    return Population(
        name="cibmtr_tisa_cel",
        label="children and young adults with B-ALL treated in practice (CIBMTR, tisagenlecleucel)",
        covariates=(_age(), _weight(), _blasts(), _dose(), *escapes()),
        correlations=(
            Correlation(
                "age", "weight", 0.85, Assumed("as in the population eliana_baseline, where it is assumed", 0.7, 0.95)
            ),
        ),
        derived=(surface_of_weight("from weight alone, above 10 kg; used below it too"),),
    )


def _age() -> Covariate:
    return Covariate(
        "age",
        PiecewiseUniform(((0.0, 0.4), (0.5, 13.2), (1.0, 26.2))),
        "year",
        Assumed(f"median and range as recalled; {_TABLE}", 11.0, 15.0),
        "age at infusion",
    )


def _weight() -> Covariate:
    why = (
        "not published: the trials' median of 39 kg at 12 years (Stein 2019) in proportion to the median age, their "
        "highest, and the weight of an infant of five months"
    )
    return Covariate(
        "weight",
        PiecewiseLogUniform(((0.0, 6.0), (0.5, 43.0), (1.0, 140.0))),
        "kg",
        Assumed(why, 36.0, 50.0),
        "body weight",
    )


def _blasts() -> Covariate:
    """Split evenly who is in no published class: into no blasts to be found by flow (1e-4), and 5 to 50 %."""
    why = (
        "John 2025: 13.5 % (by age, as drawn here) have 50 % or more, 20.2 % some below 5 %; the remaining two thirds "
        "are split evenly into none detectable (below 0.01 %) and 5 to 50 %; within a class as the logarithm"
    )
    return Covariate(
        "marrow_blasts",
        PiecewiseLogUniform(((0.0, 1e-4), (0.332, 0.01), (0.534, 5.0), (0.865, 50.0), (1.0, 99.0))),
        "percent",
        Assumed(why, 0.01, 20.0),
        "leukemic blasts among marrow cells before infusion",
    )


def _dose() -> Covariate:
    return Covariate(
        "car_t_dose",
        PiecewiseUniform(((0.0, 0.2e6), (0.5, 1.8e6), (1.0, 5.0e6))),
        "cell/kg",
        Assumed(f"range of the label (0.2e6 to 5e6 per kg), median as recalled; {_TABLE}", 1.0e6, 3.1e6),
        "CAR-positive viable T cells infused per body weight",
    )
