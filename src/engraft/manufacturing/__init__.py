"""How a product comes to be: collection, vector, culture, editing, release; what comes out is a lot for each person."""

from __future__ import annotations

from engraft.manufacturing.batch import Batch, Contents, Note
from engraft.manufacturing.make import Making, lot_of, make
from engraft.manufacturing.process import Process
from engraft.manufacturing.step import Bench, Step

__all__ = ["Batch", "Bench", "Contents", "Making", "Note", "Process", "Step", "lot_of", "make"]
