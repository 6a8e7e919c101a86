"""Tablets that are taken every day for months or years."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.catalog.approvals import IMATINIB, MERCAPTOPURINE
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product


def mercaptopurine(target: str = "mercaptopurine.gut") -> Product:
    """Return 6-mercaptopurine, 50 mg/m^2 a day, the lower end at which its US label starts maintenance of ALL.

    In a study of months write it as a stream, ``50 mg/m^2/day`` over the whole time: what acts stays for days.

    References
    ----------
    US label of mercaptopurine, section 2.1 (50 to 75 mg/m^2 once daily, adjusted to the neutrophil count); 50 mg/m^2 is
    the nominal dose of AIEOP-BFM ALL 2009 too, as trentsuzuki/Leukemia-MASc-Code says of the children of Jost 2020.
    """
    return Product(
        "mercaptopurine",
        target,
        "drug",
        Paper("US label of mercaptopurine", "section 2.1", "50 to 75 mg/m2 once daily, by neutrophils"),
        "a thiopurine: its nucleotides hinder division",
        label_dose=Dose(50.0, "mg/m^2"),
        approval=MERCAPTOPURINE,
    )


def imatinib(target: str = "imatinib.gut") -> Product:
    """Return imatinib, 400 mg a day, the dose of chronic-phase CML.

    In the model hahnel2020 it stands for the inhibitor each patient took: how strongly it kills is fitted to his
    course and is no property of imatinib.

    References
    ----------
    Schmidli 2005, PMC1884912 (abstract: 371 patients receiving 400 mg once daily).
    """
    return Product(
        "imatinib",
        target,
        "drug",
        Paper("PMC1884912", "abstract", "400 mg once daily"),
        "inhibitor of BCR-ABL; in CML a fitted rate of killing in proportion to exposure",
        label_dose=Dose(400.0, "mg"),
        approval=IMATINIB,
    )
