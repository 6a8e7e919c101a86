"""The meeting room: a system, a regimen and a cohort become trajectories."""

from __future__ import annotations

from engraft.simulate.abreast import in_order
from engraft.simulate.memory import bytes_needed, refuse_beyond_memory
from engraft.simulate.needs import Crossing, Needs, Peak
from engraft.simulate.people import deviates, parameter_values
from engraft.simulate.run import Run, blocks, prepare, simulate, simulate_block
from engraft.simulate.supply import Made, Supply, told, untold
from engraft.simulate.trajectories import Trajectories, concatenate

__all__ = [
    "Crossing",
    "Made",
    "Needs",
    "Peak",
    "Run",
    "Supply",
    "Trajectories",
    "blocks",
    "bytes_needed",
    "concatenate",
    "deviates",
    "in_order",
    "parameter_values",
    "prepare",
    "refuse_beyond_memory",
    "simulate",
    "simulate_block",
    "told",
    "untold",
]
