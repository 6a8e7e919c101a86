"""Labelling: what of the edits is written on the bag, so that the patient's model knows which cells come."""

from __future__ import annotations

from dataclasses import replace

from engraft.errors import CompatibilityError
from engraft.manufacturing.batch import Batch
from engraft.manufacturing.step import Bench, Step

KEPT = {  # locus: the parameter of the patient's model that holds the share of infused cells that kept it
    "TRAC": "car.tcr_positive",
    "CD52": "car.cd52_kept",
    "B2M": "car.class_one_kept",
}


class Labelling(Step):
    """Write on the bag which share of the cells kept the T-cell receptor, CD52 and HLA class I.

    A model of cells from a donor takes them for the shares of its product (graft-versus-host disease by cells with a
    receptor, an antibody against CD52, rejection); one that has no such parameter refuses the lot. Loci that were not
    edited are left as the model has them.

    What this step cannot say: which edits go together in one cell: a model takes the loci as independent.
    """

    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Label everybody's bag."""
        if batch.contents is None:
            raise CompatibilityError(f"step '{at.step}' labels a bag, and none is filled", do="put it after filling")
        kept = {name: 1.0 - batch.edits[locus] for locus, name in KEPT.items() if locus in batch.edits}
        overrides = {**batch.contents.overrides, **kept}
        return batch.but(contents=replace(batch.contents, overrides=overrides))
