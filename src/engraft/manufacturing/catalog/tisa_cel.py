"""Tisagenlecleucel: from the vein of a child with B-ALL to a released bag."""

from __future__ import annotations

from engraft.language import Paper, Parameter
from engraft.manufacturing.apheresis import Collection
from engraft.manufacturing.cryopreservation import Cryopreservation
from engraft.manufacturing.culture import Culture
from engraft.manufacturing.formulation import Formulation
from engraft.manufacturing.harvest import Harvest
from engraft.manufacturing.process import Process
from engraft.manufacturing.release import ReleaseTisaCel
from engraft.manufacturing.vector import Transduction

_FROZEN = Parameter(
    1.0,
    "1",
    source=Paper("ASH 2021, tisagenlecleucel, US manufacturing site", "abstract, methods", "starts from frozen cells"),
    description="1: the collected cells were frozen and thawed",
)


def tisa_cel() -> Process:
    """Return how tisagenlecleucel is made, as far as it is published.

    Collected cells come frozen. Lots are tested before they are frozen again: what that thaw kills, the certificate
    does not say. Inputs are which share of cells becomes CAR-positive, how many lots fail for what no specification
    names, and by how much lots differ in viability.

    What this process cannot say: the medium and feeding of the manufacturer, which are not published; who is lost
    while waiting; what a child's leukemia does in the weeks of a new run.

    References
    ----------
    Tyagarajan 2020, PMC6970133: frozen material, enrichment, lentiviral vector, beads, expansion, freezing, shipping.
    """
    return Process(
        "tisa_cel",
        "tisagenlecleucel: collected, transduced, grown for nine days, tested, frozen and shipped",
        {
            "collection": Collection(),
            "vector": Transduction(),
            "culture": Culture(frozen=_FROZEN),
            "harvest": Harvest(),
            "release": ReleaseTisaCel(),
            "fill": Formulation(),
            "freezing": Cryopreservation(),
        },
        Paper("PMC6970133", "abstract and introduction", "Tyagarajan 2020"),
        antigen="CD19",
    )
