"""Adults with newly diagnosed, CD20 positive, Philadelphia negative B-ALL, as in GRAALL-2005/R."""

from __future__ import annotations

from functools import cache

from engraft.language.source import Assumed, Paper
from engraft.population.catalog.surface import surface_of_weight
from engraft.population.covariate import Covariate
from engraft.population.law import Bernoulli, Categorical, PiecewiseLogUniform, PiecewiseUniform
from engraft.population.population import Population

_MAURY = "10.1056/NEJMoa1605085"
_ASH = Paper("ash15.it/rep_maury.php", "text", "18 to 59 years, median 40; CD20 on 61 and 69 % of blasts (medians)")


@cache
def graall_adults() -> Population:
    """Return what the trial says of its patients, and adults' usual sizes for what it does not say.

    Who makes antibodies against asparaginase (11 % of the control arm) and who would be transplanted first are inputs,
    drawn independently of everything else.

    What this population cannot say: genetics, involvement of the central nervous system, performance, how any of
    these go together.

    References
    ----------
    Maury S, et al. N Engl J Med 2016;375:1044-1053. doi:10.1056/NEJMoa1605085 (abstract), and its reports of 2015.
    Cartron G, et al. Blood 2002;99:754-758 (FCGR3A). Livingston and Lee 2001, doi:10.1152/ajpendo.2001.281.3.E586.
    """
    return Population(
        name="graall_adults",
        label="adults with newly diagnosed CD20 positive, Ph negative B-ALL (GRAALL-2005/R)",
        covariates=(*_person(), *_leukemia(), *_luck()),
        derived=(
            surface_of_weight("from weight alone; no heights are reported"),
        ),
    )  # fmt: skip


def _person() -> tuple[Covariate, ...]:
    """Age and size."""
    weight = Assumed("adults: three in four between 55 and 95 kg", 40.0, 130.0)
    return (
        Covariate("age", PiecewiseUniform(((0.0, 18.0), (0.5, 40.0), (1.0, 59.0))), "year", _ASH, "age at diagnosis"),
        Covariate("weight", PiecewiseLogUniform(((0.0, 45.0), (0.5, 72.0), (1.0, 120.0))), "kg", weight, "body weight"),
    )


def _leukemia() -> tuple[Covariate, ...]:
    """Burden and CD20."""
    blasts = Assumed("marrow is packed at diagnosis; at least 20 % by definition", 20.0, 99.0)
    cells = Assumed("a third or so of B-lineage ALL has more than 30e9/L; range of a trial", 5e8, 6e11)
    return (
        Covariate(
            "marrow_blasts", PiecewiseUniform(((0.0, 20.0), (0.5, 85.0), (1.0, 99.0))), "percent", blasts,
            "leukemic blasts among marrow cells",
        ),
        Covariate(
            "wbc", PiecewiseLogUniform(((0.0, 0.8e9), (0.5, 9e9), (0.7, 30e9), (1.0, 400e9))), "cell/L", cells,
            "white blood cells, nearly all of them blasts",
        ),
        Covariate(
            "cd20", PiecewiseUniform(((0.0, 0.20), (0.5, 0.65), (1.0, 1.0))), "1", _ASH, "share of blasts with CD20"
        ),
    )  # fmt: skip


def _luck() -> tuple[Covariate, ...]:
    """Draws of chance: effector genotype, antibodies, rank for a transplant."""
    genotype = Paper("Cartron 2002, Blood 99:754", "abstract", "35 % F/F, 45 % V/F, 20 % V/V")
    allergy = Paper("ascopost.com/News/43961", "text", "allergy to asparaginase 11 % without rituximab, 2 % with it")
    rank = Assumed("donors and risk criteria are not in the model: anybody may be first", 0.0, 1.0)
    return (
        Covariate("valines", Categorical((0.35, 0.45, 0.20)), "1", genotype, "valines at FCGR3A-158"),
        Covariate(
            "asparaginase_antibodies", Bernoulli(0.11), "1", allergy, "makes antibodies against asparaginase: 1 yes"
        ),
        Covariate("transplant_rank", PiecewiseUniform(((0.0, 0.0), (1.0, 1.0))), "1", rank, "rank for a transplant"),
    )
