"""What docs/observed-and-design.md says is what the code does."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from engraft.cli.design import design as design_command
from engraft.cli.run import run as run_command
from engraft.records import KINETICS, SURVIVAL, read_observed
from engraft.records.observed import KINETICS_OPTIONAL
from engraft.trial import adam_tables, design, load_study, overlay, run_study


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "observed-and-design.md").read_text(encoding="utf-8")


def test_the_files_shown_fit_the_study_they_are_laid_over(page: str, tmp_path: Path) -> None:
    plan = design(load_study("eliana-spine"))
    kinds = []
    for text in re.findall(r"```csv\n(.*?)```", page, re.DOTALL):
        (tmp_path / "shown.csv").write_text(text, encoding="utf-8")
        kinds.append(overlay(plan, read_observed(tmp_path / "shown.csv")))
    assert [laid.kind for laid in kinds] == ["kinetics", "survival"]
    assert kinds[0].table["below"].tolist() == [False, False, True, True]


def test_every_column_of_a_file_is_explained(page: str) -> None:
    for name in (*KINETICS, *KINETICS_OPTIONAL, *SURVIVAL):
        assert re.search(rf"`[^`]*\b{name}\b[^`]*`", page), name


def test_every_option_shown_is_one(page: str, root: Path) -> None:
    known = {"--set", "--json", "--out", "--quiet"}
    for command in (run_command, design_command):
        known |= {f"--{name.replace('_', '-')}" for name in inspect.signature(command).parameters}
    commands = (root / "docs" / "commands.md").read_text(encoding="utf-8")
    for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", page):
        assert option in known, option
        assert f"`{option}" in commands, option


def test_every_table_and_column_named_is_there(page: str, small) -> None:
    tables = adam_tables(run_study(small, patients=2))
    columns = {str(column) for name in ("adsl", "adtte", "adrs") for column in tables[name].columns}
    codes = {*tables["adtte"]["PARAMCD"], *tables["adrs"]["PARAMCD"]}
    absent = {"STARTDT", "ADT"}  # the page says that they are not there
    other = {"EFSU", "RFSU"}  # of studies with further therapy
    for word in re.findall(r"`([A-Z0-9]{3,8})`", page.split("## Outcomes as")[1]):
        assert word in columns | codes | absent | other, word
    assert not absent & columns
