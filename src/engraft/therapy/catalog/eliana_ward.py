"""The ward that cares for a person after CAR T cells: what is ordered at rounds, and when."""

from __future__ import annotations

from dataclasses import dataclass

from engraft.errors import SpecificationError
from engraft.therapy.catalog.anti_inflammatory import anakinra, methylprednisolone
from engraft.therapy.catalog.antibodies import tocilizumab
from engraft.therapy.catalog.bedside import (
    antibiotics,
    high_flow_oxygen,
    intensive_care,
    low_flow_oxygen,
    ventilation,
)
from engraft.therapy.catalog.blood_products import filgrastim, immunoglobulin, platelets, red_cells
from engraft.therapy.catalog.vasoactive import crystalloid, epinephrine, norepinephrine
from engraft.therapy.dose import Dose
from engraft.therapy.duration import days as to_days
from engraft.therapy.product import Product
from engraft.therapy.regimen import Regimen, give, rule

# Blood pressure as measured, as it would be without support, and how far from the limit.
LOW = "vitals.systolic < vitals.hypotension_limit"
DEEP = "vitals.systolic < vitals.hypotension_limit - 10 [mmHg]"
HIGH_ENOUGH = "vitals.systolic > vitals.hypotension_limit + 10 [mmHg]"
HELD = "vitals.systolic_unsupported < vitals.hypotension_limit"

# Where on the ladder of vasopressors a person is: none, one at a low dose, one at a high dose, two.
NONE = "support.vasopressors < 1"
LOW_DOSE = "(support.vasopressors >= 1 and support.vasopressor_dose < 0.175 [ug/kg/min])"
HIGH_DOSE = "(support.vasopressors >= 1 and support.vasopressors < 2 and support.vasopressor_dose >= 0.175 [ug/kg/min])"
TWO = "support.vasopressors >= 2"

# The same for oxygen: on air, low flow, high flow, ventilation.
BREATHLESS = "vitals.saturation_on_air < 92 [percent]"
DESATURATED = "vitals.saturation < 92 [percent]"
SATURATED = "vitals.saturation >= 97 [percent]"
ON_AIR = "support.oxygen_device < 1"
ON_LOW_FLOW = "(support.oxygen_device >= 1 and support.oxygen_device < 2)"
ON_HIGH_FLOW = "(support.oxygen_device >= 2 and support.oxygen_device < 3)"
VENTILATED = "support.oxygen_device >= 3"

# Hemodynamic instability despite fluids and vasopressors, or worsening respiratory distress.
UNSTABLE = f"(({LOW} and support.vasopressors >= 1) or (support.oxygen_device >= 1 and {DESATURATED}))"
SUPPORTED = "(support.vasopressors >= 1 or support.oxygen_device >= 2)"
CONFUSED = "icans.grade >= 3"
NEUTROPENIC = "neutrophils.anc < 0.5e9 [cell/L]"


@dataclass(frozen=True)
class _Ward:
    """From which day the ward looks, and how far apart rounds are."""

    day: float
    every: float

    def order(self, name: str, what: Product, when: str, dose: str | None = None) -> Regimen:
        """Order something until the next round."""
        return rule(give(what, dose, over=self.every), when=self.from_day(when), every_at_least=self.every, name=name)

    def from_day(self, when: str) -> str:
        """Hold a condition back until the ward looks after the person."""
        return f"time >= {self.day:g} [day] and ({when})"

    def running(self, name: str, hours: float = 0.0) -> str:
        """Say that a rule fired at the round before, or within one and a half of its own intervals."""
        return f"rule.{name}.since <= {1.5 * max(self.every, hours / 24.0):g}"


def eliana_ward(
    day: float = 0.0, *, every: float | str = "12 h", tocilizumab_into: str = "tocilizumab.central"
) -> Regimen:
    """Care as in ELIANA: what is seen at rounds decides on fluids, vasopressors, oxygen, tocilizumab and steroids.

    Rules read vital signs, counts and the support that is running, never cytokines. Devices and infusions are
    ordered until the next round, ``every`` 12 hours; they end when they are not ordered again.

    - fluids: two boluses of 20 mL/kg (half-way apart) while blood pressure would be below the limit for age without
      them, no vasopressor runs, and they have not just failed
    - vasopressors: norepinephrine 0.1 ug/kg/min when pressure is low in spite of fluids, or 10 mmHg below the limit
      at once; 0.25 when that is not enough; then epinephrine 0.1 in addition; a step down at 10 mmHg above the
      limit, and none when pressure would hold without
    - oxygen: low flow below 92 % on air, high flow below 92 % on low flow, ventilation below 92 % on high flow; a
      step down from 97 %
    - intensive care with vasopressors, high flow, ventilation, or neurotoxicity of grade 3
    - antibiotics for fever of 38 °C with neutrophils below 0.5e9/L, until neutrophils recover
    - tocilizumab (8 mg/kg, 12 below 30 kg, at most 800 mg) for low pressure on a vasopressor or saturation below 92 %
      on oxygen; at least 8 hours apart, at most 4; not for a grade
    - methylprednisolone 2 mg/kg when that has not changed 12 hours later, or for neurotoxicity of grade 3; then 1
      mg/kg every 12 hours until vasopressors and high-flow oxygen are no longer needed
    - anakinra 2 mg/kg every 6 hours when two tocilizumab and a day of steroids have not helped (real-world practice;
      the trial did not name it)
    - filgrastim 5 ug/kg for 5 days from day 21 on with neutrophils below 0.5e9/L
    - platelets below 10e9/L, red cells below 70 g/L, immunoglobulin 0.5 g/kg every 4 weeks with IgG up to 4 g/L

    What is not sourced: the 10 mmHg of titration and the two boluses per round (chosen so that orders do not swing;
    no outcome was looked at), and day 21, which is the label's advice against myeloid growth factors in the first
    three weeks, recalled.

    ``day`` is the first day on which the ward acts, counted from the infusion of cells. ``every`` is the distance of
    rounds, 12 hours (the interval of steroids) or less; orders last as long, so it must match the rounds of the run.
    ``tocilizumab_into`` is the state tocilizumab enters.

    References
    ----------
    Kymriah US prescribing information, section 2.4, Table 1 (tocilizumab, steroids). Maude 2018,
    doi:10.1056/NEJMoa1709866. Weiss 2020, doi:10.1007/s00134-019-05878-6 (fluids, vasopressors). Emeriaud 2023,
    doi:10.1097/PCC.0000000000003147 (saturation of 92 to 97 %). Santomasso 2021, doi:10.1200/JCO.21.01992 (intensive
    care). Lehrnbecher 2017, doi:10.1200/JCO.2016.71.7017 (antibiotics). Diorio 2022, Blood Adv 6:3398 (anakinra).
    Rejeski 2023, doi:10.1182/blood.2023020578 (filgrastim). Schiffer 2018, doi:10.1200/JCO.2017.76.1734 (platelets).
    Transfusion considerations 2016, doi:10.1016/j.hoc.2016.01.010 (red cells). Hill 2019,
    doi:10.1016/j.blre.2019.100596 (immunoglobulin).
    """
    ward = _Ward(day, to_days(every, what="every of eliana_ward", least=1.0 / 24.0))
    if ward.every > 0.5:
        raise SpecificationError("rounds of eliana_ward are too rare", expected="12 h or less", got=str(every))
    return _circulation(ward) + _lungs(ward) + _places(ward) + _anti_inflammatory(ward, tocilizumab_into) + _blood(ward)


def _circulation(ward: _Ward) -> Regimen:
    """Fluids first, then one step up or down the ladder of vasopressors."""
    boluses = give(crystalloid(), days=(0.0, 0.5 * ward.every), over=min(1.0 / 24.0, 0.25 * ward.every))
    fluids = ward.from_day(f"{HELD} and {NONE} and not ({LOW} and {ward.running('fluids')})")
    start = _start(ward)
    low = f"({start}) or ({LOW_DOSE} and {HELD} and not {LOW}) or ({HIGH_DOSE} and {HELD} and {HIGH_ENOUGH})"
    high = f"({LOW_DOSE} and {LOW}) or ({HIGH_DOSE} and {HELD} and not {HIGH_ENOUGH}) or ({TWO} and {HELD})"
    second = f"({HIGH_DOSE} and {LOW}) or ({TWO} and {HELD} and not {HIGH_ENOUGH})"
    return (
        rule(boluses, when=fluids, every_at_least=ward.every, name="fluids")
        + ward.order("norepinephrine", norepinephrine(), low)
        + ward.order("norepinephrine_high", norepinephrine(), high, "0.25 ug/kg/min")
        + ward.order("epinephrine", epinephrine(), second)
    )


def _start(ward: _Ward) -> str:
    """Say when the first vasopressor starts."""
    return f"{NONE} and {LOW} and ({ward.running('fluids')} or {DEEP})"


def _lungs(ward: _Ward) -> Regimen:
    """Take one step up or down the ladder of oxygen."""
    low = f"{BREATHLESS} and ({ON_AIR} or ({ON_LOW_FLOW} and not {DESATURATED}) or ({ON_HIGH_FLOW} and {SATURATED}))"
    high = (
        f"{BREATHLESS} and (({ON_LOW_FLOW} and {DESATURATED}) or ({VENTILATED} and {SATURATED})"
        f" or ({ON_HIGH_FLOW} and not {DESATURATED} and not {SATURATED}))"
    )
    pressure = f"{BREATHLESS} and (({ON_HIGH_FLOW} and {DESATURATED}) or ({VENTILATED} and not {SATURATED}))"
    return (
        ward.order("low_flow", low_flow_oxygen(), low, _hours(ward))
        + ward.order("high_flow", high_flow_oxygen(), high, _hours(ward))
        + ward.order("ventilation", ventilation(), pressure, _hours(ward))
    )


def _hours(ward: _Ward) -> str:
    """Say how many hours there are until the next round."""
    return f"{24.0 * ward.every:.12g} hour"


def _places(ward: _Ward) -> Regimen:
    """Intensive care and antibiotics."""
    severe = f"{SUPPORTED} or {CONFUSED} or ({_start(ward)}) or ({ON_LOW_FLOW} and {DESATURATED})"
    febrile = f"vitals.temperature >= 38 [degC] or {ward.running('antibiotics')}"
    return ward.order("intensive_care", intensive_care(), severe, _hours(ward)) + ward.order(
        "antibiotics", antibiotics(), f"{NEUTROPENIC} and ({febrile})", _hours(ward)
    )


def _anti_inflammatory(ward: _Ward, tocilizumab_into: str) -> Regimen:
    """Tocilizumab, then steroids, then anakinra."""
    steroids_run = f"({ward.running('steroids', 12.0)} or {ward.running('steroids_continued', 12.0)})"
    failed = f"rule.tocilizumab.count >= 1 and rule.tocilizumab.since >= 0.45 and {UNSTABLE}"
    still = f"({SUPPORTED} or {CONFUSED} or {UNSTABLE})"
    refractory = f"rule.steroids_continued.count >= 1 and (({UNSTABLE} and rule.tocilizumab.count >= 2) or {CONFUSED})"
    more_anakinra = f"{ward.running('anakinra')} and ({SUPPORTED} or {CONFUSED})"
    doses = give(anakinra(), days=_six_hourly(ward))
    steroid = methylprednisolone()
    return (
        rule(
            tocilizumab(tocilizumab_into),
            when=ward.from_day(UNSTABLE),
            every_at_least="8 h",
            at_most=4,
            name="tocilizumab",
        )
        + rule(
            give(steroid, Dose(2.0, "mg/kg")),
            when=ward.from_day(f"not {steroids_run} and (({failed}) or {CONFUSED})"),
            every_at_least="12 h",
            name="steroids",
        )
        + rule(steroid, when=f"{steroids_run} and {still}", every_at_least="12 h", name="steroids_continued")
        + rule(
            doses,
            when=ward.from_day(f"({refractory}) or ({more_anakinra})"),
            every_at_least=ward.every,
            name="anakinra",
        )
    )


def _six_hourly(ward: _Ward) -> tuple[float, ...]:
    """List the six-hourly doses until the next round, at least one."""
    return tuple(0.25 * k for k in range(max(1, round(ward.every / 0.25))))


def _blood(ward: _Ward) -> Regimen:
    """Filgrastim, transfusions and immunoglobulin."""
    late = f"time >= 21 [day] and {NEUTROPENIC}"
    course = give(filgrastim(), days=(0.0, 1.0, 2.0, 3.0, 4.0))
    bleeding, anemic = "platelets.count <= 10e9 [cell/L]", "hemoglobin.level < 70 [g/L]"
    return (
        rule(course, when=ward.from_day(late), every_at_least="5 day", name="filgrastim")
        + rule(platelets(), when=ward.from_day(bleeding), every_at_least="12 h", name="platelets")
        + rule(red_cells(), when=ward.from_day(anemic), every_at_least="12 h", name="red_cells")
        + rule(
            immunoglobulin(),
            when=ward.from_day("humoral.igg_level <= 4 [g/L]"),
            every_at_least="28 day",
            name="immunoglobulin",
        )
    )
