"""Azacitidine with nivolumab as in the trial of relapsed AML, and the care of immune-related events."""

from __future__ import annotations

from engraft.therapy.catalog.anti_inflammatory import methylprednisolone
from engraft.therapy.catalog.antibodies import nivolumab
from engraft.therapy.catalog.venetoclax_azacitidine import azacitidine_cycles
from engraft.therapy.regimen import Regimen, give, rule

SEVERE = "severe_immune_event"


def immune_event_care(day: float = 0.0) -> Regimen:
    """Treat immune-related events with steroids as the label of nivolumab says: from grade 2 on, more from grade 3.

    - grade 3 or more: methylprednisolone 1 mg/kg twice a day for two weeks, again while it lasts
    - grade 2: 1 mg/kg once a day for a week, again while it lasts

    The label gives 1 to 2 mg/kg of prednisone a day until grade 1 and a taper of at least a month, which is not in it;
    endocrine events, which it treats with hormones, are treated alike.

    References
    ----------
    Opdivo US prescribing information, sections 2 and 5.1 (the maker's summary of it was read).
    """
    twice = give(methylprednisolone(), days=tuple(0.5 * k for k in range(28)))
    once = give(methylprednisolone(), days=tuple(float(k) for k in range(7)))
    there = f"time >= {day:g} [day]"
    return rule(twice, when=f"{there} and irae.worst_grade >= 3", every_at_least="14 day", name=SEVERE) + rule(
        once,
        when=f"{there} and irae.worst_grade >= 2 and irae.worst_grade < 3 and rule.{SEVERE}.since > 13",
        every_at_least="7 day",
        name="immune_event",
    )


def azacitidine_nivolumab(day: float = 0.0, *, cycles: int = 12) -> Regimen:
    """Give azacitidine 75 mg/m^2 on days 1 to 7 and nivolumab 3 mg/kg every two weeks, cycles of four weeks.

    Nivolumab waits while an event is of grade 2 and is not given again after one of grade 3 (it is ordered at rounds,
    on days 1 and 15; the trial: days 1 and 14, cycles of four to six weeks). Immune-related events are cared for.

    References
    ----------
    Daver N, et al. Cancer Discov 2019;9:370-383. doi:10.1158/2159-8290.CD-18-0774
    """
    fine = f"time >= {day:g} [day] and irae.worst_grade < 2 and rule.{SEVERE}.count < 1"
    antibody = rule(
        give(nivolumab(), "3 mg/kg", over="60 min"),
        when=f"{fine} and time < {day + 28.0 * cycles:g} [day]",
        every_at_least="14 day",
        name="nivolumab",
    )
    return azacitidine_cycles(day, cycles=cycles) + antibody + immune_event_care(day)
