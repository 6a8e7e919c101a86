"""Azacitidine in DNA: methylation lost in seven days and back within weeks, and what that does to dividing cells."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Parameter, Port, State, maximum

_SOFT = "10.1182/bloodadvances.2018016121"


class Hypomethylation(Model):
    """Methylation is lost with exposure to azacitidine and comes back by division; where it is lost leukemia dies.

    dD/dt = u c (1 - D) - D/τ,  killed per leukemic cell and day = k f D,  division of healthy cells prevented = h D

    ======  ======================  ===================================================================
    symbol  here                    meaning
    ======  ======================  ===================================================================
    D       demethylated            methylation lost, 0 to 1
    c       concentration (port)    azacitidine in plasma
    f       sensitivity (port)      what earlier therapy leaves of the effect
    u, τ    uptake, recovery        loss per exposure; time in which it comes back
    k, h    kills, spares           killing of leukemia and hindrance of healthy division at full loss
    ======  ======================  ===================================================================

    A drug that is gone from plasma in hours acts for weeks, which ``Azacitidine`` says it cannot tell. The killing,
    and how far patients differ in it, is what a study calibrates on remissions under azacitidine alone.

    What this model cannot say: which genes, differentiation in place of death, antigens and PD-L1 that azacitidine
    raises, resistance by metabolism, decitabine.

    References
    ----------
    Stahl M, et al. Blood Adv 2018;2:923-932. doi:10.1182/bloodadvances.2018016121 (remissions under these drugs alone)
    """

    reference = _SOFT

    demethylated = State("1", negligible=1e-6, description="methylation lost, 0 to 1")
    concentration = Port("ng/mL", "azacitidine in plasma")
    sensitivity = Port("1", "what earlier therapy leaves of the effect on leukemia")
    uptake = Parameter(
        0.0034,
        "mL/ng/day",
        source=Assumed(
            "half of what can be lost is lost by a cycle of 7 x 75 mg/m2 in 1.8 m2, 29 ng d/mL each by the block "
            "of the drug, were nothing regained; a scale, its product with kills counts",
            0.001,
            0.01,
        ),
        description="methylation lost per exposure",
    )
    recovery = Parameter(
        14.0,
        "day",
        source=Assumed("lowest at the middle of a cycle of four weeks and back towards its end", 7.0, 28.0),
        description="time in which methylation comes back",
    )
    kills = Parameter(
        0.1,
        "1/day",
        source=Assumed("between nothing and a log per week; a study calibrates it", 0.01, 0.33),
        spread=0.8,
        description="leukemic cells killed per cell at full loss; spread assumed, a study calibrates it",
    )
    spares = Parameter(
        0.3,
        "1",
        source=Assumed("neutropenia of grade 3 or 4 is common in cycles and passes: a part of division", 0.05, 1.0),
        description="division of healthy cells prevented at full loss",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield loss and recovery of methylation."""
        lost = self.uptake * self.concentration * maximum(1.0 - self.demethylated, 0.0)
        yield Flow("azacitidine takes methylation", into=self.demethylated, rate=lost)
        yield Flow("methylation comes back", out_of=self.demethylated, rate=self.demethylated / self.recovery)

    def observables(self) -> Iterator[Observable]:
        """Yield what leukemia and healthy cells feel."""
        killed = self.kills * self.sensitivity * self.demethylated
        yield Observable("kill", killed, "1/day", "killed per leukemic dividing cell")
        yield Observable(
            "stop_progenitors", self.spares * self.demethylated, "1", "share of healthy division prevented"
        )
