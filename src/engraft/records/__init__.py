"""What was measured in real people: types, validation, censoring."""

from __future__ import annotations

from engraft.records.faults import Fault, RecordsError, RecordsMisfit, misfit
from engraft.records.observed import KINETICS, SURVIVAL, Kind, Observed
from engraft.records.reading import read_observed

__all__ = [
    "KINETICS",
    "SURVIVAL",
    "Fault",
    "Kind",
    "Observed",
    "RecordsError",
    "RecordsMisfit",
    "misfit",
    "read_observed",
]
