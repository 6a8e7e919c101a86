"""What a study of genes holds itself against says of how many it is, of whom, and whether it was put in."""

from __future__ import annotations

import re

import pytest
import yaml

from engraft.trial import shipped

OF_GENES = (
    "ada-scid-gene-addition", "be-car7", "cd19-cd22", "cd33-deleted-graft", "gene-addition", "gene-editing",
    "gene-vector", "in-vivo-car", "making-tisa-cel", "oblimersen-null", "oncolytic-burst-size", "question-01-apheresis",
    "question-02-multiplicity", "question-03-days-of-culture", "question-04-viability", "question-05-failed-lots",
    "question-06-knock-in", "question-07-triple-knock-out", "question-08-cd7-fratricide", "question-09-edited-graft",
    "question-11-sirna-interval", "question-12-safety-switch", "radioligand-then-car-t", "reinfusion", "rna-silencing",
    "safety-switch", "sickle-cell-gene-addition", "silencing-and-division", "tumor-site-delivery", "ucart19",
)  # fmt: skip
WHOM = re.compile(r"human|patient|child|adult|mice|\bboy\b|no species", re.IGNORECASE)
HOW_MANY = re.compile(r"\bn (=|not)|without n\b|no species")


def entries(study):
    """List the published figures of a study, each with its source and note as one text."""
    rows = yaml.safe_load(shipped()[study])["published"]
    return [(row, f"{row['source']} {row.get('note', '')}") for row in rows]


@pytest.mark.parametrize("study", OF_GENES)
def test_each_says_of_how_many_and_of_whom_or_that_it_was_not_read(study):
    said = entries(study)
    assert said
    assert [row["id"] for row, text in said if "n" not in row and not HOW_MANY.search(text)] == []
    assert [row["id"] for row, text in said if not WHOM.search(text)] == []


@pytest.mark.parametrize("study", sorted(shipped()))
def test_what_was_put_in_is_not_called_scored_or_shown(study):
    rows = yaml.safe_load(shipped()[study]).get("published") or []
    put_in = [row for row in rows if row.get("role") == "input"]
    assert [row["id"] for row in put_in if re.match(r"scored|shown", row.get("note", ""))] == []


@pytest.mark.parametrize(
    ("study", "entry"),
    [("cd33-deleted-graft", "trem-CD33"), ("question-09-edited-graft", "Q9b"), ("gene-editing", "R5-share"),
     ("gene-editing", "R5-translocations"), ("safety-switch", "W1"), ("question-12-safety-switch", "Q12a")],
)  # fmt: skip
def test_a_figure_that_a_study_gives_itself_is_an_input(study, entry):
    (row,) = [row for row, _ in entries(study) if row["id"] == entry]
    assert row["role"] == "input"
