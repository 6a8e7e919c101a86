"""Rituximab in chronic lymphocytic leukemia, into a vein and under the skin (Gibiansky 2021)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Expression, Flow, Observable, Paper, Parameter, State, exp, minimum
from engraft.models.drugs.dosed_antibody import DosedAntibody, nothing_saturable
from engraft.models.library.paired_spread import PairedSpread

_DOI = "10.1002/psp4.12665"
_AGAIN = "as transcribed in nlmixr2lib, Gibiansky_2021_rituximab"

# Table 3, omega: variances of the log of clearance and volume, of absorption and bioavailability, and covariances.
CLEARANCE_AND_VOLUME = PairedSpread(first=0.106, second=0.0323, both=0.0277)
ABSORPTION_AND_SHARE = PairedSpread(first=0.115, second=0.0453, both=0.0265)


def _estimate(value: float, unit: str, description: str, *, spread: float = 0.0, omega: str = "") -> Parameter:
    """Enter a row of Table 3, with the spread that its omega implies."""
    note = f"{_AGAIN}; spread: {omega}" if omega else _AGAIN
    return Parameter(value, unit, source=Paper(_DOI, "Table 3", note), spread=spread, description=description)


def _individual(pair: PairedSpread, omega: str, description: str) -> Parameter:
    """Enter by what factor a person differs."""
    source = Paper(_DOI, "Table 3", f"1 for the typical patient; spread: root of {omega}; {_AGAIN}")
    return Parameter(1.0, "1", source=source, spread=pair.spread, description=description)


def _of_reference(value: float, unit: str, description: str) -> Parameter:
    """Enter what the reference patient brings: what the typical values belong to, and what a patient has by default."""
    source = Paper(_DOI, "Table S5", f"reference of the covariate; {_AGAIN}")
    return Parameter(value, unit, source=source, description=description)


class Gibiansky2021(DosedAntibody):
    """Rituximab in serum and tissue; the leukemia it clears takes its part of clearance, which falls as it goes.

    dD/dt = -ka D,  F of it arrives in A
    dA/dt = F ka D - CL A/VC - Q A/VC + Q P/VP,  c = A/VC
    dP/dt = Q A/VC - Q P/VP
    CL   = CLT exp(-kdes s) + CLinf,  s = time since the first dose
    CLT  = 1.55 (WBC/100)^0.223 (TUM/7000)^0.261 (BSA/1.9)^1.37,  CLinf = 0.207 (BSA/1.9)^1.37,  Q = 0.42 (BSA/1.9)^1.37
    VC   = 4.99 (BSA/1.9)^0.8 0.909^female,  VP = 3.7 (BSA/1.9)^0.8
    ka   = 0.372 (BMI/27)^-1.01,  F = 0.633 (BMI/27)^-0.465, at most 1

    ======  ======================  =====================================================
    paper   here                    meaning
    ======  ======================  =====================================================
    D       depot                   rituximab under the skin; a dose there enters D
    A, P    central, peripheral     rituximab in serum, in tissue; a dose into a vein enters A
    c       concentration           observed: rituximab in serum
    s       since_first             time since the first dose
    CL      total_clearance         observed: clearance at this time
    CLT     target_clearance        what leukemia and B cells take when treatment begins
    -       target_left             observed: exp(-kdes s), what is left of that
    kdes    target_decay            rate at which that falls
    CLinf   clearance               clearance by other ways
    VC, VP  volume, tissue_volume   volumes of both compartments
    Q       exchange                exchange between them
    ka      absorption              absorption from under the skin
    F       bioavailability         share of a dose under the skin that arrives
    WBC     white_cells             white cells in blood before treatment
    TUM     tumor_size              tumor size (an area) before treatment
    BSA     body_surface            body surface
    BMI     body_mass_index         body mass index
    sex     female                  1 for a woman, 0 for a man
    ======  ======================  =====================================================

    Spread. Table 3 gives variances of kdes, CLT, CLinf, VC, ka and F, a covariance of CLinf with VC (0.0277) and of
    ka with F (0.0265). Spreads here are drawn independently, so the factor z of a person's clearance
    (``individual_clearance``) enters the volume as z^(0.0277/0.106), and the volume has the rest of its variance for
    itself (``PairedSpread``): the joint law is the paper's. So with absorption and bioavailability. The residual error,
    which falls with the concentration, is the assay's.

    What this model cannot say: that the fall of clearance follows the leukemia of a person (it is a course over time,
    the same whatever the treatment does); burden after the start; antibodies against the drug; other diseases (in
    lymphoma clearance starts lower and falls faster); children. F is log-normal in the paper and passes 1 in one or two
    of a hundred; here it stops there. Table 4 and the text are reproduced; published median troughs lie 2 to 15 % above
    (Figure 1 takes each patient's own estimates, and the paper finds its population model too low at late times). A
    tumor size of 0 codes "missing" in the paper's data; here it means none. The numbers are read in a transcription.

    References
    ----------
    Gibiansky E, et al. CPT Pharmacometrics Syst Pharmacol 2021;10:914-927. doi:10.1002/psp4.12665
    Li J, et al. J Clin Pharmacol 2012. doi:10.1177/0091270011430506 (leukemia and lymphoma compared; abstract)
    """

    reference = _DOI

    depot = State("mg", description="rituximab under the skin")
    clearance = _estimate(0.207, "L/day", "clearance that stays")
    volume = _estimate(
        4.99, "L", "volume of serum compartment", spread=CLEARANCE_AND_VOLUME.rest,
        omega="root of 0.0323 less 0.0277²/0.106, what clearance does not explain",
    )  # fmt: skip
    exchange = _estimate(0.420, "L/day", "exchange with tissue")
    tissue_volume = _estimate(3.70, "L", "volume of tissue compartment")
    saturable, half_saturation = nothing_saturable(_DOI)
    target_clearance = _estimate(
        1.55, "L/day", "clearance by leukemia and B cells at the start", spread=math.sqrt(0.691), omega="root of 0.691"
    )
    target_decay = _estimate(
        0.0399, "1/day", "rate at which that falls", spread=math.sqrt(0.357), omega="root of 0.357"
    )
    absorption = _estimate(0.372, "1/day", "absorption from under the skin")
    bioavailability = _estimate(
        0.633, "1", "share of a dose under the skin that arrives", spread=ABSORPTION_AND_SHARE.rest,
        omega="root of 0.0453 less 0.0265²/0.115, what absorption does not explain",
    )  # fmt: skip

    individual_clearance = _individual(CLEARANCE_AND_VOLUME, "0.106", "how a person's clearance that stays differs")
    individual_absorption = _individual(ABSORPTION_AND_SHARE, "0.115", "how a person's absorption differs")
    clearance_on_volume = _estimate(
        CLEARANCE_AND_VOLUME.power, "1", "power of a person's clearance on the volume", omega="0.0277/0.106"
    )
    absorption_on_share = _estimate(
        ABSORPTION_AND_SHARE.power, "1", "power of a person's absorption on bioavailability", omega="0.0265/0.115"
    )

    body_surface = _of_reference(1.9, "m^2", "body surface")
    body_mass_index = _of_reference(27.0, "kg/m^2", "body mass index")
    white_cells = _of_reference(100e9, "cell/L", "white cells in blood before treatment")
    tumor_size = _of_reference(70.0, "cm^2", "tumor size before treatment")
    female = _of_reference(0.0, "1", "1 for a woman, 0 for a man")
    reference_body_surface = _of_reference(1.9, "m^2", "body surface of the reference patient")
    reference_body_mass_index = _of_reference(27.0, "kg/m^2", "body mass index of the reference patient")
    reference_white_cells = _of_reference(100e9, "cell/L", "white cells of the reference patient")
    reference_tumor_size = _of_reference(70.0, "cm^2", "tumor size of the reference patient")

    surface_on_clearance = _estimate(1.37, "1", "power of body surface on clearances and exchange")
    surface_on_volume = _estimate(0.8, "1", "power of body surface on volumes")
    white_cells_on_target = _estimate(0.223, "1", "power of white cells on clearance by the target")
    tumor_on_target = _estimate(0.261, "1", "power of tumor size on clearance by the target")
    female_on_volume = _estimate(0.909, "1", "factor of the volume in women")
    mass_on_absorption = _estimate(-1.01, "1", "power of body mass index on absorption")
    mass_on_share = _estimate(-0.465, "1", "power of body mass index on bioavailability")

    def body(self) -> Expression:
        """Return all rituximab in the body."""
        return self.central + self.peripheral + self.depot

    def target_left(self) -> Expression:
        """Return what is left of the clearance by the target."""
        return exp(-self.target_decay * self.since_first)

    def linear(self) -> Expression:
        """Return this patient's clearance at this time."""
        white = (self.white_cells / self.reference_white_cells) ** self.white_cells_on_target
        tumor = (self.tumor_size / self.reference_tumor_size) ** self.tumor_on_target
        target = self.target_clearance * white * tumor * self.target_left()
        return (target + self.clearance * self.individual_clearance) * self._size() ** self.surface_on_clearance

    def plasma(self) -> Expression:
        """Return the volume of this patient's serum compartment."""
        individual = self.individual_clearance**self.clearance_on_volume
        volume = self.volume * individual * self._size() ** self.surface_on_volume
        return volume * self.female_on_volume**self.female

    def passage(self) -> Expression:
        """Return this patient's exchange between serum and tissue."""
        return self.exchange * self._size() ** self.surface_on_clearance

    def tissue(self) -> Expression:
        """Return the volume of this patient's tissue compartment."""
        return self.tissue_volume * self._size() ** self.surface_on_volume

    def uptake(self) -> Expression:
        """Return this patient's absorption from under the skin."""
        return self.absorption * self.individual_absorption * self._mass() ** self.mass_on_absorption

    def share(self) -> Expression:
        """Return the share of a dose under this patient's skin that arrives."""
        individual = self.individual_absorption**self.absorption_on_share
        return minimum(1.0, self.bioavailability * individual * self._mass() ** self.mass_on_share)

    def flows(self) -> Iterator[Flow]:
        """Yield what happens under the skin, exchange and elimination."""
        leaves = self.uptake() * self.depot
        yield Flow("absorption", out_of=self.depot, into=self.central, rate=self.share() * leaves)
        yield Flow("lost under the skin", out_of=self.depot, rate=(1.0 - self.share()) * leaves)
        yield from super().flows()

    def observables(self) -> Iterator[Observable]:
        """Yield concentration and clearance, what is left of the target's part, and what arrives from the skin."""
        yield from super().observables()
        yield Observable("target_left", self.target_left(), "1", "share left of the clearance by the target")
        yield Observable("absorbed_share", self.share(), "1", "share of a dose under the skin that arrives")
        yield Observable("absorption_rate", self.uptake(), "1/day", "absorption from under the skin")

    def _size(self) -> Expression:
        """Return body surface over that of the reference patient."""
        return self.body_surface / self.reference_body_surface

    def _mass(self) -> Expression:
        """Return body mass index over that of the reference patient."""
        return self.body_mass_index / self.reference_body_mass_index
