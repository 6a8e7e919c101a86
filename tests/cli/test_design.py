"""A single-arm trial is sized from the command line; what cannot be asked is refused before anything runs."""

from __future__ import annotations

import json

import pytest
from tests.trial.conftest import SMALL

from engraft.cli.main import main
from engraft.trial import blocks

SHARE = ["--endpoint", "extinction.month_1", "--null", "0.1"]
TIME = ["--endpoint", "extinction", "--historical-median", "3 day"]


def test_a_share_is_sized_in_words(brief, capsys):
    assert main(["design", brief, "--endpoint", "extinction.month_1", "--null", "0.5", "--n", "20"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "exact binomial, one-sided, alpha 0.025" in out
    assert "20 persons" in out
    assert "of 4 virtual patients" in out
    assert "research and planning only" in out


def test_json_is_one_object(brief, capsys):
    assert main(["design", brief, *TIME, "--json", "--power", "0.8", "--arm", "twice"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["test"] == "one-sample log-rank"
    assert told["arm"] == "Cells again on day 20"
    assert told["details"]["null_median"] == 3.0
    assert (told["n"] is None) == (told["power"] is None)
    assert {"n", "power", "error", "truth", "null", "alpha", "patients", "seed"} <= set(told)


def test_a_null_at_a_month_is_the_same_law_as_its_median(brief, capsys):
    told = []
    for null in (["--historical-median", "10 day"], ["--null", "0.25", "--at", "20 day"]):
        assert main(["design", brief, "--endpoint", "extinction", *null, "--n", "10", "--json"]) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert told[0]["details"]["null_median"] == pytest.approx(told[1]["details"]["null_median"])
    assert told[0]["power"] == told[1]["power"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--endpoint", "extinction.month_1"], "--null: 'extinction.month_1' is held against a share"),
        (["--endpoint", "extinction.month_1", "--null", "1.5"], "got 1.5"),
        (["--endpoint", "extinction.month_1", "--null", "0"], "above 0 and below 1"),
        (["--endpoint", "extinction.month_1", "--null", "x"], "--null x: this is not a number"),
        ([*SHARE, "--at", "3 day"], "is a share and no time to event"),
        (["--endpoint", "extinction"], "--historical-median '6 month', or --null 0.3 --at '12 month'"),
        (["--endpoint", "extinction", "--null", "0.3"], "held against one law"),
        ([*TIME, "--null", "0.3", "--at", "3 day"], "held against one law"),
        (["--endpoint", "extinction", "--historical-median", "3 mg"], "--historical-median"),
        (["--endpoint", "extinction", "--historical-median", "-3 day"], "no length of time"),
        (["--endpoint", "extinct.month_1", "--null", "0.2"], "did you mean 'extinction.month_1'?"),
        ([*SHARE, "--arm", "ones"], "did you mean 'once'?"),
        ([*SHARE, "--alpha", "0.7"], "alpha cannot be"),
        ([*SHARE, "--power", "nan"], "power cannot be"),
        ([*SHARE, "--n", "0"], "expected a whole number"),
        ([*SHARE, "--follow-up", "soon"], "--follow-up"),
        ([*TIME, "--shape", "0"], "the shape of a null"),
        ([*SHARE, "--set", "population.n=0"], "population.n"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_runs(asked, said, brief, capsys, monkeypatch):
    def never(*_, **__):
        raise AssertionError

    monkeypatch.setattr(blocks, "simulate_block", never)
    assert main(["design", brief, *asked]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert len(err.splitlines()) <= 3


def test_no_folder_is_left(brief, here, capsys):
    assert main(["design", brief, *SHARE, "--n", "5"]) == 0
    assert {path.name for path in here.iterdir()} == {"brief.yaml"}


def test_outside_of_what_was_studied_no_trial_is_sized_and_no_flag_advised(here, capsys):
    far = SMALL.replace("3.1e6 cell/kg", "3e7 cell/kg", 1)
    (here / "far.yaml").write_text(far, encoding="utf-8")
    assert main(["design", "far.yaml", "--endpoint", "remission", "--null", "0.1"]) != 0
    err = capsys.readouterr().err
    assert "lies outside of what was studied" in err
    assert "engraft design does not extrapolate" in err
    assert "--extrapolate" not in err
