"""A path of a study file is said in words."""

from __future__ import annotations

import pytest

from engraft.trial import Study, design
from engraft.trial.axis_words import said_of


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (("arms", 0, "regimen", 1, "dose"), "Dose of tisagenlecleucel, cells once"),
        (("arms", 0, "regimen", 0, "day"), "Day of flu_cy, cells once"),
        (("arms", 1, "regimen", 1, "every_at_least"),
         "Least distance between doses of tisagenlecleucel by the rule back, cells again"),
        (("arms", 0, "regimen", 1, "traits"), "Traits of tisagenlecleucel, cells once"),
        (("arms", 0, "regimen", 1), "tisagenlecleucel, cells once"),
        (("parameters", "b_all.kill"), "Killing per pair of CAR T cell and target, b_all.kill"),
        (("population", "sets", "body.weight", "formula"), "Body weight, body.weight"),
        (("endpoints", 1, "months"), "Months of Event-free survival"),
        (("follow_up",), "Follow-up"),
        (("visits", "every"), "Visits"),
        (("assays", 0, "lloq"), "assays.0.lloq"),
        (("arms", 0), "arms.0"),
    ],
)  # fmt: skip
def test_a_place_of_a_study_file_is_said_in_words(small: Study, where: tuple[str | int, ...], said: str) -> None:
    assert said_of(design(small), where) == said
