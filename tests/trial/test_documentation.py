"""What docs/study-file.md says is what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from engraft.outcomes import names, options
from engraft.trial import apply_overrides, check_study, design, load_study, parse_document
from engraft.trial.study import StudyFile


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "study-file.md").read_text(encoding="utf-8")


def test_the_example_fits_together(page: str) -> None:
    example, _ = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    document = parse_document(example, "docs/study-file.md")
    assert len(design(check_study(document)).endpoints) == 5
    assert set(document.data) == set(StudyFile.names()) - {"rtol", "lots"}  # lots have an example of their own


def test_the_population_of_ones_own_fits_the_small_study(page: str) -> None:
    _, example = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    whole = load_study("eliana-spine").document
    written = parse_document(f"engraft: 1\n{example}", "docs/study-file.md").data["population"]
    arm = {"name": "none", "label": "no treatment", "regimen": []}
    settings = [f"population={json.dumps(written)}", f"arms={json.dumps([arm])}", "published=[]"]
    study = check_study(apply_overrides(whole, settings))
    assert set(design(study).population.units) == {"weight", "age", "female", "body_surface"}


def test_every_field_and_endpoint_is_explained(page: str) -> None:
    for word in (*StudyFile.names(), *names()):
        assert f"`{word}`" in page or f"`{word}." in page


def test_every_option_is_explained(page: str) -> None:
    for name in names():
        for option in set(options(name)) - {"label", "guideline"}:
            assert f"`{option}`" in page, f"{option} of {name}"


def test_the_settings_work() -> None:
    settings = ["population.n=50", "arms.0.label=Standard", "follow_up=18 month"]
    assert check_study(apply_overrides(load_study("eliana-spine").document, settings)).file.population.n == 50
