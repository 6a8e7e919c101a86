"""Radionuclides that an antibody carries to the tumor."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product
from engraft.therapy.studied import Studied

_MATTHEWS = Paper("Blood 1999;94:1237", "abstract", "3.5 to 12.25 Gy to the liver; 10.5 was tolerated")


def iodine131_anti_cd45(target: str = "radioligand.remaining") -> Product:
    """Return iodine-131 on an antibody against CD45, prescribed by the dose of the liver: 10.5 Gy.

    Investigational. It is followed by a graft, as the marrow gets more than the liver.

    References
    ----------
    Matthews DC, et al. Blood 1999;94:1237-1247 (abstract).
    """
    return Product(
        "iodine131_anti_cd45",
        target,
        "radiation",
        _MATTHEWS,
        "radioligand of CD45 (investigational)",
        label_dose=Dose(10.5, "Gy"),
        antigen="CD45",
        studied=(Studied(3.5, 12.25, "Gy", _MATTHEWS),),
    )


def actinium225_daratumumab_mouse(target: str = "myeloma.remaining") -> Product:
    """Return actinium-225 on daratumumab for mice: 7.4 kBq, which at 0.8 Gy a day first give 11.45 Gy to the tumor.

    For mice, never for people: it lets the combination of that paper be studied.

    References
    ----------
    Adhikarla V, et al. Cancers 2021;13:5171. doi:10.3390/cancers13205171 (0.2 uCi; 4 Gy/d per uCi is where the fit
    starts)
    """
    return Product(
        "actinium225_daratumumab (mouse)",
        target,
        "radiation",
        Paper("10.3390/cancers13205171", "program", "0.2 uCi; 4 Gy/d per uCi over ln 2/9.92 d, where the fit starts"),
        "radioligand of CD38, for mice",
        label_dose=Dose(11.45, "Gy"),
        antigen="CD38",
    )


def cs1_car_t_mouse(target: str = "myeloma.car") -> Product:
    """Return CAR T cells against CS1 for mice, one million.

    References
    ----------
    Adhikarla V, et al. Cancers 2021;13:5171. doi:10.3390/cancers13205171
    """
    return Product(
        "CAR T cells against CS1 (mouse)",
        target,
        "cells",
        Paper("10.3390/cancers13205171", "program", "1e6 cells"),
        "CAR T cells, for mice",
        label_dose=Dose(1e6, "cell"),
        antigen="CS1",
    )
