"""Studies: who gets what, for how long, and what is asked."""

from __future__ import annotations

from engraft.trial.design import TEMPLATES, Arm, Design, design
from engraft.trial.reading import apply_overrides, find_document, parse_document, read_document, shipped
from engraft.trial.result import ArmSummary, StudyResult, StudySummary
from engraft.trial.run import run_study
from engraft.trial.study import Study, StudyFile, check_study, json_schema, load_study

__all__ = [
    "TEMPLATES",
    "Arm",
    "ArmSummary",
    "Design",
    "Study",
    "StudyFile",
    "StudyResult",
    "StudySummary",
    "apply_overrides",
    "check_study",
    "design",
    "find_document",
    "json_schema",
    "load_study",
    "parse_document",
    "read_document",
    "run_study",
    "shipped",
]
