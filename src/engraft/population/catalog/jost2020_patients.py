"""The 116 children in maintenance therapy of Jost 2020."""

from __future__ import annotations

from functools import cache

from engraft.language.source import Assumed, Paper
from engraft.population.catalog.tables import read_lists
from engraft.population.covariate import Covariate, Effect
from engraft.population.law import Fixed
from engraft.population.population import Population

_SHEET = Paper("10.3389/fphys.2020.00217", "Data Sheet 1", "as transcribed in trentsuzuki/Leukemia-MASc-Code")
_SURFACE = "each child's own is in Data Sheet 2, which was not read; that of the transcription's example for everybody"
_COLUMNS = (
    ("patient", "patient", "1", "number in the paper"),
    ("baseline", "Base", "cell/nL", "neutrophils at rest; 1 cell/nL is 1e9 cell/L"),
    ("transit", "ktr", "1/day", "rate through each pool of the marrow"),
    ("slope", "slope", "L/mg", "effect of 6-TGN"),
    ("feedback", "gamma", "1", "how strongly a low count speeds division"),
)


@cache
def jost2020_patients() -> Population:
    """Return the published children in their order: person 0 is patient 101, and after 116 the list begins again.

    For the model jost2020. Estimates of individuals are closer to each other than the individuals are.

    What this population cannot say: weight, age and surface of each child, genotypes, which doses were given.

    References
    ----------
    Jost F, et al. Front Physiol 2020;11:217, Data Sheet 1. doi:10.3389/fphys.2020.00217
    """
    lists = read_lists("jost2020_patients")
    listed = tuple(Covariate(name, lists[column], unit, _SHEET, text) for name, column, unit, text in _COLUMNS)
    surface = Covariate("body_surface", Fixed(0.82), "m^2", Assumed(_SURFACE, 0.5, 2.0), "body surface")
    return Population(
        name="jost2020_patients",
        label="116 children in maintenance therapy of ALL (Jost 2020)",
        covariates=(*listed, surface),
        effects=(
            Effect("neutrophils.baseline", "baseline", "cell/L", _SHEET),
            Effect("neutrophils.transit", "transit", "1/day", _SHEET),
            Effect("neutrophils.feedback", "feedback", "1", _SHEET),
            Effect("mercaptopurine.slope", "slope", "L/mg", _SHEET),
            Effect("mercaptopurine.body_surface", "body_surface", "m^2", surface.source),
        ),
    )
