"""Drugs that close a safety switch or make poison where a suicide gene is."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product
from engraft.therapy.studied import Studied

_IULIUCCI = Paper("J Clin Pharmacol 2001;41:870", "abstract", "0.01 to 1.0 mg/kg in 28 healthy volunteers, over 2 h")
# a study lets any of these carry the switch; what is killed has to be there
_CELLS = (
    "tisagenlecleucel", "axicabtagene_ciloleucel", "brexucabtagene_autoleucel", "lisocabtagene_maraleucel",
    "car_19_28z",
)  # fmt: skip


def rimiducid(target: str = "safety_switch.central") -> Product:
    """Return rimiducid (AP1903), which pairs inducible caspase 9: 0.4 mg/kg over two hours.

    Investigational: no agency approved it.

    References
    ----------
    Iuliucci JD, et al. J Clin Pharmacol 2001;41:870-879 (doses and levels). Di Stasi A, et al. N Engl J Med
    2011;365:1673-1683 (0.4 mg/kg as recalled).
    """
    return Product(
        "rimiducid",
        target,
        "drug",
        Paper("N Engl J Med 2011;365:1673", "Methods", "0.4 mg/kg as recalled, inside of the range studied"),
        "dimeriser of inducible caspase 9 (investigational)",
        label_dose=Dose(0.4, "mg/kg"),
        over="2 h",
        studied=(Studied(0.01, 1.0, "mg/kg", _IULIUCCI),),
        after=_CELLS,
    )


def ganciclovir(target: str = "ganciclovir.central") -> Product:
    """Return ganciclovir 5 mg/kg over an hour, twice a day where cells with viral thymidine kinase are to die.

    References
    ----------
    Ganciclovir US prescribing information, 2 (5 mg/kg every 12 hours, for 14 to 21 days) and 12.3.
    """
    return Product(
        "ganciclovir",
        target,
        "drug",
        Paper("ganciclovir US label", "12.3", "5 mg/kg over an hour"),
        "nucleoside that viral thymidine kinase makes a poison of",
        label_dose=Dose(5.0, "mg/kg"),
        over="1 h",
        after=("thymidine_kinase_vector",),
    )


def thymidine_kinase_vector(target: str = "payload.vector") -> Product:
    """Return a vector that brings thymidine kinase to leukemia: 1e12 particles, of which nobody was given any.

    It lets be asked what such a vector would have to do.

    References
    ----------
    Gene Ther 1997;4:244-251 (thymidine kinase as payload; abstract)
    """
    return Product(
        "thymidine_kinase_vector",
        target,
        "drug",
        Paper("Gene Ther 1997;4:244", "abstract: the gene", "the vector does not exist; its number is to ask with"),
        "vector that brings a suicide gene (does not exist)",
        label_dose=Dose(1e12, "copy"),
    )


def oncolytic_virus(target: str = "oncolytic.virus") -> Product:
    """Return an oncolytic virus, 1e6 particles into a tumor: of no particular virus.

    References
    ----------
    Wodarz D, Komarova N. PLoS ONE 2009;4:e4271. doi:10.1371/journal.pone.0004271 (model only)
    """
    return Product(
        "oncolytic_virus",
        target,
        "drug",
        Paper("10.1371/journal.pone.0004271", "model", "of no particular virus; its number is to see the model with"),
        "virus that spreads through a tumor (no particular one)",
        label_dose=Dose(1e6, "copy"),
    )
