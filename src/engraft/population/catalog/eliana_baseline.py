"""Children and young adults with relapsed or refractory B-ALL, as infused in ELIANA."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from engraft.language.source import Assumed, Paper
from engraft.population.catalog.escape import escapes
from engraft.population.catalog.surface import surface_of_weight
from engraft.population.covariate import Correlation, Covariate
from engraft.population.law import Bernoulli, PiecewiseLogUniform, PiecewiseUniform
from engraft.population.population import Population

_MAUDE = "10.1056/NEJMoa1709866"
_STEIN = "10.1002/psp4.12388"


@cache
def eliana_baseline() -> Population:
    """Return the baseline of ELIANA: only medians and ranges are published, so laws are piecewise uniform.

    What this population cannot say: sex, height, genetics, CD19 density, organ function, and how
    burden or dose go with age; these are drawn independently. A sample's range is narrower than the
    range of all such patients.

    References
    ----------
    Maude 2018, doi:10.1056/NEJMoa1709866. Stein 2019, doi:10.1002/psp4.12388.
    Livingston and Lee 2001, doi:10.1152/ajpendo.2001.281.3.E586 (both constants read in its abstract).
    Bueno 2022, doi:10.1182/blood.2021014840, and Lamble 2023, doi:10.1182/bloodadvances.2022007423 (who can escape).
    """
    return Population(
        name="eliana_baseline",
        label="children and young adults with relapsed or refractory B-ALL (ELIANA baseline)",
        covariates=(_age(), _weight(), _blasts(), _transplant(), _dose(), *escapes()),
        correlations=(
            Correlation(
                "age", "weight", 0.85,
                Assumed("children weigh more the older they are; the trial does not report how closely", 0.7, 0.95),
            ),
        ),
        derived=(surface_of_weight("from weight alone, above 10 kg; the trial reports no heights"),),
    )  # fmt: skip


@cache
def eliana_enrolled() -> Population:
    """Return the same children with who of them was infused: 79 of the 97 enrolled.

    Eight failed in manufacturing, ten were not infused for other reasons; both are inputs, drawn independently
    of everything else, although the sickest are probably the ones who are lost.

    What this population cannot say: as eliana_baseline; when somebody was lost, and who.

    References
    ----------
    ELIANA, updated analysis, as cited at the covariate; the rest as eliana_baseline.
    """
    base = eliana_baseline()
    label = "children and young adults with relapsed or refractory B-ALL (ELIANA, enrolled)"
    covariates = (*base.covariates, _infused())
    return replace(base, name="eliana_enrolled", label=label, covariates=covariates)


def _infused() -> Covariate:
    return Covariate(
        "infused",
        Bernoulli(79 / 97),
        "1",
        Paper("ELIANA, updated analysis", "abstract", "79 of 97 enrolled; manufacturing failed in 8"),
        "infused: 1 yes, 0 lost between enrolment and infusion",
    )


def _age() -> Covariate:
    return Covariate(
        "age",
        PiecewiseUniform(((0.0, 3.0), (0.5, 11.0), (1.0, 23.0))),
        "year",
        Paper(_MAUDE, "Table 1, n = 75", "median and range"),
        "age at infusion",
    )


def _weight() -> Covariate:
    return Covariate(
        "weight",
        PiecewiseLogUniform(((0.0, 14.0), (0.5, 39.0), (1.0, 140.0))),
        "kg",
        Paper(_STEIN, "Table 1, ELIANA and ENSIGN, n = 90", "median and range"),
        "body weight",
    )


def _blasts() -> Covariate:
    return Covariate(
        "marrow_blasts",
        PiecewiseUniform(((0.0, 5.0), (0.5, 74.0), (1.0, 99.0))),
        "percent",
        Paper(_MAUDE, "Table 1, n = 75", "median and range, at enrolment"),
        "leukemic blasts among marrow cells",
    )


def _transplant() -> Covariate:
    return Covariate(
        "prior_transplant",
        Bernoulli(46 / 75),
        "1",
        Paper(_MAUDE, "Table 1", "46 of 75"),
        "allogeneic transplant before: 1 yes, 0 no",
    )


def _dose() -> Covariate:
    return Covariate(
        "car_t_dose",
        PiecewiseUniform(((0.0, 0.2e6), (0.5, 3.1e6), (1.0, 5.4e6))),
        "cell/kg",
        Paper(_MAUDE, "Results, n = 75", "median and range"),
        "CAR-positive viable T cells infused per body weight",
    )
