"""Neutrophils under chemotherapy, steered by endogenous G-CSF (Quartino 2014)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Expression, Flow, Model, Observable, Paper, Parameter, Port, State
from engraft.models.blocks.maturation import divide_and_mature

_DOI = "10.1007/s11095-014-1429-9"
_WRITTEN_OUT = Paper(_DOI, "typical value", "as written out in radivot/myelo, demo/quartino14.R")
_TWICE = Paper(_DOI, "typical value", "the same in radivot/myelo and AMLDT/Venex_Neutropenia_Models")
_THRICE = Paper(_DOI, "typical value", "the same in radivot/myelo and fixed in doi:10.1002/psp4.13012")

SLOPE_OF_DOCETAXEL = Parameter(17.2, "L/umol", source=_WRITTEN_OUT, description="effect of docetaxel per uM")


def _marrow(m: Quartino2014) -> Expression:
    """Start at rest: as many cells leave a pool of the marrow as die in blood."""
    return m.baseline * _death(m) / _transit(m)


def _death(m: Quartino2014) -> Expression:
    """Give the rate of death in blood."""
    return math.log(2.0) / m.half_life


def _transit(m: Quartino2014) -> Expression:
    """Give the rate of passage at rest: five pools are left in the mean transit time."""
    return 5.0 / m.transit_time


class Quartino2014(Model):
    """Progenitors divide, mature through four pools, and circulate; G-CSF drives both, neutrophils consume it.

    dP/dt  = k P (1 - E) (G/G0)^γ - k P (G/G0)^β
    dT1/dt = k (P - T1) (G/G0)^β, … dT4/dt = k (T3 - T4) (G/G0)^β
    dN/dt  = k T4 (G/G0)^β - kN N
    dG/dt  = kin - (ke + kANC N) G
    k = 5/MTT,  kN = ln 2 / half-life,  kin = (ke + kANC N0) G0

    ======  =========================  =============================================
    paper   here                       meaning
    ======  =========================  =============================================
    Prol    progenitors                dividing cells
    T1-T4   maturing_1 … maturing_4    maturing cells
    Circ    circulating                neutrophils in blood
    G-CSF   g_csf                      endogenous G-CSF
    Circ0   baseline                   count at rest
    G-CSF0  g_csf_baseline             G-CSF at rest
    MTT     transit_time               mean time through the marrow at rest
    -       half_life                  of neutrophils in blood
    γ       feedback_division          how strongly G-CSF speeds division
    β       feedback_maturation        how strongly G-CSF speeds maturation and release
    ke      g_csf_elimination          elimination of G-CSF by other ways
    kANC    g_csf_uptake               elimination of G-CSF per neutrophil count
    E       drug_effect (port)         share of division prevented; above 1 it kills
    ======  =========================  =============================================

    The difference from Friberg 2002: low counts act through G-CSF, which rises as fewer neutrophils
    consume it, and cells are also released faster. Cells of the marrow count per L of blood.

    Typical values only, read where three others wrote them out (radivot/myelo; in part
    AMLDT/Venex_Neutropenia_Models and Lee 2023), not in the paper's own table; so spread between
    patients is left out. They differ in three places. radivot/myelo subtracts ke without G-CSF, against
    its own kin and the other code; here it is multiplied. It calls G-CSF0 ng/mL; here it is 24.3 ng/L,
    as in Lee 2023, whose kin follows from these numbers. The other code starts from 24.4.

    What this model cannot say: the rise of G-CSF after corticosteroids (in the paper, left out here),
    infection and inflammation, neutrophils kept at vessel walls, marrow filled with leukemia, other
    blood cells. G-CSF given as a drug at its far higher concentrations is beyond the powers of G/G0.

    References
    ----------
    Quartino AL, Karlsson MO, Lindman H, Friberg LE. Pharm Res 2014;31:3390-3403.
    doi:10.1007/s11095-014-1429-9
    Lee S, et al. CPT Pharmacometrics Syst Pharmacol 2023;12:1319-1334. doi:10.1002/psp4.13012 (G-CSF at
    rest, its elimination and its production)
    """

    reference = _DOI

    progenitors = State("cell/L", initial=_marrow, negligible=1e5, description="dividing progenitors")
    maturing_1 = State("cell/L", initial=_marrow, negligible=1e5, description="maturing cells, first pool")
    maturing_2 = State("cell/L", initial=_marrow, negligible=1e5, description="maturing cells, second pool")
    maturing_3 = State("cell/L", initial=_marrow, negligible=1e5, description="maturing cells, third pool")
    maturing_4 = State("cell/L", initial=_marrow, negligible=1e5, description="maturing cells, fourth pool")
    circulating = State("cell/L", initial=lambda m: m.baseline, negligible=1e5, description="neutrophils in blood")
    g_csf = State("ng/L", initial=lambda m: m.g_csf_baseline, negligible=1e-3, description="endogenous G-CSF")
    drug_effect = Port("1", "share of division prevented by drugs")
    baseline = Parameter(3.53e9, "cell/L", source=_WRITTEN_OUT, description="neutrophils at rest")
    g_csf_baseline = Parameter(24.3, "ng/L", source=_THRICE, description="G-CSF at rest")
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

    def flows(self) -> Iterator[Flow]:
        """Yield division, its loss to the drug, maturation, death, and the turnover of G-CSF."""
        signal = self.g_csf / self.g_csf_baseline
        division = _transit(self) * self.progenitors * signal**self.feedback_division
        pools = (self.progenitors, self.maturing_1, self.maturing_2, self.maturing_3, self.maturing_4, self.circulating)
        transit = _transit(self) * signal**self.feedback_maturation
        yield from divide_and_mature(pools, division=division, drug_effect=self.drug_effect, transit=transit)
        yield Flow("neutrophils die", out_of=self.circulating, rate=_death(self) * self.circulating)
        produced = (self.g_csf_elimination + self.g_csf_uptake * self.baseline) * self.g_csf_baseline
        yield Flow("G-CSF is made", into=self.g_csf, rate=produced)
        yield Flow("G-CSF is eliminated", out_of=self.g_csf, rate=self.g_csf_elimination * self.g_csf)
        uptake = self.g_csf_uptake * self.circulating * self.g_csf
        yield Flow("neutrophils consume G-CSF", out_of=self.g_csf, rate=uptake)

    def observables(self) -> Iterator[Observable]:
        """Yield the absolute neutrophil count and the concentration of G-CSF."""
        yield Observable("anc", self.circulating, "cell/L", "absolute neutrophil count")
        yield Observable("g_csf_concentration", self.g_csf, "ng/L", "endogenous G-CSF in blood")
