"""Radiation: of the whole body before a transplant, of a field as a bridge."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.catalog import studied as ranges
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product
from engraft.therapy.regimen import Regimen, give

_HOURS_APART = 8.0


def total_body_irradiation(target: str = "radiation.damage") -> Product:
    """Return a fraction of total body irradiation, 2 Gy; six of them make the 12 Gy of FORUM.

    References
    ----------
    Peters C, et al. J Clin Oncol 2021;39:295-307. doi:10.1200/JCO.20.02529 (fractionated 12 Gy read in the abstract;
    that fractions are 2 Gy, two a day, is the common form and was not looked up again). The 20 min follow from 6 to 15
    cGy/min, the usual rates: Total body irradiation, a practical review, Applied Radiation Oncology.
    """
    return Product(
        "total_body_irradiation",
        target,
        "radiation",
        Paper("10.1200/JCO.20.02529", "abstract", "fractionated 12 Gy; six times 2 Gy not looked up again"),
        "radiation of the whole body",
        label_dose=Dose(2.0, "Gy"),
        over="20 min",
        studied=ranges.RADIATION,
    )


def involved_site_radiation(target: str = "involved_site.damage") -> Product:
    """Return a fraction of radiation of involved sites before CAR T cells, 4 Gy; five of them make 20 Gy.

    References
    ----------
    Niezink AGH, et al. Belg J Hematol 2024;15(2) (abstract: the schedule used most for bridging, in the Netherlands).
    """
    return Product(
        "involved_site_radiation",
        target,
        "radiation",
        Paper("Niezink 2024, Belg J Hematol 15(2)", "abstract", "20 Gy in five fractions used most for bridging"),
        "radiation of involved sites",
        label_dose=Dose(4.0, "Gy"),
        studied=ranges.RADIATION,
    )


def fractionated_tbi(day: float = -7.0, *, fractions: int = 6) -> Regimen:
    """Irradiate the whole body twice a day, eight hours apart, from ``day`` on, until all fractions are given.

    The hours between the two fractions of a day are assumed; longer than repair takes, so that they hardly matter.

    References
    ----------
    doi:10.1200/JCO.20.02529
    """
    days = [day + k // 2 + (k % 2) * _HOURS_APART / 24.0 for k in range(fractions)]
    return give(total_body_irradiation(), days=days)
