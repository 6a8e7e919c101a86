"""Fludarabine as a cytotoxic drug of FLAG; cytarabine and idarubicin are those of ``cytotoxic_drugs``."""

from __future__ import annotations

import math

from engraft.language import Assumed, Paper, Parameter
from engraft.models.drugs.cytotoxic import Cytotoxic
from engraft.models.drugs.cytotoxic_drugs import AREA, full_days, half, highest_kill, slope

_LANGENHORST = "10.1007/s40262-018-0715-9"
_CLEARANCE = 8.87  # L/h at 70 kg
_TRIPHOSPHATE = 15.0  # hours


def fludarabine() -> Cytotoxic:
    """Return fludarabine phosphate, 30 mg/m2 on five days; its triphosphate in the cell keeps the time.

    References
    ----------
    Langenhorst JB, et al. Clin Pharmacokinet 2019;58:627-637. doi:10.1007/s40262-018-0715-9
    """
    stays = Assumed(
        "clearance times 15 h/ln 2, the half-time of the triphosphate in leukemic cells (recalled from reviews); "
        "plasma alone has 109 L", 109.0, 400.0,
    )  # fmt: skip
    volume = _CLEARANCE * _TRIPHOSPHATE / math.log(2.0)
    dose, rate = 30.0 * AREA, 24.0 * _CLEARANCE / volume
    mean = dose / (24.0 * _CLEARANCE)
    course = "30 mg/m2 on five days"
    return Cytotoxic(
        clearance=Parameter(
            _CLEARANCE,
            "L/hour",
            source=Paper(_LANGENHORST, "abstract", "3.24 + 0.782 eGFR L/h per 70 kg, at 7.2 L/h = 120 mL/min"),
            spread=0.3,
            description="clearance at 70 kg; spread assumed",
        ),
        volume=Parameter(volume, "L", source=stays, description="volume of distribution at 70 kg"),
        half_kill=half(mean / 2.0, course),
        kill_max=highest_kill(full_days(5, 1.0, dose / volume, rate, mean / 2.0), course),
        slope_progenitors=slope(mean),
    )
