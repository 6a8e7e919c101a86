"""Tocilizumab in adults with rheumatoid arthritis, and the same drug in a body of any weight (Frey 2010)."""

from __future__ import annotations

import math

from engraft.language import Assumed, Expression, Paper, Parameter, Port
from engraft.models.drugs.two_compartment_antibody import TwoCompartmentAntibody

_DOI = "10.1177/0091270009350623"
_AGAIN = "as transcribed in nlmixr2lib, Frey_2010_tocilizumab"

# Table III: the patient the typical values belong to, besides being a man who does not smoke.
REFERENCE_PATIENT = {
    "body_surface": (1.8, "m^2"),
    "hdl_cholesterol": (54.0, "mg/dL"),
    "log_rheumatoid_factor": (4.7, "1"),
    "total_protein": (74.0, "g/L"),
    "albumin": (38.0, "g/L"),
    "creatinine_clearance": (106.0, "mL/min"),
}


def _estimate(value: float, unit: str, description: str, *, cv: float = 0.0) -> Parameter:
    """Enter a row of Table II; its CV between patients becomes the SD of the log it implies."""
    note = f"{_AGAIN}; CV {100.0 * cv:g} %, so SD of the log √ln(1 + CV²)" if cv else _AGAIN
    spread = math.sqrt(math.log1p(cv**2))
    return Parameter(value, unit, source=Paper(_DOI, "Table II", note), spread=spread, description=description)


def _of_reference(name: str, description: str) -> Parameter:
    """Enter what the reference patient brings: what the typical values belong to, and what a patient has by default."""
    value, unit = REFERENCE_PATIENT[name]
    return Parameter(value, unit, source=Paper(_DOI, "Table III", f"reference; {_AGAIN}"), description=description)


def _yes_or_no(reference: str, description: str) -> Parameter:
    """Enter what a patient is or is not; by default as the reference patient."""
    return Parameter(0.0, "1", source=Paper(_DOI, "Table III", f"reference: {reference}"), description=description)


CLEARANCE = _estimate(0.3, "L/day", "linear clearance", cv=0.39)
VOLUME = _estimate(3.5, "L", "volume of plasma compartment", cv=0.37)
EXCHANGE = _estimate(0.2, "L/day", "exchange with tissue")
TISSUE_VOLUME = _estimate(2.9, "L", "volume of tissue compartment", cv=0.66)
SATURABLE = _estimate(7.5, "mg/day", "largest elimination by the IL-6 receptor", cv=0.54)
HALF_SATURATION = _estimate(2.7, "ug/mL", "concentration at half of that rate")


class Frey2010(TwoCompartmentAntibody):
    """Tocilizumab in plasma and tissue, cleared linearly and by the IL-6 receptor, which saturates.

    dA/dt = -CL A/V1 - Vm c/(Km + c) - Q A/V1 + Q P/V2,  c = A/V1
    dP/dt = Q A/V1 - Q P/V2
    CL = 0.3 (BSA/1.8)^0.7 (1 - 0.16 female) (HDL-C/54)^-0.2 (ln RF/4.7)^0.1
    V1 = 3.5 (total protein/74)^-1.1 (albumin/38)^0.7
    Vm = 7.5 (albumin/38)^-0.4 (CrCl/106)^0.2 (1 + 0.11 smoker)

    ======  ======================  ====================================================
    paper   here                    meaning
    ======  ======================  ====================================================
    A, P    central, peripheral     tocilizumab in plasma, in tissue; a dose enters A
    c       concentration           observed: tocilizumab in plasma
    CL      clearance               linear clearance
    V1, V2  volume, tissue_volume   volumes of both compartments
    Q       exchange                exchange between them
    Vm      saturable               largest rate of elimination by the receptor
    Km      half_saturation         concentration at half of it
    BSA     body_surface            body surface
    sex     female                  1 for a woman, 0 for a man
    HDL-C   hdl_cholesterol         cholesterol in high-density lipoprotein
    ln RF   log_rheumatoid_factor   natural logarithm of rheumatoid factor in U/mL
    PROT    total_protein           total protein in serum
    ALBU    albumin                 albumin in serum
    CRCL    creatinine_clearance    by Cockcroft and Gault, not per body surface
    -       smoker                  1 for a smoker, 0 for another
    1.8 …   reference_…             the same of the patient the typical values belong to
    ======  ======================  ====================================================

    Spread: Table II gives a CV of CL 39 %, V1 37 %, V2 66 %, Vm 54 %; entered as the SD of the log that such a
    log-normal has. If the paper's CV is the SD itself, as programs often print it, the spreads are 4 to 10 % larger.
    Its correlations (CL with V1 0.6, V2 -0.1, Vm -0.5; V1 with V2 0.5, Vm 0.2; V2 with Vm 0.2) are left out, because
    spreads here are drawn independently. The residual error (22 % and 2.4 µg/mL) is the assay's.

    What this model cannot say: children, and anybody outside the range of the four trials (38 to 150 kg):
    volumes do not go with size in it, see ``Frey2010AnyWeight``. What binds when (the receptor is a rate here, not
    a thing), antibodies against the drug, subcutaneous doses, and what inflammation does: patients had arthritis, not
    a cytokine release syndrome, in which there may be more receptor. The numbers are read in a transcription.

    References
    ----------
    Frey N, Grange S, Woodworth T. J Clin Pharmacol 2010;50:754-766. doi:10.1177/0091270009350623
    """

    reference = _DOI

    clearance = CLEARANCE
    volume = VOLUME
    exchange = EXCHANGE
    tissue_volume = TISSUE_VOLUME
    saturable = SATURABLE
    half_saturation = HALF_SATURATION

    body_surface = _of_reference("body_surface", "body surface")
    female = _yes_or_no("a man", "1 for a woman, 0 for a man")
    hdl_cholesterol = _of_reference("hdl_cholesterol", "cholesterol in high-density lipoprotein")
    log_rheumatoid_factor = _of_reference("log_rheumatoid_factor", "natural logarithm of rheumatoid factor in U/mL")
    total_protein = _of_reference("total_protein", "total protein in serum")
    albumin = _of_reference("albumin", "albumin in serum")
    creatinine_clearance = _of_reference("creatinine_clearance", "creatinine clearance, not per body surface")
    smoker = _yes_or_no("does not smoke", "1 for a smoker, 0 for another")

    reference_body_surface = _of_reference("body_surface", "body surface of the reference patient")
    reference_hdl_cholesterol = _of_reference("hdl_cholesterol", "HDL cholesterol of the reference patient")
    reference_log_rheumatoid_factor = _of_reference(
        "log_rheumatoid_factor", "log rheumatoid factor of the reference patient"
    )
    reference_total_protein = _of_reference("total_protein", "total protein of the reference patient")
    reference_albumin = _of_reference("albumin", "albumin of the reference patient")
    reference_creatinine_clearance = _of_reference(
        "creatinine_clearance", "creatinine clearance of the reference patient"
    )

    surface_on_clearance = _estimate(0.7, "1", "power of body surface on linear clearance")
    female_on_clearance = _estimate(-0.16, "1", "change of linear clearance in women")
    hdl_on_clearance = _estimate(-0.2, "1", "power of HDL cholesterol on linear clearance")
    rheumatoid_factor_on_clearance = _estimate(0.1, "1", "power of log rheumatoid factor on linear clearance")
    protein_on_volume = _estimate(-1.1, "1", "power of total protein on the plasma compartment")
    albumin_on_volume = _estimate(0.7, "1", "power of albumin on the plasma compartment")
    albumin_on_saturable = _estimate(-0.4, "1", "power of albumin on elimination by the receptor")
    creatinine_on_saturable = _estimate(0.2, "1", "power of creatinine clearance on elimination by the receptor")
    smoker_on_saturable = _estimate(0.11, "1", "change of elimination by the receptor in smokers")

    def linear(self) -> Expression:
        """Return the linear clearance of this patient."""
        size = (self.body_surface / self.reference_body_surface) ** self.surface_on_clearance
        fat = (self.hdl_cholesterol / self.reference_hdl_cholesterol) ** self.hdl_on_clearance
        factor = self.log_rheumatoid_factor / self.reference_log_rheumatoid_factor
        sex = 1.0 + self.female_on_clearance * self.female
        return self.clearance * size * sex * fat * factor**self.rheumatoid_factor_on_clearance

    def plasma(self) -> Expression:
        """Return the volume of this patient's plasma compartment."""
        protein = (self.total_protein / self.reference_total_protein) ** self.protein_on_volume
        return self.volume * protein * (self.albumin / self.reference_albumin) ** self.albumin_on_volume

    def largest(self) -> Expression:
        """Return the largest rate at which this patient's receptor eliminates."""
        albumin = (self.albumin / self.reference_albumin) ** self.albumin_on_saturable
        kidney = (self.creatinine_clearance / self.reference_creatinine_clearance) ** self.creatinine_on_saturable
        return self.saturable * albumin * kidney * (1.0 + self.smoker_on_saturable * self.smoker)


class Frey2010AnyWeight(TwoCompartmentAntibody):
    """The same drug in a body of weight w, which other blocks give: a block of a child treated for cytokine release.

    CL, Q and Vm times (w/w0)^0.75, V1 and V2 times w/w0, w0 = 70 kg; Km as it is

    The paper has adults only and no size but body surface on CL. How the rest goes with size is the common allometry,
    engraft's and not the paper's; the other covariates are those of its reference patient, a man.

    What this model cannot say: as Frey 2010. In children with arthritis linear clearance and volumes were estimated
    anew (Australian product information: 5.8 and 7.1 mL/h in its two forms); nobody did so in children with leukemia.
    Held against the US label's exposure of children with arthritis, areas and peaks lie within one SD of the mean.

    References
    ----------
    Frey N, Grange S, Woodworth T. J Clin Pharmacol 2010;50:754-766. doi:10.1177/0091270009350623
    """

    reference = _DOI

    clearance = CLEARANCE
    volume = VOLUME
    exchange = EXCHANGE
    tissue_volume = TISSUE_VOLUME
    saturable = SATURABLE
    half_saturation = HALF_SATURATION

    weight = Port("kg", "body weight")
    reference_weight = Parameter(
        70.0, "kg", source=Paper(_DOI, "Table I", f"median; {_AGAIN}"), description="weight the values belong to"
    )
    allometry = Parameter(
        0.75,
        "1",
        source=Assumed("the common power of clearance on weight; estimates of antibodies spread around it", 0.5, 1.0),
        description="clearances with weight",
    )

    def linear(self) -> Expression:
        """Return the linear clearance at this weight."""
        return self.clearance * self._size() ** self.allometry

    def plasma(self) -> Expression:
        """Return the volume of the plasma compartment at this weight."""
        return self.volume * self._size()

    def passage(self) -> Expression:
        """Return the exchange between plasma and tissue at this weight."""
        return self.exchange * self._size() ** self.allometry

    def tissue(self) -> Expression:
        """Return the volume of the tissue compartment at this weight."""
        return self.tissue_volume * self._size()

    def largest(self) -> Expression:
        """Return the largest rate of elimination by the receptor at this weight."""
        return self.saturable * self._size() ** self.allometry

    def _size(self) -> Expression:
        """Return weight over that of the reference."""
        return self.weight / self.reference_weight
