"""Healthy B cells under antibodies that bind them."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Flow, Port
from engraft.models.blocks.b_cells import BCells


class TargetedBCells(BCells):
    """The B cells of ``BCells``, killed besides by what antibodies bring: T cells or a payload.

    dB/dt = … - a B,    a = antibody_kill

    What this model cannot say: precursors with CD19 or CD22 in the marrow, which the progenitors here do not carry;
    what ``BCells`` cannot.

    References
    ----------
    Macallan DC, et al. Blood 2005;105:3633-3640. PMID 15644412
    """

    antibody_kill = Port("1/day", "rate at which what antibodies bring kills a B cell")

    def flows(self) -> Iterator[Flow]:
        """Yield what B cells do, and what antibodies do to them."""
        yield from super().flows()
        yield Flow(
            "antibodies' T cells and payload kill B cells", out_of=self.cells, rate=self.antibody_kill * self.cells
        )
