"""Blinatumomab as Hosseini 2020 has it: a clearance and a volume per body surface."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Flow, Model, Observable, Paper, Parameter, State
from engraft.models.library.clements2020_blinatumomab import REFERENCE_SURFACE

_DOI = "10.1038/s41540-020-00145-7"
_TABLE = Paper(_DOI, "Supplementary Table 2", "blinatumomab, per m²; fixed there from the literature")


class Hosseini2020Drug(Model):
    """Blinatumomab in one compartment, everything per body surface.

    dA/dt = -(CL BSA)/(V BSA) A,  c = A/(V BSA)

    ======  ===============  ============================================================
    paper   here             meaning
    ======  ===============  ============================================================
    A/BSA   central          blinatumomab in the body, here of all of it; a dose enters it
    c       concentration    observed: blinatumomab in plasma
    CL      clearance        clearance per body surface
    V       volume           volume of distribution per body surface
    -       body_surface     body surface
    ======  ===============  ============================================================

    The paper counts the drug per m² throughout, so a dose per m² gives everybody the same concentration: at rest
    dose/CL, 2.69 ng/mL at 60 µg/m² a day. Here a dose is what a person gets, and clearance and volume are those of
    her body, so that doses per person can be given too. A port that multiplies the dose by body surface and leaves
    clearance and volume per m² has 2.89 times as much.

    What this model cannot say: differences between patients in clearance (``Clements2020`` has them, and can be wired
    in its place), binding to cells. A half-life of 1.2 h is short of the 1.9 h of Clements; at rest that is no matter.

    References
    ----------
    Hosseini I, Gadkar K, Stefanich E, et al. npj Syst Biol Appl 2020;6:28. doi:10.1038/s41540-020-00145-7
    """

    reference = _DOI

    central = State("mg", description="blinatumomab in the body")
    clearance = Parameter(22300.0, "mL/day/m^2", source=_TABLE, description="clearance per body surface")
    volume = Parameter(1610.0, "mL/m^2", source=_TABLE, description="volume of distribution per body surface")
    body_surface = Parameter(1.876, "m^2", source=REFERENCE_SURFACE.source, description="body surface")

    def flows(self) -> Iterator[Flow]:
        """Yield elimination."""
        rate = self.clearance * self.body_surface * self.central / (self.volume * self.body_surface)
        yield Flow("blinatumomab is eliminated", out_of=self.central, rate=rate)

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration in plasma."""
        there = self.central / (self.volume * self.body_surface)
        yield Observable("concentration", there, "ng/mL", "blinatumomab in plasma")
