"""What an assay of genomes finds at harvest: alleles at each edited locus, chromosome 14, chains of inserted copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engraft.errors import CompatibilityError
from engraft.language import Assumed, Paper, Parameter
from engraft.manufacturing.batch import Batch, Note
from engraft.manufacturing.bounds import SHARE, Within
from engraft.manufacturing.editing import TRAC
from engraft.manufacturing.genes import Editings
from engraft.manufacturing.inserted import Inserted
from engraft.manufacturing.rearranged import SEEN_ON_DAY, outgrown
from engraft.manufacturing.repair import OUTCOMES
from engraft.manufacturing.shares import share
from engraft.manufacturing.step import Bench, Step

Floats = NDArray[np.float64]

DONE = ("indel", "large_deletion", "inserted", "converted")
_SUCHY = Paper("10.1038/s41587-024-02171-w", "abstract", "AAV6 donors: chains in more than half of edited cells")


class GenomeAssay(Step):
    """Read the genomes of everybody's cells on the day of harvest, and hold the batch to what is done by then.

    An editor that came two days before harvest leaves open breaks and copies not yet cut: ``Batch.edits``, the share
    with a receptor and the copies fall to what is done. Cells without chromosome 14 are outgrown by the others.

    Inserted chains of the donor are the blind spot of an assay across the junction of one copy: it finds a part of
    them (``sensitivity``), and counts one copy where it does not. It comes before any selection of cells by edits.

    What this step cannot say: the error of counting cells, and what any of this does to a patient.
    """

    within: ClassVar[Mapping[str, Within]] = {"sensitivity": SHARE}

    sensitivity = Parameter(
        0.1,
        "1",
        source=Assumed(f"a PCR across the junction sees one copy of a chain; {_SUCHY.text()}", 0.0, 1.0),
        description="share of inserted chains that the assay finds",
    )

    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Read everybody's genomes."""
        so_far = batch.editing
        if so_far is None:
            raise CompatibilityError(
                f"step '{at.step}' looks for edits, and nothing was edited before", do="put it after a step that edits"
            )
        since = np.maximum(0.0, batch.days - so_far.day)
        alleles = {name: gene.course.at(since) for name, gene in so_far.genes.items()}
        held = self._held(batch, so_far, alleles)
        return held.noted(at.step, **self._alleles(held, alleles), **self._chromosomes(held, since, at))

    def _held(self, batch: Batch, so_far: Editings, alleles: dict[str, dict[str, Floats]]) -> Batch:
        """Count as edited what is edited by now, and as carrying the receptor what has it."""
        done = {n: so_far.genes[n].editable * sum(one[kind] for kind in DONE) for n, one in alleles.items()}
        law = so_far.law.but(done)
        now = batch.but(editing=replace(so_far, law=law), edits={**batch.edits, **law.shares()})
        if not so_far.inserted or not isinstance(batch.copies, Inserted):
            return now
        gene = so_far.genes[so_far.inserted]
        held = law.delivered * gene.editable * alleles[so_far.inserted]["inserted"]
        return now.but(car_positive=held, copies=Inserted(held, batch.copies.chained, batch.copies.length))

    def _alleles(self, batch: Batch, alleles: dict[str, dict[str, Floats]]) -> dict[str, Note]:
        """Write down the outcomes at each locus, of all cells."""
        if batch.editing is None:
            return {}
        notes = {}
        for locus, found in alleles.items():
            gene, reached = batch.editing.genes[locus], batch.editing.law.delivered
            met = reached * gene.editable
            for kind, (_, words) in OUTCOMES.items():
                part = met * found[kind] + (1.0 - met) * float(kind == "wild_type")
                notes[f"{locus}_{kind}"] = Note(part, "1", f"{locus}: {words}")
        together = batch.editing.law.together(tuple(alleles))
        return notes | {"all_edits": Note(together, "1", "cells with every edit of the product")}

    def _chromosomes(self, batch: Batch, since: Floats, at: Bench) -> dict[str, Note]:
        """Write down what is left of cells without chromosome 14, and what is seen of chains of copies."""
        notes = {}
        if batch.editing is not None and TRAC in batch.editing.genes:
            left = outgrown(batch.editing.lost, batch.editing.falls, since - SEEN_ON_DAY)
            notes["chromosome_14_loss"] = Note(left, "1", "cells without chromosome 14")
            notes["tcr_positive"] = Note(1.0 - batch.edits[TRAC], "1", "cells that keep their T-cell receptor")
        if isinstance(batch.copies, Inserted):
            law, found = batch.copies, share(at, "sensitivity")
            notes["knock_in"] = Note(law.share, "1", "cells with the receptor put in")
            notes["knock_in_cells"] = Note(
                batch.cells * law.share, "cell", "cells with the receptor put in, of a batch"
            )
            notes["chains"] = Note(law.chained, "1", "insertions that are chains of the donor")
            notes["chains_seen"] = Note(law.chained * found, "1", "insertions that the assay finds to be chains")
            seen = 1.0 + law.chained * found * (law.length - 1.0)
            notes["copies_seen"] = Note(seen, "copy", "copies per cell with the receptor, as the assay counts them")
            true = 1.0 + law.chained * (law.length - 1.0)
            notes["copies"] = Note(true, "copy", "copies per cell with the receptor")
        return notes
