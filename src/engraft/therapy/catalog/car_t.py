"""CAR T cell products."""

from __future__ import annotations

import math

from engraft.language.source import Assumed, Paper
from engraft.therapy.catalog import studied as ranges
from engraft.therapy.dose import Dose
from engraft.therapy.product import Approval, Product
from engraft.therapy.trait import Trait

# Cells of the reference, tisagenlecleucel, were found for 168 days in the median (60 who responded), those with 19-28z
# for 14 days: Guedan 2020, doi:10.1172/JCI133215, introduction, from NCT02435849 and NCT01044069.
_FOUND_REFERENCE, _FOUND_CD28 = 168.0, 14.0  # days
_REFERENCE_LOSS = 0.0032  # per day, Stein 2019, Table 1


def _cd28() -> tuple[Trait, ...]:
    """Say what differs with a CD28 domain in place of 4-1BB: cells are lost sooner and tire sooner.

    Expansion does not differ: of tisagenlecleucel and axicabtagene ciloleucel given in practice it was similar
    (doi:10.1158/1078-0432.CCR-22-0164, abstract). That cells with CD28 answer a lower density of CD19 is published
    without a rate and is left out.
    """
    return (
        Trait(
            "car.memory_loss",
            _REFERENCE_LOSS * _FOUND_REFERENCE / _FOUND_CD28,
            "1/day",
            Assumed(
                "how long cells are found goes as one over the loss of memory cells: 14 days with 19-28z against 168 "
                "with the reference (doi:10.1172/JCI133215, introduction); from the death of memory cells of "
                "axicabtagene ciloleucel (doi:10.3390/cancers13112782) to no slow phase at all",
                0.0104,
                0.16,
            ),
        ),
        Trait(
            "car.tiring_time",
            7.0,
            "day",
            Assumed(
                "cells with CD28 lose function sooner (doi:10.1172/JCI83092, abstract, in mice), how much sooner in "
                "patients is not published: the lower bound of the model's own range",
                7.0,
                14.0,
            ),
        ),
    )


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
        studied=ranges.TISAGENLECLEUCEL,
    )


def axicabtagene_ciloleucel(target: str = "b_lymphoma.car") -> Product:
    """Return axicabtagene ciloleucel at the dose of ZUMA-1, 2e6 CAR-positive viable cells per kg, at most 2e8.

    Its traits matter where it enters the CAR T cells of a leukemia; the models of lymphoma are its own.

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
        traits=_cd28(),
        studied=ranges.AXICABTAGENE,
    )


def brexucabtagene_autoleucel(target: str = "car.infused") -> Product:
    """Return brexucabtagene autoleucel at the dose of ZUMA-3, 1e6 CAR-positive viable cells per kg, at most 1e8.

    The receptor is that of axicabtagene ciloleucel; what enriching T cells before culture changes in patients is not
    published as a rate. In B-cell precursor ALL of adults it was approved on 1 October 2021. That the dose ends at
    1e8 cells, those of 100 kg, is the label's, as recalled.

    References
    ----------
    Shah 2021, Lancet 398:491 (ZUMA-3).
    """
    return Product(
        "brexucabtagene autoleucel",
        target,
        "cells",
        Paper("Shah 2021, Lancet 398:491", "ZUMA-3, phase 2: 1e6 per kg"),
        "autologous T cells, CD19 CAR with a CD28 domain, retroviral, T cells enriched",
        label_dose=Dose(1e6, "cell/kg", cap="1e8 cell"),
        antigen="CD19",
        approval=Approval(
            "2020-07-24",
            "FDA",
            "relapsed or refractory mantle cell lymphoma, adults",
            Paper("openFDA, NDC 71287-219-02", "marketing start date 2020-07-24"),
        ),
        traits=_cd28(),
        studied=ranges.BREXUCABTAGENE,
    )


def car_19_28z(target: str = "car.infused") -> Product:
    """Return the 19-28z cells of Memorial Sloan Kettering at 3e6 per kg, the dose of the first 16 adults with ALL.

    Later adults with 5 % marrow blasts or more had 1e6 per kg; a study says so. An investigational product.

    References
    ----------
    Davila 2014, doi:10.1126/scitranslmed.3008226. Park 2018, doi:10.1056/NEJMoa1709919.
    """
    return Product(
        "19-28z CAR T cells",
        target,
        "cells",
        Paper("10.1126/scitranslmed.3008226", "dose 3e6 per kg, n = 16", "read in a review, PMC12039969, Table 3"),
        "autologous T cells, CD19 CAR (SJ25C1) with a CD28 domain, retroviral",
        label_dose=Dose(3e6, "cell/kg"),
        antigen="CD19",
        traits=_cd28(),
        studied=ranges.CAR_19_28Z,
    )


def lisocabtagene_maraleucel(target: str = "car.infused") -> Product:
    """Return lisocabtagene maraleucel at 1e8 cells, the middle of the label's 90e6 to 110e6 in CLL.

    The receptor has the binder of the reference (FMC63) and a 4-1BB domain, so its traits are kinetics alone, those of
    patients with large B-cell lymphoma; their lag of 3.27 days is not a trait: here cells divide as soon as they meet
    antigen. In CLL it was approved on 14 March 2024.

    References
    ----------
    Ogasawara 2021, doi:10.1007/s40262-021-01039-5.
    """
    return Product(
        "lisocabtagene maraleucel",
        target,
        "cells",
        Paper("AACR, FDA approvals, March 2024", "recommended dose 90e6 to 110e6 CAR-positive viable T cells"),
        "autologous CD4 and CD8 T cells in equal doses, CD19 CAR with a 4-1BB domain, lentiviral",
        label_dose=Dose(1e8, "cell"),
        antigen="CD19",
        approval=Approval(
            "2021-02-05",
            "FDA",
            "relapsed or refractory large B-cell lymphoma after two or more lines, adults",
            Paper("ONS Voice, FDA news", "February 5, 2021", "secondary"),
        ),
        traits=(
            _measured("car.growth", 0.755, "doubling time 0.755 d (0.667 to 0.821), after a lag of 3.27 d to day 9.29"),
            _measured("car.contraction", 5.00, "initial decline, half-life 5.00 d (4.15 to 5.90)"),
            _measured("car.memory_loss", 352.0, "terminal half-life 352 d (241 to 647)"),
        ),
        studied=ranges.LISOCABTAGENE,
    )


def _measured(parameter: str, days: float, what: str) -> Trait:
    """Make a trait per day of a doubling time or half-life of the published kinetic model."""
    paper = Paper(
        "10.1007/s40262-021-01039-5",
        "abstract, population means with 95 % intervals",
        f"{what}; 261 patients with lymphoma",
    )
    return Trait(parameter, math.log(2.0) / days, "1/day", paper)
