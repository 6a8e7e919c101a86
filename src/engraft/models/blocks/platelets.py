"""Platelets: chemotherapy, inflammation, a filled marrow, and transfusion."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Expression, Flow, Model, Observable, Paper, Parameter, Port, State
from engraft.models.blocks.inhibited_marrow import HALF_INHIBITION, LEAST_ROOM, free_place, open_room, spared
from engraft.models.blocks.maturation import divide_and_mature

_DOI = "10.1002/psp4.12882"
_TRANSCRIBED = "platelets, final estimate, as transcribed in PumasAI-Labs/CTS-Workshop, setup/combined_pkpd_ref.jl"


def _rest(m: Platelets) -> Expression:
    """Start at rest, where every pool equals the platelets of the body."""
    return m.baseline * m.volume_per_weight * m.weight / m.share_in_blood


def _transit(m: Platelets) -> Expression:
    """Give the rate of passage: three pools in the mean transit time."""
    return 3.0 / m.transit_time


class Platelets(Model):
    """Progenitors divide, mature through two pools and shed platelets; the law of Friberg, in a marrow that is shared.

    dP/dt  = k P (f h a (1 - E) - 1),   f = ((N0 + 1e9/L)/(count + 1e9/L))^γ
    dT1/dt = k (P - T1),  dT2/dt = k (T1 - T2),  dN/dt = k T2 - k N,   k = 3/MTT
    count  = share in blood · N/(V weight),   a = free_place(room, P/P0),   h = c_I/(c_I + IFN-γ)

    ======  =========================  =========================================================
    symbol  here                       meaning
    ======  =========================  =========================================================
    P       progenitors                dividing cells, in units of the platelets they become
    T1, T2  maturing_1, maturing_2     maturing cells
    N       circulating                platelets in the body; transfused ones enter here
    N0      baseline                   count at rest, here of the whole body
    MTT     transit_time               mean time from division to the end of a platelet
    γ       feedback                   how strongly a low count speeds division
    c_I     half_inhibition            interferon-gamma that halves division
    E       stop_progenitors (port)    share of division prevented; above 1 it kills
    room    marrow_room (port)         share of the marrow that is not leukemia
    ======  =========================  =========================================================

    The law is that of Friberg 2002, whose platelets live as long as a pool lasts, with typical values
    estimated from 28 adults with solid tumors (there as well 1e9/L keep the feedback finite); one
    maturing pool less shares the same mean transit time. One E acts on all progenitors, that of
    neutrophils.

    What this model cannot say: thrombopoietin by itself, consumption in coagulopathy or bleeding,
    refractoriness to transfusion, the longer life of a healthy platelet.

    References
    ----------
    CPT Pharmacometrics Syst Pharmacol. doi:10.1002/psp4.12882 (typical values, PF-06939999)
    Organ distribution and fate of human platelets (abstract; share in blood)
    Friberg LE, et al. J Clin Oncol 2002;20:4713-4721. doi:10.1200/JCO.2002.02.140
    Linderkamp O, et al. Eur J Pediatr 1977;125:227-234 (blood volume).
    """

    reference = _DOI

    progenitors = State("cell", initial=_rest, negligible=1e8, description="dividing progenitors of platelets")
    maturing_1 = State("cell", initial=_rest, negligible=1e8, description="maturing cells, first pool")
    maturing_2 = State("cell", initial=_rest, negligible=1e8, description="maturing cells, second pool")
    circulating = State("cell", initial=_rest, negligible=1e8, description="platelets in the body")
    stop_progenitors = Port("1", "share of division prevented by drugs")
    ifn_gamma = Port("pg/mL", "interferon-gamma in blood")
    marrow_room = Port("1", "share of the marrow that is not leukemia")
    weight = Port("kg", "body weight")
    baseline = Parameter(
        232e9, "cell/L", source=Paper(_DOI, _TRANSCRIBED), spread=0.283, description="platelets at rest"
    )
    transit_time = Parameter(
        134.0, "hour", source=Paper(_DOI, _TRANSCRIBED), description="mean time from division to the end of a platelet"
    )
    few = Parameter(
        1e9,
        "cell/L",
        source=Paper("10.1002/psp4.12882", "as transcribed", "keeps the feedback finite without platelets"),
        description="platelets added on both sides of the feedback",
    )
    feedback = Parameter(
        0.217, "1", source=Paper(_DOI, _TRANSCRIBED), description="how strongly a low count speeds division"
    )
    share_in_blood = Parameter(
        0.592,
        "1",
        source=Paper(
            "Organ distribution and fate of human platelets",
            "abstract",
            "labelled platelets in 12 volunteers, SD 9.3 %",
        ),
        description="share of platelets that is in blood",
    )
    volume_per_weight = Parameter(
        75.0,
        "mL/kg",
        source=Paper("Linderkamp 1977, Eur J Pediatr 125:227", "Table 1", "68 to 80 mL/kg from 4 to 14 years"),
        description="blood volume per body weight",
    )
    half_inhibition = HALF_INHIBITION
    least_room = LEAST_ROOM

    def flows(self) -> Iterator[Flow]:
        """Yield division and what hinders it, maturation, and the end of platelets."""
        rate = _transit(self)
        room = open_room(self.marrow_room, self.least_room)
        hindered = free_place(room, self.progenitors, _rest(self)) * spared(self.ifn_gamma, self.half_inhibition)
        division = rate * self.progenitors * self._feedback() * hindered
        pools = (self.progenitors, self.maturing_1, self.maturing_2, self.circulating)
        yield from divide_and_mature(pools, division=division, drug_effect=self.stop_progenitors, transit=rate)
        yield Flow("platelets end", out_of=self.circulating, rate=rate * self.circulating)

    def observables(self) -> Iterator[Observable]:
        """Yield the platelet count."""
        yield Observable("count", self._count(), "cell/L", "platelet count")

    def _count(self) -> Expression:
        """Platelets per volume of blood."""
        return self.share_in_blood * self.circulating / (self.volume_per_weight * self.weight)

    def _feedback(self) -> Expression:
        """Speed of division, 1 at rest and finite without any platelet."""
        return ((self.baseline + self.few) / (self._count() + self.few)) ** self.feedback
