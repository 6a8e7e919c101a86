"""Adults with relapsed or refractory CLL, as treated in TRANSCEND CLL 004."""

from __future__ import annotations

from functools import cache

from engraft.language.source import Assumed, Paper
from engraft.population.catalog.surface import surface_of_weight
from engraft.population.covariate import Covariate
from engraft.population.law import Bernoulli, PiecewiseLogUniform, PiecewiseUniform
from engraft.population.population import Population

_ASCO = Paper("TRANSCEND CLL 004, ASCO 2023 (Clinical Trials Arena)", "text", "n = 117")
_DIAMETER = "the block NodalDisease makes a longest diameter of 1.5 cm out of 2.42 cm2, and 5 cm out of 26.9 cm2"


@cache
def transcend_cll_adults() -> Population:
    """Return the trial's patients before conditioning: nodes from shares by size, blood and marrow mostly assumed.

    Read: median age 65, 44 % with a node above 5 cm, 83 % with high-risk genetics, 88 % refractory to a BTK inhibitor
    and 60 % to venetoclax too; of the first phase (n = 23) 91 % with nodal disease and 57 % with disease in marrow.

    What this population cannot say: effects of genetics and of prior lines (drawn, without effect on any parameter),
    how nodes, blood and marrow go together (drawn independently), sex, height, who was never infused (20 of 137).

    References
    ----------
    Siddiqi T, et al. Lancet 2023;402:641-654 (TRANSCEND CLL 004; baseline read in reports of it).
    Siddiqi T, et al. Blood 2022;139:1794-1806 (first phase; baseline read in a report of it).
    Livingston and Lee 2001, doi:10.1152/ajpendo.2001.281.3.E586 (body surface).
    """
    return Population(
        name="transcend_cll_adults",
        label="adults with relapsed or refractory CLL (TRANSCEND CLL 004)",
        covariates=(_age(), _weight(), _nodes(), _count(), _marrow(), *_risks()),
        derived=(surface_of_weight(),),
    )


def _age() -> Covariate:
    return Covariate(
        "age",
        PiecewiseUniform(((0.0, 49.0), (0.5, 65.0), (1.0, 82.0))),
        "year",
        Assumed("median as read (65); the range is that of patients with CLL in such trials, as recalled", 49.0, 82.0),
        "age at infusion",
    )


def _weight() -> Covariate:
    return Covariate(
        "weight",
        PiecewiseLogUniform(((0.0, 45.0), (0.5, 78.0), (1.0, 130.0))),
        "kg",
        Assumed("adults, two thirds of them men; not reported", 70.0, 90.0),
        "body weight",
    )


def _nodes() -> Covariate:
    return Covariate(
        "sum_of_products",
        PiecewiseLogUniform(((0.0, 0.5), (0.09, 2.42), (0.56, 26.9), (1.0, 300.0))),
        "cm^2",
        Assumed(
            f"9 % without nodal disease (phase 1), 44 % with a node above 5 cm; {_DIAMETER}; ends assumed", 10.0, 50.0
        ),
        "sum of products of diameters of nodes",
    )


def _count() -> Covariate:
    return Covariate(
        "malignant_lymphocytes",
        PiecewiseLogUniform(((0.0, 1e7), (0.5, 5e9), (1.0, 2e11))),
        "cell/L",
        Assumed("not reported; the median is the count that defines CLL, and part have lymphoma alone", 1e9, 2e10),
        "malignant cells in blood",
    )


def _marrow() -> Covariate:
    return Covariate(
        "marrow_infiltrate",
        PiecewiseLogUniform(((0.0, 1e-4), (0.43, 0.01), (1.0, 0.95))),
        "1",
        Assumed("57 % with disease in marrow (phase 1), taken as above 1 %; ends assumed", 0.01, 0.3),
        "malignant share of marrow cells",
    )


def _risks() -> tuple[Covariate, ...]:
    """List features that have no effect here but are asked for."""
    return (
        Covariate("high_risk_genetics", Bernoulli(0.83), "1", _ASCO, "del(17p), TP53, complex or unmutated: 1 yes"),
        Covariate("btk_refractory", Bernoulli(0.88), "1", _ASCO, "refractory to a BTK inhibitor: 1 yes, 0 no"),
        Covariate("prior_lines", PiecewiseUniform(((0.0, 2.0), (0.5, 5.0), (1.0, 12.0))), "1",
                  Assumed("median of five as read; range as recalled", 2.0, 12.0), "lines of therapy before"),
    )  # fmt: skip
