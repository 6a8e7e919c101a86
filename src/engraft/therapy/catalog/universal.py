"""CAR T cells of a stranger, the antibody that makes room for them, and cells with two receptors: none is approved."""

from __future__ import annotations

from engraft.language.source import Assumed, Paper
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product
from engraft.therapy.studied import Studied
from engraft.therapy.trait import Trait

_PALL = Paper("Blood 2017;130(suppl 1), UCART19 in children", "abstract: 2e7 cells, 1.1 to 2.3e6 per kg, n = 5")
_CALM = Paper("Lancet Haematol 2022, CALM", "abstract: 6e6 and 6 to 8e7 cells; the highest, 1.8 to 2.4e8, as recalled")
_MARSH = Paper("10.1016/j.bbmt.2017.01.071", "abstract: 1 mg/kg over five days, n = 17 children before a transplant")
_BE_CAR7 = Paper("ISRCTN15323014, ASH abstract", "0.2 to 2.0e6 per kg, 9 children and 2 adults; after NEJMoa2505478")
_GEORGIADIS = Paper("10.1038/s41375-021-01282-6", "3CAR/7CAR cells", "99.6 % TCR-CD3-CD7-, from cultures, not this lot")
_AMELIA = Paper(
    "10.1038/s41591-021-01497-1", "abstract, n = 15 children", "the dose of 1e6 per kg and more as recalled"
)


def alemtuzumab(target: str = "alemtuzumab.amount") -> Product:
    """Return alemtuzumab as given before a transplant or edited cells, 0.2 mg/kg on each of five days.

    References
    ----------
    Marsh RA, et al. Biol Blood Marrow Transplant 2017;23:635. doi:10.1016/j.bbmt.2017.01.071
    """
    return Product(
        "alemtuzumab", target, "drug", _MARSH, "antibody against CD52", label_dose=Dose(0.2, "mg/kg"), over="4 h",
        antigen="CD52",
    )  # fmt: skip


def ucart19(target: str = "car.infused") -> Product:
    """Return UCART19 at 1.1e6 cells per kg: a stranger's T cells, receptor and CD52 knocked out; investigational.

    The binder and the 4-1BB domain are those of the reference, so kinetics and killing are too. What was edited is the
    model's own: ``car.tcr_positive`` and ``car.cd52_kept``.

    References
    ----------
    Benjamin R, et al. Lancet 2020;396:1885 (21 patients of CALM and PALL). Qasim 2017,
    doi:10.1126/scitranslmed.aaj2013 (two infants).
    """
    return Product(
        "UCART19", target, "cells", _PALL,
        "allogeneic T cells, CD19 CAR with a 4-1BB domain, TRAC and CD52 knocked out by TALEN",
        label_dose=Dose(1.1e6, "cell/kg"), antigen="CD19",
        studied=(Studied(1.1e6, 2.3e6, "cell/kg", _PALL), Studied(6e6, 2.4e8, "cell", _CALM)),
    )  # fmt: skip


def be_car7(target: str = "car.infused") -> Product:
    """Return BE-CAR7 at 1e6 cells per kg: a stranger's T cells, receptor, CD7 and CD52 base edited; investigational.

    Its receptor against CD7 expands and kills as the reference against CD19 does, for want of rates; less of it has
    kept the T-cell receptor.

    References
    ----------
    Chiesa R, et al. N Engl J Med 2023;389:899. doi:10.1056/NEJMoa2300709 (three children). NEJMoa2505478 (eleven).
    Georgiadis C, et al. Leukemia 2021. doi:10.1038/s41375-021-01282-6.
    """
    kept = Assumed("no figure for this lot: ten times what kept the receptor; up to that of UCART19", 0.004, 0.36)
    return Product(
        "BE-CAR7", target, "cells", _BE_CAR7,
        "allogeneic T cells, CD7 CAR, TRBC, CD7 and CD52 silenced by base editing",
        label_dose=Dose(1e6, "cell/kg"), antigen="CD7",
        traits=(
            Trait("car.tcr_positive", 0.004, "1", _GEORGIADIS),
            Trait("car.cd52_kept", 0.04, "1", kept),
        ),
        studied=(Studied(0.2e6, 2.0e6, "cell/kg", _BE_CAR7),),
    )  # fmt: skip


def car_19_22(target: str = "car.infused") -> Product:
    """Return autologous cells with receptors against CD19 and CD22, as AUTO3, at 1e6 per kg; investigational.

    That they kill through CD22 as well is the model's: ``leukemia.through_cd22`` of ``b_all_two_antigens``.

    References
    ----------
    Cordoba S, et al. Nat Med 2021;27:1797. doi:10.1038/s41591-021-01497-1 (AMELIA, 15 children and young adults).
    """
    return Product(
        "CD19/CD22 CAR T cells", target, "cells", _AMELIA,
        "autologous T cells with receptors against CD19 and CD22 in every cell",
        label_dose=Dose(1e6, "cell/kg"), antigen="CD19 and CD22",
    )  # fmt: skip
