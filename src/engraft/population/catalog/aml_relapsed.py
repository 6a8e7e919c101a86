"""Adults with relapsed or refractory acute myeloid leukemia: under low-intensity therapy, and at first salvage."""

from __future__ import annotations

from functools import cache

from engraft.language.source import Assumed, Paper
from engraft.population.catalog.surface import surface_of_weight
from engraft.population.covariate import Covariate
from engraft.population.law import Bernoulli, PiecewiseLogUniform, PiecewiseUniform
from engraft.population.population import Population

_DAVER = "10.1158/2159-8290.CD-18-0774"
_STAHL = "10.1182/bloodadvances.2018016121"
_PETHEMA = "PETHEMA registry NCT02006004"


@cache
def aml_relapsed() -> Population:
    """Return the people of azacitidine with nivolumab (Daver 2019): age and earlier therapy; blasts of a registry.

    Marrow blasts are those of 305 patients before a hypomethylating agent (Stahl 2018), from 5 % on: below it is no
    relapse. Mutations are assumed.

    What this population cannot say: sex, height, cytogenetics, number of lines, transplant before, T cells in the
    marrow, organ function; how any of these go together. Everything is drawn independently.

    References
    ----------
    Daver N, et al. Cancer Discov 2019;9:370-383. doi:10.1158/2159-8290.CD-18-0774. Stahl M, et al. Blood Adv
    2018;2:923-932. doi:10.1182/bloodadvances.2018016121 (Table 1). Livingston and Lee 2001,
    doi:10.1152/ajpendo.2001.281.3.E586 (body surface).
    """
    age = Covariate(
        "age",
        PiecewiseUniform(((0.0, 22.0), (0.5, 70.0), (1.0, 90.0))),
        "year",
        Paper(_DAVER, "abstract", "median and range, n = 70"),
        "age",
    )
    before = Covariate(
        "prior_hma",
        Bernoulli(45 / 70),
        "1",
        Paper(_DAVER, "abstract", "45 of 70"),
        "a hypomethylating agent before: 1 yes, 0 no",
    )
    flt3 = _mutation("flt3_itd", 0.12, "an internal tandem duplication of FLT3", 0.05, 0.25)
    tp53 = _mutation("tp53", 0.2, "mutated TP53", 0.1, 0.35)
    return Population(
        name="aml_relapsed",
        label="adults with relapsed or refractory AML under low-intensity therapy",
        covariates=(age, _weight(), _blasts(), before, flt3, tp53),
        derived=(surface_of_weight("from weight alone, above 10 kg; no heights are reported"),),
    )


@cache
def aml_first_salvage() -> Population:
    """Return the people of a registry of FLAG-Ida at first salvage: younger, with FLT3-ITD in 16 %.

    What this population cannot say: as aml_relapsed; primary refractory disease (37 %) and early relapse apart.

    References
    ----------
    FLAG-Ida at the first relapsed or refractory episode, PETHEMA registry NCT02006004 (abstract, n = 1093). Stahl M,
    et al. Blood Adv 2018;2:923-932. doi:10.1182/bloodadvances.2018016121 (blasts).
    """
    age = Covariate(
        "age",
        PiecewiseUniform(((0.0, 16.0), (0.5, 52.0), (1.0, 77.0))),
        "year",
        Paper(_PETHEMA, "abstract", "median and range"),
        "age",
    )
    flt3 = Covariate(
        "flt3_itd",
        Bernoulli(0.16),
        "1",
        Paper(_PETHEMA, "abstract of FLAG-Ida, n = 1093", "174 (16 %)"),
        "an internal tandem duplication of FLT3: 1 yes, 0 no",
    )
    return Population(
        name="aml_first_salvage",
        label="adults with AML at first salvage (FLAG-Ida, PETHEMA)",
        covariates=(age, _weight(), _blasts(), flt3, _mutation("tp53", 0.1, "mutated TP53", 0.05, 0.2)),
        derived=(surface_of_weight("from weight alone, above 10 kg; no heights are reported"),),
    )


def _mutation(name: str, share: float, what: str, low: float, high: float) -> Covariate:
    """Draw a mutation in an assumed share of the persons."""
    why = Assumed("a common range of relapsed AML; the trial's table was not read", low, high)
    return Covariate(name, Bernoulli(share), "1", why, f"{what}: 1 yes, 0 no")


def _weight() -> Covariate:
    return Covariate(
        "weight",
        PiecewiseLogUniform(((0.0, 45.0), (0.5, 78.0), (1.0, 130.0))),
        "kg",
        Assumed("adults of both sexes; the trial does not report it", 70.0, 85.0),
        "body weight",
    )


def _blasts() -> Covariate:
    return Covariate(
        "marrow_blasts",
        PiecewiseUniform(((0.0, 5.0), (0.5, 27.0), (1.0, 95.0))),
        "percent",
        Paper(_STAHL, "Table 1, n = 305", "median 27, range 2 to 100; from 5 on, below it leukemia is not active"),
        "leukemic blasts among marrow cells",
    )
