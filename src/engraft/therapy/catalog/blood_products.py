"""What replaces or stimulates blood cells and antibodies."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.catalog.approvals import FILGRASTIM
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product


def filgrastim(target: str = "neutrophils.filgrastim") -> Product:
    """Return filgrastim, 5 ug/kg once daily, for severe neutropenia after CAR T cells.

    References
    ----------
    Rejeski K, et al. Blood 2023;142:865-877. doi:10.1182/blood.2023020578 (Table 3).
    """
    return Product(
        "filgrastim",
        target,
        "drug",
        Paper("10.1182/blood.2023020578", "Table 3", "5 ug/kg once daily"),
        "granulocyte colony-stimulating factor",
        label_dose=Dose(5.0, "ug/kg"),
        approval=FILGRASTIM,
    )


def immunoglobulin(target: str = "humoral.igg") -> Product:
    """Return immunoglobulin into a vein, 0.5 g/kg, the middle of 400 to 600 mg/kg every three to four weeks.

    References
    ----------
    Hill JA, et al. Blood Rev 2019;38:100596. doi:10.1016/j.blre.2019.100596
    """
    return Product(
        "immunoglobulin",
        target,
        "drug",
        Paper("10.1016/j.blre.2019.100596", "recommendations", "dose read in a summary: 400 to 600 mg/kg"),
        "pooled human IgG",
        label_dose=Dose(0.5, "g/kg"),
        over="4 h",
    )


def platelets(target: str = "platelets.circulating") -> Product:
    """Return one transfusion of platelets, 2.2e11 per m^2, the middle dose of the PLADO trial, which had 198 children.

    References
    ----------
    Slichter SJ, et al. N Engl J Med 2010;362:600-613. doi:10.1056/NEJMoa0904084
    """
    return Product(
        "platelets",
        target,
        "cells",
        Paper("10.1056/NEJMoa0904084", "abstract", "1.1, 2.2 and 4.4e11 per m^2"),
        "apheresis platelets",
        label_dose=Dose(2.2e11, "cell/m^2"),
    )


def red_cells(target: str = "hemoglobin.old") -> Product:
    """Return one transfusion of red cells as hemoglobin, 1.5 g/kg: 10 mL/kg of packed cells, which raise it by 20 g/L.

    References
    ----------
    Davies P, et al. Transfusion 2007;47:212-216.
    """
    return Product(
        "red cells",
        target,
        "drug",
        Paper("Davies 2007, Transfusion 47:212", "formula", "10 mL/kg raise hemoglobin by 2 g/dL; recalled"),
        "packed red cells, dosed as the hemoglobin they hold",
        label_dose=Dose(1.5, "g/kg"),
        over="4 h",
    )
