"""CAR T cells that a checkpoint holds back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engraft.language import Flow, Observable, Port, Rate
from engraft.models.blocks.car_t_cells import CarTCells

_TIRES = "CAR T cells tire"


class CheckpointCarTCells(CarTCells):
    """The block ``CarTCells`` with a pace of exhaustion from outside, and exhausted cells that return.

    dX/dt = … + kx s tiring E - … - release X,  dE/dt = … - kx s tiring E + … + release X
    dF/dt = tiring s (1 - F)/t1 - (1 - s) F/t2 - release F,  where there are cells

    ``tiring`` and ``release`` are those of the block ``Checkpoint``; with 1 and 0 this is ``CarTCells`` to the last
    digit. The net growth of all cells rises by what no longer tires.

    What this model cannot say: as ``CarTCells`` and ``Checkpoint``; PD-1 on memory cells.

    References
    ----------
    Stein 2019, doi:10.1002/psp4.12388 (as ``CarTCells``). Kosinsky Y, et al. J Immunother Cancer 2018;6:17.
    doi:10.1186/s40425-018-0327-9 (form). Maude SL, et al. J Clin Oncol
    2017;35(15 suppl):103 (pembrolizumab after CAR T cells: seen again or longer in four of four children).
    """

    tiring = Port("1", "exhaustion relative to that without antibody")
    release = Port("1/day", "tired cells that return to work, per cell")

    def flows(self) -> Iterator[Flow]:
        """Yield the flows of CAR T cells, exhaustion at its pace, and the return of exhausted cells."""
        for flow in super().flows():
            yield replace(flow, rate=self.tiring * flow.rate) if flow.name == _TIRES else flow
        back = self.release * self.exhausted
        yield Flow("exhausted CAR T cells return to work", out_of=self.exhausted, into=self.effector, rate=back)

    def observables(self) -> Iterator[Observable]:
        """Yield what CAR T cells yield, and how active they are: what raises PD-L1."""
        yield from super().observables()
        there = self.effector / (self.effector + self.half_meeting * self.weight)
        active = there * self._stimulation()
        yield Observable("activity", active, "1", "interferon-gamma by working CAR T cells on antigen, 0 to 1")

    def rates(self) -> Iterator[Rate]:
        """Yield the fatigue of cells under antigen, at its pace, and what a lifted checkpoint gives back."""
        s = self._stimulation()
        there = self._total() / (self._total() + self.few)
        tires = self.tiring * s * (1.0 - self.fatigue) / self.tiring_time
        rests = (1.0 - s) * self.fatigue / self.resting_time + self.release * self.fatigue
        yield Rate(self.fatigue, there * (tires - rests), "CAR T cells tire and rest")
