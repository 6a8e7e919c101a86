"""A study small enough to be run by a command in a second."""

from __future__ import annotations

from pathlib import Path

import pytest

STUDY = """\
engraft: 1
name: brief
title: Axi-cel, briefly
question: Does the tumor die out within a month?
model: kimmel2021
parameters:
  b_lymphoma.car_initial:
    value: 0 cell
    source: {doi: 10.1098/rspb.2021.0229, where: Table 1}
population: {law: alike, n: 4}
seed: 3
start: 0 d
follow_up: 40 d
arms:
  - name: once
    label: Cells once
    regimen:
      - {give: axicabtagene_ciloleucel, dose: 1.8e8 cell, day: 0}
  - name: twice
    label: Cells again on day 20
    regimen:
      - {give: axicabtagene_ciloleucel, dose: 1.8e8 cell, days: [0, 20]}
visits: {every: 10 d}
endpoints:
  - {name: extinction, clone: b_lymphoma.tumor, months: [1]}
  - {name: cellular_kinetics, cells: b_lymphoma.car_blood}
"""


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def brief(here) -> str:
    """Leave the study file in the folder and name it."""
    (here / "brief.yaml").write_text(STUDY, encoding="utf-8")
    return "brief.yaml"
