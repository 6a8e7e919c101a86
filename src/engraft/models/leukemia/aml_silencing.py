"""Leukemia of one driver gene under siRNA against it, or under an editor: join and wiring."""

from __future__ import annotations

from engraft.language import Assumed, Model, Parameter, System, join
from engraft.models.blocks.aml_death import AmlDeath
from engraft.models.blocks.body import Body
from engraft.models.blocks.driver_dependence import DriverDependence
from engraft.models.blocks.marrow import Marrow
from engraft.models.blocks.no_killing import NoKilling
from engraft.models.blocks.rna_silencing import RnaSilencing
from engraft.models.drugs.driver_editor import DriverEditor
from engraft.models.drugs.rna_nanoparticle import RnaNanoparticle

WIRES = {f"{block}.weight": "body.weight" for block in ("sirna", "editor", "leukemia", "marrow")} | {
    "silencing.uptake": "sirna.uptake",
    "silencing.division": "leukemia.division",
    "silencing.full_division": "leukemia.full_division",
    "leukemia.protein": "silencing.protein",
    "leukemia.editing": "editor.rate",
    "leukemia.killing": "others.kill_rate",
    "marrow.leukemia": "leukemia.total",
    "death.blast_fraction": "marrow.blast_fraction",
    "death.blasts_at_start": "others.blasts",
}
_ADULT = Parameter(75.0, "kg", source=Assumed("an adult; a population sets it", 45.0, 120.0), description="body weight")


def aml_silencing() -> System:
    """Follow an adult whose AML lives on one driver (RUNX1::RUNX1T1) under siRNA against it, or under an editor.

    siRNA enters ``sirna.plasma``, the editor ``editor.active``. A population sets ``body.weight``,
    ``leukemia.burden`` and ``others.blasts``.

    What this system cannot say: what each block says it cannot; chemotherapy, healthy blood cells, toxicity of
    nanoparticles, transplant. No person with leukemia has had siRNA in nanoparticles against a fusion gene: the system
    says what would follow if as much reached human marrow as was assumed.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=WIRES, name="aml_silencing", about=aml_silencing.__doc__ or "")


def recipes() -> dict[str, Model]:
    """Name the blocks, each as it stands before it is wired."""
    return {
        "body": Body(weight=_ADULT), "sirna": RnaNanoparticle(), "silencing": RnaSilencing(), "editor": DriverEditor(),
        "leukemia": DriverDependence(), "others": NoKilling(), "marrow": Marrow(), "death": AmlDeath(),
    }  # fmt: skip
