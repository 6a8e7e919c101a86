"""What several drugs prevent, combined for one port."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Observable
from engraft.models.blocks.kills import Kills


class Inhibitions(Kills):
    """The share of a process that named drugs prevent together; each name is a port.

    total = 1 - (1 - i_1) (1 - i_2) … (1 - i_n)

    What this model cannot say: synergy and antagonism; drugs that compete for one target (ciclosporin and tacrolimus
    are never given together).

    References
    ----------
    Bliss CI. Ann Appl Biol 1939;26:585-615. doi:10.1111/j.1744-7348.1939.tb06990.x
    """

    unit = "1"
    part = "share prevented by"
    whole = "share prevented by all of them"

    def observables(self) -> Iterator[Observable]:
        """Yield the share prevented."""
        spared = 1.0 - self._part(self.names[0])
        for name in self.names[1:]:
            spared = spared * (1.0 - self._part(name))
        yield Observable("total", 1.0 - spared, self.unit, self.whole)
