"""Nivolumab in adults with solid tumors: clearance falls over time (Bajaj 2017)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Expression, Observable, Paper, Parameter, exp
from engraft.models.drugs.dosed_antibody import DosedAntibody, nothing_saturable
from engraft.models.library.paired_spread import PairedSpread

_DOI = "10.1002/psp4.12143"
_WANG = "10.1158/2326-6066.CIR-14-0040"
_AGAIN = "the same in nlmixr2lib and in the listing of DDMODEL00000284"

# Table 1, omega: variances of the log of clearance and volume, and their covariance (correlation 0.352).
CLEARANCE_AND_VOLUME = PairedSpread(first=0.123, second=0.123, both=0.0432)


def _estimate(value: float, unit: str, description: str, *, spread: float = 0.0, omega: str = "") -> Parameter:
    """Enter a row of Table 1, with the spread that its omega implies."""
    note = f"{_AGAIN}; {omega}" if omega else _AGAIN
    return Parameter(value, unit, source=Paper(_DOI, "Table 1", note), spread=spread, description=description)


def _of_reference(value: float, unit: str, description: str) -> Parameter:
    """Enter what the reference patient brings: what the typical values belong to, and what a patient has by default."""
    source = Paper(_DOI, "Table 1, footnote", f"reference of the covariate; {_AGAIN}")
    return Parameter(value, unit, source=source, description=description)


class Bajaj2017(DosedAntibody):
    """Nivolumab in plasma and tissue; its clearance falls along a sigmoid of the time since the first dose.

    dA/dt = -CL A/VC - Q A/VC + Q P/VP,  c = A/VC
    dP/dt = Q A/VC - Q P/VP
    CL = CL0 exp(Emax σ),  σ = s^γ/(T50^γ + s^γ),  s = time since the first dose
    CL0 = 0.0094 L/h (w/80)^0.566 (eGFR/90)^0.186 exp(0.165 male + 0.172 ECOG - 0.125 Asian)
    VC  = 3.63 L (w/80)^0.597 exp(0.152 male)
    occupancy = c/(Kd M + c)

    ========  =====================  =====================================================
    paper     here                   meaning
    ========  =====================  =====================================================
    A, P      central, peripheral    nivolumab in plasma, in tissue; a dose enters A
    c         concentration          observed: nivolumab in plasma
    s         since_first            time since the first dose
    CL        total_clearance        observed: clearance at this time
    CLREF     clearance              clearance at the first dose
    exp Emax  final_share            share of it that is left in the end, exp(-0.295)
    T50       half_time              time at which half of the change in its logarithm has come
    γ         steepness              of that sigmoid
    VC, VP    volume, tissue_volume  volumes of both compartments
    Q         exchange               exchange between them
    BW        weight                 body weight
    eGFR      filtration             glomerular filtration (CKD-EPI), per 1.73 m² of body surface
    SEX       male                   1 for a man, 0 for a woman
    BPS       ecog                   1 for a performance status of 1 or more, 0 for 0
    RAAS      asian                  1 for an Asian patient, 0 for another
    Kd        dissociation           of nivolumab and PD-1
    M         molar_mass             of nivolumab
    ========  =====================  =====================================================

    Spread. The paper adds a normal random effect to Emax (variance 0.0719); then exp(Emax) is log-normal with just
    that variance, so it is the spread of ``final_share``, and CL0 final_share^σ is the paper's clearance. In some
    patients clearance rises. Clearance and volume are correlated (covariance 0.0432): the factor z of a person's
    clearance (``individual_clearance``) enters the volume as z^(0.0432/0.123), and the volume has the rest of its
    variance for itself (``PairedSpread``).

    Occupancy is not of this paper: PD-1 in equilibrium, half held at 0.38 mg/L. Kd is Wang 2014's as two public
    models of PD-1 blockade enter it; another laboratory found 7.2 nmol/L (doi:10.1371/journal.pone.0229206). In
    patients the assay reads a plateau near 70 % whatever the dose (Brahmer 2010), which this does not: free receptor
    is made anew and bound receptor goes inside (doi:10.1080/19420862.2022.2156317).

    What this model cannot say: why clearance falls (as disease gets better, later analyses say); ipilimumab and
    chemotherapy given besides; antibodies against the drug; tissue; leukemia and lymphoma: patients had melanoma,
    lung or kidney cancer. The numbers are read in transcriptions.

    References
    ----------
    Bajaj G, et al. CPT Pharmacometrics Syst Pharmacol 2017;6:58-66. doi:10.1002/psp4.12143
    Wang C, et al. Cancer Immunol Res 2014;2:846-856. doi:10.1158/2326-6066.CIR-14-0040 (Kd)
    Brahmer JR, et al. J Clin Oncol 2010;28:3167-3175 (occupancy in patients; abstract)
    """

    reference = _DOI

    clearance = _estimate(0.0094, "L/hour", "clearance at the first dose")
    volume = _estimate(
        3.63, "L", "volume of plasma compartment", spread=CLEARANCE_AND_VOLUME.rest,
        omega="spread: root of 0.123 less 0.0432²/0.123, what clearance does not explain",
    )  # fmt: skip
    exchange = _estimate(0.0321, "L/hour", "exchange with tissue")
    tissue_volume = _estimate(
        2.78, "L", "volume of tissue compartment", spread=math.sqrt(0.258), omega="spread: root of 0.258"
    )
    saturable, half_saturation = nothing_saturable(_DOI)
    final_share = _estimate(
        math.exp(-0.295), "1", "share of clearance that is left in the end", spread=math.sqrt(0.0719),
        omega="exp(-0.295); spread: root of 0.0719, the variance of Emax",
    )  # fmt: skip
    half_time = _estimate(1410.0, "hour", "time at which half of the change has come")
    steepness = _estimate(3.15, "1", "steepness of the change over time")
    individual_clearance = _estimate(
        1.0, "1", "how a person's clearance differs", spread=CLEARANCE_AND_VOLUME.spread,
        omega="1 for the typical patient; spread: root of 0.123",
    )  # fmt: skip
    clearance_on_volume = _estimate(
        CLEARANCE_AND_VOLUME.power, "1", "power of a person's clearance on the volume", omega="0.0432/0.123"
    )
    dissociation = Parameter(
        2.6, "nmol/L", source=Paper(_WANG, "binding to PD-1", "as entered in two public models of PD-1 blockade"),
        description="dissociation constant of nivolumab and PD-1",
    )  # fmt: skip
    molar_mass = Parameter(
        146.0, "mg/umol", source=Paper("Opdivo label", "description", "146 kDa"), description="of nivolumab"
    )

    weight = _of_reference(80.0, "kg", "body weight")
    filtration = _of_reference(90.0, "mL/min", "glomerular filtration per 1.73 m² of body surface")
    male = _of_reference(0.0, "1", "1 for a man, 0 for a woman")
    ecog = _of_reference(0.0, "1", "1 for a performance status of 1 or more, 0 for 0")
    asian = _of_reference(0.0, "1", "1 for an Asian patient, 0 for another")
    reference_weight = _of_reference(80.0, "kg", "body weight of the reference patient")
    reference_filtration = _of_reference(90.0, "mL/min", "filtration of the reference patient")

    weight_on_clearance = _estimate(0.566, "1", "power of weight on clearance")
    filtration_on_clearance = _estimate(0.186, "1", "power of filtration on clearance")
    male_on_clearance = _estimate(0.165, "1", "change of the log of clearance in men")
    ecog_on_clearance = _estimate(0.172, "1", "change of its log with a performance status of 1 or more")
    asian_on_clearance = _estimate(-0.125, "1", "change of its log in Asian patients")
    weight_on_volume = _estimate(0.597, "1", "power of weight on the plasma compartment")
    male_on_volume = _estimate(0.152, "1", "change of the log of the plasma compartment in men")

    def change_done(self) -> Expression:
        """Return how much of the change in clearance has come; a blink later, so that its power has a derivative."""
        late = (self.since_first / self.half_time + 1e-8) ** self.steepness
        return late / (1.0 + late)

    def linear(self) -> Expression:
        """Return this patient's clearance at this time."""
        size = (self.weight / self.reference_weight) ** self.weight_on_clearance
        kidney = (self.filtration / self.reference_filtration) ** self.filtration_on_clearance
        man, able, asian = self.male_on_clearance, self.ecog_on_clearance, self.asian_on_clearance
        groups = exp(man * self.male + able * self.ecog + asian * self.asian)
        first = self.clearance * self.individual_clearance * size * kidney * groups
        return first * self.final_share ** self.change_done()

    def plasma(self) -> Expression:
        """Return the volume of this patient's plasma compartment."""
        size = (self.weight / self.reference_weight) ** self.weight_on_volume
        individual = self.individual_clearance**self.clearance_on_volume
        return self.volume * individual * size * exp(self.male_on_volume * self.male)

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration, what a person clears, and how much PD-1 is held."""
        yield from super().observables()
        concentration = self.central / self.plasma()
        occupancy = concentration / (self.dissociation * self.molar_mass + concentration)
        yield Observable("occupancy", occupancy, "1", "share of PD-1 that nivolumab holds, in equilibrium")
