"""A CAR T cell product with a lentiviral vector, made where the patient is and given fresh."""

from __future__ import annotations

from engraft.language import Paper
from engraft.manufacturing.apheresis import Collection
from engraft.manufacturing.culture import Culture
from engraft.manufacturing.formulation import Formulation
from engraft.manufacturing.harvest import Harvest
from engraft.manufacturing.process import Process
from engraft.manufacturing.release import ReleaseCd20
from engraft.manufacturing.vector import Transduction


def lentiviral_car_t() -> Process:
    """Return the process that questions about vector and culture ask: six steps, nothing is frozen.

    Collected, met with vector, enriched and grown for nine days, washed, held against the list of an academic product
    (viability, CAR-positive share, copies per transduced cell), and filled by weight. Who makes it decides the days of
    culture, the multiplicity and what happens with a lot that is out of specification.

    What this process cannot say: freezing and shipping (see tisa_cel), and that cells are woken before they meet
    vector: here vector comes first, and its day counts among the days of culture.

    References
    ----------
    Zhu F, et al. Cytotherapy 2018;20:394-406, PMID 29287970 (closed system, lentiviral, 13 days, n = 7).
    """
    return Process(
        "lentiviral_car_t",
        "CAR T cells with a lentiviral vector: collected, transduced, grown for nine days, tested, given fresh",
        {
            "collection": Collection(),
            "vector": Transduction(),
            "culture": Culture(),
            "harvest": Harvest(),
            "release": ReleaseCd20(),
            "fill": Formulation(),
        },
        Paper("PMID 29287970", "abstract", "closed system, lentiviral vector, n = 7"),
    )
