"""A child with B-ALL after CAR T cells, with an antibody against PD-1: the blocks of b_all, one of them wired anew."""

from __future__ import annotations

from engraft.language import Model, System, join
from engraft.models.blocks.checkpoint import Checkpoint
from engraft.models.blocks.checkpoint_car_t_cells import CheckpointCarTCells
from engraft.models.blocks.immune_related_events import ImmuneRelatedEvents
from engraft.models.leukemia import b_all
from engraft.models.library.ahamadi2017_pembrolizumab import Ahamadi2017

WIRES = b_all.WIRES | {
    "car.tiring": "checkpoint.tiring",
    "car.release": "checkpoint.release",
    "checkpoint.occupancy": "pembrolizumab.occupancy",
    "checkpoint.activity": "car.activity",
    "irae.occupancy": "pembrolizumab.occupancy",
    "irae.steroid": "steroid.effect",
}


def b_all_pd1() -> System:
    """Follow a child with B-ALL as ``b_all`` does, and give pembrolizumab, which holds PD-1 on CAR T cells.

    Pembrolizumab enters ``pembrolizumab.central``; a population sets ``pembrolizumab.weight`` beside ``body.weight``,
    and what else ``b_all`` asks for. Without it this is ``b_all``. What the antibody lifts slows the exhaustion of CAR
    T cells and gives exhausted ones and lost drive back.

    What this system cannot say: what ``b_all`` and each block say they cannot; how children clear the antibody (adults'
    values by weight); PD-L1 on lymphoblasts, which is assumed; T cells without a receptor; immune-related events of
    children (they are those of adults with solid tumors under nivolumab).
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=WIRES | b_all.bedside(parts), name="b_all_pd1", about=b_all_pd1.__doc__ or "")


def recipes() -> dict[str, Model]:
    """Name the blocks: those of the child, with CAR T cells that a checkpoint holds back."""
    return b_all.recipes() | {
        "car": CheckpointCarTCells(),
        "pembrolizumab": Ahamadi2017(),
        "checkpoint": Checkpoint(),
        "irae": ImmuneRelatedEvents(),
    }
