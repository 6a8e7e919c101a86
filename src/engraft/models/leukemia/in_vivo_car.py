"""B-ALL under a receptor whose mRNA is given to T cells in the body: join and wiring."""

from __future__ import annotations

from engraft.language import Model, System, join
from engraft.models.blocks.active_disease_death import ActiveDiseaseDeath
from engraft.models.blocks.body import Body
from engraft.models.blocks.marrow import Marrow
from engraft.models.blocks.targets_of_car import TargetsOfCar
from engraft.models.blocks.transient_car import TransientCar
from engraft.models.drugs.car_mrna_nanoparticle import CarMrnaNanoparticle

WIRES = {f"{block}.weight": "body.weight" for block in ("particles", "car", "b_all", "marrow")} | {
    "car.entry": "particles.entry",
    "car.antigen": "b_all.targets",
    "b_all.kill": "car.kill_rate",
    "marrow.leukemia": "b_all.leukemia",
    "death.blast_fraction": "marrow.blast_fraction",
}


def in_vivo_car() -> System:
    """Follow a person with B-ALL whose T cells get the mRNA of a receptor against CD19, dose by dose.

    The mRNA enters ``particles.plasma``. A population sets ``body.weight`` and ``b_all.burden``.

    What this system cannot say: what each block says it cannot; cytokine release, loss of CD19, T cells worn out by
    earlier treatment. Every rate of delivery is assumed.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=WIRES, name="in_vivo_car", about=in_vivo_car.__doc__ or "")


def recipes() -> dict[str, Model]:
    """Name the blocks, each as it stands before it is wired."""
    return {
        "body": Body(), "particles": CarMrnaNanoparticle(), "car": TransientCar(), "b_all": TargetsOfCar(),
        "marrow": Marrow(), "death": ActiveDiseaseDeath(),
    }  # fmt: skip
