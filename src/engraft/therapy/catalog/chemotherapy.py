"""Cytotoxic drugs of acute leukemia, each with the dose of a protocol or label."""

from __future__ import annotations

from engraft.language.source import Paper, Source
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product

_GMALL = Paper("ashpublications.net/view-large/2451742", "Table 1", "GMALL 06/99 and 07/03: 2 g/m2 over 3 h, twice")
_BFM = Paper("docsbay.net: five consecutive ALL-BFM trials", "S. Table 1", "ALL-BFM 81: 20 mg/m2 by mouth once a week")
_THREE_TIMES = Paper("standardofcare.com/asparaginase", "text", "6,000 to 10,000 IU/m2 three times a week, E. coli")
_ETOPOSIDE = Paper("www.mims.com/myanmar/drug/info/etoposid", "dosage", "50 to 100 mg/m2 a day on days 1 to 5")


def _drug(name: str, target: str, source: Source, about: str, dose: Dose, over: str) -> Product:
    """Make a product that is a drug."""
    return Product(name, target, "drug", source, about, label_dose=dose, over=over)


def cytarabine(target: str = "cytarabine.central") -> Product:
    """Return cytarabine, 2 g/m^2 over three hours as in consolidation of adult ALL.

    References
    ----------
    Chemotherapy of the GMALL protocols 06/99 and 07/03, Table 1 (ashpublications.net/view-large/2451742).
    """
    return _drug("cytarabine", target, _GMALL, "antimetabolite", Dose(2000.0, "mg/m^2"), "3 h")


def daunorubicin(target: str = "daunorubicin.central") -> Product:
    """Return daunorubicin, 45 mg/m^2, the dose of its US label in adults with ALL.

    References
    ----------
    US label of daunorubicin (read in drug references: 45 mg/m^2 on days 1 to 3 with vincristine and prednisone).
    """
    label = Paper("US label of daunorubicin", "dosage, ALL in adults", "45 mg/m2 on days 1 to 3")
    return _drug("daunorubicin", target, label, "anthracycline", Dose(45.0, "mg/m^2"), "30 min")


def idarubicin(target: str = "idarubicin.central") -> Product:
    """Return idarubicin, 12 mg/m^2, the dose of its label.

    References
    ----------
    US label of idarubicin as in reference.medscape.com/drug/idarubicin-342123 (12 mg/m^2 daily for three days).
    """
    label = Paper("US label of idarubicin", "dosage", "12 mg/m2 daily for 3 days, over 10 to 15 min")
    return _drug("idarubicin", target, label, "anthracycline", Dose(12.0, "mg/m^2"), "15 min")


def etoposide(target: str = "etoposide.central") -> Product:
    """Return etoposide, 100 mg/m^2, the upper end of what its label gives in a day.

    References
    ----------
    Label of etoposide as in MIMS (50 to 100 mg/m^2 a day on days 1 to 5).
    """
    return _drug("etoposide", target, _ETOPOSIDE, "inhibitor of topoisomerase II", Dose(100.0, "mg/m^2"), "60 min")


def clofarabine(target: str = "clofarabine.central") -> Product:
    """Return clofarabine, 52 mg/m^2 over two hours, five days in a row, as labelled for relapsed ALL of the young.

    References
    ----------
    Clolar US label, dosage (read in drug references that quote it).
    """
    label = Paper("Clolar US label", "dosage", "52 mg/m2 over 2 h daily for 5 days, from 1 to 21 years")
    return _drug("clofarabine", target, label, "purine analogue", Dose(52.0, "mg/m^2"), "2 h")


def methotrexate(target: str = "methotrexate.central") -> Product:
    """Return methotrexate, 20 mg/m^2 once a week as in maintenance of ALL; consolidation gives grams within a day.

    References
    ----------
    Long-term follow-up in five consecutive ALL-BFM trials, supplementary tables.
    """
    return _drug("methotrexate", target, _BFM, "antifolate", Dose(20.0, "mg/m^2"), "0 h")


def prednisone(target: str = "prednisolone.central") -> Product:
    """Return prednisone, 60 mg/m^2 a day as in induction of ALL; the body makes prednisolone of it.

    References
    ----------
    Petersen KB, et al. Cancer Chemother Pharmacol 2003;51:465. doi:10.1007/s00280-003-0602-3 (60 mg/m^2 a day).
    """
    paper = Paper("10.1007/s00280-003-0602-3", "abstract", "60 mg/m2 a day in induction; complete absorption")
    return _drug("prednisone", target, paper, "steroid that kills lymphoblasts", Dose(60.0, "mg/m^2"), "0 h")


def asparaginase(target: str = "asparaginase.activity") -> Product:
    """Return asparaginase of E. coli, 6,000 IU/m^2, three times a week by protocols.

    References
    ----------
    standardofcare.com/asparaginase (6,000 to 10,000 IU/m^2 three times a week).
    """
    return _drug("asparaginase", target, _THREE_TIMES, "takes asparagine away", Dose(6000.0, "IU/m^2"), "60 min")


def pegaspargase(target: str = "asparaginase.activity") -> Product:
    """Return pegaspargase, 2,500 IU/m^2, every two weeks by its label; the model's half-life must be that of it.

    References
    ----------
    standardofcare.com/asparaginase (2,500 IU/m^2 every two weeks).
    """
    label = Paper("Oncaspar US label", "dosage", "2,500 IU/m2 no more often than every 14 days")
    about = "takes asparagine away; pegylated, so it stays"
    return _drug("pegaspargase", target, label, about, Dose(2500.0, "IU/m^2"), "60 min")
