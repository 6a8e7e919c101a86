"""Neutrophils under chemotherapy (Friberg 2002)."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Expression, Flow, Model, Observable, Paper, Parameter, Port, State
from engraft.models.blocks.maturation import divide_and_mature

_DOI = "10.1200/JCO.2002.02.140"
_DOCETAXEL = Paper(_DOI, "docetaxel, neutrophils")


def _start(m: Friberg2002) -> Expression:
    """Start at rest, where every pool equals the count in blood."""
    return m.baseline


class Friberg2002(Model):
    """Progenitors divide, mature through three pools, and circulate; a drug hinders division.

    dP/dt  = k P (1 - E) (N0/N)^γ - k P
    dT1/dt = k P - k T1,  dT2/dt = k T1 - k T2,  dT3/dt = k T2 - k T3
    dN/dt  = k T3 - k N,  k = 4/MTT

    ======  =========================  =============================================
    paper   here                       meaning
    ======  =========================  =============================================
    Prol    progenitors                dividing cells, in units of the count they become
    T1-T3   maturing_1 … maturing_3    maturing cells
    Circ    circulating                neutrophils in blood
    Circ0   baseline                   count at rest
    MTT     transit_time               mean time from division to death
    γ       feedback                   how strongly a low count speeds division
    E       drug_effect (port)         share of division prevented; above 1 it kills
    ======  =========================  =============================================

    What this model cannot say: inflammation, infection, marrow filled with leukemia, growth factor,
    other blood cells, and the second, late neutropenia after CAR T cells.

    References
    ----------
    Friberg LE, et al. J Clin Oncol 2002;20:4713-4721. doi:10.1200/JCO.2002.02.140
    """

    reference = _DOI

    progenitors = State("cell/L", initial=_start, negligible=1e5, description="dividing progenitors")
    maturing_1 = State("cell/L", initial=_start, negligible=1e5, description="maturing cells, first pool")
    maturing_2 = State("cell/L", initial=_start, negligible=1e5, description="maturing cells, second pool")
    maturing_3 = State("cell/L", initial=_start, negligible=1e5, description="maturing cells, third pool")
    circulating = State("cell/L", initial=_start, negligible=1e5, description="neutrophils in blood")
    drug_effect = Port("1", "share of division prevented by drugs")
    baseline = Parameter(5.05e9, "cell/L", source=_DOCETAXEL, description="neutrophils at rest")
    transit_time = Parameter(88.7, "hour", source=_DOCETAXEL, description="mean time from division to death")
    feedback = Parameter(0.161, "1", source=_DOCETAXEL, description="how strongly a low count speeds division")

    def flows(self) -> Iterator[Flow]:
        """Yield division, its loss to the drug, maturation and death."""
        rate = 4.0 / self.transit_time
        division = rate * self.progenitors * (self.baseline / self.circulating) ** self.feedback
        pools = (self.progenitors, self.maturing_1, self.maturing_2, self.maturing_3, self.circulating)
        yield from divide_and_mature(pools, division=division, drug_effect=self.drug_effect, transit=rate)
        yield Flow("neutrophils die", out_of=self.circulating, rate=rate * self.circulating)

    def observables(self) -> Iterator[Observable]:
        """Yield the absolute neutrophil count."""
        yield Observable("anc", self.circulating, "cell/L", "absolute neutrophil count")
