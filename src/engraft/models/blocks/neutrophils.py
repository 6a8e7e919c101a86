"""Neutrophils in leukemia: chemotherapy, G-CSF of the body and as a drug, inflammation, a filled marrow."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Expression, Flow, Model, Observable, Paper, Parameter, Port, State
from engraft.models.blocks.inhibited_marrow import HALF_INHIBITION, LEAST_ROOM, free_place, open_room, spared
from engraft.models.blocks.maturation import divide_and_mature

_DOI = "10.1007/s11095-014-1429-9"
_WRITTEN_OUT = Paper(_DOI, "typical value", "as written out in radivot/myelo, demo/quartino14.R")
_TWICE = Paper(_DOI, "typical value", "the same in radivot/myelo and AMLDT/Venex_Neutropenia_Models")
_THRICE = Paper(_DOI, "typical value", "the same in radivot/myelo and fixed in doi:10.1002/psp4.13012")
_WANG = "Wang 2001, J Pharmacokinet Pharmacodyn 28:321"
_LABEL = Paper("filgrastim SmPC", "section 5.2", "150 mL/kg and 3.5 hours, after doses under the skin as well")
_JOST = Paper(
    "10.3389/fphys.2020.00217", "individual estimates, n = 116", "children in maintenance, mean 2.46, SD 0.59 e9/L"
)
_MARROW_POOLS = 4.0


def _death(m: Neutrophils) -> Expression:
    """Give the rate of death in blood."""
    return math.log(2.0) / m.half_life


def _transit(m: Neutrophils) -> Expression:
    """Give the rate of passage at rest: the pools of the marrow are left in the mean transit time."""
    return _MARROW_POOLS / m.transit_time


def _marrow(m: Neutrophils) -> Expression:
    """Start at rest: as many cells leave a pool of the marrow as die in blood."""
    return m.baseline * _death(m) / _transit(m)


class Neutrophils(Model):
    """Quartino's neutrophils with G-CSF at its quasi-steady level, a marrow shared with leukemia, and interferon-gamma.

    dP/dt  = k P S^γ h a (1 - E) - k P S^β
    dT1/dt = k (P - T1) S^β, … dT3/dt = k (T2 - T3) S^β
    dN/dt  = k T3 S^β - kN N
    S      = S_e + (S_max - S_e) c/(c + c½),   S_e = (ke + kANC N0)/(ke + kANC N),  S_max = S_e at N = 0
    a      = free_place(room, P/P0),   h = c_I/(c_I + IFN-γ)

    ======  =========================  =========================================================
    symbol  here                       meaning
    ======  =========================  =========================================================
    P       progenitors                dividing cells
    T1-T3   maturing_1 … maturing_3    maturing cells
    N       circulating                neutrophils in blood; N0 baseline
    c       filgrastim                 its concentration, the drug F share/(V weight)
    S       -                          signal of G-CSF, 1 at rest
    k, kN   transit_time, half_life    4/MTT, ln 2/half-life
    γ, β    feedback_division,         how strongly the signal speeds division, and maturation
            feedback_maturation        and release
    ke      g_csf_elimination          elimination of G-CSF by other ways than neutrophils
    kANC    g_csf_uptake               elimination of G-CSF per neutrophil count
    c½      half_filgrastim            filgrastim at half of its effect
    c_I     half_inhibition            interferon-gamma that halves division
    E       stop_progenitors (port)    share of division prevented; above 1 it kills
    room    marrow_room (port)         share of the marrow that is not leukemia
    ======  =========================  =========================================================

    Differences from Quartino 2014: G-CSF follows neutrophils at once (its slowest rate is 14 per day);
    three maturing pools share the mean transit time instead of four. Her powers of G-CSF were estimated
    over what the body makes itself, so filgrastim raises the signal to what the body reaches without
    neutrophils and no further. Cells of the marrow count per L of blood.

    What this model cannot say: release after corticosteroids, neutrophils at vessel walls, filgrastim
    taken up by neutrophils, damage to stem cells, hemophagocytosis, differences between the drugs'
    effects on stages.

    References
    ----------
    Quartino AL, Karlsson MO, Lindman H, Friberg LE. Pharm Res 2014;31:3390-3403. doi:10.1007/s11095-014-1429-9
    Wang B, et al. J Pharmacokinet Pharmacodyn 2001;28:321-342 (filgrastim).
    Jost F, et al. Front Physiol 2020;11:217. doi:10.3389/fphys.2020.00217 (neutrophils of children with ALL)
    Blood 1985;65:858; J Immunol 1985;135:2502 (interferon-gamma on colonies)
    """

    reference = _DOI

    progenitors = State("cell/L", initial=_marrow, negligible=1e5, description="dividing progenitors")
    maturing_1 = State("cell/L", initial=_marrow, negligible=1e5, description="maturing cells, first pool")
    maturing_2 = State("cell/L", initial=_marrow, negligible=1e5, description="maturing cells, second pool")
    maturing_3 = State("cell/L", initial=_marrow, negligible=1e5, description="maturing cells, third pool")
    circulating = State("cell/L", initial=lambda m: m.baseline, negligible=1e5, description="neutrophils in blood")
    filgrastim = State("mg", negligible=1e-6, description="filgrastim given and not yet eliminated")
    stop_progenitors = Port("1", "share of division prevented by drugs")
    ifn_gamma = Port("pg/mL", "interferon-gamma in blood")
    marrow_room = Port("1", "share of the marrow that is not leukemia")
    weight = Port("kg", "body weight")
    baseline = Parameter(2.46e9, "cell/L", source=_JOST, spread=0.24, description="neutrophils at rest")
    transit_time = Parameter(133.0, "hour", source=_WRITTEN_OUT, description="mean time through the marrow at rest")
    half_life = Parameter(7.0, "hour", source=_TWICE, description="half-life of neutrophils in blood")
    feedback_division = Parameter(0.444, "1", source=_WRITTEN_OUT, description="how strongly G-CSF speeds division")
    feedback_maturation = Parameter(
        0.234, "1", source=_TWICE, description="how strongly G-CSF speeds maturation and release"
    )
    g_csf_elimination = Parameter(
        0.592, "1/hour", source=_THRICE, description="elimination of G-CSF by other ways than neutrophils"
    )
    g_csf_uptake = Parameter(
        5.64e-9, "L/cell/hour", source=_TWICE, description="elimination of G-CSF per neutrophil count"
    )
    filgrastim_available = Parameter(
        0.619, "1", source=Paper(_WANG, "abstract", "375 ug under the skin"), description="share of filgrastim absorbed"
    )
    filgrastim_half_life = Parameter(3.5, "hour", source=_LABEL, description="half-life of filgrastim")
    filgrastim_volume = Parameter(150.0, "mL/kg", source=_LABEL, description="volume of filgrastim per body weight")
    half_filgrastim = Parameter(
        4.72, "ng/mL", source=Paper(_WANG, "abstract", "EC50"), description="filgrastim at half of its effect"
    )
    half_inhibition = HALF_INHIBITION
    least_room = LEAST_ROOM

    def flows(self) -> Iterator[Flow]:
        """Yield division and what hinders it, maturation, death, and the elimination of filgrastim."""
        signal = self._signal()
        room = open_room(self.marrow_room, self.least_room)
        hindered = free_place(room, self.progenitors, _marrow(self)) * spared(self.ifn_gamma, self.half_inhibition)
        division = _transit(self) * self.progenitors * signal**self.feedback_division
        pools = (self.progenitors, self.maturing_1, self.maturing_2, self.maturing_3, self.circulating)
        yield from divide_and_mature(
            pools,
            division=division * hindered,
            drug_effect=self.stop_progenitors,
            transit=_transit(self) * signal**self.feedback_maturation,
        )
        yield Flow("neutrophils die", out_of=self.circulating, rate=_death(self) * self.circulating)
        gone = math.log(2.0) / self.filgrastim_half_life
        yield Flow("filgrastim is eliminated", out_of=self.filgrastim, rate=gone * self.filgrastim)

    def observables(self) -> Iterator[Observable]:
        """Yield the absolute neutrophil count and the signal of G-CSF."""
        yield Observable("anc", self.circulating, "cell/L", "absolute neutrophil count")
        yield Observable("g_csf_signal", self._signal(), "1", "signal of G-CSF, 1 at rest")

    def _signal(self) -> Expression:
        """Signal of the body's G-CSF, which neutrophils consume, and of filgrastim."""
        other, uptake = self.g_csf_elimination, self.g_csf_uptake
        made = other + uptake * self.baseline
        own, most = made / (other + uptake * self.circulating), made / other
        given = self.filgrastim_available * self.filgrastim / (self.filgrastim_volume * self.weight)
        return own + (most - own) * given / (given + self.half_filgrastim)
