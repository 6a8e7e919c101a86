"""CAR T cells by a lentiviral vector, fresh and without tests: the process of questions before release."""

from __future__ import annotations

from engraft.language import Paper
from engraft.manufacturing.apheresis import Collection
from engraft.manufacturing.culture import Culture
from engraft.manufacturing.formulation import Formulation
from engraft.manufacturing.process import Process
from engraft.manufacturing.vector import Transduction


def lentiviral_car_t() -> Process:
    """Return collection, vector, culture and filling, and nothing after.

    What this process cannot say: whether a lot would be released (``tisa_cel`` tests it), what freezing and shipping
    cost, what a run costs.

    References
    ----------
    Castella M, et al. Mol Ther Methods Clin Dev 2018;12:134-144. doi:10.1016/j.omtm.2018.11.010 (PMC6319086).
    """
    return Process(
        "lentiviral_car_t",
        "CAR T cells by a lentiviral vector: collected, transduced, grown for nine days, given fresh and untested",
        {"collection": Collection(), "vector": Transduction(), "culture": Culture(), "fill": Formulation()},
        Paper("10.1016/j.omtm.2018.11.010", "production of ARI-0001", "the order of the steps"),
    )
