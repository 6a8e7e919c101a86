"""Steps that select edited cells: fratricide in the culture, and a depletion of cells with a T-cell receptor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engraft.errors import CompatibilityError, SpecificationError
from engraft.language import Assumed, Chosen, Paper, Parameter
from engraft.manufacturing.batch import Batch, Note
from engraft.manufacturing.bounds import SD, SHARE, SOME, Within
from engraft.manufacturing.edited import Edited
from engraft.manufacturing.editing import TRAC
from engraft.manufacturing.fratricide import Killing, survivors
from engraft.manufacturing.shares import differing, positive, share
from engraft.manufacturing.step import Bench, Step

Floats = NDArray[np.float64]


class Fratricide(Step):
    """Let T cells with receptors against what T cells carry select those that lack it, from receptor to harvest.

    ``Fratricide(sees=("CD7",))`` is a culture of CAR7 cells; ``sees=("TRAC", "CD7")`` of CAR3 and CAR7 cells mixed, in
    equal parts: a cell without TRAC shows neither TCR nor CD3. Done after culture, on its days: who divides alike is
    selected alike, whenever it is counted.

    What this step cannot say: cells that hide their antigen under the receptor (masking), that the killed could have
    been replaced, tiring of the killers, antigen that is taken over from other cells.

    References
    ----------
    Georgiadis C, et al. Leukemia 2021;35:3466-3481. doi:10.1038/s41375-021-01282-6
    Gomes-Silva D, et al. Blood 2017;130:285-296. doi:10.1182/blood-2017-01-761320
    """

    reference = "10.1038/s41375-021-01282-6"
    choices: ClassVar[tuple[str, ...]] = ("lead",)
    within: ClassVar[Mapping[str, Within]] = {
        "lead": Within(-30.0, 30.0, "day"),
        "kills": Within(0.0, 1000.0, "1/day", above=True),
        "antigen_half_life": SOME,
    }

    lead = Parameter(
        2.0,
        "day",
        source=Chosen("the process", "edit first, then the receptor"),
        description="days from editing to the receptor; negative: the receptor first",
    )
    kills = Parameter(
        1.15,
        "1/day",
        source=Paper("10.1098/rspb.2021.0229", "Table 1", "gammaB, targets that one CAR T cell kills per day at most"),
        spread=0.3,
        description="killing by a CAR T cell; spread assumed",
    )
    antigen_half_life = Parameter(
        1.0,
        "day",
        source=Assumed("cells in culture divide once a day and halve what they no longer make", 0.5, 3.0),
        description="days in which half of an antigen is gone after its gene is edited",
    )

    def __init__(self, *, sees: Sequence[str], **overrides: Parameter) -> None:
        """Take the loci of the antigens that the receptors see."""
        super().__init__(**overrides)
        self._sees = tuple(sees)
        if not self._sees or len(set(self._sees)) < len(self._sees):
            raise SpecificationError("receptors that cause fratricide see antigens, each once", got=", ".join(sees))

    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Select by what cells show."""
        law, day = self._law(batch, at)
        receptor = day + at["lead"]
        part = batch.car_positive / len(self._sees)
        half_life = positive(at, "antigen_half_life")
        killing = Killing(positive(at, "kills"), dict.fromkeys(self._sees, part), at["lead"], half_life)
        after, left = survivors(law, killing, batch.days - receptor)
        negative = after.together(self._sees)
        notes = {
            "left": Note(left, "1", "cells left by fratricide, of those without"),
            "antigen_negative": Note(negative, "1", "cells without the antigens that receptors see"),
            "cells": Note(batch.cells * left, "cell", "cells after fratricide"),
        }
        return _selected(batch, after, left).noted(at.step, **notes)

    def _law(self, batch: Batch, at: Bench) -> tuple[Edited, Floats]:
        """Find who carries which edit, and the day of editing; loci that nobody edited are edited in nobody."""
        nothing = np.zeros(len(batch.persons))
        if batch.editing is None:
            return Edited(nothing, dict.fromkeys(self._sees, nothing)), nothing
        law = batch.editing.law
        return law.but({one: nothing for one in self._sees if one not in law.among}), batch.editing.day


class Depletion(Step):
    """Remove cells that still show a T-cell receptor, on beads; other edits come along as they go together.

    What this step cannot say: cells lost to the column beyond ``recovery``, and clumps.
    """

    within: ClassVar[Mapping[str, Within]] = {"removed": SHARE, "recovery": SHARE, "recovery_sd": SD}

    removed = Parameter(
        0.99,
        "1",
        source=Assumed("two logs; a depletion of a graft reaches three to four", 0.9, 0.9999),
        description="share removed of cells with a receptor",
    )
    recovery = Parameter(
        0.8,
        "1",
        source=Assumed("cells that pass a column; donors and runs differ", 0.5, 0.95),
        description="share recovered of cells without one",
    )
    recovery_sd = Parameter(
        0.5,
        "1",
        source=Assumed("runs differ by a tenth of it; not published", 0.1, 1.0),
        description="SD of the logit of that share between runs",
    )

    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Pass everybody's cells over a column."""
        if batch.editing is None or TRAC not in batch.editing.law.among:
            raise CompatibilityError(
                f"step '{at.step}' depletes cells that keep their T-cell receptor, and nobody's was edited",
                do="edit TRAC before",
            )
        kept = differing(at, "recovery")
        after, left = batch.editing.law.selected({TRAC: kept}, {TRAC: kept * (1.0 - share(at, "removed"))})
        notes: Mapping[str, Note] = {
            "tcr_positive": Note(1.0 - after.share(TRAC), "1", "cells with a T-cell receptor after depletion"),
            "left": Note(left, "1", "cells left by the depletion"),
        }
        return _selected(batch, after, left).noted(at.step, **notes)


def _selected(batch: Batch, law: Edited, left: Floats) -> Batch:
    """Give the batch after a selection; receptors are as common among the survivors as before."""
    editing = None if batch.editing is None else replace(batch.editing, law=law)
    edits = {**batch.edits, **(law.shares() if editing is not None else {})}
    return batch.but(cells=batch.cells * left, edits=edits, editing=editing)
