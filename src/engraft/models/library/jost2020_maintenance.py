"""Neutrophils of children in maintenance therapy of acute lymphoblastic leukemia (Jost 2020)."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Expression, Flow, Model, Observable, Paper, Parameter, Port, State
from engraft.models.blocks.maturation import divide_and_mature

_DOI = "10.3389/fphys.2020.00217"
_MEDIAN = Paper(_DOI, "Data Sheet 1", "median of 116 individual estimates, as in trentsuzuki/Leukemia-MASc-Code")
_TABLE = Paper(_DOI, "Table 2", "as written out in trentsuzuki/Leukemia-MASc-Code")


def _marrow(m: Jost2020) -> Expression:
    """Start at rest: what matures in a day replaces what dies in a day."""
    return m.baseline * m.death / m.transit


class Jost2020(Model):
    """Progenitors divide, mature through three pools and circulate; 6-TGN hinders division.

    dP/dt  = ktr P (1 - E) (Base/N)^γ - ktr P
    dT1/dt = ktr (P - T1),  dT2/dt = ktr (T1 - T2),  dT3/dt = ktr (T2 - T3)
    dN/dt  = ktr T3 - kma N

    ======  =========================  ==========================================================
    paper   here                       meaning
    ======  =========================  ==========================================================
    x4      progenitors                dividing cells, in units of the count they become
    x5-x7   maturing_1 … maturing_3    maturing cells
    x8      circulating                neutrophils in blood
    Base    baseline                   count at rest
    ktr     transit                    rate through each pool
    kma     death                      death in blood (a half-life of 7 hours)
    γ       feedback                   how strongly a low count speeds division
    E       drug_effect (port)         share of division prevented, slope times 6-TGN
    ======  =========================  ==========================================================

    The parameters of the typical child are the medians of the 116 published estimates; the population
    ``jost2020_patients`` has each child's own four. They are estimates of individuals under a population model and so
    closer to each other than the children are.

    Under a constant effect the count settles at Base (1 - E)^(1/γ) if γ is below a limit γ* near 0.85 that depends on
    kma/ktr and on no dose. 22 of the 116 lie above: theirs never settles but swings for ever, with and without drug.

    What this model cannot say: infections, which lower and raise counts and the dose; other blood cells; the
    leukemia; what methotrexate adds; a lasting fall of the baseline over two years of therapy.

    References
    ----------
    Jost F, Zierk J, Le TTT, et al. Front Physiol 2020;11:217. doi:10.3389/fphys.2020.00217
    """

    reference = _DOI

    progenitors = State("cell/L", initial=_marrow, negligible=1e5, description="dividing progenitors")
    maturing_1 = State("cell/L", initial=_marrow, negligible=1e5, description="maturing cells, first pool")
    maturing_2 = State("cell/L", initial=_marrow, negligible=1e5, description="maturing cells, second pool")
    maturing_3 = State("cell/L", initial=_marrow, negligible=1e5, description="maturing cells, third pool")
    circulating = State("cell/L", initial=lambda m: m.baseline, negligible=1e5, description="neutrophils in blood")
    drug_effect = Port("1", "share of division prevented by drugs")
    baseline = Parameter(2.4357e9, "cell/L", source=_MEDIAN, description="neutrophils at rest")
    transit = Parameter(0.1479, "1/day", source=_MEDIAN, description="rate through each pool of the marrow")
    death = Parameter(2.3765, "1/day", source=_TABLE, description="death of neutrophils in blood")
    feedback = Parameter(0.7922, "1", source=_MEDIAN, description="how strongly a low count speeds division")

    def flows(self) -> Iterator[Flow]:
        """Yield division, its loss to the drug, maturation and death."""
        division = self.transit * self.progenitors * (self.baseline / self.circulating) ** self.feedback
        pools = (self.progenitors, self.maturing_1, self.maturing_2, self.maturing_3, self.circulating)
        yield from divide_and_mature(pools, division=division, drug_effect=self.drug_effect, transit=self.transit)
        yield Flow("neutrophils die", out_of=self.circulating, rate=self.death * self.circulating)

    def observables(self) -> Iterator[Observable]:
        """Yield the absolute neutrophil count."""
        yield Observable("anc", self.circulating, "cell/L", "absolute neutrophil count")
