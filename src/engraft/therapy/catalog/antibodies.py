"""Antibodies given alone or in support."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.catalog import studied as ranges
from engraft.therapy.catalog.approvals import BLINATUMOMAB, NIVOLUMAB, RITUXIMAB, RITUXIMAB_SUBCUTANEOUS
from engraft.therapy.dose import Dose
from engraft.therapy.product import Approval, Product
from engraft.therapy.regimen import Regimen, give

_RITUXAN = "section 2, chronic lymphocytic leukemia"
_CYCLE = 28.0
_BLINCYTO = Paper(
    "BLINCYTO US label, set id 38b482a8-960b-4591-9857-5031ecb830aa",
    "Dosage and Administration",
    "read in drug references that quote it",
)


def tocilizumab(target: str = "tocilizumab.central") -> Product:
    """Return tocilizumab as approved for cytokine release: 8 mg/kg, 12 mg/kg below 30 kg, at most 800 mg.

    Up to three more doses may follow, at least eight hours apart.

    References
    ----------
    Le RQ, et al. Oncologist 2018;23:943-947. doi:10.1634/theoncologist.2018-0028 (doses per weight read in its
    abstract; cap, duration and repetition are those of the US label).
    """
    light = Dose(12.0, "mg/kg", cap="800 mg")
    return Product(
        "tocilizumab",
        target,
        "drug",
        Paper("doi:10.1634/theoncologist.2018-0028", "abstract", "the cap of 800 mg is the US label's"),
        "antibody against the IL-6 receptor",
        label_dose=Dose(8.0, "mg/kg", cap="800 mg", lighter=("30 kg", light)),
        over="60 min",
        antigen="IL-6 receptor",
        approval=Approval(
            "2017-08-30",
            "FDA",
            "severe or life-threatening CRS after CAR T cells, from 2 years on (approved for arthritis before)",
            Paper("doi:10.1634/theoncologist.2018-0028", "abstract"),
        ),
    )


def pembrolizumab(target: str = "pembrolizumab.central") -> Product:
    """Return pembrolizumab at its fixed adult dose, 200 mg (every three weeks by label).

    References
    ----------
    "Evaluation of dosing strategy for pembrolizumab for oncology indications", doi:10.1186/s40425-017-0242-5 (dose and
    interval read in its abstract; the 30 minutes are the label's).
    """
    return Product(
        "pembrolizumab",
        target,
        "drug",
        Paper("doi:10.1186/s40425-017-0242-5", "abstract", "fixed dose of 200 mg every 3 weeks"),
        "antibody against PD-1",
        label_dose=Dose(200.0, "mg"),
        over="30 min",
        antigen="PD-1",
        approval=Approval(
            "2014-09-04",
            "FDA",
            "unresectable or metastatic melanoma after ipilimumab (accelerated approval)",
            Paper("doi:10.1158/1078-0432.CCR-16-0663", "abstract (FDA approval summary)"),
        ),
    )


def nivolumab(target: str = "nivolumab.central") -> Product:
    """Return nivolumab at its fixed adult dose, 240 mg (every two weeks by label; 480 mg every four is the other).

    References
    ----------
    Opdivo US prescribing information, section 2 (set id f570b9c4-6846-4de2-abfa-4d0a4ae4e394; dose, interval and
    duration read in the maker's summary of it).
    """
    return Product(
        "nivolumab",
        target,
        "drug",
        Paper("Opdivo USPI", "section 2", "240 mg every 2 weeks or 480 mg every 4 weeks, over 30 min"),
        "antibody against PD-1",
        label_dose=Dose(240.0, "mg"),
        over="30 min",
        antigen="PD-1",
        approval=NIVOLUMAB,
        studied=ranges.NIVOLUMAB,
    )


def rituximab(target: str = "rituximab.central") -> Product:
    """Return rituximab into a vein, in the first dose of its label for chronic lymphocytic leukemia, 375 mg/m^2.

    Later cycles take 500 mg/m^2, see ``rituximab_cll``. The label gives a rate
    (50 mg/h at first, 50 mg/h more every half hour up to 400 mg/h), not a duration: that makes 3.5 hours of 700 mg.

    References
    ----------
    Rituxan US prescribing information, section 2 (set id b172773b-3905-4a1c-ad95-bab4b6126563; doses and rates read
    in the maker's summary of it). Doses also in NICE TA174, section 2.1.
    """
    return Product(
        "rituximab",
        target,
        "drug",
        Paper("Rituxan USPI", _RITUXAN, "375 mg/m2 in cycle 1, 500 mg/m2 in cycles 2 to 6"),
        "antibody against CD20",
        label_dose=Dose(375.0, "mg/m^2"),
        over="3.5 h",
        antigen="CD20",
        approval=RITUXIMAB,
    )


def rituximab_subcutaneous(target: str = "rituximab.depot") -> Product:
    """Return rituximab with hyaluronidase under the skin, as in chronic lymphocytic leukemia: 1600 mg in 7 minutes.

    By label from the second cycle on, after a full dose into a vein.

    References
    ----------
    Rituxan Hycela US prescribing information, section 2 (dose read in the maker's summary of it, the 7 minutes and
    the cycles in a drug reference).
    """
    return Product(
        "rituximab under the skin",
        target,
        "drug",
        Paper("Rituxan Hycela USPI", _RITUXAN, "1600 mg in cycles 2 to 6"),
        "antibody against CD20",
        label_dose=Dose(1600.0, "mg"),
        over="7 min",
        antigen="CD20",
        approval=RITUXIMAB_SUBCUTANEOUS,
        after=("rituximab",),
    )


def rituximab_cll(day: float = 0.0) -> Regimen:
    """Give rituximab as labelled with chemotherapy in chronic lymphocytic leukemia: six doses, 28 days apart.

    375 mg/m^2 on ``day``, then 500 mg/m^2 five times. By label the first dose comes on the day before chemotherapy
    starts and each later one on day 1 of its cycle, a day later than here.

    References
    ----------
    Rituxan US prescribing information, section 2.
    """
    later = tuple(day + _CYCLE * cycle for cycle in range(1, 6))
    return give(rituximab(), days=(day,)) + give(rituximab(), "500 mg/m^2", days=later)


def blinatumomab(target: str = "blinatumomab.central") -> Product:
    """Return blinatumomab by continuous infusion, 28 ug a day for 28 days, 15 ug/m^2 a day below 45 kg.

    The first cycle begins with less, see ``blinatumomab_cycle``. The label's cap of 28 ug a day below 45 kg is left
    out: it binds above 1.87 m^2, where nobody of 45 kg is.

    References
    ----------
    BLINCYTO US label (Amgen), set id 38b482a8-960b-4591-9857-5031ecb830aa.
    """
    return Product(
        "blinatumomab",
        target,
        "drug",
        _BLINCYTO,
        "bispecific T-cell engager: ties CD3 of T cells to CD19 of B cells",
        label_dose=Dose(28.0, "ug/day", lighter=("45 kg", Dose(15.0, "ug/m^2/day"))),
        over="28 day",
        antigen="CD19",
        approval=BLINATUMOMAB,
        studied=ranges.BLINATUMOMAB,
    )


def blinatumomab_cycle(day: float = 0.0) -> Regimen:
    """Give the first cycle of blinatumomab in relapsed B-ALL: 9 ug a day for a week, then 28 ug for three.

    ``day`` is the day it begins on. Below 45 kg: 5, then 15 ug/m^2 a day. Two weeks without follow, and later cycles
    are 28 ug a day from their first day on: ``give(blinatumomab(), days=[42])``. Dexamethasone, which the label gives
    before the first dose and before the step, is not in it.

    References
    ----------
    BLINCYTO US label (Amgen), set id 38b482a8-960b-4591-9857-5031ecb830aa
    """
    drug = blinatumomab()
    first = Dose(9.0, "ug/day", lighter=("45 kg", Dose(5.0, "ug/m^2/day")))
    return give(drug, first, days=[day], over="7 day") + give(drug, days=[day + 7.0], over="21 day")
