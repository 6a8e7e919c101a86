"""What is given to adults with B-ALL that has come back: FLAG, clofarabine, inotuzumab ozogamicin."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.catalog.approvals import INOTUZUMAB
from engraft.therapy.catalog.blood_products import filgrastim
from engraft.therapy.catalog.chemotherapy import clofarabine, cytarabine
from engraft.therapy.catalog.conditioning import fludarabine
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product
from engraft.therapy.regimen import Regimen, give

_BESPONSA = Paper("BESPONSA US label, set id cc7014b1-c775-411d-b374-8113248b4077", "section 2.2")
_LATER = 4.0 / 24.0  # days: cytarabine follows four hours after fludarabine


def inotuzumab_ozogamicin(target: str = "inotuzumab.central") -> Product:
    """Return inotuzumab ozogamicin, 0.8 mg/m^2 on day 1 of a cycle; days 8 and 15 take 0.5, see ``inotuzumab_cycles``.

    References
    ----------
    BESPONSA US label, section 2.2 (doses read in the abstract of the phase 1/2 study, Blood Adv 2017: 0.8 mg/m^2 on
    day 1, 0.5 on days 8 and 15, at most six cycles).
    """
    return Product(
        "inotuzumab ozogamicin",
        target,
        "drug",
        _BESPONSA,
        "antibody against CD22 that carries calicheamicin",
        label_dose=Dose(0.8, "mg/m^2"),
        over="60 min",
        antigen="CD22",
        approval=INOTUZUMAB,
    )


def inotuzumab_cycles(day: float = 0.0, *, cycles: int = 3) -> Regimen:
    """Give inotuzumab ozogamicin every three weeks, 0.8, 0.5 and 0.5 mg/m^2 on days 1, 8 and 15, three times.

    ``day`` is day 1 of the first cycle. By label the first cycle lasts 21 to 28 days, those in remission then get
    0.5 mg/m^2 three times, and there are two to six cycles; here all cycles are alike and of 21 days.

    References
    ----------
    BESPONSA US label, section 2.2.
    """
    drug = inotuzumab_ozogamicin()
    first = tuple(day + 21.0 * cycle for cycle in range(cycles))
    later = tuple(start + more for start in first for more in (7.0, 14.0))
    return give(drug, days=first) + give(drug, "0.5 mg/m^2", days=later)


def flag(day: float = 0.0) -> Regimen:
    """Give FLAG: fludarabine 30 mg/m^2 and cytarabine 2 g/m^2 on five days, filgrastim from the day before.

    ``day`` is the first day of chemotherapy. Filgrastim, 5 ug/kg, is given for 21 days here, where it is given until
    neutrophils have recovered (16 days in the median).

    References
    ----------
    Fludarabine, cytarabine and G-CSF in ALL with myeloid antigens (thirteen adults; abstract,
    scilit.com/publications/ffa56e9458305ac584c2ebf16d2045df).
    """
    five = tuple(day + k for k in range(5))
    colony = give(filgrastim(), days=tuple(day - 1.0 + k for k in range(22)))
    return give(fludarabine(), days=five) + give(cytarabine(), days=tuple(one + _LATER for one in five)) + colony


def clofarabine_course(day: float = 0.0) -> Regimen:
    """Give clofarabine on five days in a row, 52 mg/m^2, as labelled for relapsed ALL up to 21 years.

    References
    ----------
    Clolar US label, dosage.
    """
    return give(clofarabine(), days=tuple(day + k for k in range(5)))
