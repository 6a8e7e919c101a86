"""Radiation and anti-PD-L1 against CT26 tumors in mice (Kosinsky 2018)."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import (
    Assumed,
    Expression,
    Flow,
    Model,
    Observable,
    Paper,
    Parameter,
    Port,
    State,
    System,
    join,
    maximum,
    minimum,
)
from engraft.models.drugs.radiation import RepairableDamage

_DOI = "10.1186/s40425-018-0327-9"
_BIOMODELS = "not in Table 1; as in BIOMD0000000863, which draws the control of Figure 1b"


def _of_table(value: float, unit: str, description: str, note: str, *, spread: float = 0.0) -> Parameter:
    """Enter a row of Table 1 with what the paper says of where it is from."""
    return Parameter(value, unit, source=Paper(_DOI, "Table 1", note), spread=spread, description=description)


class BeamOnCT26(RepairableDamage):
    """A local beam, and the rate at which it kills CT26.

    dx/dt = dose rate - x/τ,  R = α (x + 2 x²/10 Gy)/τ,  DSB = δ x

    Two differences from BIOMD0000000863, whose run has no beam. There damage is repaired at a rate of τ = 0.02 per day;
    the Table calls it the time of repair, 0.02 days, and only so does a fraction kill α d + α d²/10. And where the
    paper kills α times the dose rate, here it is α x/τ, which comes to the same within half an hour of the beam.

    What this model cannot say: more than 10 Gy at once, as the paper says itself; vessels and T cells in the field.

    References
    ----------
    Kosinsky Y, Dovedi SJ, Peskov K, et al. J Immunother Cancer 2018;6:17. doi:10.1186/s40425-018-0327-9
    """

    reference = _DOI

    repair_time = _of_table(0.02, "day", "time of repair of breaks", "taken from its reference 46")
    alpha = _of_table(0.146, "1/Gy", "tumor killed by one hit", "estimated, RSE 9 %")
    beta_per_alpha = Parameter(
        0.1,
        "1/Gy",
        source=Paper(_DOI, "equations", "0.2 α/(τ δ²) U² as written out in BIOMD0000000863"),
        description="tumor killed by two hits, over alpha",
    )
    breaks_per_dose = _of_table(19.0, "1/Gy", "double-strand breaks per dose", "taken from its reference 45")

    def observables(self) -> Iterator[Observable]:
        """Yield the rate of killing, and breaks."""
        yield Observable("kill", self.rate(self.alpha, self.beta_per_alpha), "1/day", "rate at which tumor is killed")
        yield Observable("breaks", self.breaks_per_dose * self.damage, "1", "double-strand breaks per cell")


class Kosinsky2018(Model):
    """Dying tumor calls T cells, which kill tumor and raise PD-L1; antigen also calls what suppresses them.

    TCD = μ TVd/(TV + TVd) + e dT + d0,  DC = TCD²/(TCD² + Ktcd²),  Ag = DC (TV + TVd)
    IAR = (1 - PDL1/(1 + c/KD)) (1 - ISC),  ISC = Ag/(Ag + SR)
    dTV/dt  = r TV (1 - TV/TVmax) - R TV - (e dT + d0) TV
    dTVd/dt = R TV - μ TVd
    dnT/dt  = kLN Ag/(Ag + SL) + (kpro - kdif) IAR nT - kel nT
    ddT/dt  = kdif IAR nT - kapo dT
    dPDL1/dt = kpdl (dT/(Kpdl + dT) - PDL1)

    ======  =====================  =============================================================
    paper   here                   meaning
    ======  =====================  =============================================================
    TV      tumor                 proliferating tumor
    TVd     damaged               tumor that radiation has killed and that is still there
    nT, dT  precursors, effectors  T cells in the tumor before and after differentiation
    PDL1    pd_l1                 expression of PD-L1, 0 to 1
    R       radiation (port)      rate at which a beam kills tumor, see ``BeamOnCT26``
    mAb     peritoneum, antibody  anti-PD-L1 in the peritoneum, where a dose enters, and in plasma
    TCD     tumor_death           rate of death of the tumor
    DCm     dendritic             level of mature dendritic cells, 0 to 1
    Agsys   antigen               tumor antigen presented
    ISC     suppression           share of activation suppressed by cells, 0 to 1
    IAR     activation            immune activation rate, 0 to 1
    SL      infiltration          antigen at half the influx of T cells: the larger, the fewer come
    ======  =====================  =============================================================

    Animals differ in SL alone; 0.696 is taken as the SD of its log, as the paper's program (Monolix) reports it. The
    10th and 90th percentile of single animals in the text, 1.77 and 22.63, are as far apart as with an SD of 0.99.

    Equations as written out in BIOMD0000000863, numbers of the paper's own Table 1.

    What this model cannot say: people, other tumors, a second antibody, organs, immune-related toxicity. Nor cure:
    a tumor of any size grows again. The paper counts as rejection 10 mm³ or less 50 days after the start; with three
    weeks of antibody, tumors of mice treated early are back by then, while the shares of mice that ever got there are
    the paper's.

    References
    ----------
    Kosinsky Y, Dovedi SJ, Peskov K, et al. J Immunother Cancer 2018;6:17. doi:10.1186/s40425-018-0327-9
    """

    reference = _DOI

    peritoneum = State("mg", description="anti-PD-L1 in the peritoneum")
    antibody = State("mg", description="anti-PD-L1 in plasma")
    tumor = State(
        "uL",
        initial=Parameter(15.0, "uL", source=Paper(_DOI, "day 0", _BIOMODELS), description="tumor at inoculation"),
        description="proliferating tumor",
    )
    damaged = State("uL", description="tumor killed by radiation, still there")
    precursors = State("cell", negligible=1e-3, description="T cells in the tumor, not differentiated")
    effectors = State("cell", negligible=1e-3, description="cytotoxic T cells in the tumor")
    pd_l1 = State("1", description="expression of PD-L1")
    radiation = Port("1/day", "rate at which a beam kills tumor")

    growth = _of_table(0.4, "1/day", "growth of the tumor", "taken from its reference 41")
    capacity = _of_table(2500.0, "uL", "largest tumor", "taken from its reference 41")
    death = _of_table(0.01, "1/day", "death of tumor by itself", "assumed there")
    influx = _of_table(279.0, "cell/day", "largest influx of T cells", "estimated, RSE 8 %")
    infiltration = _of_table(
        8.89, "uL", "antigen at half the influx", "estimated, RSE 13 %; random effect 0.696", spread=0.696
    )
    proliferation = _of_table(3.0, "1/day", "proliferation of precursors", "from a cell cycle of 6 h")
    differentiation = _of_table(3.2, "1/day", "differentiation of precursors", "assumed there")
    precursor_loss = _of_table(0.2, "1/day", "loss of precursors", "from the half-life of primed T cells")
    apoptosis = _of_table(2.0, "1/day", "death of effectors", "from activated T cells in tissue")
    kill = _of_table(0.001, "1/day/cell", "tumor killed per effector", "assumed there")
    effectors_for_pd_l1 = _of_table(478.0, "cell", "effectors at half of PD-L1", "estimated, RSE 23 %")
    pd_l1_rate = _of_table(1.0, "1/day", "rate at which PD-L1 follows", "assumed there")
    death_for_dendritic = _of_table(0.2, "1/day", "rate of death at which half mature", "assumed there")
    antigen_for_suppression = _of_table(30.5, "uL", "antigen at half of suppression", "estimated, RSE 12 %")
    clearing = _of_table(0.1725, "1/day", "removal of damaged tumor", "from a half-life, its reference 47")
    absorption = _of_table(8.0, "1/day", "absorption from the peritoneum", "estimated from its reference 48")
    volume = _of_table(0.003, "L", "volume of distribution of the antibody", "estimated from its reference 48")
    elimination = _of_table(0.15, "1/day", "elimination of the antibody", "estimated from its reference 48")
    affinity = _of_table(30.0, "nmol/L", "half-saturation of PD-L1 by the antibody", "internal data")
    least = Parameter(
        1e-9,
        "uL",
        source=Assumed("a thousandth of a cell; below it there is nothing to die", 1e-12, 1e-6),
        description="least tumor of which a share can be damaged",
    )
    molar_mass = Parameter(
        150.0, "kDa", source=Assumed("an antibody; not in the paper", 144.0, 155.0), description="molar mass"
    )

    def flows(self) -> Iterator[Flow]:
        """Yield antibody, growth and death of the tumor, T cells and PD-L1."""
        yield from self._treatment()
        yield from self._tumor()
        yield from self._immunity()

    def _treatment(self) -> Iterator[Flow]:
        """Yield what becomes of the antibody."""
        absorbed, gone = self.absorption * self.peritoneum, self.elimination * self.antibody
        yield Flow("antibody is absorbed", out_of=self.peritoneum, into=self.antibody, rate=absorbed)
        yield Flow("antibody is eliminated", out_of=self.antibody, rate=gone)

    def _tumor(self) -> Iterator[Flow]:
        """Yield growth, crowding, death and clearing."""
        tumor = self.tumor
        yield Flow("tumor grows", into=tumor, rate=self.growth * tumor)
        yield Flow("tumor is crowded", out_of=tumor, rate=self.growth * tumor * tumor / self.capacity)
        yield Flow("tumor dies by itself", out_of=tumor, rate=self.death * tumor)
        yield Flow("T cells kill tumor", out_of=tumor, rate=self.kill * self.effectors * tumor)
        yield Flow("radiation kills tumor", out_of=tumor, into=self.damaged, rate=self.radiation * tumor)
        yield Flow("damaged tumor is cleared", out_of=self.damaged, rate=self.clearing * self.damaged)

    def _immunity(self) -> Iterator[Flow]:
        """Yield T cells and PD-L1."""
        active, antigen = self._activation() * self.precursors, self._antigen()
        coming = self.influx * antigen / (antigen + self.infiltration)
        yield Flow("T cells come", into=self.precursors, rate=coming)
        yield Flow("T cells proliferate", into=self.precursors, rate=self.proliferation * active)
        differentiating = self.differentiation * active
        yield Flow("T cells differentiate", out_of=self.precursors, into=self.effectors, rate=differentiating)
        yield Flow("precursors are lost", out_of=self.precursors, rate=self.precursor_loss * self.precursors)
        yield Flow("effectors die", out_of=self.effectors, rate=self.apoptosis * self.effectors)
        raised = self.effectors / (self.effectors_for_pd_l1 + self.effectors)
        yield Flow("T cells raise PD-L1", into=self.pd_l1, rate=self.pd_l1_rate * raised)
        yield Flow("PD-L1 is lost", out_of=self.pd_l1, rate=self.pd_l1_rate * self.pd_l1)

    def observables(self) -> Iterator[Observable]:
        """Yield what the paper draws."""
        yield Observable("volume_of_tumor", self.tumor + self.damaged, "uL", "tumor, proliferating and damaged")
        yield Observable("tumor_death", self._death(), "1/day", "rate of death of the tumor")
        yield Observable("dendritic", self._dendritic(), "1", "mature dendritic cells, 0 to 1")
        yield Observable("antigen", self._antigen(), "uL", "tumor antigen presented")
        yield Observable("suppression", self._suppression(), "1", "activation suppressed by cells, 0 to 1")
        yield Observable("activation", self._activation(), "1", "immune activation rate, 0 to 1")
        yield Observable("concentration", self._concentration(), "nmol/L", "anti-PD-L1 in plasma")

    def _death(self) -> Expression:
        """Give the rate of death that dendritic cells see."""
        share = self.damaged / maximum(self.tumor + self.damaged, self.least)  # nothing is shared of nothing
        return self.clearing * share + self.kill * self.effectors + self.death

    def _dendritic(self) -> Expression:
        """Give the level of mature dendritic cells."""
        seen = minimum(self._death() / self.death_for_dendritic, 1e9) ** 2  # the level is one long before
        return seen / (1.0 + seen)

    def _antigen(self) -> Expression:
        """Give the antigen presented."""
        return self._dendritic() * (self.tumor + self.damaged)

    def _suppression(self) -> Expression:
        """Give the share of activation that cells suppress."""
        return self._antigen() / (self._antigen() + self.antigen_for_suppression)

    def _activation(self) -> Expression:
        """Give what PD-L1 and suppressing cells leave of activation."""
        free = self.pd_l1 / (1.0 + self._concentration() / self.affinity)
        return maximum(1.0 - free, 0.0) * (1.0 - self._suppression())

    def _concentration(self) -> Expression:
        """Give the molar concentration of the antibody."""
        return self.antibody / (self.volume * self.molar_mass)


def kosinsky2018() -> System:
    """Join the tumor with a beam on its site."""
    beam = BeamOnCT26().system("involved_site")
    return join(Kosinsky2018().system("ct26"), beam, wire={"ct26.radiation": "involved_site.kill"}, name="kosinsky2018")
