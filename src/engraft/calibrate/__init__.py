"""Published aggregates become laws of the population, and are held against figures that were not used."""

from __future__ import annotations

from engraft.calibrate.calibrate import Calibration, Chosen, calibrate
from engraft.calibrate.validate import Row, Validation, validate
from engraft.calibrate.words import markdown

__all__ = ["Calibration", "Chosen", "Row", "Validation", "calibrate", "markdown", "validate"]
