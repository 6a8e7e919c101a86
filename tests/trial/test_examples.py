"""Trials that nobody prepared for, in YAML alone: they fit together, run, and no code knows of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engraft.trial import Study, design, load_study, run_study

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.yaml"))


def loaded(path: Path, *settings: str) -> Study:
    return load_study(path, overrides=list(settings))


def test_there_are_three() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_fits_together_and_writes_its_population_out(path: Path) -> None:
    study = loaded(path)
    assert design(study).arms
    assert study.file.population.covariates


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_code_and_no_shipped_study_mentions_it(path: Path) -> None:
    source = ROOT / "src" / "engraft"
    files = [file for kind in ("*.py", "*.yaml") for file in source.rglob(kind)]
    assert files
    assert not [file for file in files if path.stem in file.read_text(encoding="utf-8")]


@pytest.mark.slow
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs_from_start_to_verdict(path: Path) -> None:
    result = run_study(loaded(path, "population.n=8"))
    assert not any(summary.failed for summary in result.summaries)
    assert len(result.published) == len(loaded(path).file.published)
