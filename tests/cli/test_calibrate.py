"""``engraft calibrate`` leaves a law file, findings and a page, and answers what it cannot do."""

from __future__ import annotations

import json

import pytest

from engraft.cli.main import main

CALIBRATED = """\
published:
  - {id: T01, role: calibrate, endpoint: extinction.month_1, value: 0.5, lower: 0.3, upper: 0.7, n: 30, source: test}
  - {id: P01, endpoint: cellular_kinetics.t_max, value: 100, lower: 99, upper: 101, n: 30, source: test}
calibrate:
  persons: 1200
  laws: 100
  parameters:
    b_lymphoma.kill: {cv: 0.3, why: a test}
"""
SPREAD = """\
  b_lymphoma.kill: {value: 1.9 1/day, spread: 0.4, assumed: {why: a test, low: 1, high: 3}}
population:"""


@pytest.fixture
def fitted(brief, here) -> str:
    """Leave a study that can be calibrated in the folder and name it."""
    text = (here / brief).read_text(encoding="utf-8").replace("population:", SPREAD, 1)
    (here / "fitted.yaml").write_text(text + CALIBRATED, encoding="utf-8")
    return "fitted.yaml"


def test_it_leaves_laws_findings_and_a_page(fitted, here, capsys):
    assert main(["calibrate", fitted, "--quiet"]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("Laws: laws/brief.json\n", "")
    assert sorted(path.name for path in (here / "laws").iterdir()) == ["brief.findings.json", "brief.json", "brief.md"]


@pytest.mark.slow
def test_json_is_the_findings_and_nothing_else(fitted, here, capsys):
    assert main(["calibrate", fitted, "--json", "--persons", "1500", "--seed", "8", "--threads", "1"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert err == ""
    pool = told["pool"]
    assert {name: pool[name] for name in ("persons", "solved", "seed")} == {"persons": 1500, "solved": 1500, "seed": 8}
    assert [one["seed"] for one in pool["pilots"]] == [9]
    assert [one["id"] for one in told["targets"]] == ["T01"]


@pytest.mark.slow
def test_the_page_is_printed(fitted, here, capsys):
    assert main(["calibrate", fitted, "--out", "there"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# Calibration of brief\n")
    assert out.splitlines()[-1] == "Laws: there/brief.json"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("endpoint: extinction.month_1", "endpoint: extinction.month_2", "the target 'T01'"),
        ("b_lymphoma.kill: {cv", "b_lymphoma.kiss: {cv", "'b_lymphoma.kiss' is not a parameter"),
        ("role: calibrate, ", "", "nothing to be fitted to"),
        ("laws: 100", "laws: 10", "greater than or equal to 100"),
    ],
)
def test_what_cannot_be_is_answered_in_three_lines_before_anything_runs(fitted, here, capsys, old, new, said):
    text = (here / fitted).read_text(encoding="utf-8")
    assert old in text
    (here / fitted).write_text(text.replace(old, new), encoding="utf-8")
    assert main(["calibrate", fitted]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert len(err.splitlines()) <= 3
    assert not (here / "laws").exists()


def test_a_study_without_the_section_says_what_is_missing(brief, here, capsys):
    assert main(["calibrate", brief]) == 2
    assert "does not say what is calibrated" in capsys.readouterr().err
