"""FLAG-Ida: salvage of acute myeloid leukemia."""

from __future__ import annotations

from engraft.therapy.catalog.chemotherapy import cytarabine, idarubicin
from engraft.therapy.catalog.conditioning import fludarabine
from engraft.therapy.regimen import Regimen, give


def flag_ida(day: float = 0.0) -> Regimen:
    """Give fludarabine 30 mg/m^2 and cytarabine 2 g/m^2 on five days, idarubicin 10 mg/m^2 on the first three.

    One course, ``day`` its first day of chemotherapy. The filgrastim of the regimen is not in it: the model of AML has
    no place for it.

    References
    ----------
    Systemic Anti-Cancer Therapy Regimen Library (New Zealand), LEU AML Refractory - FLAG-Ida10 (doses, days, hours).
    """
    five, three = tuple(day + k for k in range(5)), tuple(day + k for k in range(3))
    return (
        give(fludarabine("fludarabine.central"), "30 mg/m^2", days=five, over="30 min")
        + give(cytarabine(), "2000 mg/m^2", days=five, over="4 h")
        + give(idarubicin(), "10 mg/m^2", days=three, over="15 min")
    )
