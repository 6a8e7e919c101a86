"""Death while leukemia is active: statistics, not mechanism."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import TIME, Hazard, Model, Paper, Parameter, Port, select

_TOWER = Paper("10.1056/NEJMoa1609783", "chemotherapy arm", "median overall survival 4.0 months, n = 134")


class ActiveDiseaseDeath(Model):
    """A constant risk of death while at least 5 % of marrow cells are blasts, counted from infusion.

    risk = ln 2 / (4.0 months) after day 0 while blasts ≥ threshold, else 0

    Empirical. The rate is that of adults under salvage chemotherapy; that it holds for children after
    failed CAR T cells is assumed.

    What this model cannot say: why a person dies, salvage therapy, transplant and its mortality,
    death in remission, how risk grows with burden.

    References
    ----------
    Kantarjian H, et al. N Engl J Med 2017;376:836-847. doi:10.1056/NEJMoa1609783
    """

    reference = "10.1056/NEJMoa1609783"

    blast_fraction = Port("1", "leukemic cells among marrow cells")
    rate = Parameter(math.log(2.0) / 4.0, "1/month", source=_TOWER, description="risk of death with active leukemia")
    threshold = Parameter(
        0.05,
        "1",
        source=Paper("10.1056/NEJMoa1709866", "definition of remission", "less than 5 % marrow blasts"),
        description="marrow blasts from which leukemia is active",
    )

    def hazards(self) -> Iterator[Hazard]:
        """Yield the risk."""
        active = (self.blast_fraction >= self.threshold) & (TIME >= 0.0)
        yield Hazard(
            "active_disease",
            select(active, self.rate, 0.0),
            ends=True,
            empirical=True,
            source=_TOWER,
            description="death with active leukemia; rate of adults under chemotherapy, assumed to hold for children",
        )
