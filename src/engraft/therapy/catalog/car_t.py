"""CAR T cell products."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.dose import Dose
from engraft.therapy.product import Approval, Product


def tisagenlecleucel(target: str = "b_all.car") -> Product:
    """Return tisagenlecleucel at the median dose of ELIANA, 3.1e6 CAR-positive viable cells per kg.

    The label allows 0.2e6 to 5e6 per kg up to 50 kg and 1e7 to 2.5e8 cells above; capped here at 2.5e8.

    References
    ----------
    doi:10.1056/NEJMoa1709866
    """
    return Product(
        "tisagenlecleucel",
        target,
        "cells",
        Paper("doi:10.1056/NEJMoa1709866", "Results, patients and treatment: median 3.1e6 per kg"),
        "autologous T cells, CD19 CAR with a 4-1BB domain, lentiviral",
        label_dose=Dose(3.1e6, "cell/kg", cap="2.5e8 cell"),
        antigen="CD19",
        approval=Approval(
            "2017-08-30",
            "FDA",
            "B-cell precursor ALL, refractory or in second or later relapse, up to 25 years",
            Paper("Clin Cancer Res 2019;25:1142", "abstract (FDA approval summary)"),
        ),
    )


def axicabtagene_ciloleucel(target: str = "b_lymphoma.car") -> Product:
    """Return axicabtagene ciloleucel at the dose of ZUMA-1, 2e6 CAR-positive viable cells per kg, at most 2e8.

    References
    ----------
    doi:10.1056/NEJMoa1707447
    """
    return Product(
        "axicabtagene ciloleucel",
        target,
        "cells",
        Paper("doi:10.1056/NEJMoa1707447", "Methods, target dose 2e6 per kg"),
        "autologous T cells, CD19 CAR with a CD28 domain, retroviral",
        label_dose=Dose(2e6, "cell/kg", cap="2e8 cell"),
        antigen="CD19",
        approval=Approval(
            "2017-10-18",
            "FDA",
            "relapsed or refractory large B-cell lymphoma after two or more lines, adults",
            Paper("genetherapynetwork.com, timeline", "axicabtagene ciloleucel, 2017", "secondary, it cites the FDA"),
        ),
    )
