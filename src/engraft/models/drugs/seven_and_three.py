"""Cytarabine by infusion and daunorubicin, the induction of AML, by the rule of ``cytotoxic_drugs``."""

from __future__ import annotations

import math

from engraft.language import Assumed, Paper, Parameter
from engraft.models.drugs.cytotoxic import Cytotoxic
from engraft.models.drugs.cytotoxic_drugs import AREA, full_days, half, slope

COURSE_KILL = 1.5 * math.log(10.0)
_RULE = (
    "no slope in patients is published; both drugs of induction together take sensitive blasts from 1e12 to 1e9 (the "
    "textbook's burden at diagnosis and at remission), so each kills half of three logs: {}. A "
    "stated rule, not a fit to any "
    "outcome; bounds: nothing to three logs"
)


def _kill(full: float, course: str) -> Parameter:
    """Return the highest rate of killing of a drug whose course lasts so many days at full effect."""
    value = COURSE_KILL / full
    source = Assumed(_RULE.format(course), 0.0, 2.0 * value)
    return Parameter(value, "1/day", source=source, description="highest rate at which leukemia is killed")


def infused_cytarabine() -> Cytotoxic:
    """Return cytarabine, 100 mg/m2 a day over seven days; its triphosphate in the cell keeps the time.

    References
    ----------
    Fleming RA, et al. Cancer Chemother Pharmacol 1995;36:425-430. doi:10.1007/BF00686192 (clearance of 265 adults)
    """
    paper = Paper("10.1007/BF00686192", "abstract", "134 (SD 71) L/h/m2, at 1.83 m2")
    stays = Assumed("clearance times 3.4 h/ln 2, the half-life of the triphosphate in blasts (recalled)", 230.0, 2500.0)
    rate, course = 134.0 * AREA, "100 mg/m2 a day over seven days"
    mean = 100.0 * AREA / 24.0 / rate
    spread = math.sqrt(math.log(1.0 + (71.0 / 134.0) ** 2))
    return Cytotoxic(
        clearance=Parameter(rate, "L/hour", source=paper, spread=spread, description="clearance at 70 kg"),
        volume=Parameter(rate * 3.4 / math.log(2.0), "L", source=stays, description="volume of distribution at 70 kg"),
        half_kill=half(mean / 2.0, course),
        kill_max=_kill(7.0 / 1.5, course),
        slope_progenitors=slope(mean),
    )


def daunorubicin_three_days() -> Cytotoxic:
    """Return daunorubicin in its slow phase, 60 mg/m2 on three days.

    References
    ----------
    Hempel G, et al. Pediatr Blood Cancer 2010;54:355-360. US label of daunorubicin (half-life 18.5 h).
    """
    paper = Paper("repub.eur.nl/pub/19401", "abstract", "43.9 L/h/m2, 65 % between patients; at 1.83 m2")
    half_life = Paper("US label of daunorubicin", "pharmacokinetics", "18.5 h; the volume follows")
    rate, dose, course = 43.9 * AREA, 60.0 * AREA, "60 mg/m2 on three days"
    gone, mean = math.log(2.0) / 18.5 * 24.0, dose / 24.0 / rate
    spread = math.sqrt(math.log(1.0 + 0.65**2))
    volume = rate * 18.5 / math.log(2.0)
    return Cytotoxic(
        clearance=Parameter(rate, "L/hour", source=paper, spread=spread, description="clearance at 70 kg"),
        volume=Parameter(volume, "L", source=half_life, description="volume of distribution at 70 kg"),
        half_kill=half(mean / 2.0, course),
        kill_max=_kill(full_days(3, 1.0, dose / volume, gone, mean / 2.0), course),
        slope_progenitors=slope(mean),
    )
