"""From a number of leukemic cells to what a marrow sample shows."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Model, Observable, Parameter, Port, minimum, select

_ANCHOR = (
    "León-Triana's 5e10 leukemic cells are set equal to ELIANA's median marrow blasts (74 %) in a child of median "
    "weight (39 kg); counts of all marrow cells are about ten times higher"
)


class Marrow(Model):
    """Leukemic cells as a share of the nucleated cells of the marrow.

    blast fraction = min(1, leukemia / (cells per kg · weight))

    The marrow's cellularity is taken as fixed: leukemia fills the place of other cells.

    What this model cannot say: extramedullary disease, patchy marrow, normal lymphoblasts under the
    microscope, regeneration.

    References
    ----------
    León-Triana 2021, doi:10.1016/j.cnsns.2020.105570 (burden). Maude 2018,
    doi:10.1056/NEJMoa1709866 (blasts). Stein 2019, doi:10.1002/psp4.12388 (weight).
    """

    reference = "10.1016/j.cnsns.2020.105570"

    leukemia = Port("cell", "leukemic cells")
    weight = Port("kg", "body weight")
    cells_per_weight = Parameter(
        5e10 / 0.74 / 39.0,
        "cell/kg",
        source=Assumed(_ANCHOR, 1e9, 2e10),
        description="nucleated marrow cells per body weight",
    )

    def observables(self) -> Iterator[Observable]:
        """Yield what is read off a marrow sample."""
        cells = self.cells_per_weight * self.weight
        share = minimum(1.0, self.leukemia / cells)
        yield Observable("cells", cells, "cell", "nucleated cells of the marrow")
        yield Observable("blast_fraction", share, "1", "leukemic cells among marrow cells")
        yield Observable("mrd_fraction", share, "1", "the same, as an assay for residual disease reads it")
        gone = select(self.leukemia <= 0.0, 1.0, 0.0)
        yield Observable(
            "leukemia_extinct", gone, "1", "no leukemic cell is left", ((0.0, "present"), (1.0, "extinct"))
        )
