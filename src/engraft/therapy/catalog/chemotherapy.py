"""Cytotoxic drugs of acute leukemia, each with the dose of a protocol or label."""

from __future__ import annotations

from engraft.language.source import Assumed, Source
from engraft.language.source import Paper as _Paper
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product

_GRAALL = Assumed(
    "dose of GRAALL-2003 and -2005 (Huguet 2009, J Clin Oncol 27:911, table of treatment), recalled: the table was not "
    "open to us", 0.0, 1e5,
)  # fmt: skip


def _drug(name: str, target: str, source: Source, about: str, dose: Dose, over: str) -> Product:
    """Make a product that is a drug."""
    return Product(name, target, "drug", source, about, label_dose=dose, over=over)


def cytarabine(target: str = "cytarabine.central") -> Product:
    """Return cytarabine, 2 g/m^2 as in consolidation of GRAALL (every 12 h, four times).

    References
    ----------
    Huguet F, et al. J Clin Oncol 2009;27:911-918 (recalled).
    """
    return _drug("cytarabine", target, _GRAALL, "antimetabolite", Dose(2000.0, "mg/m^2"), "3 h")


def daunorubicin(target: str = "daunorubicin.central") -> Product:
    """Return daunorubicin, 45 mg/m^2, the dose of its US label in adults with ALL.

    References
    ----------
    US label of daunorubicin (read in drug references: 45 mg/m^2 on days 1 to 3 with vincristine and prednisone).
    """
    label = _Paper("US label of daunorubicin", "dosage, ALL in adults", "45 mg/m2 on days 1 to 3")
    return _drug("daunorubicin", target, label, "anthracycline", Dose(45.0, "mg/m^2"), "30 min")


def idarubicin(target: str = "idarubicin.central") -> Product:
    """Return idarubicin, 12 mg/m^2, the dose of its label.

    References
    ----------
    US label of idarubicin as in reference.medscape.com/drug/idarubicin-342123 (12 mg/m^2 daily for three days).
    """
    label = _Paper("US label of idarubicin", "dosage", "12 mg/m2 daily for 3 days, over 10 to 15 min")
    return _drug("idarubicin", target, label, "anthracycline", Dose(12.0, "mg/m^2"), "15 min")


def etoposide(target: str = "etoposide.central") -> Product:
    """Return etoposide, 75 mg/m^2 as in consolidation of GRAALL.

    References
    ----------
    Huguet F, et al. J Clin Oncol 2009;27:911-918 (recalled).
    """
    return _drug("etoposide", target, _GRAALL, "inhibitor of topoisomerase II", Dose(75.0, "mg/m^2"), "60 min")


def clofarabine(target: str = "clofarabine.central") -> Product:
    """Return clofarabine, 52 mg/m^2 over two hours, five days in a row, as labelled for relapsed ALL of the young.

    References
    ----------
    Clolar US label, dosage (read in drug references that quote it).
    """
    label = _Paper("Clolar US label", "dosage", "52 mg/m2 over 2 h daily for 5 days, from 1 to 21 years")
    return _drug("clofarabine", target, label, "purine analogue", Dose(52.0, "mg/m^2"), "2 h")


def methotrexate(target: str = "methotrexate.central") -> Product:
    """Return methotrexate, 25 mg/m^2 once a week as in maintenance of GRAALL; consolidation gives 3 g/m^2 in 24 h.

    References
    ----------
    Huguet F, et al. J Clin Oncol 2009;27:911-918 (recalled).
    """
    return _drug("methotrexate", target, _GRAALL, "antifolate", Dose(25.0, "mg/m^2"), "0 h")


def prednisone(target: str = "prednisolone.central") -> Product:
    """Return prednisone, 60 mg/m^2 a day as in induction of ALL; the body makes prednisolone of it.

    References
    ----------
    Petersen KB, et al. Cancer Chemother Pharmacol 2003;51:465. doi:10.1007/s00280-003-0602-3 (60 mg/m^2 a day).
    """
    paper = _Paper("10.1007/s00280-003-0602-3", "abstract", "60 mg/m2 a day in induction; complete absorption")
    return _drug("prednisone", target, paper, "steroid that kills lymphoblasts", Dose(60.0, "mg/m^2"), "0 h")


def asparaginase(target: str = "asparaginase.activity") -> Product:
    """Return asparaginase of E. coli, 6,000 IU/m^2 as in induction of GRAALL.

    References
    ----------
    Huguet F, et al. J Clin Oncol 2009;27:911-918 (recalled); 6,000 to 10,000 IU/m^2 three times a week in references.
    """
    return _drug("asparaginase", target, _GRAALL, "takes asparagine away", Dose(6000.0, "IU/m^2"), "60 min")


def pegaspargase(target: str = "asparaginase.activity") -> Product:
    """Return pegaspargase, 2,500 IU/m^2, every two weeks by its label; the model's half-life must be that of it.

    References
    ----------
    standardofcare.com/asparaginase (2,500 IU/m^2 every two weeks).
    """
    label = _Paper("Oncaspar US label", "dosage", "2,500 IU/m2 no more often than every 14 days")
    about = "takes asparagine away; pegylated, so it stays"
    return _drug("pegaspargase", target, label, about, Dose(2500.0, "IU/m^2"), "60 min")
