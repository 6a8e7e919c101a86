"""Vincristine as bridging chemotherapy: from a dose to dying leukemia."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, Port, State

_DE_GRAAF = "10.1002/mpo.2950240405"
_GROWTH = 1.0 / 30.0  # per day, the typical leukemia of the model
_AREA = 0.1173 * 39.0**0.6466  # m2 at 39 kg (Livingston & Lee)
_CLEARANCE = 431.0 * 1.44 * _AREA  # L/day: mL/min to L/day
_RULE = (
    "bridging aims at holding the disease: a weekly dose of 1.5 mg/m2 kills what grows back in a week. A stated rule, "
    "not a fit to any outcome; bounds: nothing to one log per dose"
)


class Vincristine(Model):
    """One compartment for the slow phase; leukemia is killed in proportion to the concentration.

    dA/dt = -CL (w/w0)^0.65 / V(w) A,   killed per day = slope A/V

    Clearance and volume were published per body surface; surface goes with weight to the power 0.65.
    Chemotherapy between enrolment and infusion was the centers' choice; vincristine stands for it.

    What this model cannot say: the fast phase of distribution (minutes), steroids given with it,
    neuropathy, resistance that grows under treatment, neutropenia before conditioning.

    References
    ----------
    de Graaf SS, et al. Med Pediatr Oncol 1995;24:235-240. doi:10.1002/mpo.2950240405
    """

    reference = _DE_GRAAF

    plasma = State("mg", description="vincristine in the body")
    weight = Port("kg", "body weight")

    clearance = Parameter(
        _CLEARANCE,
        "L/day",
        source=Paper(_DE_GRAAF, "abstract", "431 mL/min/m2, at 39 kg"),
        spread=math.sqrt(math.log(1.0 + (238.0 / 431.0) ** 2)),
        description="clearance at 39 kg; spread from the SD of 238 mL/min/m2",
    )
    volume = Parameter(
        360.0 * _AREA,
        "L",
        source=Paper(_DE_GRAAF, "abstract", "360 L/m2 at steady state, at 39 kg"),
        description="volume at 39 kg",
    )
    reference_weight = Parameter(
        39.0, "kg", source=Paper("10.1002/psp4.12388", "Table 1", "median"), description="weight the values are for"
    )
    allometry = Parameter(
        0.6466,
        "1",
        source=Paper("10.1152/ajpendo.2001.281.3.E586", "abstract", "body surface with weight"),
        description="power of weight in surface",
    )
    slope = Parameter(
        _GROWTH * 7.0 / (1.5 * _AREA / _CLEARANCE),
        "L/mg/day",
        source=Assumed(_RULE, 0.0, math.log(10.0) / (1.5 * _AREA / _CLEARANCE)),
        spread=1.0,
        description="leukemia killed per concentration; spread assumed: relapsed leukemia is often resistant",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield elimination."""
        size = (self.weight / self.reference_weight) ** self.allometry
        yield Flow(
            "vincristine is cleared",
            out_of=self.plasma,
            rate=self.clearance * size * self.plasma / (self.volume * size),
        )

    def observables(self) -> Iterator[Observable]:
        """Yield concentration and killing."""
        size = (self.weight / self.reference_weight) ** self.allometry
        concentration = self.plasma / (self.volume * size)
        yield Observable("concentration", concentration, "mg/L", "vincristine in plasma")
        yield Observable("kill", self.slope * concentration, "1/day", "killed per leukemic cell")
