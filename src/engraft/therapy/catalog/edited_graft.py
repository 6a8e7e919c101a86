"""A graft edited to lack CD33, and the antibody against CD33 that it is meant to withstand."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product
from engraft.therapy.studied import Studied

_TREM_CEL = Paper("ddw-online.com, 20993-202212", "first patient of VBP101", "7.6e6 CD34+/kg, 88 % edited; secondary")
_MYLOTARG = Paper("Mylotarg USPI", "2.1", "3 mg/m2 on days 1, 4 and 7; 0.5 mg/m2 after trem-cel: VBP101")


def cd33_deleted_cd34(target: str = "graft.infused_edited") -> Product:
    """Return CD34+ cells of a donor that lost CD33 by editing: 88 % of the 7.6e6/kg of the first patient, 6.7e6/kg.

    The 12 % of the same product that kept it are ``cd33_kept_cd34``.

    References
    ----------
    VBP101, trem-cel, first patient (n = 1, adult, AML): ddw-online.com, December 2022, secondary.
    """
    return Product(
        "cd33_deleted_cd34", target, "cells", _TREM_CEL, "CD34+ cells of a donor without CD33",
        label_dose=Dose(0.88 * 7.6e6, "cell/kg"), over="60 min",
    )  # fmt: skip


def cd33_kept_cd34(target: str = "graft.infused_kept") -> Product:
    """Return the CD34+ cells of an edited product that kept CD33: 12 % of 7.6e6/kg, 0.91e6/kg.

    References
    ----------
    VBP101, trem-cel, first patient (n = 1, adult, AML): ddw-online.com, December 2022, secondary.
    """
    return Product(
        "cd33_kept_cd34", target, "cells", _TREM_CEL, "CD34+ cells of an edited product that kept CD33",
        label_dose=Dose(0.12 * 7.6e6, "cell/kg"), over="60 min",
    )  # fmt: skip


def gemtuzumab_ozogamicin(target: str = "gemtuzumab.central") -> Product:
    """Return gemtuzumab ozogamicin, 3 mg/m^2 over two hours; after an edited graft 0.5 mg/m^2 were given.

    References
    ----------
    Mylotarg, US prescribing information, 2.1. Sievers EL, et al. Blood 1999;93:3678-3684 (phase 1, up to 9 mg/m2).
    """
    return Product(
        "gemtuzumab_ozogamicin", target, "drug", _MYLOTARG, "antibody against CD33 that carries calicheamicin",
        label_dose=Dose(3.0, "mg/m^2"), over="2 h", antigen="CD33",
        studied=(Studied(0.25, 9.0, "mg/m^2", Paper("Blood 1999;93:3678", "abstract", "lowest dose: VBP101 news")),),
    )  # fmt: skip
