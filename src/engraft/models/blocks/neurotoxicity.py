"""Encephalopathy after CAR T cells: an opened barrier, cytokines in the brain, two scores."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Parameter, Port, State


class Neurotoxicity(Model):
    """Leaking vessels open the barrier to the brain; cytokines that pass disturb it; ICE and CAPD read one severity.

    dB/dt = kB (L - B)
    dX/dt = kX (B (w R/(R + R50) + (1 - w) J) (1 - z) - X)
    y = X²/(X50² + X²),  ICE = 10 (1 - y),  CAPD = 32 y⁴

    ======  =====================  =============================================================
    symbol  here                   meaning
    ======  =====================  =============================================================
    B       barrier                opening of the barrier, 0 at rest, 1 at most
    L       leak (port)            leaking vessels
    X       severity               disturbance of the brain, 0 at rest, 1 at most
    R       il6_rise (port)        IL-6 in serum above rest, blocked or not
    J       il1_signal (port)      IL-1 at free receptors
    z       steroid_effect (port)  share of inflammation that steroids suppress
    w, R50  by_il6, il6_half       weight of IL-6 against IL-1; serum IL-6 of half its effect
    X50     severity_half          severity at which half of the points are lost
    k       …_half_life            ln 2 over the half-life of each step
    ======  =====================  =============================================================

    Two steps in a row let encephalopathy start days after fever. Tocilizumab does not cross the
    barrier: receptors in the brain stay free, so all of serum IL-6 counts, and it rises under
    tocilizumab. Steroids and, through IL-1, anakinra act. ICE falls from 10 (not valid under 12 years),
    CAPD rises to 32; both are continuous here. The power 4 lets CAPD reach 9 where ICE falls below
    3, because the ASTCT consensus makes both grade 3.

    What this model cannot say: seizures, edema of the brain, level of consciousness apart from the scores,
    delirium of other causes, CAR T cells in the cerebrospinal fluid, leukemia there, earlier damage.
    One study of children found no direct marks of activated endothelium (Gust 2019).

    References
    ----------
    Gust J, et al. Cancer Discov 2017;7:1404-1419. doi:10.1158/2159-8290.CD-17-0698
    Gust J, et al. Ann Neurol 2019;86:42-54. doi:10.1002/ana.25502
    Norelli M, et al. Nat Med 2018;24:739-748. doi:10.1038/s41591-018-0036-4
    Lee DW, et al. Biol Blood Marrow Transplant 2019;25:625-638. doi:10.1016/j.bbmt.2018.12.758 (scores)
    Traube C, et al. Crit Care Med 2014;42:656-663. doi:10.1097/CCM.0b013e3182a66b76 (CAPD)
    """

    reference = "10.1158/2159-8290.CD-17-0698"

    barrier = State("1", negligible=1e-4, description="opening of the barrier to the brain: 0 at rest, 1 at most")
    severity = State("1", negligible=1e-4, description="disturbance of the brain: 0 at rest, 1 at most")

    leak = Port("1", "leaking vessels: 0 at rest, 1 at most")
    il6_rise = Port("pg/mL", "IL-6 in serum above rest, blocked or not")
    il1_signal = Port("1", "IL-1 at free receptors, 0 to 1")
    steroid_effect = Port("1", "share of inflammation that steroids suppress")

    barrier_half_life = Parameter(
        1.0,
        "day",
        source=Assumed("as slow as macrophages calm down; tight junctions are rebuilt within days", 0.3, 3.0),
        description="half-life of the opening of the barrier",
    )
    severity_half_life = Parameter(
        1.5,
        "day",
        source=Assumed("encephalopathy starts days after fever and resolves within days", 0.5, 4.0),
        description="half-life of the disturbance",
    )
    by_il6 = Parameter(
        0.5,
        "1",
        source=Assumed("half: in mice blocking IL-1 prevented it and blocking the IL-6 receptor did not", 0.1, 0.7),
        description="weight of IL-6 against IL-1",
    )
    il6_half = Parameter(
        1600.0,
        "pg/mL",
        source=Assumed("as for vessels", 500.0, 8000.0),
        description="serum IL-6 of half its effect on the brain",
    )
    severity_half = Parameter(
        0.5,
        "1",
        source=Assumed("middle of its range; spread assumed", 0.25, 1.0),
        spread=0.6,
        description="severity at which half of the points of ICE are lost",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield the two steps."""
        opening = math.log(2.0) / self.barrier_half_life
        yield Flow("the barrier opens", into=self.barrier, rate=opening * self.leak)
        yield Flow("the barrier closes", out_of=self.barrier, rate=opening * self.barrier)
        disturbing = math.log(2.0) / self.severity_half_life
        cytokines = (
            self.by_il6 * self.il6_rise / (self.il6_rise + self.il6_half) + (1.0 - self.by_il6) * self.il1_signal
        )
        arriving = self.barrier * cytokines * (1.0 - self.steroid_effect)
        yield Flow("cytokines disturb the brain", into=self.severity, rate=disturbing * arriving)
        yield Flow("the brain recovers", out_of=self.severity, rate=disturbing * self.severity)

    def observables(self) -> Iterator[Observable]:
        """Yield the two scores of one severity."""
        lost = self._lost()
        yield Observable("ice", 10.0 * (1.0 - lost), "1", "immune effector cell encephalopathy score, 10 is normal")
        yield Observable("capd", 32.0 * lost**4, "1", "Cornell Assessment of Pediatric Delirium, 0 is normal")

    def _lost(self) -> Expression:
        """Give the share of points lost."""
        square = (self.severity / self.severity_half) ** 2
        return square / (1.0 + square)
