"""Anakinra and the share of IL-1 signalling it blocks."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, Port, State

_URIEN = "10.1186/2050-6511-14-40"
_CHILDREN = Paper(_URIEN, "abstract", "87 children and young adults, under the skin; apparent values")
_PEAK = "puts the peak 5 h after an injection; the label says 3 to 7 h"
_BLOCK = (
    "four fifths blocked at 0.4 mg/L, the steady concentration that brings CRP to 10 mg/L or below in systemic "
    "juvenile arthritis (Urien 2013, abstract). A stated rule; in vitro far less suffices"
)


class Anakinra(Model):
    """One compartment with absorption from under the skin; blocking follows the concentration.

    dD/dt = -ka D,   dA/dt = ka D - (CL/V) A,   c = A / (V w/70),   CL/V = CL70/V70 (w/70)^-0.25
    blocked = c / (IC50 + c)

    Clearance and volume are apparent (per bioavailability of 80 to 95 %), so a dose into a vein may enter
    ``central`` and is overestimated by no more than a quarter.

    What this model cannot say: renal failure, which slows elimination; levels of IL-1, against which anakinra
    competes; differences between patients.

    References
    ----------
    Urien S, et al. BMC Pharmacol Toxicol 2013;14:40. doi:10.1186/2050-6511-14-40
    """

    reference = _URIEN

    depot = State("mg", description="anakinra under the skin")
    central = State("mg", description="anakinra in the body")
    weight = Port("kg", "body weight")
    absorption = Parameter(0.35, "1/hour", source=Assumed(_PEAK, 0.2, 0.8), description="absorption")
    clearance = Parameter(6.24, "L/hour", source=_CHILDREN, description="apparent clearance at 70 kg")
    volume = Parameter(65.2, "L", source=_CHILDREN, description="apparent volume at 70 kg")
    reference_weight = Parameter(70.0, "kg", source=_CHILDREN, description="weight the values belong to")
    allometry = Parameter(
        0.25, "1", source=Assumed("clearance with weight^0.75, volume with weight", 0.0, 0.34), description="exponent"
    )
    half_maximal = Parameter(
        0.1, "mg/L", source=Assumed(_BLOCK, 0.01, 0.4), description="concentration that blocks half"
    )

    def flows(self) -> Iterator[Flow]:
        """Yield absorption and elimination."""
        yield Flow("absorption", out_of=self.depot, into=self.central, rate=self.absorption * self.depot)
        size = self.weight / self.reference_weight
        rate = self.clearance / self.volume * size ** (0.0 - self.allometry)
        yield Flow("anakinra is cleared", out_of=self.central, rate=rate * self.central)

    def observables(self) -> Iterator[Observable]:
        """Yield concentration and share blocked."""
        concentration = self.central * self.reference_weight / (self.volume * self.weight)
        yield Observable("concentration", concentration, "mg/L", "anakinra in plasma")
        blocked = concentration / (self.half_maximal + concentration)
        yield Observable("blocked", blocked, "1", "share of IL-1 signalling that is blocked")
