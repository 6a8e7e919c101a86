"""CAR T cells that carry a safety switch."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Flow, Port
from engraft.models.blocks.car_t_cells import CarTCells


class SwitchedCarTCells(CarTCells):
    """The block ``CarTCells`` with one loss more: what kills cells that carry a suicide gene, wherever they are.

    dI/dt = … - s I, and so on for effector, memory, exhausted and lodged cells

    ``switch_kill``, s, is that of ``SuicideSwitch``; with 0 this is ``CarTCells`` to the last digit. All kinds of
    cells share one distribution of susceptibility, since they come from the same infused cells and nothing but the
    switch selects among them: so one rate for all is exact.

    What this model cannot say: as ``CarTCells`` and ``SuicideSwitch``; cells in tissue that the drug reaches later than
    those in blood; that activated cells carry more of the switch.

    References
    ----------
    Stein 2019, doi:10.1002/psp4.12388 (as ``CarTCells``). Zhou X, et al. Blood
    2015;125:4103 (from blood and cerebrospinal fluid).
    """

    switch_kill = Port("1/day", "killed per modified cell by the safety switch")

    def flows(self) -> Iterator[Flow]:
        """Yield the flows of CAR T cells, and the death of each kind by the switch."""
        yield from super().flows()
        kinds = {
            "infused": self.infused, "effector": self.effector, "memory": self.memory, "exhausted": self.exhausted,
            "lodged": self.lodged,
        }  # fmt: skip
        for kind, cells in kinds.items():
            yield Flow(f"the safety switch kills {kind} CAR T cells", out_of=cells, rate=self.switch_kill * cells)
