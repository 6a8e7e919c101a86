"""What is done at the bedside: fluids, vasopressors, oxygen, ventilation, intensive care, antibiotics."""

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
    log,
    minimum,
    select,
)

_HAHN = "10.1097/EJA.0000000000000436"
_LAG = (
    "a device or infusion is at half its level after 21 min and at 99.99 % when the next round is due 12 h later; "
    "norepinephrine itself is faster (minutes), which at 12-hourly rounds changes nothing but makes equations stiff"
)
_SLOW = (
    "hypotension slows elimination: 3 to 8 h under the vasodilatation of anaesthesia, 80 min under stress, 20 to "
    "40 min in volunteers (Hahn and Lyons 2016, abstract); the geometric mean of 3 and 8 h, not chosen by any outcome"
)
_CANNULA = (
    "4 L/min by cannula, the middle of low flow; 2 L/min give 25 %, 6 to 8 L/min 40 % (MSD Manual, note on FiO2 in the "
    "modified Marshall score)"
)
_DEVICES = (
    (0.0, "none"),
    (1.0, "low flow"),
    (2.0, "high flow or mask"),
    (3.0, "positive pressure"),
)


class Support(Model):
    """Bedside actions as amounts that are infused until the next round; the level is what is running.

    dA/dt = order - k A,   level = k A      norepinephrine and epinephrine: per weight and time; all others: hours
                                            of a device or drug per hour, from 0 to 1
    dF/dt = bolus - ln 2 / t½ F             crystalloid that is still in the body

    ============================  =========================================================================
    volume_expansion              F / weight: what is left of a bolus, of which plasma holds a fifth
    vasopressor_dose              norepinephrine + potency · epinephrine, per weight and time
    vasopressors                  how many of them run (0, 1, 2)
    oxygen_device                 0 none, 1 low flow, 2 high flow or mask, 3 positive pressure
    inspired_oxygen               0.21 in air, rising to that of the device
    positive_pressure             0 to 1
    icu, antibiotics, fluids      1 while ordered
    ============================  =========================================================================

    A rule orders an amount over the time to the next round (twelve hours of high-flow oxygen, 0.1 ug/kg/min of
    norepinephrine); when the order is not repeated its level fades by half every 21 min. Without rules nothing is
    ordered and every level stays at nothing.

    What this model cannot say: side effects (edema, ischemia, oxygen toxicity), dialysis, extracorporeal support,
    vasopressin, non-invasive against invasive ventilation, and titration between two rounds.

    References
    ----------
    Hahn RG, Lyons G. Eur J Anaesthesiol 2016;33:475-482. doi:10.1097/EJA.0000000000000436 (half-life of fluids).
    Hahn RG. Acta Anaesthesiol Scand 2020;64:570-578. doi:10.1111/aas.13533 (15 to 20 % of a bolus stay in plasma).
    Kotani Y, et al. Crit Care 2023;27:29. doi:10.1186/s13054-023-04322-y (norepinephrine equivalents).
    Mahadeo KM, et al. Nat Rev Clin Oncol 2019;16:45-63. doi:10.1038/s41571-018-0075-2 (children after CAR T cells).
    """

    reference = _HAHN

    crystalloid = State("mL", negligible=100.0, description="infused crystalloid that is still in the body")
    norepinephrine = State("ug", negligible=10.0, description="norepinephrine running")
    epinephrine = State("ug", negligible=10.0, description="epinephrine running")
    low_flow = State("hour", negligible=0.1, description="oxygen by low flow")
    high_flow = State("hour", negligible=0.1, description="oxygen by high flow or mask")
    ventilation = State("hour", negligible=0.1, description="ventilation with positive pressure")
    intensive_care = State("hour", negligible=0.1, description="care in the intensive care unit")
    antibiotic = State("hour", negligible=0.1, description="cover by empirical antibiotics")

    weight = Port("kg", "body weight")

    pace = Parameter(48.0, "1/day", source=Assumed(_LAG, 24.0, 100.0), description="how fast a level follows its order")
    fluid_half_life = Parameter(
        4.9, "hour", source=Assumed(_SLOW, 1.33, 8.0), description="half-life of infused crystalloid"
    )
    epinephrine_potency = Parameter(
        1.0,
        "1",
        source=Assumed("equivalents count both alike (Kotani 2023; the formula is recalled, not seen)", 0.5, 2.0),
        description="norepinephrine that has the effect of epinephrine",
    )
    running = Parameter(
        0.02,
        "ug/kg/min",
        source=Assumed("below any ordered dose; tells a vasopressor that runs from one that fades", 0.01, 0.04),
        description="dose from which a vasopressor counts",
    )
    fluids_running = Parameter(
        3.0,
        "mL/kg",
        source=Assumed("a sixth of one bolus, 13 h after it: resuscitation has ended", 1.0, 5.0),
        description="crystalloid in the body from which fluids count as being given for blood pressure",
    )
    air = Parameter(0.21, "1", source=Paper("ISO 2533", "composition of air"), description="oxygen in air")
    low_flow_oxygen = Parameter(0.3, "1", source=Assumed(_CANNULA, 0.25, 0.4), description="inspired under low flow")
    high_flow_oxygen = Parameter(
        0.6,
        "1",
        source=Assumed("mask or high flow; from 40 % on it is grade 3 in children (Mahadeo 2019)", 0.4, 0.8),
        description="oxygen inspired under high flow or mask",
    )
    ventilation_oxygen = Parameter(
        0.6,
        "1",
        source=Assumed("as high flow: pressure is what is added", 0.4, 1.0),
        description="oxygen inspired under ventilation",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield what fades."""
        yield Flow(
            "crystalloid leaves", out_of=self.crystalloid, rate=log(2.0) / self.fluid_half_life * self.crystalloid
        )
        for name, state in self._running().items():
            yield Flow(f"{name} fades", out_of=state, rate=self.pace * state)

    def observables(self) -> Iterator[Observable]:
        """Yield what others read: doses, devices, levels."""
        yield from self._circulation()
        yield from self._lungs()
        care = select(self._level(self.intensive_care) > 0.5, 1.0, 0.0)
        yield Observable("icu", care, "1", "1 while in intensive care", ((0.0, "ward"), (1.0, "intensive care")))
        cover = minimum(1.0, self._level(self.antibiotic))
        yield Observable("antibiotics", cover, "1", "cover by empirical antibiotics, 0 to 1")

    def _running(self) -> dict[str, Expression]:
        """Name what runs until the next round."""
        return {
            "norepinephrine": self.norepinephrine,
            "epinephrine": self.epinephrine,
            "low flow": self.low_flow,
            "high flow": self.high_flow,
            "ventilation": self.ventilation,
            "intensive care": self.intensive_care,
            "antibiotic": self.antibiotic,
        }

    def _level(self, hours: Expression) -> Expression:
        """Hours ordered per hour."""
        return self.pace * hours

    def _circulation(self) -> Iterator[Observable]:
        """Yield fluids and vasopressors."""
        retained = self.crystalloid / self.weight
        yield Observable("volume_expansion", retained, "mL/kg", "crystalloid given and still in the body")
        given = select(retained > self.fluids_running, 1.0, 0.0)
        yield Observable("fluids", given, "1", "1 while fluids are given for blood pressure")
        first = self.pace * self.norepinephrine / self.weight
        second = self.pace * self.epinephrine / self.weight
        total = first + self.epinephrine_potency * second
        yield Observable("vasopressor_dose", total, "ug/kg/min", "vasopressors as norepinephrine")
        number = select(first > self.running, 1.0, 0.0) + select(second > self.running, 1.0, 0.0)
        yield Observable("vasopressors", number, "1", "number of vasopressors running, vasopressin not counted")
        yield Observable("vasopressin", 0.0, "1", "1 if vasopressin is given; it never is here")

    def _lungs(self) -> Iterator[Observable]:
        """Yield oxygen and ventilation."""
        low, high, pressure = (self._level(one) for one in (self.low_flow, self.high_flow, self.ventilation))
        device = select(low > 0.5, 1.0, 0.0)
        device = select(high > 0.5, 2.0, device)
        device = select(pressure > 0.5, 3.0, device)
        yield Observable("oxygen_device", device, "1", "device that gives oxygen", _DEVICES)
        added = (
            (self.low_flow_oxygen - self.air) * low
            + (self.high_flow_oxygen - self.air) * high
            + (self.ventilation_oxygen - self.air) * pressure
        )
        yield Observable("inspired_oxygen", minimum(1.0, self.air + added), "1", "oxygen in inspired gas")
        yield Observable("positive_pressure", minimum(1.0, pressure), "1", "ventilation with positive pressure, 0 to 1")
