"""Blinatumomab in children and adults with blood cancers (Clements 2020)."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Expression, Flow, Model, Observable, Paper, Parameter, State

_DOI = "10.1007/s40262-019-00823-8"
_AGAIN = "as transcribed in nlmixr2lib, Clements_2020_blinatumomab"
_CV = "CV 47.6 %, which by the supplement is the SD of the log"

# Table 3, of the logarithm: what an assay adds to the course. It is the assay's, so no equation reads it.
RESIDUAL_SD = 0.559
RESIDUAL_SD_SPREAD = 0.643  # SD of the log of that SD between patients

REFERENCE_SURFACE = Parameter(
    1.876,
    "m^2",
    source=Paper(_DOI, "Table 3, footnote a", f"reference; {_AGAIN}"),
    description="body surface of the reference patient",
)


class Clements2020(Model):
    """Blinatumomab in one compartment, cleared linearly, faster in a larger body.

    dA/dt = -CL A/V,  CL = 2.22 (BSA/1.876)^0.620 L/h,  V = 5.98 L
    c = A/V

    ======  ==========================  ==================================================
    paper   here                        meaning
    ======  ==========================  ==================================================
    A       central                     blinatumomab in the body; an infusion enters it
    c       concentration               observed: blinatumomab in serum
    CL      clearance                   clearance of the reference patient
    V       volume                      volume of distribution, the same for everybody
    BSA     body_surface                body surface
    1.876   reference_body_surface      the same of the patient the clearance belongs to
    0.620   surface_on_clearance        power of body surface on clearance
    ======  ==========================  ==================================================

    Spread: the paper gives a CV of 47.6 % for CL and none for V; its supplement says that CV is the SD of the log, so
    it is entered as it stands. The residual error is additive on the logarithm, SD 0.559, and that SD itself differs
    between patients (SD of its log 0.643): ``RESIDUAL_SD`` and ``RESIDUAL_SD_SPREAD``, for whoever simulates an assay.
    Estimated in 674 patients from seven months to 80 years and 0.37 to 2.70 m², 46 of them children, at 0.5 to
    90 µg/m² a day or 9 to 28 µg a day; the assay's limits were 50 to 100 and 1000 pg/mL.

    What this model cannot say: what the drug binds and does (``hosseini2020`` does), other covariates (none was
    kept), antibodies against it, injection under the skin, anybody outside 0.37 to 2.70 m². The assay measured
    activity on T cells, not mass. The numbers are read in a transcription.

    References
    ----------
    Clements JD, Zhu M, Kuchimanchi M, Terminello B, Doshi S. Clin Pharmacokinet 2020;59:463-474.
    doi:10.1007/s40262-019-00823-8
    """

    reference = _DOI

    central = State("mg", description="blinatumomab in the body")
    clearance = Parameter(
        2.22,
        "L/hour",
        source=Paper(_DOI, "Table 3", f"{_AGAIN}; {_CV}"),
        spread=0.476,
        description="clearance of a patient of the reference body surface",
    )
    volume = Parameter(5.98, "L", source=Paper(_DOI, "Table 3", _AGAIN), description="volume of distribution")
    body_surface = Parameter(1.876, "m^2", source=REFERENCE_SURFACE.source, description="body surface")
    reference_body_surface = REFERENCE_SURFACE
    surface_on_clearance = Parameter(
        0.620, "1", source=Paper(_DOI, "Table 3", _AGAIN), description="power of body surface on clearance"
    )

    def cleared(self) -> Expression:
        """Return the clearance at this body surface."""
        return self.clearance * (self.body_surface / self.reference_body_surface) ** self.surface_on_clearance

    def flows(self) -> Iterator[Flow]:
        """Yield elimination."""
        rate = self.cleared() * self.central / self.volume
        yield Flow("blinatumomab is eliminated", out_of=self.central, rate=rate)

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration in serum."""
        yield Observable("concentration", self.central / self.volume, "pg/mL", "blinatumomab in serum")
