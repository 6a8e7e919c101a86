"""A sweep runs from the command line: what is printed, what is left, what is refused before anything starts."""

from __future__ import annotations

import json
import re
import shlex
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from engraft import report
from engraft.cli.main import main
from engraft.trial import blocks, check_study, load_study, personal
from engraft.trial.grid import grid
from engraft.trial.reading import Document

DOSE = "arms.0.regimen.0.dose"
OVER = ["--over", f"{DOSE}=1.8e7 cell,1.8e8 cell"]


@pytest.fixture
def swift(monkeypatch):
    """Leave the drawing out; it has its own tests and takes seconds."""

    def write(result, folder):
        (folder / "report.html").write_text("report", encoding="utf-8")

    monkeypatch.setattr(report, "write_sweep", write)


def files(folder):
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_json_is_one_object_and_nothing_else(brief, here, capsys):
    assert main(["sweep", brief, *OVER, "--over", "arms.0.label=A,B", "--patients", "3", "--seed", "5", "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert err == ""
    assert told["study"] == {"name": "brief", "title": "Axi-cel, briefly", "patients": 3, "seed": 5}
    assert [axis["path"] for axis in told["axes"]] == [DOSE, "arms.0.label"]
    assert told["axes"][0]["numbers"] == [1.8e7, 1.8e8]
    assert [list(point["values"].values()) for point in told["points"]] == [
        ["1.8e7 cell", "A"], ["1.8e7 cell", "B"], ["1.8e8 cell", "A"], ["1.8e8 cell", "B"],
    ]  # fmt: skip
    peak = [point["arms"][0]["figures"]["cellular_kinetics.c_max"] for point in told["points"]]
    assert peak[0]["difference"] is None
    assert peak[3]["difference"]["value"] == pytest.approx(peak[3]["value"] - peak[0]["value"])
    assert {"report.html", "sweep.csv", "sweep.parquet", "provenance.json", "sweep-1.png"} <= files(here)
    assert pd.read_csv(here / told["table"]).shape[0] == 4 * 2 * 4
    assert (here / told["report"]).stat().st_size < 5_000_000


def test_the_table_comes_with_the_place_of_the_report(swift, brief, here, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["sweep", brief, *OVER, "--out", "elsewhere", "--endpoint", "cellular_kinetics.t_max"]) == 0
    out, err = capsys.readouterr()
    page = next((here / "elsewhere").glob("brief-sweep-*/report.html"))
    assert err == ""
    assert "Day of the highest" in out
    assert "extinct" not in out
    assert out.splitlines()[-1] == f"Report: {page.relative_to(here)}"
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out


def test_a_point_is_what_its_command_runs(swift, brief, here, capsys, monkeypatch):
    monkeypatch.setattr(report, "write_report", lambda result, path: path.write_text("x", encoding="utf-8"))
    assert main(["sweep", brief, *OVER, "--json", "--set", "follow_up=35 d"]) == 0
    point = json.loads(capsys.readouterr().out)["points"][1]
    assert main([*shlex.split(point["command"])[1:], "--json"]) == 0
    arms = json.loads(capsys.readouterr().out)["arms"]
    for swept, alone in zip(point["arms"], arms, strict=True):
        assert {key: one["value"] for key, one in swept["figures"].items()} == {
            key: one["value"] for key, one in alone["figures"].items()
        }


def test_a_stopped_sweep_says_so_and_goes_on(swift, brief, here, capsys, monkeypatch):
    simulate, calls = blocks.simulate_block, []

    def stop_at_the_third(run, cohort):
        calls.append(len(cohort))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return simulate(run, cohort)

    with monkeypatch.context() as patch:
        patch.setattr(blocks, "simulate_block", stop_at_the_third)
        assert main(["sweep", brief, *OVER, "-q"]) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "interrupted; the same command goes on where this one stopped\n"
    assert main(["sweep", brief, *OVER, "-q"]) == 0
    assert capsys.readouterr().out.startswith("1 of 2 points were there already.")
    assert not list((here / "runs").glob("*.partial"))


def test_an_arm_of_which_everybody_fails_ends_with_1(swift, brief, here, monkeypatch, capsys):
    monkeypatch.setitem(personal.MOST, "cell", 1e308)
    assert main(["sweep", brief, "--over", f"{DOSE}=1e8 cell,1e308 cell", "--set", "arms.0.regimen.0.days=[3, 4]"]) == 2
    capsys.readouterr()
    text = (
        (here / brief).read_text(encoding="utf-8").replace("dose: 1.8e8 cell, day: 0}", "dose: 1 cell, days: [3, 4]}")
    )
    (here / brief).write_text(text, encoding="utf-8")
    assert main(["sweep", brief, "--over", f"{DOSE}=1e8 cell,1e308 cell", "--json"]) == 1
    out, err = capsys.readouterr()
    assert "nobody of 'Cells once' at point 1 could be simulated" in err
    figures = [point["arms"][0]["figures"] for point in json.loads(out)["points"]]
    assert figures[1]["cellular_kinetics.c_max"]["value"] is None
    assert np.isfinite(figures[0]["cellular_kinetics.c_max"]["value"])


@pytest.mark.parametrize("page", ["docs/commands.md", "README.md"])
def test_the_examples_of_the_documentation_fit_their_studies(root, page, brief):
    text = (root / page).read_text(encoding="utf-8").replace("\\\n", " ")
    shown = [shlex.split(line, comments=True) for line in re.findall(r"^ *engraft (sweep .*)$", text, re.MULTILINE)]
    assert shown
    for _, study, *words in shown:
        over = [value for option, value in pairwise(words) if option == "--over"]
        if study == "my-study.yaml":
            document = load_study("eliana-spine").document.data
            growth = {"value": "0.03 1/day", "source": {"doi": "10.1016/j.cnsns.2020.105570", "where": "eq. 4"}}
            mine = {**document, "parameters": {"b_all.growth": growth}}
            given = {"give": "tisagenlecleucel", "dose": "1e6 cell/kg", "day": 0}
            first = document["arms"][0]
            arm = {**first, "regimen": [first["regimen"][0], given]}
            chosen = check_study(Document({**mine, "arms": [arm]}, study))
        else:
            chosen = load_study(study)
        axes, points = grid(chosen, over, most=100)
        assert len(axes) == len(over)
        assert len(points) >= 2


REFUSED = [
    ([], "something to vary"),
    (["--over", "rtol"], "not a list of values"),
    (["--over", f"{DOSE}=1e8 cell"], "one value is no sweep"),
    (["--over", f"{DOSE}=1e8 cell,100000000 cell"], "a value stands twice"),
    (["--over", f"{DOSE}=1e8 cell,1e6 cell/kg"], "several units"),
    (["--over", f"{DOSE}=1e8 cell,-1 cell"], f"--over {DOSE}=-1 cell: "),
    (["--over", "arms.0.regimen.0.dosis=1,2"], "'dose'"),
    (["--over", "population.n=3,4"], "same persons"),
    (["--over", "seed=3,4"], "same persons"),
    (["--over", "rtol=1e-6,1e-5,1e-4", "--max-points", "2"], "--max-points 3"),
    (["--over", f"start={','.join(f'-{k} d' for k in range(101))}"], "too many points: 101 = 101"),
    (["--over", "rtol=1e-6,1e-5", "--set", "rtol=1e-4"], "sets the same field"),
    ([*OVER, "--endpoint", "extincton"], "'extinction'"),
    ([*OVER, "--max-points", "1"], "expected a whole number, 2 or more"),
    ([*OVER, "--patients", "0"], "expected a whole number, 1 or more"),
    ([*OVER, "--patients", "1000000000000"], "GiB needed"),
    ([*OVER, "--out", "brief.yaml"], "this is a file"),
    ([*OVER, "--set", "model=kimel2021"], "--set model=kimel2021: "),
]


@pytest.mark.parametrize(("options", "said"), REFUSED, ids=lambda value: str(value)[:40])
def test_a_bad_option_is_refused_before_anything_is_written(brief, here, capsys, options, said):
    assert main(["sweep", brief, *options]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert 1 <= len(err.splitlines()) <= 3
    assert "Traceback" not in err
    assert files(here) == {"brief.yaml"}
