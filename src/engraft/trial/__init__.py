"""Studies: who gets what, for how long, and what is asked."""

from __future__ import annotations

from engraft.trial.adam import adam_tables, write_adam
from engraft.trial.design import Arm, Design, design
from engraft.trial.observed import Overlay, overlay
from engraft.trial.reading import apply_overrides, find_document, parse_document, read_document, shipped
from engraft.trial.result import ArmSummary, StudyResult, StudySummary
from engraft.trial.run import run_study
from engraft.trial.sizing import Asked, SingleArm, arm_called, is_timed, size, size_proportion, size_time
from engraft.trial.study import Study, StudyFile, check_study, json_schema, load_study
from engraft.trial.sweep import SweepResult, sweep_study
from engraft.trial.templates import TEMPLATES

__all__ = [
    "TEMPLATES",
    "Arm",
    "ArmSummary",
    "Asked",
    "Design",
    "Overlay",
    "SingleArm",
    "Study",
    "StudyFile",
    "StudyResult",
    "StudySummary",
    "SweepResult",
    "adam_tables",
    "apply_overrides",
    "arm_called",
    "check_study",
    "design",
    "find_document",
    "is_timed",
    "json_schema",
    "load_study",
    "overlay",
    "parse_document",
    "read_document",
    "run_study",
    "shipped",
    "size",
    "size_proportion",
    "size_time",
    "sweep_study",
    "write_adam",
]
