"""The drug of a published model of chronic lymphocytic leukemia."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product


def cyclophosphamide_cll(target: str = "cll.chemotherapy") -> Product:
    """Return the drug of Rodrigues 2019, 1080 mg in three hours, there every 21 days.

    The paper's encoding calls it chemotherapy and nothing more; dose (600 mg/m^2 at 1.8 m^2) and half-life (4 hours)
    are those of cyclophosphamide. It has its own product because its state is not the one of conditioning.

    References
    ----------
    Rodrigues 2019, doi:10.1016/j.amc.2018.12.008, as in its SBML encoding, BIOMD0000000879.
    """
    return Product(
        "cyclophosphamide (CLL)",
        target,
        "drug",
        Paper("10.1016/j.amc.2018.12.008", "infusion", "1080 mg in 1/8 day, in its SBML encoding BIOMD0000000879"),
        "alkylating agent, as a published model of CLL has it",
        label_dose=Dose(1080.0, "mg"),
        over="3 h",
    )
