"""What mice are given in the studies they are models of."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product


def anti_pd_l1_mouse(target: str = "ct26.peritoneum") -> Product:
    """Return the antibody against murine PD-L1 of Kosinsky 2018, 10 mg/kg into the peritoneum three times a week.

    For mice, never for people: it lets the combination of that paper be studied.

    References
    ----------
    Kosinsky Y, et al. J Immunother Cancer 2018;6:17. doi:10.1186/s40425-018-0327-9
    """
    return Product(
        "anti-PD-L1 (mouse)",
        target,
        "drug",
        Paper("10.1186/s40425-018-0327-9", "Methods", "clone 10F.9G2, 10 mg/kg 3qw for up to 3 weeks"),
        "antibody against murine PD-L1, for mice",
        label_dose=Dose(10.0, "mg/kg"),
    )
