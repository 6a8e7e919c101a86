"""Pembrolizumab in adults with solid tumors, with covariates (Ahamadi 2017)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Expression, Observable, Paper, Parameter
from engraft.models.drugs.dosed_antibody import nothing_saturable
from engraft.models.drugs.two_compartment_antibody import TwoCompartmentAntibody

_DOI = "10.1002/psp4.12139"
_ENGAGED = "10.1002/psp4.12132"
_AGAIN = "as transcribed in nlmixr2lib, Ahamadi_2017_pembrolizumab"


def _estimate(value: float, unit: str, description: str) -> Parameter:
    """Enter a row of Table 3."""
    return Parameter(value, unit, source=Paper(_DOI, "Table 3", _AGAIN), description=description)


def _individual(omega: float, description: str) -> Parameter:
    """Enter by what factor a person differs."""
    note = f"1 for the typical patient; spread: root of {omega:g}; {_AGAIN}"
    source = Paper(_DOI, "Table 3", note)
    return Parameter(1.0, "1", source=source, spread=math.sqrt(omega), description=description)


def _of_reference(value: float, unit: str, description: str) -> Parameter:
    """Enter what the reference patient brings: what the typical values belong to, and what a patient has by default."""
    source = Paper(_DOI, "Table 3, footnotes", f"reference of the covariate; {_AGAIN}")
    return Parameter(value, unit, source=source, description=description)


class Ahamadi2017(TwoCompartmentAntibody):
    """Pembrolizumab in plasma and tissue, cleared linearly; covariates on clearance and volume.

    dA/dt = -CL A/Vc - Q A/Vc + Q P/Vp,  c = A/Vc
    dP/dt = Q A/Vc - Q P/Vp
    CL = 0.22 z1 (w/76.8)^0.595 (albumin/39.6)^-0.907 (BSLD/89.6)^0.0872 (eGFR/88.47)^0.135
         (1 - 0.152 female) (1 + 0.145 lung) (1 - 0.0739 ECOG) (1 + 0.14 ipilimumab)
    Vc = 3.48 z2 (w/76.8)^0.489 (albumin/39.6)^-0.208 (1 - 0.134 female) (1 + 0.0736 ipilimumab)
    Q  = 0.795 z1 (w/76.8)^0.595,  Vp = 4.06 z2 (w/76.8)^0.489
    occupancy = c/(IC50 + c)

    ======  =======================  ====================================================
    paper   here                     meaning
    ======  =======================  ====================================================
    A, P    central, peripheral      pembrolizumab in plasma, in tissue; a dose enters A
    c       concentration            observed: pembrolizumab in plasma
    CL      clearance                linear clearance
    Vc, Vp  volume, tissue_volume    volumes of both compartments
    Q       exchange                 exchange between them
    z1      individual_clearance     how a person differs in CL and Q, both alike
    z2      individual_volume        how a person differs in Vc and Vp, both alike
    w       weight                   body weight
    ALB     albumin                  albumin in serum
    BSLD    tumor_length             sum of longest diameters of target lesions
    eGFR    filtration               glomerular filtration, per 1.73 m² of body surface
    sex     female                   1 for a woman, 0 for a man
    -       lung_cancer              1 for non-small cell lung cancer, 0 for another
    ECOG    ecog                     1 for a performance status of 1 or more, 0 for 0
    IPI     after_ipilimumab         1 for a person treated with ipilimumab before
    IC50    half_engaged             concentration at half of target engagement
    ======  =======================  ====================================================

    Where Table 3 and its footnotes differ (CL 0.22 and 0.202, powers a little, the sign of ECOG) the table is taken;
    the discussion confirms the table's sign: clearance is higher with ECOG 0.

    Spread: one random effect on CL and Q, one on Vc and Vp, as published. Of the covariance of both the methods speak,
    but no table gives it: left out.

    Occupancy is not of this paper. It is the engagement of PD-1 in blood ex vivo (release of IL-2), half of which
    0.535 mg/L reach, by the model of KEYNOTE-001 (Elassaiss-Schaap 2017, Table 2, as transcribed in nlmixr2lib). That
    model's largest inhibition, 0.961, is taken for all of it. Purified PD-1 binds a hundred times more tightly
    (29 pmol/L are 0.004 mg/L; 4 nmol/L in another laboratory, doi:10.1371/journal.pone.0229206, Table 3); at the
    label's dose all of these say that nearly all of it is held.

    What this model cannot say: that clearance falls under treatment, by about a fifth in later analyses (US label:
    252 to 195 mL/day), which this one did not look for; doses below 0.3 mg/kg, where the target clears too; tissue;
    leukemia and lymphoma: patients had melanoma or lung cancer. The numbers are read in a transcription.

    References
    ----------
    Ahamadi M, et al. CPT Pharmacometrics Syst Pharmacol 2017;6:49-57. doi:10.1002/psp4.12139
    Elassaiss-Schaap J, et al. CPT Pharmacometrics Syst Pharmacol 2017;6:21-28. doi:10.1002/psp4.12132 (occupancy)
    """

    reference = _DOI

    clearance = _estimate(0.22, "L/day", "linear clearance")
    volume = _estimate(3.48, "L", "volume of plasma compartment")
    exchange = _estimate(0.795, "L/day", "exchange with tissue")
    tissue_volume = _estimate(4.06, "L", "volume of tissue compartment")
    saturable, half_saturation = nothing_saturable(_DOI)
    individual_clearance = _individual(0.134, "how a person's clearance and exchange differ")
    individual_volume = _individual(0.0417, "how a person's volumes differ")
    half_engaged = Parameter(
        0.535, "ug/mL", source=Paper(_ENGAGED, "Table 2", "IC50; as transcribed in nlmixr2lib"),
        description="concentration at half of target engagement",
    )  # fmt: skip

    weight = _of_reference(76.8, "kg", "body weight")
    albumin = _of_reference(39.6, "g/L", "albumin in serum")
    tumor_length = _of_reference(8.96, "cm", "sum of longest diameters of target lesions")
    filtration = _of_reference(88.47, "mL/min", "glomerular filtration per 1.73 m² of body surface")
    female = _of_reference(0.0, "1", "1 for a woman, 0 for a man")
    lung_cancer = _of_reference(0.0, "1", "1 for non-small cell lung cancer, 0 for another")
    ecog = _of_reference(0.0, "1", "1 for a performance status of 1 or more, 0 for 0")
    after_ipilimumab = _of_reference(0.0, "1", "1 for a person treated with ipilimumab before, 0 for another")
    reference_weight = _of_reference(76.8, "kg", "body weight of the reference patient")
    reference_albumin = _of_reference(39.6, "g/L", "albumin of the reference patient")
    reference_tumor_length = _of_reference(8.96, "cm", "diameters of the reference patient")
    reference_filtration = _of_reference(88.47, "mL/min", "filtration of the reference patient")

    weight_on_clearance = _estimate(0.595, "1", "power of weight on clearance and exchange")
    weight_on_volume = _estimate(0.489, "1", "power of weight on volumes")
    albumin_on_clearance = _estimate(-0.907, "1", "power of albumin on clearance")
    tumor_on_clearance = _estimate(0.0872, "1", "power of the diameters on clearance")
    filtration_on_clearance = _estimate(0.135, "1", "power of filtration on clearance")
    female_on_clearance = _estimate(-0.152, "1", "change of clearance in women")
    lung_on_clearance = _estimate(0.145, "1", "change of clearance in lung cancer")
    ecog_on_clearance = _estimate(-0.0739, "1", "change of clearance with a performance status of 1 or more")
    ipilimumab_on_clearance = _estimate(0.140, "1", "change of clearance after ipilimumab")
    albumin_on_volume = _estimate(-0.208, "1", "power of albumin on the plasma compartment")
    female_on_volume = _estimate(-0.134, "1", "change of the plasma compartment in women")
    ipilimumab_on_volume = _estimate(0.0736, "1", "change of the plasma compartment after ipilimumab")

    def linear(self) -> Expression:
        """Return this patient's clearance."""
        albumin = (self.albumin / self.reference_albumin) ** self.albumin_on_clearance
        tumor = (self.tumor_length / self.reference_tumor_length) ** self.tumor_on_clearance
        kidney = (self.filtration / self.reference_filtration) ** self.filtration_on_clearance
        sex = 1.0 + self.female_on_clearance * self.female
        lung = 1.0 + self.lung_on_clearance * self.lung_cancer
        able = 1.0 + self.ecog_on_clearance * self.ecog
        before = 1.0 + self.ipilimumab_on_clearance * self.after_ipilimumab
        return self.clearance * self._pace() * albumin * tumor * kidney * sex * lung * able * before

    def plasma(self) -> Expression:
        """Return the volume of this patient's plasma compartment."""
        albumin = (self.albumin / self.reference_albumin) ** self.albumin_on_volume
        sex = 1.0 + self.female_on_volume * self.female
        before = 1.0 + self.ipilimumab_on_volume * self.after_ipilimumab
        return self.volume * self._room() * albumin * sex * before

    def passage(self) -> Expression:
        """Return this patient's exchange between plasma and tissue."""
        return self.exchange * self._pace()

    def tissue(self) -> Expression:
        """Return the volume of this patient's tissue compartment."""
        return self.tissue_volume * self._room()

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration, what a person clears, and how much PD-1 is held."""
        yield from super().observables()
        concentration = self.central / self.plasma()
        occupancy = concentration / (self.half_engaged + concentration)
        yield Observable("total_clearance", self.linear(), "L/day", "clearance")
        yield Observable("plasma_volume", self.plasma(), "L", "volume of the plasma compartment")
        yield Observable("occupancy", occupancy, "1", "share of PD-1 in blood that pembrolizumab holds")

    def _pace(self) -> Expression:
        """Return the factor that clearance and exchange have in common."""
        return self.individual_clearance * (self.weight / self.reference_weight) ** self.weight_on_clearance

    def _room(self) -> Expression:
        """Return the factor that both volumes have in common."""
        return self.individual_volume * (self.weight / self.reference_weight) ** self.weight_on_volume
