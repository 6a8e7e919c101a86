"""RNA as a drug: siRNA against a driver, antisense against BCL2, an editor, and mRNA of a receptor."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product

_ALLIANCE = "10.1182/bloodadvances.2021004233"


def fusion_sirna(target: str = "sirna.plasma") -> Product:
    """Return siRNA against a fusion gene in lipid nanoparticles, at the label dose of patisiran, over 80 minutes.

    Not approved and not given to anybody with leukemia; in mice it lengthened survival (Issa 2023, PMC10079536).

    References
    ----------
    Patisiran as in PMC10339464, Table 2 (0.3 mg/kg over 80 min, every 3 weeks, against another gene in the liver).
    """
    return Product(
        "fusion_sirna",
        target,
        "drug",
        Paper("PMC10339464", "Table 2", "patisiran: 0.3 mg/kg over 80 min; taken for a siRNA against a fusion gene"),
        "siRNA against the driver of a leukemia in lipid nanoparticles; experimental",
        label_dose=Dose(0.3, "mg/kg"),
        over="80 min",
    )


def driver_editor(target: str = "editor.active") -> Product:
    """Return an editor in nanoparticles that disrupts the driver gene of leukemic cells; experimental, dose assumed.

    References
    ----------
    Jyotsana 2019, doi:10.1007/s00277-019-03713-y (uptake of particles in marrow, mice).
    """
    return Product(
        "driver_editor",
        target,
        "drug",
        Paper("10.1007/s00277-019-03713-y", "abstract: particles in marrow of mice", "the dose is assumed, a scale"),
        "editor that disrupts or corrects a driver gene in leukemic cells; experimental",
        label_dose=Dose(1.0, "mg/kg"),
        over="4 h",
    )


def oblimersen(target: str = "oblimersen.central") -> Product:
    """Return oblimersen, an antisense against BCL2, 7 mg/kg a day by infusion over ten days; never approved.

    The abstract of the phase 3 trial prints mg/m2; the trials before it gave 7 mg/kg a day.

    References
    ----------
    Walker AR, et al. Blood Adv 2021;5:2775-2787. doi:10.1182/bloodadvances.2021004233. Morris 2002, PMID 11895895.
    """
    return Product(
        "oblimersen",
        target,
        "drug",
        Paper(_ALLIANCE, "abstract: days 1 to 10", "7 mg/kg a day: PMID 11895895; the abstract prints mg/m2"),
        "antisense oligonucleotide against the first six codons of BCL2",
        label_dose=Dose(7.0, "mg/kg/day"),
        over="10 d",
    )


def cd8_car_mrna(target: str = "particles.plasma") -> Product:
    """Return mRNA of a receptor against CD19 in nanoparticles that bind CD8; experimental, dose assumed.

    References
    ----------
    CD8-targeted particles in humanized mice, repeated doses (longevitytoday.com, on Mol Ther).
    """
    return Product(
        "cd8_car_mrna",
        target,
        "drug",
        Paper(
            "longevitytoday.com",
            "CD8-targeted particles, repeated doses in mice",
            "the dose is assumed, no patient's was read",
        ),
        "mRNA of a receptor against CD19 in nanoparticles that bind CD8 T cells; experimental",
        label_dose=Dose(0.1, "mg/kg"),
        over="60 min",
        antigen="CD19",
    )
