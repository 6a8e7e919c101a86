"""Stem cells for a graft: CD34+ cells collected from the patient, and the bag of corrected and other cells."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import CompatibilityError
from engraft.language import Assumed, Chosen, Paper, Parameter
from engraft.manufacturing.batch import Batch, Contents, Note
from engraft.manufacturing.bounds import SHARE, SOME, Within
from engraft.manufacturing.copies import TRANSDUCED_CELL
from engraft.manufacturing.shares import share
from engraft.manufacturing.step import Bench, Step

Floats = NDArray[np.float64]

TOO_FEW = "fewer CD34+ cells than the least for a graft"
CORRECTED, UNCORRECTED, COPIES = "corrected.infused", "uncorrected.infused", "blood.copies"
_HARVEST = Paper("PMC6897559", "abstract", "marrow of children: median 10.3e6 CD34+/kg (3.7 to 25.9), least 2e6")


def _weight(at: Bench) -> Floats:
    """Give everybody's weight, canonical."""
    weight = at.covariate("weight")
    if weight is None:
        raise CompatibilityError(
            f"step '{at.step}' counts cells by body weight, and the persons have no weight",
            do="add the covariate 'weight' to the population",
        )
    return weight


class StemCellHarvest(Step):
    """Collect CD34+ cells: so many per weight, in one harvest or several.

    cells = harvests x CD34+ cells per weight x weight

    What this step cannot say: mobilisation, what a patient's disease does to the harvest, purity of the selection,
    cells kept back for a rescue.

    References
    ----------
    Harvests of marrow in children, PMC6897559 (median 10.3e6 CD34+/kg, 3.7 to 25.9e6).
    """

    choices: ClassVar[tuple[str, ...]] = ("harvests",)
    reads: ClassVar[tuple[str, ...]] = ("weight",)

    within: ClassVar[Mapping[str, Within]] = {"harvests": Within(1.0, 10.0, whole=True), "cd34": SOME}

    harvests = Parameter(1.0, "1", source=Chosen("the maker", "one harvest"), description="harvests of marrow")
    cd34 = Parameter(
        10.3e6, "cell/kg", source=_HARVEST, spread=math.log(25.9 / 3.7) / 4.0,
        description="CD34+ cells per weight in one harvest; spread: the published range as four SD",
    )  # fmt: skip

    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Collect everybody's cells."""
        weight = _weight(at)
        cells = at["harvests"] * at["cd34"] * weight
        per_weight = cells / weight / units.factor("cell/kg")
        return batch.but(cells=cells).noted(
            at.step,
            cd34=Note(cells, "cell", "CD34+ cells collected"),
            cd34_per_weight=Note(per_weight, "cell/kg", "CD34+ cells collected, per body weight"),
        )


class GraftFill(Step):
    """Fill the bag with all CD34+ cells that are left: corrected ones by the law of copies, and the others.

    corrected = recovered x cells x (1 - P(no copy)),   copies = mean copies of a cell that has any

    What goes in is a share for each branch of the patient's blood formation, and the copies that a corrected cell
    has. A graft below the least number of cells per weight is not released, an outcome.

    What this step cannot say: stem cells that are lost apart from other CD34+ cells (in the patient's model), freezing,
    tests of release besides the number of cells.

    References
    ----------
    Harvests of marrow in children, PMC6897559 (at least 2e6 CD34+/kg).
    """

    reads: ClassVar[tuple[str, ...]] = ("weight",)
    reasons: ClassVar[tuple[str, ...]] = (TOO_FEW,)

    within: ClassVar[Mapping[str, Within]] = {"recovered": SHARE}

    recovered = Parameter(
        0.8, "1", source=Assumed("two to four days of culture and a wash; no share was read", 0.5, 1.0),
        description="CD34+ cells in the bag per CD34+ cell that met vector",
    )  # fmt: skip
    least = Parameter(2e6, "cell/kg", source=_HARVEST, description="least CD34+ cells per weight of a graft")

    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Fill everybody's bag and write down what is in it."""
        if batch.copies is None:
            raise CompatibilityError(
                f"step '{at.step}' fills a bag of corrected cells, and no vector has met them",
                do="put a step of transduction before it",
            )
        weight, cells = _weight(at), batch.cells * share(at, "recovered")
        corrected = np.clip(batch.copies.transduced(), 0.0, 1.0)
        copies = np.where(corrected > 0.0, batch.copies.mean(TRANSDUCED_CELL).value, 1.0)
        held = Contents(
            cells, shares={CORRECTED: corrected, UNCORRECTED: 1.0 - corrected}, overrides={COPIES: copies}
        )  # fmt: skip
        per_weight = cells / weight
        made = batch.but(cells=cells, contents=held).noted(
            at.step,
            cd34_per_weight=Note(per_weight / units.factor("cell/kg"), "cell/kg", "CD34+ cells in the bag, per weight"),
            corrected=Note(corrected, "1", "corrected share of the graft"),
            copies=Note(np.where(corrected > 0.0, copies, np.nan), "1", "copies per corrected cell"),
        )
        return made.refused(per_weight < at["least"], TOO_FEW)
