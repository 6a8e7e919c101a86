"""Grafts, what is given before them to make room, and after them against graft-versus-host disease."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.catalog.anti_inflammatory import methylprednisolone
from engraft.therapy.catalog.conditioning import cyclophosphamide, fludarabine
from engraft.therapy.catalog.irradiation import fractionated_tbi
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product
from engraft.therapy.regimen import Regimen, give, rule

_BAR = Paper("10.1016/j.bbmt.2013.03.001", "abstract", "donor lymphocytes: up to 1e7, 1e7 to 1e8 and 1e8 CD3+/kg")
_CD34 = Paper("Blood 2009;114:2606", "abstract", "unrelated donors, blood: better above 4.5e6 CD34+/kg")
_BUSULFAN = Paper("BUSULFEX USPI", "dosage", "0.8 mg/kg every six hours for four days, 16 doses, with cyclophosphamide")
_LEE = Paper("Korean J Hematol 42(2)", "abstract", "100 to 140 mg/m2 before a transplant, 11 patients")
_ATG = Paper("10.1038/s41409-019-0505-5", "abstract", "6 mg/kg over four days")
_ATLG = Paper("10.1007/s40262-015-0340-9", "Table 3, Eiermann 1999", "30 mg/kg from day -3 to day -1")
_SHORT = Paper(
    "Blood 1993;81:849", "abstract", "15 mg/m2 on day 1, 10 mg/m2 on days 3, 6, 11; ciclosporin 1.5 mg/kg twice a day"
)
_TACROLIMUS = Paper(
    "kidneydiseaseclinic.net, tacrolimus", "dose", "10 to 50 ug/kg in 24 h into a vein after a liver; here 30"
)
_G_PBMC = Paper(
    "Blood 2005;105:2300", "abstract", "63 blood grafts; T cells counted, the number not in it: 2.5e8/kg is recalled"
)


def cd34_graft(target: str = "graft.infused") -> Product:
    """Return the CD34+ cells of a graft, 5e6/kg; alone they are a graft without T cells.

    References
    ----------
    Pulsipher MA, et al. Blood 2009;114:2606-2616 (932 unrelated donors: survival is better above 4.5e6/kg).
    """
    return Product(
        "cd34_graft", target, "cells", _CD34, "CD34+ cells of a donor", label_dose=Dose(5e6, "cell/kg"), over="60 min"
    )


def graft_t_cells(target: str = "donor_t.infused") -> Product:
    """Return the T cells that come with a graft of mobilised blood, 2.5e8/kg; marrow brings a tenth."""
    return Product(
        "graft_t_cells",
        target,
        "cells",
        _G_PBMC,
        "T cells of a graft",
        label_dose=Dose(2.5e8, "cell/kg"),
        over="60 min",
    )


def donor_lymphocytes(target: str = "donor_t.infused") -> Product:
    """Return donor lymphocytes after a transplant, 1e7 CD3+/kg, the bound below which GvHD was rare.

    References
    ----------
    Bar M, et al. Biol Blood Marrow Transplant 2013;19:949-957. doi:10.1016/j.bbmt.2013.03.001 (GvHD in 21, 45, 55 %).
    """
    return Product(
        "donor_lymphocytes", target, "cells", _BAR, "lymphocytes of the donor, for graft-versus-leukemia",
        label_dose=Dose(1e7, "cell/kg"), over="30 min", after=("cd34_graft",),
    )  # fmt: skip


def busulfan(target: str = "busulfan.amount") -> Product:
    """Return busulfan into a vein at the dose of its US label, 0.8 mg/kg over two hours, 16 times.

    References
    ----------
    BUSULFEX, US prescribing information: with cyclophosphamide before allogeneic transplant for CML.
    """
    return Product("busulfan", target, "drug", _BUSULFAN, "alkylating agent", label_dose=Dose(0.8, "mg/kg"), over="2 h")


def melphalan(target: str = "melphalan.amount") -> Product:
    """Return melphalan, 140 mg/m^2 once, the usual dose before a transplant."""
    return Product(
        "melphalan", target, "drug", _LEE, "alkylating agent", label_dose=Dose(140.0, "mg/m^2"), over="30 min"
    )


def antithymocyte_globulin(target: str = "atg.thymoglobulin") -> Product:
    """Return rabbit antithymocyte globulin, 1.5 mg/kg on each of four days.

    References
    ----------
    Bone Marrow Transplant 2019, doi:10.1038/s41409-019-0505-5 (6 mg/kg over four days).
    """
    return Product(
        "antithymocyte_globulin", target, "drug", _ATG, "antibodies of rabbits against thymocytes",
        label_dose=Dose(1.5, "mg/kg"), over="6 h",
    )  # fmt: skip


def anti_t_lymphocyte_globulin(target: str = "atg.atlg") -> Product:
    """Return rabbit anti-T-lymphocyte globulin (ATG-Fresenius), 10 mg/kg on three days; later trials gave 20."""
    return Product(
        "anti_t_lymphocyte_globulin", target, "drug", _ATLG, "antibodies of rabbits against a T-cell line",
        label_dose=Dose(10.0, "mg/kg"), over="6 h",
    )  # fmt: skip


def ciclosporin(target: str = "ciclosporin.amount") -> Product:
    """Return ciclosporin that reaches the blood, 3 mg/kg a day; in a study of months a stream, ``3 mg/kg/day``."""
    return Product(
        "ciclosporin", target, "drug", _SHORT, "calcineurin inhibitor", label_dose=Dose(3.0, "mg/kg"), over="24 h"
    )


def tacrolimus(target: str = "tacrolimus.amount") -> Product:
    """Return tacrolimus that reaches the blood, 0.03 mg/kg a day; in a study of months a stream."""
    return Product(
        "tacrolimus", target, "drug", _TACROLIMUS, "calcineurin inhibitor", label_dose=Dose(0.03, "mg/kg"), over="24 h"
    )


def methotrexate_short(target: str = "methotrexate.amount") -> Product:
    """Return methotrexate against graft-versus-host disease, 10 mg/m^2; on day 1 it is 15 mg/m^2."""
    return Product(
        "methotrexate_short", target, "drug", _SHORT, "antifolate in small doses: dividing T cells die",
        label_dose=Dose(10.0, "mg/m^2"), over="15 min",
    )  # fmt: skip


def peripheral_blood_graft(day: float = 0.0) -> Regimen:
    """Give a graft of mobilised blood: 5e6 CD34+ and 2.5e8 T cells per kg."""
    return give(cd34_graft(), days=(day,)) + give(graft_t_cells(), days=(day,))


def bone_marrow_graft(day: float = 0.0) -> Regimen:
    """Give a graft of marrow: half the CD34+ cells of blood and a tenth of its T cells."""
    return give(cd34_graft(), "2.5e6 cell/kg", days=(day,)) + give(graft_t_cells(), "2.5e7 cell/kg", days=(day,))


def myeloablative_tbi_cy(day: float = -7.0) -> Regimen:
    """Condition with six fractions of 2 Gy over three days, then cyclophosphamide 60 mg/kg on two.

    References
    ----------
    Blood 2013;122:3863 (cyclophosphamide 120 mg/kg with six fractions of 2 Gy, in the introduction).
    """
    return fractionated_tbi(day) + give(cyclophosphamide(), "60 mg/kg", days=(day + 3.0, day + 4.0))


def flu_bu(day: float = -7.0) -> Regimen:
    """Condition with fludarabine 30 mg/m^2 on five days and busulfan 0.8 mg/kg every six hours, 16 times from ``day``.

    Busulfan is that of its label (with cyclophosphamide); the days of fludarabine are the usual ones, not looked up.
    """
    every_six_hours = tuple(day + k / 4.0 for k in range(16))
    return give(fludarabine(), days=tuple(day + k for k in range(5))) + give(busulfan(), days=every_six_hours)


def gvhd_prophylaxis(day: float = 0.0) -> Regimen:
    """Give ciclosporin for 180 days, halved after 100, and the short course of methotrexate; steroids from grade II.

    ``day`` is the day of the graft. Ciclosporin begins the day before it.
    """
    stream = give(ciclosporin(), "3 mg/kg/day", days=(day - 1.0,), over="101 d")
    taper = give(ciclosporin(), "1.5 mg/kg/day", days=(day + 100.0,), over="80 d")
    first = give(methotrexate_short(), "15 mg/m^2", days=(day + 1.0,))
    return (
        stream
        + taper
        + first
        + give(methotrexate_short(), days=(day + 3.0, day + 6.0, day + 11.0))
        + gvhd_steroids(day)
    )


def ptcy_prophylaxis(day: float = 0.0) -> Regimen:
    """Give cyclophosphamide 50 mg/kg on days 3 and 4 after the graft and tacrolimus from day 5 to 90; steroids too.

    Mycophenolate, which goes with it, is not simulated.

    References
    ----------
    NCT03959241 (BMT CTN 1703: tacrolimus, mycophenolate and cyclophosphamide after the graft); doses as in
    NCT05158608 (50 mg/kg on days 3 and 4).
    """
    after = give(cyclophosphamide(), "50 mg/kg", days=(day + 3.0, day + 4.0))
    return after + give(tacrolimus(), "0.03 mg/kg/day", days=(day + 5.0,), over="85 d") + gvhd_steroids(day)


def gvhd_steroids(day: float = 0.0) -> Regimen:
    """Treat acute GvHD with methylprednisolone 2 mg/kg a day while it is of grade II or more, for four weeks at most.

    ``day`` is the first day on which it is looked for.

    References
    ----------
    Van Lint MT, et al. Blood 1998;92:2288-2293 (2 mg/kg a day; 68 % respond).
    """
    return rule(
        give(methylprednisolone(), "2 mg/kg"),
        name="gvhd_steroids",
        when=f"magic.grade >= 2 and time >= {day:g} [day]",
        every_at_least="1 d",
        at_most=28,
    )
