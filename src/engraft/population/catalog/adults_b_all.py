"""Adults with relapsed or refractory B-ALL who were given CAR T cells: ZUMA-3, and Memorial Sloan Kettering."""

from __future__ import annotations

from functools import cache

from engraft.language.source import Assumed, Paper
from engraft.population.catalog.escape import escapes
from engraft.population.catalog.surface import surface_of_weight
from engraft.population.covariate import Covariate, Derived
from engraft.population.law import Bernoulli, PiecewiseLogUniform, PiecewiseUniform
from engraft.population.population import Population

_SHAH = "Shah 2021, Lancet 398:491"
_LOW = 21.0 / 53.0  # of the 53 at Memorial Sloan Kettering, with less than 5 % marrow blasts, as recalled


@cache
def zuma3_adults() -> Population:
    """Return the adults enrolled in phase 2 of ZUMA-3, and who of them was infused: 55 of 71.

    Manufacturing failed in six, eight had adverse events after leukapheresis, two were conditioned and not infused;
    that is an input, drawn independently of everything else, although the sickest are probably the ones who are lost.

    What this population cannot say: sex, height, genetics (a quarter had the Philadelphia chromosome), prior
    blinatumomab, inotuzumab or transplant, CD19 density, organ function; how burden goes with age. That CD19 is lost
    or lineage switched as often as in children is assumed.

    References
    ----------
    Shah 2021, Lancet 398:491 (as read at PMC11613962). Livingston and Lee 2001,
    doi:10.1152/ajpendo.2001.281.3.E586. Bueno 2022, doi:10.1182/blood.2021014840, and Lamble 2023,
    doi:10.1182/bloodadvances.2022007423 (who can escape).
    """
    age = Covariate(
        "age",
        PiecewiseUniform(((0.0, 18.0), (0.25, 28.0), (0.5, 40.0), (0.75, 52.0), (1.0, 84.0))),
        "year",
        Paper(_SHAH, "n = 55", "median and quartiles; from 18 years on by design, to 84 as recalled"),
        "age at infusion",
    )
    blasts = Covariate(
        "marrow_blasts",
        PiecewiseUniform(((0.0, 5.0), (0.25, 24.0), (0.5, 65.0), (0.75, 87.0), (1.0, 99.0))),
        "percent",
        Assumed(
            "median and quartiles as recalled; more than 5 % by design, and there were some above 75 %", 24.0, 87.0
        ),
        "leukemic blasts among marrow cells at enrolment",
    )
    infused = Covariate(
        "infused",
        Bernoulli(55.0 / 71.0),
        "1",
        Paper(_SHAH, "55 of 71 enrolled were infused"),
        "infused: 1 yes, 0 lost between enrolment and infusion",
    )
    return Population(
        name="zuma3_adults",
        label="adults with relapsed or refractory B-ALL (ZUMA-3, phase 2, enrolled)",
        covariates=(age, _weight(), blasts, infused, *escapes()),
        derived=(surface_of_weight("from weight alone; the trials report no heights"),),
    )


@cache
def mskcc_adults() -> Population:
    """Return the 53 adults who were infused with 19-28z cells, as they stood before conditioning.

    Burden is what was left after salvage, measured before conditioning: 21 of 53 had less than 5 % blasts, which is
    how low burden was defined; leukemia outside of the marrow counted as high and is not told apart here. Whoever had
    less than 5 % was given 3e6 cells per kg, the others 1e6.

    What this population cannot say: sex, height, genetics, number of salvages, leukemia outside of the marrow, how
    burden goes with age. Ages, shares and doses by burden are as recalled.

    References
    ----------
    Park 2018, doi:10.1056/NEJMoa1709919 (abstract of the author manuscript). Livingston and Lee 2001,
    doi:10.1152/ajpendo.2001.281.3.E586. Bueno 2022, doi:10.1182/blood.2021014840, and Lamble 2023,
    doi:10.1182/bloodadvances.2022007423 (who can escape).
    """
    age = Covariate(
        "age",
        PiecewiseUniform(((0.0, 23.0), (0.5, 44.0), (1.0, 74.0))),
        "year",
        Assumed("median and range as recalled; the median of the first 16 was 50 (PMC12039969, Table 3)", 40.0, 50.0),
        "age at infusion",
    )
    why = (
        "21 of 53 below 5 % and a median of 63 % in the others, as recalled; within a class as the logarithm, the "
        "lowest at the limit of routine flow cytometry"
    )
    blasts = Covariate(
        "marrow_blasts",
        PiecewiseLogUniform(((0.0, 0.01), (_LOW, 5.0), ((1.0 + _LOW) / 2.0, 63.0), (1.0, 97.0))),
        "percent",
        Assumed(why, 0.01, 97.0),
        "leukemic blasts among marrow cells before conditioning",
    )
    dose = Derived(
        "car_t_dose",
        "where(marrow_blasts < 5 [percent], 3e6 [cell/kg], 1e6 [cell/kg])",
        "cell/kg",
        Assumed("3e6 per kg with less than 5 % blasts and 1e6 with more, as recalled of the protocol", 1e6, 3e6),
        "CAR-positive viable T cells infused per body weight",
    )
    return Population(
        name="mskcc_adults",
        label="adults with relapsed or refractory B-ALL (Memorial Sloan Kettering, infused with 19-28z)",
        covariates=(age, _weight(), blasts, *escapes()),
        derived=(surface_of_weight("from weight alone; the trials report no heights"), dose),
    )


def _weight() -> Covariate:
    return Covariate(
        "weight",
        PiecewiseLogUniform(((0.0, 45.0), (0.5, 75.0), (1.0, 130.0))),
        "kg",
        Assumed("not published for these adults; 75 kg as most adults of Europe and North America", 65.0, 85.0),
        "body weight",
    )
