"""What is printed fits, says no markup of its own, and is proper JSON."""

from __future__ import annotations

import json

import numpy as np

from engraft.cli.page import columns, listing, page, print_object, table


def test_brackets_are_text_and_not_markup(capsys):
    page().print(columns([("[bold]", "0.5e9 [cell/L] :smile:")]))
    assert "[bold]  0.5e9 [cell/L] :smile:" in capsys.readouterr().out


def test_a_table_wraps_and_keeps_every_word(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    page().print(table(("name", "meaning"), [("kill", "killing per pair of CAR T cell and target " * 3)]))
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 60
    assert {"killing", "per", "pair", "target"} <= set(out.split())


def test_a_narrow_terminal_splits_no_words_of_a_wide_table(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    page().print(table(("covariate", "low", "high", "unit", "source"), [("weight", "15.51", "123.2", "kg", "Table 1")]))
    assert {"covariate", "weight", "source", "Table"} <= set(capsys.readouterr().out.split())


def test_a_listing_never_wraps(capsys):
    listing([("a", "x" * 200), ("longer", "y")])
    assert capsys.readouterr().out.splitlines() == [f"a       {'x' * 200}", "longer  y"]


def test_what_does_not_exist_is_null(capsys):
    print_object({"a": float("nan"), "b": np.float64(np.inf), "c": (np.int64(3), np.bool_(True)), "d": {"µ": 1.5}})
    assert json.loads(capsys.readouterr().out) == {"a": None, "b": None, "c": [3, True], "d": {"µ": 1.5}}
