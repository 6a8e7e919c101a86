"""Tablets that are taken every day for months or years."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product


def mercaptopurine(target: str = "mercaptopurine.gut") -> Product:
    """Return 6-mercaptopurine, 50 mg/m^2 a day, as maintenance of childhood ALL starts it.

    In a study of months write it as a stream, ``50 mg/m^2/day`` over the whole time: what acts stays for days.

    References
    ----------
    AIEOP-BFM ALL 2009 as quoted in trentsuzuki/Leukemia-MASc-Code for the children of Jost 2020,
    doi:10.3389/fphys.2020.00217; the same dose in the supplementary tables of five ALL-BFM trials.
    """
    return Product(
        "mercaptopurine",
        target,
        "drug",
        Paper("10.3389/fphys.2020.00217", "treatment protocol", "as quoted in trentsuzuki/Leukemia-MASc-Code"),
        "a thiopurine: its nucleotides hinder division",
        label_dose=Dose(50.0, "mg/m^2"),
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
    )
