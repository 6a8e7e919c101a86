"""Tables of what is given together and of what covariates do are there where there is something to list."""

from __future__ import annotations

from types import SimpleNamespace

from engraft.report.tables_given import effect_table, together_table
from engraft.trial.together import Together

MISSING = Together(("A",), "one", "other", "not modelled", "they hinder each other", "label, section 7", ())
ADDS = Together(("A",), "one", "third", "adds", "", "", ("leukemia.positive",))


def test_what_is_missing_comes_first_and_is_counted():
    table = together_table(SimpleNamespace(together=(MISSING, ADDS)))
    assert [group.heading for group in table.groups] == [
        "Known, and not in this model",
        "Not looked up: each acts by itself on these states, and on the other at most through them",
    ]
    assert table.caption.startswith("1 known interaction of what is given is not in the model")
    assert table.rows[0] == ("one × other", "they hinder each other", "–", "label, section 7")
    assert table.rows[1] == ("one × third", "–", "Leukemia: positive", "–")


def test_where_nothing_meets_there_is_no_table():
    assert together_table(SimpleNamespace(together=())) is None
    assert effect_table(SimpleNamespace(provenance={})) is None


def test_an_effect_is_a_row():
    effect = {"name": "renal", "parameter": "flu.clearance", "factor": "x ^ 2", "studied": "1 to 2", "read_on": "AUC",
              "source": "label"}  # fmt: skip
    table = effect_table(SimpleNamespace(provenance={"effects": [effect]}))
    assert table.rows == (("renal", "flu.clearance × x ^ 2", "1 to 2", "AUC", "label"),)
    assert table.caption.startswith("1 effect of covariates")
