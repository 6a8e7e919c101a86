"""A small study that tests change one thing of at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engraft.trial import Study, check_study, parse_document

SMALL = """\
engraft: 1
name: small
title: Cells once or again
question: What does a second infusion change?
model: b_all_spine
parameters:
  b_all.growth: {value: 0.03 1/day, source: {doi: 10.1016/j.cnsns.2020.105570, where: eq. 4}}
population:
  law: eliana_baseline
  n: 5
  sets:
    body.weight: {formula: weight, source: {doi: 10.1002/psp4.12388, where: Table 1}}
seed: 7
start: -7 d
follow_up: 120 d
arms:
  - name: once
    label: cells once
    regimen:
      - {template: flu_cy, day: -6}
      - {give: tisagenlecleucel, dose: "3.1e6 cell/kg", day: 0, over: 30 min}
  - name: again
    label: cells again
    regimen:
      - {give: tisagenlecleucel, dose: "car_t_dose [cell/kg]", day: 0}
      - {rule: back, when: "time > 40 [day]", give: tisagenlecleucel, dose: "1e8 cell", at_most: 1}
rounds: [{from: 0, to: 30, every: 12 h}]
visits: [0, 7, 14, 28, 56, 90]
assays:
  - {name: flow, observable: blood.car, unit: cell/uL, lloq: 0.1, sd_log: 0.3, assumed: {why: usual, low: 0.1, high: 1}}
endpoints:
  - remission
  - {name: event_free_survival, months: [3]}
  - {name: neutrophil_recovery, until: 60}
published:
  - {endpoint: remission, arm: once, value: 0.81, lower: 0.71, upper: 0.89, source: Maude 2018}
"""


@pytest.fixture
def text() -> str:
    return SMALL


@pytest.fixture
def small() -> Study:
    return check_study(parse_document(SMALL, "small.yaml"))


@pytest.fixture
def changed() -> Callable[[str, str], Study]:
    """Read the small study with one piece of its text replaced."""

    def read(old: str, new: str) -> Study:
        assert old in SMALL
        return check_study(parse_document(SMALL.replace(old, new, 1), "small.yaml"))

    return read


def _place(old: str, new: str, path: str) -> str:
    """Say where a fault is: the line on which the new text begins, and the field."""
    before = SMALL[: SMALL.index(old)] if new and path else ""
    return f"small.yaml:{before.count(chr(10)) + 1}" + f": {path}" * bool(path)


@pytest.fixture
def place() -> Callable[[str, str, str], str]:
    return _place


@pytest.fixture(scope="module")
def small_module() -> Study:
    return check_study(parse_document(SMALL, "small.yaml"))
