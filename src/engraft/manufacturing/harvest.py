"""Harvest: cells are washed, freed of beads and concentrated; lots come out of it more or less alive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engraft.language import Assumed, Parameter
from engraft.manufacturing.batch import Batch, Note
from engraft.manufacturing.bounds import SD, Within
from engraft.manufacturing.step import Bench, Step

Floats = NDArray[np.float64]


class Harvest(Step):
    """Wash and concentrate: viability differs between lots by more than culture says.

    logit(viability after) = logit(viability before) - stress + lots x z,  z standard normal

    Viable cells go with viability: the total stays, more or fewer of it are alive. How much lots differ is fitted in
    closed form to one count, and so is no prediction: 12 of 1138 lots failed for low viability in the UK; with a
    typical viability of 90.75 % and the error of the assay, 1.05 % of lots are then measured below 80 %.

    What this step cannot say: why a lot is less alive (donor, feeding, hours on the bench), cells lost in washing, and
    whether the dead were of one phenotype.

    References
    ----------
    ASH 2023, abstract 495 (UK panel: reasons of 58 failures among 1138 patients).
    """

    within: ClassVar[Mapping[str, Within]] = {"lots": SD, "stress": Within(-20.0, 20.0)}

    lots = Parameter(
        0.345,
        "1",
        source=Assumed(
            "12 of 1138 lots of low viability (ASH 2023, abstract 495): Phi((ln 4 - logit 0.9075)/SD) = 12/1138, SD "
            "that of lots and of the assay (0.18) together; three batches of one product differ by 0.05 "
            "(10.1016/j.omtm.2018.11.010), of another by 0.47 (10.1158/1535-7163.MCT-20-0476)",
            0.05,
            0.6,
        ),
        description="SD of the logit of viability between lots",
    )
    stress = Parameter(
        0.0,
        "1",
        source=Assumed("nothing beyond what culture says, unless a study asks what a hard harvest does", 0.0, 3.0),
        description="fall of the logit of viability in everybody's harvest",
    )

    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Harvest everybody's cells."""
        odds = np.exp(at["lots"] * at.normal("lot") - at["stress"])
        alive = batch.viability * odds / (batch.viability * odds + (1.0 - batch.viability))
        kept = np.divide(alive, batch.viability, out=np.ones_like(alive), where=batch.viability > 0.0)
        made = batch.but(viability=alive, cells=batch.cells * kept)
        return made.noted(at.step, viability=Note(100.0 * alive, "percent", "true viability after washing"))
