"""What several drugs prevent of the division of normal progenitors, summed for one port."""

from __future__ import annotations

from engraft.models.blocks.kills import Kills


class StoppedProgenitors(Kills):
    """The sum of the shares of division that named drugs prevent; each name is a port.

    total = e_1 + … + e_n, above 1 progenitors are killed

    What this model cannot say: as ``Kills``; drugs that act on different stages add as if they were one.

    References
    ----------
    Friberg LE, et al. J Clin Oncol 2002;20:4713-4721. doi:10.1200/JCO.2002.02.140 (the effect that is summed)
    """

    reference = "10.1200/JCO.2002.02.140"
    unit = "1"
    part = "share of division prevented by"
    whole = "share of division prevented by all of them"
