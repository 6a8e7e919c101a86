"""Death while a tumor in nodes is alive: statistics, not mechanism."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import TIME, Assumed, Hazard, Model, Paper, Parameter, Port, select

_SCHOLAR = Paper(
    "10.1182/blood-2017-03-769620", "abstract, as quoted", "median overall survival of refractory disease 6.3 months"
)


class NodalDeath(Model):
    """A constant risk of death while living tumor is seen, from a day on.

    risk = ln 2/(6.3 months) from ``assessed`` on while living cells in nodes are at least ``seen``, else 0

    Empirical: the survival of refractory large B-cell lymphoma under whatever was given.

    What this model cannot say: why a person dies, death in remission, how risk grows with the tumor, salvage.

    References
    ----------
    Crump M, et al. Blood 2017;130:1800-1808. doi:10.1182/blood-2017-03-769620 (SCHOLAR-1; its median was read where
    reports of trials in lymphoma quote it).
    """

    reference = "10.1182/blood-2017-03-769620"

    living = Port("cell", "living malignant cells in nodes")
    rate = Parameter(
        math.log(2.0) / 6.3, "1/month", source=_SCHOLAR, spread=0.3, description="risk of death; spread assumed"
    )
    seen = Parameter(
        1e9,
        "cell",
        source=Assumed("a cubic centimetre, what tomography finds", 1e8, 1e10),
        description="living cells from which the disease is active",
    )
    assessed = Parameter(
        28.0,
        "day",
        source=Assumed("the first assessment; treatment is not given to who dies before", 0.0, 90.0),
        description="day from which the risk is counted",
    )

    def hazards(self) -> Iterator[Hazard]:
        """Yield the risk."""
        active = (self.living >= self.seen) & (self.assessed <= TIME)
        yield Hazard(
            "disease",
            select(active, self.rate, 0.0),
            ends=True,
            empirical=True,
            source=_SCHOLAR,
            description="death with living tumor; survival of refractory large B-cell lymphoma",
        )
