"""First-line treatment of adults with B-ALL in the style of GRAALL-2003 and -2005, and its rituximab."""

from __future__ import annotations

from engraft.therapy.catalog.antibodies import rituximab
from engraft.therapy.catalog.bridging import vincristine
from engraft.therapy.catalog.chemotherapy import (
    asparaginase,
    cytarabine,
    daunorubicin,
    etoposide,
    methotrexate,
    prednisone,
)
from engraft.therapy.catalog.conditioning import cyclophosphamide
from engraft.therapy.catalog.tablets import mercaptopurine
from engraft.therapy.product import Product
from engraft.therapy.regimen import Regimen, give, rule

CONSOLIDATION = (42, 56, 70, 91, 105, 119)  # first days of blocks 1 to 6
INTENSIFICATION = 147
LATER_BLOCKS = (196, 210, 224)
MAINTENANCE = 252
_MONTH = 30
_REFRACTORY = "marrow.blast_fraction >= 0.05 and time > 34 [day] and time < 42 [day]"


def _alkylator() -> Product:
    """Return cyclophosphamide for a model in which it has a block of its own."""
    return cyclophosphamide("cyclophosphamide.central")


def _steroid(day: float, days: int, dose: float = 60.0) -> Regimen:
    """Give prednisone every day; divided doses are a stream."""
    return give(prednisone(), f"{dose:g} mg/m^2/day", days=(day,), over=float(days))


def _on(day: float, *later: float) -> tuple[float, ...]:
    """Count days from a first one, which is day 1 in a protocol."""
    return tuple(day + one - 1 for one in later)


def graall_induction(day: float = 0.0) -> Regimen:
    """Give a week of prednisone, then four weeks of five drugs, and a course of salvage to whom they leave with blasts.

    Simplified: no intrathecal treatment, no G-CSF, cyclophosphamide of the standard arm on days 1 and 15 for everybody,
    daunorubicin in place of idarubicin in salvage (60 for 12 mg/m^2), which begins in the sixth week.

    References
    ----------
    Huguet F, et al. J Clin Oncol 2009;27:911-918 and 2018;36:2514-2523. Doses and days as recalled; neither table of
    treatment was open to us.
    """
    salvage = give(daunorubicin(), "60 mg/m^2", days=(0, 1, 2))
    salvage += give(cytarabine(), "2000 mg/m^2", days=tuple(0.5 * k for k in range(8)))
    return (
        _steroid(day - 7, 21)
        + give(daunorubicin(), "50 mg/m^2", days=_on(day, 1, 2, 3))
        + give(daunorubicin(), "30 mg/m^2", days=_on(day, 15, 16))
        + give(vincristine(), "2 mg", days=_on(day, 1, 8, 15, 22))
        + give(_alkylator(), "750 mg/m^2", days=_on(day, 1, 15))
        + give(asparaginase(), "6000 IU/m^2", days=_on(day, 8, 10, 12, 20, 22, 24, 26, 28))
        + rule(salvage, when=_REFRACTORY, at_most=1, name="salvage")
    )


def _blocks(days: tuple[float, ...]) -> Regimen:
    """Give three blocks: cytarabine; methotrexate, vincristine and 6-mercaptopurine; cyclophosphamide and etoposide."""
    first, second, third = days
    return (
        give(cytarabine(), "2000 mg/m^2", days=tuple(first + 0.5 * k for k in range(4)))
        + _steroid(first, 2)
        + give(asparaginase(), "10000 IU/m^2", days=(first + 2, second + 1))
        + give(methotrexate(), "3000 mg/m^2", days=(second,), over="24 h")
        + give(vincristine(), "2 mg", days=(second,))
        + give(mercaptopurine(), "60 mg/m^2/day", days=(second,), over=7.0)
        + give(_alkylator(), "500 mg/m^2", days=(third, third + 1))
        + give(etoposide(), "75 mg/m^2", days=(third, third + 1))
        + give(methotrexate(), "25 mg/m^2", days=(third,))
    )


def all_maintenance(day: float = float(MAINTENANCE), *, months: int = 24, pulses: int = 12) -> Regimen:
    """Give 6-mercaptopurine every day and methotrexate every week, with monthly vincristine and prednisone at first.

    The tablets are a stream, which thioguanine nucleotides of days do not notice; doses do not follow the counts.

    References
    ----------
    Huguet F, et al. J Clin Oncol 2009;27:911-918 (as recalled). Jost F, et al. Front Physiol 2020;11:217.
    """
    length = months * _MONTH
    monthly = tuple(day + _MONTH * k for k in range(pulses))
    steroids = Regimen()
    for first in monthly:
        steroids += _steroid(first, 7, 40.0)
    return (
        give(mercaptopurine(), "60 mg/m^2/day", days=(day,), over=float(length))
        + give(methotrexate(), "25 mg/m^2", days=tuple(day + 7 * k for k in range(length // 7)))
        + give(vincristine(), "2 mg", days=monthly)
        + steroids
    )


def graall_backbone(day: float = 0.0) -> Regimen:
    """Treat as in GRAALL-2005: induction, six blocks, late intensification, three blocks, two years of maintenance.

    ``day`` is the first day of induction; a week of prednisone comes before it. Pediatric-inspired: much asparaginase,
    vincristine and steroid. Simplified: see ``graall_induction``; blocks come on fixed days however the blood is;
    prednisone in place of dexamethasone.

    References
    ----------
    Huguet F, et al. J Clin Oncol 2009;27:911-918 and 2018;36:2514-2523. Doses and days as recalled; neither table of
    treatment was open to us.
    """
    late = day + INTENSIFICATION
    blocks = [tuple(day + one for one in part) for part in (CONSOLIDATION[:3], CONSOLIDATION[3:], LATER_BLOCKS)]
    intensification = (
        _steroid(late, 14)
        + give(daunorubicin(), "30 mg/m^2", days=_on(late, 1, 2, 3))
        + give(vincristine(), "2 mg", days=_on(late, 1, 8, 15))
        + give(asparaginase(), "6000 IU/m^2", days=_on(late, 8, 10, 12, 18, 20, 22))
        + give(_alkylator(), "500 mg/m^2", days=_on(late, 15))
    )
    whole = graall_induction(day) + intensification + all_maintenance(day + MAINTENANCE)
    for three in blocks:
        whole += _blocks(three)
    return whole


def graall_rituximab(day: float = 0.0) -> Regimen:
    """Give rituximab as in GRAALL-2005/R: 16 infusions of 375 mg/m^2, and two more with salvage.

    Days 1 and 7 of induction, of salvage and of late intensification, six in consolidation (day 1 of blocks 1 to 6),
    six in the first year of maintenance, here every two months.

    References
    ----------
    Maury S, et al. ASH 2015, abstract 1 (days and numbers of infusions, read in the abstract); N Engl J Med
    2016;375:1044-1053. doi:10.1056/NEJMoa1605085
    """
    induction, late = _on(day, 1, 7), _on(day + INTENSIFICATION, 1, 7)
    maintenance = tuple(day + MAINTENANCE + 2 * _MONTH * k for k in range(6))
    days = (*induction, *(day + one for one in CONSOLIDATION), *late, *maintenance)
    salvage = give(rituximab(), "375 mg/m^2", days=(0, 6))
    again = rule(salvage, when=_REFRACTORY, at_most=1, name="salvage_rituximab")
    return give(rituximab(), "375 mg/m^2", days=days) + again
