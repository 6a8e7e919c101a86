"""All the CD19 that CAR T cells meet."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Model, Observable, Port


class Cd19Antigen(Model):
    """CD19 positive cells as CAR T cells see them: leukemia within reach and B cells.

    A = leukemia seen + B cells

    What this model cannot say: how much CD19 a cell carries; soluble antigen.

    References
    ----------
    León-Triana 2021, doi:10.1016/j.cnsns.2020.105570 (eq. 4a: both kinds drive expansion).
    """

    reference = "10.1016/j.cnsns.2020.105570"

    leukemia = Port("cell", "leukemic cells as CAR T cells see and reach them")
    b_cells = Port("cell", "B cells")

    def observables(self) -> Iterator[Observable]:
        """Yield the sum."""
        yield Observable("cells", self.leukemia + self.b_cells, "cell", "CD19 positive cells within reach")
