"""``engraft validate`` prints what was published beside what is simulated, one table per role."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from engraft.calibrate import Row
from engraft.cli.main import main
from engraft.cli.validate import SHIPPED, explained
from engraft.trial import load_study, shipped

PUBLISHED = """\
published:
  - {id: T01, role: calibrate, endpoint: extinction.month_1, value: 0.5, lower: 0.3, upper: 0.7, n: 30, source: test}
  - {id: I01, role: input, endpoint: extinction.month_1, value: 0.5, n: 30, source: test}
  - {id: P01, endpoint: cellular_kinetics.t_max, value: 100, lower: 99, upper: 101, n: 30, source: test}
"""
NAN = float("nan")
ROW = Row("P01", "predict", "e", 100.0, 99.0, 101.0, 104.0, (103.0, 105.0), False, 10.0, (99.0, 101.0), 0.0)


@pytest.fixture
def held(brief, here) -> str:
    text = (here / brief).read_text(encoding="utf-8")
    (here / "held.yaml").write_text(text + PUBLISHED, encoding="utf-8")
    return "held.yaml"


def test_json_holds_rows_of_exactly_these_keys(held, capsys):
    assert main(["validate", held, "--json", "--patients", "20"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert err == ""
    keys = ["id", "role", "endpoint", "published", "lower", "upper", "simulated", "interval", "inside", "ess"]
    assert [list(row) for row in told["rows"]] == [keys] * 3
    assert [row["inside"] for row in told["rows"]][1:] == [None, False]
    assert told["results"]["predict"] == {"inside": 0, "of": 1}
    assert (told["patients"], told["laws"]) == (20, None)


def test_what_a_program_is_told_can_be_kept(held, here, capsys):
    assert main(["validate", held, "--patients", "20", "--out", "kept/held.json", "--json"]) == 0
    assert json.loads((here / "kept" / "held.json").read_text(encoding="utf-8")) == json.loads(capsys.readouterr().out)
    assert main(["validate", held, "--patients", "20", "--out", str(here / "kept")]) == 2


def test_figures_without_bounds_or_names_are_told_as_such(held, here, capsys):
    text = (here / held).read_text(encoding="utf-8")
    text = text.replace("{id: P01, ", "{").replace(", lower: 99, upper: 101", "")
    (here / held).write_text(text, encoding="utf-8")
    assert main(["validate", held, "--patients", "20"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "Predicted: not seen by any fit (published without bounds, so that none is in or out)" in out
    assert "0 of 0" not in out
    assert " 3 cellular_kinetics.t_max" in out


def test_a_list_of_persons_is_treated_once(capsys):
    assert main(["validate", "cml-stop", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["patients"] == 21


def test_roles_have_tables_and_misses_are_explained(held, capsys):
    assert main(["validate", held, "--seed", "9"]) == 0
    out = capsys.readouterr().out
    titles = [
        "Calibrated: fitted to these figures",
        "Predicted: not seen by any fit (0 of 1 results inside)",
        "Inputs:",
    ]
    places = [out.index(title) for title in titles]
    assert places == sorted(places)
    assert "P01: simulated" in out
    assert "lies below 99" in " ".join(out.split())
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "simulated 104 lies above 101, 7.8 SE from the published; the interval of trials does not hold"),
        ({"simulated": 90.0, "interval": (80.0, 120.0)}, "simulated 90 lies below 99, 19.6 SE from the published; the "
         "interval of trials holds"),
        ({"simulated": NAN}, "the simulated figure does not exist"),
        ({"upper": NAN, "lower": NAN, "held": (NAN, 101.0)}, "simulated 104 lies above 101"),
    ],
)  # fmt: skip
def test_a_miss_is_told_with_its_side_and_distance(changes, said):
    assert explained(replace(ROW, **changes))[0].startswith(said)


def test_laws_that_disagree_are_told(capsys):
    assert explained(replace(ROW, inside=True, agreeing=0.6)) == ["not identified: inside under 60% of the laws"]


def test_several_studies_are_one_object_with_all_rows(held, here, capsys):
    text = (here / held).read_text(encoding="utf-8")
    (here / "other.yaml").write_text(text.replace("name: brief", "name: other"), encoding="utf-8")
    assert main(["validate", held, "other.yaml", "--json", "--patients", "20"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["study"] for one in told["studies"]] == ["brief", "other"]
    assert [row["id"] for row in told["rows"]] == ["T01", "I01", "P01"] * 2
    assert told["results"]["predict"] == {"inside": 0, "of": 2}


def test_without_a_study_those_that_come_with_engraft_are_held(monkeypatch, held, capsys):
    assert set(SHIPPED) <= set(shipped())
    assert all(load_study(name).file.published for name in SHIPPED)
    monkeypatch.setattr("engraft.cli.validate.SHIPPED", (held, held))
    assert main(["validate", "--patients", "20"]) == 0
    out = capsys.readouterr().out
    assert out.count("brief: 20 patients") == 2
    assert "Predicted by the 2 studies together: 0 of 2 results inside" in out
    assert out.count("For research and planning only") == 1


def test_an_ordering_is_told_by_its_bound(held, here, capsys):
    text = (here / held).read_text(encoding="utf-8")
    new = "lower: 99, band: engineering"
    (here / held).write_text(text.replace("value: 100, lower: 99, upper: 101", new), encoding="utf-8")
    assert main(["validate", held, "--json", "--patients", "20"]) == 0
    row = json.loads(capsys.readouterr().out)["rows"][2]
    assert (row["published"], row["lower"], row["upper"], row["inside"]) == (None, 99.0, None, False)
    assert main(["validate", held, "--patients", "20"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "at least 99" in out
    assert "lies below 99" in out


def test_a_changed_law_file_is_refused(held, here, capsys):
    (here / "laws.json").write_text('{"engraft_laws": 1, "hash": "sha256:0"}', encoding="utf-8")
    assert main(["validate", held, "--laws", "laws.json"]) == 2
    err = capsys.readouterr().err
    assert "laws.json: the law file was changed after it was made" in err
    assert len(err.splitlines()) <= 3


def test_a_study_without_figures_says_so(brief, capsys):
    assert main(["validate", brief]) == 2
    assert "no published figures" in capsys.readouterr().err


def test_a_hazard_ratio_without_events_is_not_estimable():
    row = replace(ROW, endpoint="overall_survival.hazard_ratio", simulated=NAN)
    assert "not estimable: no event in one of the two arms" in explained(row)


def test_a_miss_is_explained_by_the_note_of_the_study():
    noted = replace(ROW, note="why it is missed")
    assert explained(noted)[1] == "why it is missed"
    assert "why it is missed" not in explained(replace(noted, inside=True))
