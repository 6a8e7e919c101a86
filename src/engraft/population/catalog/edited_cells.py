"""People given T cells of a stranger: UCART19 in B-ALL (CALM and PALL), BE-CAR7 in T-ALL."""

from __future__ import annotations

from functools import cache

from engraft.language.source import Assumed, Paper
from engraft.population.catalog.escape import escapes
from engraft.population.catalog.surface import surface_of_weight
from engraft.population.covariate import Correlation, Covariate
from engraft.population.law import Law, PiecewiseLogUniform, PiecewiseUniform
from engraft.population.population import Population

_ASH_2018 = Paper(
    "mdedge.com, hematology-oncology, article 192225", "report of ASH 2018, n = 21", "9 of 21 above 25 % blasts"
)
_BE_CAR7 = Paper("ISRCTN15323014, ASH abstract", "n = 11", "nine below 16 years, two adults of 28 and 38")
_TOGETHER = Correlation("age", "weight", 0.85, Assumed("as in the population eliana_baseline", 0.7, 0.95))


@cache
def ucart19_patients() -> Population:
    """Return the 21 patients of CALM and PALL as far as they were read: a third children, fewer blasts than in ELIANA.

    Blasts are those before lymphodepletion: nine of 21 had more than 25 %; the least is the residual disease that was
    asked for, 0.1 %, the most assumed. That makes a median of 13 %; nine of the adults had 8 % (2018).

    What this population cannot say: sex, height, genetics, earlier transplant (13 of 21) and other treatment, which
    HLA are shared with the donor; how any of these go together, but for age and weight.

    References
    ----------
    Benjamin R, et al. Lancet 2020;396:1885 (not read). Report of ASH 2018 in mdedge.com. Livingston and Lee 2001,
    doi:10.1152/ajpendo.2001.281.3.E586 (body surface).
    """
    blasts = PiecewiseLogUniform(((0.0, 0.1), (12.0 / 21.0, 25.0), (1.0, 95.0)))
    why = "children of 8 months to 16 years, 7 of 21; adults of 23 years in the median, to 62 (recalled)"
    ages = PiecewiseUniform(((0.0, 0.7), (1.0 / 3.0, 17.0), (2.0 / 3.0, 23.0), (1.0, 62.0)))
    weights = PiecewiseLogUniform(((0.0, 8.0), (1.0 / 3.0, 55.0), (2.0 / 3.0, 70.0), (1.0, 110.0)))
    return Population(
        name="ucart19_patients",
        label="children and adults with relapsed or refractory B-ALL (UCART19: CALM and PALL)",
        covariates=(
            _age(ages, Assumed(why, 0.7, 62.0)), _weight(weights),
            Covariate("marrow_blasts", blasts, "percent", _ASH_2018, "leukemic blasts before lymphodepletion"),
            *escapes(),
        ),
        correlations=(_TOGETHER,),
        derived=(surface_of_weight("from weight alone, above 10 kg; used below it too"),),
    )  # fmt: skip


@cache
def be_car7_patients() -> Population:
    """Return the eleven of BE-CAR7 as far as they were read: nine children, two adults, 0.18 to 86 % blasts.

    Between the range blasts and dose are log-uniform, which makes a median of 4 % and 0.6e6 cells per kg.

    What this population cannot say: sex, height, genetics, earlier transplant (three of eleven), disease outside of the
    marrow (two), how any of these go together. Who can lose CD7 is drawn as who can lose CD19 in B-ALL; of 20 given
    other CD7 cells four relapsed so (doi:10.1186/s13045-023-01427-3).

    References
    ----------
    BE-CAR7, abstract of ISRCTN15323014. Livingston and Lee 2001, doi:10.1152/ajpendo.2001.281.3.E586 (body surface).
    """
    ages = PiecewiseUniform(((0.0, 1.0), (9.0 / 11.0, 16.0), (1.0, 38.0)))
    weights = PiecewiseLogUniform(((0.0, 10.0), (0.5, 35.0), (1.0, 90.0)))
    blasts, doses = PiecewiseLogUniform(((0.0, 0.18), (1.0, 86.0))), PiecewiseLogUniform(((0.0, 0.2e6), (1.0, 2.0e6)))
    return Population(
        name="be_car7_patients",
        label="children and adults with relapsed or refractory T-ALL (BE-CAR7)",
        covariates=(
            _age(ages, _BE_CAR7), _weight(weights),
            Covariate("marrow_blasts", blasts, "percent", _BE_CAR7, "leukemic blasts before lymphodepletion"),
            Covariate("car_t_dose", doses, "cell/kg", _BE_CAR7, "CAR T cells infused per body weight"),
            *escapes(),
        ),
        correlations=(_TOGETHER,),
        derived=(surface_of_weight("from weight alone, above 10 kg; used below it too"),),
    )  # fmt: skip


def _age(law: Law, source: Paper | Assumed) -> Covariate:
    return Covariate("age", law, "year", source, "age at infusion")


def _weight(law: Law) -> Covariate:
    said = "not published: as usual at these ages"
    return Covariate("weight", law, "kg", Assumed(said, 8.0, 110.0), "body weight")
