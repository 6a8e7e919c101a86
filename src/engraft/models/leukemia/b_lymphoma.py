"""An adult with large B-cell lymphoma from enrolment to verdict: the engine of B-ALL against a tumor in nodes."""

from __future__ import annotations

from engraft.language import Model, System, join
from engraft.models.blocks.car_t_cells import CarTCells
from engraft.models.blocks.nodal_death import NodalDeath
from engraft.models.blocks.nodal_disease import lymphoma
from engraft.models.leukemia import cll as cll_model

WIRES = {"death.living": "disease.nodal"}


def b_lymphoma() -> System:
    """Follow an adult with large B-cell lymphoma through conditioning and CAR T cells to verdict.

    The system of ``cll`` with a disease that grows faster, hardly circulates and is reached in full
    (``nodal_disease.lymphoma``), with CAR T cells that engraft as in B-ALL, and with death while the tumor lives.

    What this system cannot say: what each block says it cannot, and: bridging, second lines, transplant,
    extranodal lesions, the central nervous system, subtypes of lymphoma.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=cll_model.wires(parts) | WIRES, name="b_lymphoma", about=b_lymphoma.__doc__ or "")


def recipes() -> dict[str, Model]:
    """Name the blocks, each as it stands before it is wired."""
    return cll_model.recipes() | {"disease": lymphoma(), "car": CarTCells(), "death": NodalDeath()}
