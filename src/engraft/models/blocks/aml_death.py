"""Death with active AML in adults who cannot be cured: statistics, not mechanism."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import TIME, Assumed, Hazard, Model, Observable, Paper, Parameter, Port, select

_PLEYER = Paper(
    "PMC4176957 (Pleyer 2014, Ann Hematol)", "abstract", "median survival without response or stabilization 3.2 months"
)


class AmlDeath(Model):
    """A risk while at least 5 % of marrow cells are blasts: higher where they are more than at the start.

    risk = ln 2/(3.2 months) while blasts > start, ln 2/(8.1 months) while 5 % ≤ blasts ≤ start, rest below 5 %

    Both medians are of adults under azacitidine in a registry (n = 302, most of them untreated before): without
    response or stabilization, and with stable marrow as the best response.

    What this model cannot say: why a person dies, infection and neutropenia, age and frailty, transplant and other
    therapy afterwards, which are inside the published survival.

    References
    ----------
    Pleyer L, et al. Azacitidine in 302 patients with WHO-defined acute myeloid leukemia. Ann Hematol 2014 (PMC4176957)
    """

    reference = "PMC4176957"

    blast_fraction = Port("1", "leukemic blasts among marrow cells")
    blasts_at_start = Port("1", "leukemic blasts among marrow cells on day 0")
    progressing = Parameter(
        math.log(2.0) / 3.2, "1/month", source=_PLEYER, description="risk of death with more blasts than at the start"
    )
    stable = Parameter(
        math.log(2.0) / 8.1,
        "1/month",
        source=Paper(_PLEYER.doi, "abstract", "median survival with stable marrow 8.1 months"),
        description="risk of death with blasts of at least 5 %, not more than at the start",
    )
    in_remission = Parameter(
        0.01,
        "1/month",
        source=Assumed(
            "adults of 65 to 70 in remission under low-intensity therapy: infection, other disease", 0.002, 0.03
        ),
        description="risk of death without visible leukemia",
    )
    threshold = Parameter(
        0.05,
        "1",
        source=Paper("10.1182/blood.2022016867", "Table 6", "less than 5 % marrow blasts"),
        description="marrow blasts from which leukemia is active",
    )

    def hazards(self) -> Iterator[Hazard]:
        """Yield the risk."""
        active, more = self.blast_fraction >= self.threshold, self.blast_fraction > self.blasts_at_start
        with_leukemia = select(more, self.progressing, self.stable)
        yield Hazard(
            "any",
            select(TIME >= 0.0, select(active, with_leukemia, self.in_remission), 0.0),
            ends=True,
            empirical=True,
            source=_PLEYER,
            description="death; rates of adults under azacitidine by how their leukemia went",
        )

    def observables(self) -> Iterator[Observable]:
        """Yield whether leukemia is active."""
        active = select(self.blast_fraction >= self.threshold, 1.0, 0.0)
        yield Observable("active", active, "1", "leukemia is active", ((0.0, "no"), (1.0, "yes")))
