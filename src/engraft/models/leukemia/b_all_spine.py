"""A child with B-ALL: conditioning, CAR T cells, leukemia, B cells, neutrophils, and death with active disease."""

from __future__ import annotations

from dataclasses import replace

from engraft.language import Model, Paper, Parameter, System, join
from engraft.models.blocks.active_disease_death import ActiveDiseaseDeath
from engraft.models.blocks.blood import Blood
from engraft.models.blocks.body import Body
from engraft.models.blocks.marrow import Marrow
from engraft.models.drugs.flu_cy import FluCy
from engraft.models.library.friberg2002_myelosuppression import Friberg2002
from engraft.models.library.leontriana2021_b_all import BCellProgenitors, LeonTriana2021Clone
from engraft.models.scales.ctcae_neutropenia import CtcaeNeutropenia

_JOST = Paper(
    "10.3389/fphys.2020.00217", "individual estimates, n = 116", "children in maintenance, mean 2.46, SD 0.59 e9/L"
)
COMMON_SPREAD = 0.3  # SD of the log between patients where none is published

WIRES = {
    "b_all.weight": "body.weight",
    "marrow.leukemia": "b_all.leukemia",
    "marrow.weight": "body.weight",
    "blood.car_total": "b_all.car",
    "blood.b_cells_total": "b_all.b_cells",
    "blood.weight": "body.weight",
    "progenitors.car": "b_all.car",
    "progenitors.b_cells": "b_all.b_cells",
    "flu_cy.leukemia": "b_all.leukemia",
    "flu_cy.b_cells": "b_all.b_cells",
    "flu_cy.weight": "body.weight",
    "neutrophils.drug_effect": "flu_cy.stop_progenitors",
    "ctcae.anc": "neutrophils.anc",
    "death.blast_fraction": "marrow.blast_fraction",
}


def b_all_spine() -> System:
    """Follow a child with B-ALL through conditioning, CAR T cells, remission, relapse and death with active disease.

    The dose of CAR T cells enters ``b_all.car``, conditioning ``flu_cy.fludarabine`` and
    ``flu_cy.cyclophosphamide``. A population sets ``body.weight`` and ``b_all.leukemia_initial``.
    León-Triana's burden is one at infusion; here it is where conditioning starts.

    What this system cannot say: cytokine release syndrome (no vital signs, so the ASTCT scale has
    nothing to read), loss of CD19, what lymphodepletion does besides killing, the late neutropenia
    after CAR T cells, infections.
    """
    return join(
        Body().system("body"),
        _patient().system("b_all"),
        BCellProgenitors().system("progenitors"),
        Marrow().system("marrow"),
        Blood().system("blood"),
        FluCy().system("flu_cy"),
        _neutrophils().system("neutrophils"),
        CtcaeNeutropenia().system("ctcae"),
        ActiveDiseaseDeath().system("death"),
        wire=WIRES,
        name="b_all_spine",
        about=b_all_spine.__doc__ or "",
    )


def _patient() -> Model:
    """León-Triana's patient with differences between patients, which the paper does not give.

    By rule, not by outcome: a published spread of the same quantity where there is one, else the common 30 %.
    """
    recipe = LeonTriana2021Clone
    return recipe(
        kill=_spread(recipe.kill, COMMON_SPREAD, "assumed, 30 %"),
        expansion_per_kill=_spread(recipe.expansion_per_kill, COMMON_SPREAD, "assumed, 30 %"),
        car_lifetime=_spread(recipe.car_lifetime, 0.91, "of the contraction rate in Stein 2019, read as SD"),
        growth=_spread(recipe.growth, COMMON_SPREAD, "assumed, 30 %"),
    )


def _spread(parameter: Parameter, spread: float, why: str) -> Parameter:
    """Keep the published value and add a spread between patients."""
    return replace(parameter, spread=spread, description=f"{parameter.description}; spread {why}")


def _neutrophils() -> Model:
    """Friberg's neutrophils with the resting count of children with ALL."""
    baseline = Parameter(2.46e9, "cell/L", source=_JOST, spread=0.24, description="neutrophils at rest")
    return Friberg2002(baseline=baseline)
