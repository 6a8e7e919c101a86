"""Edited genes of a batch between the step that edits them and those that read or select them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engraft.manufacturing.edited import Edited
from engraft.manufacturing.repair import RepairCourse

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Gene:
    """One locus of everybody's cells: the share of reached cells that end edited, and the course of cut and repair."""

    editable: Floats
    course: RepairCourse


@dataclass(frozen=True, eq=False)
class Editings:
    """What an editing step leaves to the steps after it: which cells carry what, since when, and what was lost.

    Shapes
    ------
    ``day``, ``lost``, ``falls`` are (persons,): day of culture on which it was done; share of cells without
    chromosome 14 four days later; rate at which the odds of that share fall.
    """

    law: Edited
    day: Floats
    genes: Mapping[str, Gene]
    lost: Floats
    falls: Floats
    inserted: str = ""
