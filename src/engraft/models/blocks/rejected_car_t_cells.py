"""CAR T cells that the patient's own immunity may reject."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Flow, Port
from engraft.models.blocks.car_t_cells import CarTCells


class RejectedCarTCells(CarTCells):
    """The block ``CarTCells`` with a loss of every kind of cell to the patient's own T cells.

    dx/dt = … - v x   for infused, lodged, effector, memory and exhausted cells; v is the port ``reject``.

    Where nothing rejects, this is ``CarTCells``.

    What this model cannot say: what ``CarTCells`` cannot; rejection that spares some of the cells.

    References
    ----------
    Turtle CJ, et al. J Clin Invest 2016;126:2123-2138. doi:10.1172/JCI85309.
    Stein 2019, doi:10.1002/psp4.12388 (as ``CarTCells``).
    """

    reject = Port("1/day", "rejected by the patient's T cells, per cell")

    def flows(self) -> Iterator[Flow]:
        """Yield the flows of CAR T cells, and what is rejected."""
        yield from super().flows()
        kinds = {
            "infused": self.infused, "lodged": self.lodged, "effector": self.effector, "memory": self.memory,
            "exhausted": self.exhausted,
        }  # fmt: skip
        for kind, cells in kinds.items():
            yield Flow(f"the patient rejects {kind} CAR T cells", out_of=cells, rate=self.reject * cells)
