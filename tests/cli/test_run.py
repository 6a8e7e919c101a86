"""A study runs from the command line: what is printed, what is left, what is refused before anything starts."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from engraft import report
from engraft.cli import run as command
from engraft.cli.main import main
from engraft.kernel.status import Status
from engraft.simulate import simulate_block
from engraft.trial import blocks, personal, reading


@pytest.fixture
def swift(monkeypatch):
    """Leave the drawing of the report out; it has its own tests and takes seconds."""

    def write(result, path):
        path.write_text("report", encoding="utf-8")

    monkeypatch.setattr(report, "write_report", write)


def files(folder):
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_json_is_one_object_and_nothing_else(brief, here, capsys):
    assert main(["run", brief, "--json", "--patients", "3", "--seed", "5"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert err == ""
    assert (told["n"], told["seed"], told["study"]["name"]) == (3, 5, "brief")
    assert [arm["name"] for arm in told["arms"]] == ["once", "twice"]
    assert told["failed"] == {"Cells once": 0, "Cells again on day 20": 0}
    figure = told["arms"][0]["figures"]["extinction.month_1"]
    assert set(figure) >= {"value", "lower", "upper", "n", "unit"}
    assert {"engraft", "python", "numpy"} <= set(told["versions"])
    assert all(set(row) >= {"value", "value_half_tolerance", "difference"} for row in told["tolerance"])
    assert told["resumed"]["persons"] == 0
    assert {"report.html", "outcomes.parquet", "provenance.json", "study.yaml"} <= files(here / told["folder"])
    assert (here / told["report"]).stat().st_size < 5_000_000


def test_the_table_comes_with_the_place_of_the_report(swift, brief, here, capsys):
    assert main(["run", brief, "--out", "elsewhere"]) == 0
    out, err = capsys.readouterr()
    page = next((here / "elsewhere").glob("brief-*/report.html"))
    assert err == ""
    assert "Cells once" in out
    assert "95 % interval" in out
    assert out.splitlines()[-1] == f"Report: {page.relative_to(here)}"
    assert "\x1b" not in out


def test_quiet_prints_where_it_is_and_nothing_else(swift, brief, capsys):
    assert main(["run", brief, "--quiet", "--patients", "2"]) == 0
    out, err = capsys.readouterr()
    assert (len(out.splitlines()), err) == (1, "")


def test_the_same_seed_leaves_the_same_bytes(swift, brief, here):
    found = []
    for out in ("a", "b"):
        assert main(["run", brief, "-q", "--out", out]) == 0
        found.append(next((here / out).rglob("outcomes.parquet")).read_bytes())
    assert found[0] == found[1]


def test_a_setting_is_kept_in_what_was_run(swift, brief, here, capsys):
    assert main(["run", brief, "-q", "--set", "population.n=2", "--set", "arms.0.label=First", "--rtol", "1e-5"]) == 0
    kept = next((here / "runs").rglob("study.yaml")).read_text(encoding="utf-8")
    assert reading.parse_document(kept, "kept").data["population"]["n"] == 2
    assert reading.parse_document(kept, "kept").data["rtol"] == 1e-5
    assert "label: First" in kept


def test_a_stopped_run_says_so_and_goes_on(swift, brief, here, capsys, monkeypatch):
    simulate, calls = blocks.simulate_block, []

    def stop_at_the_second(run, cohort):
        calls.append(len(cohort))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return simulate(run, cohort)

    with monkeypatch.context() as patch:
        patch.setattr(blocks, "simulate_block", stop_at_the_second)
        assert main(["run", brief, "-q"]) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "goes on where this one stopped" in err
    assert {name.rpartition(".")[2] for name in files(here / "runs")} == {"npz"}
    assert main(["run", brief, "-q"]) == 0
    assert capsys.readouterr().out.startswith("Went on from a stopped run: 4 of 16 courses")
    assert not list((here / "runs").glob("*.partial"))


def test_what_another_version_left_is_simulated_anew_and_said_so(swift, brief, here, capsys, monkeypatch):
    def stop(result, path):
        raise KeyboardInterrupt

    with monkeypatch.context() as once:
        once.setattr(report, "write_report", stop)
        once.setattr(blocks, "code_key", lambda: "of another version")
        assert main(["run", brief, "-q", "--patients", "1"]) == 130
    capsys.readouterr()
    assert main(["run", brief, "-q", "--patients", "1"]) == 0
    out = capsys.readouterr().out
    assert "made by another version, backend or processor; it was simulated anew" in out
    assert "Went on" not in out


def test_a_run_stopped_at_its_report_simulates_nobody_twice(brief, here, capsys, monkeypatch):
    def stop(result, path):
        raise KeyboardInterrupt

    with monkeypatch.context() as once:
        once.setattr(report, "write_report", stop)
        assert main(["run", brief, "-q", "--patients", "1"]) == 130
    assert "goes on where this one stopped" in told_briefly(capsys)
    assert "report.html" not in files(here)
    assert main(["run", brief, "-q", "--patients", "1"]) == 0
    assert "Went on from a stopped run: 4 of 4 courses were there already." in capsys.readouterr().out


@pytest.fixture
def overdosed(here, brief, monkeypatch):
    """Give the first arm more cells than a double can count, which no study may otherwise."""
    monkeypatch.setitem(personal.MOST, "cell", 1e308)
    text = (here / brief).read_text(encoding="utf-8")
    (here / brief).write_text(text.replace("dose: 1.8e8 cell, day: 0}", "dose: 1e308 cell, days: [3, 4]}"), "utf-8")
    return brief


def test_an_arm_in_which_everybody_fails_is_written_and_ends_with_1(overdosed, here, capsys):
    assert main(["run", overdosed]) == 1
    out, err = capsys.readouterr()
    page = next((here / "runs").rglob("report.html"))
    assert out.splitlines()[-1] == f"Report: {page.relative_to(here)}"
    assert "4 of 4 persons could not be integrated (Cells once); there are no figures" in out
    assert "on day 3 in 'b_lymphoma.car'" in " ".join(out.split())
    assert len(err.splitlines()) == 2
    assert "nobody of 'Cells once' could be simulated" in err
    assert "Cells again" not in err
    assert "became infinite or undefined" in page.read_text(encoding="utf-8")


def test_a_program_gets_the_object_and_the_1(swift, overdosed, capsys):
    assert main(["run", overdosed, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["failed"] == {"Cells once": 4, "Cells again on day 20": 0}
    assert any("infinite or undefined" in said for said in told["warnings"])


def test_some_failures_are_no_error(swift, brief, monkeypatch, capsys):
    def one_fails(run, cohort):
        part = simulate_block(run, cohort)
        return replace(part, status=np.where(part.persons == 1, Status.NEGATIVE, part.status).astype(np.int8))

    monkeypatch.setattr(blocks, "simulate_block", one_fails)
    assert main(["run", brief]) == 0
    out, err = capsys.readouterr()
    assert "1 of 4 persons could not be integrated" in out
    assert err == ""


NOT_WHOLE = ["0", "-1", "1.5", "abc", "1e12", "", "NaN", "9" * 5000, "٣"]
REFUSED = [
    *((["--patients", text], "expected a whole number, 1 or more") for text in NOT_WHOLE),
    *((["--seed", text], "expected a whole number, 0 or more") for text in ("abc", "-1", "1.0")),
    (["--seed", "9" * 30], f"--seed {'9' * 30}: "),
    (["--patients", "1000000000000"], "GiB needed"),
    (["--rtol", "-1"], "--rtol -1.0: "),
    (["--rtol", "nan"], "--rtol nan: "),
    (["--rtol", "1e-13"], "--rtol 1e-13: "),
    (["--set", "rtol=5", "--rtol", "7"], "--rtol 7.0: "),
    (["--set", "rtol=5"], "--set rtol=5: "),
    (["--set", "seed=-1"], "--set seed=-1: "),
    (["--patients", "9" * 12, "--set", "seed=-1"], "--set seed=-1: "),
    (["--out", ""], "expected a folder; got nothing"),
    (["--out", "  "], "expected a folder; got nothing"),
    (["--rtol", "much"], "--rtol"),
    (["--set", "population.m=3"], "no field 'm'"),
    (["--set", "nothing"], "path=value"),
    (["--set", "arms.7.name=x"], "no such item"),
    (["--set", "seed=!!python/object:os.system x"], "a tag"),
    (["--set", "model=kimel2021"], "kimmel2021"),
    (["--out", "brief.yaml"], "this is a file"),
    (["--out", "brief.yaml/below"], "brief.yaml is a file"),
]


def told_briefly(capsys):
    out, err = capsys.readouterr()
    assert out == ""
    assert 1 <= len(err.splitlines()) <= 3
    assert "Traceback" not in err
    return err


@pytest.mark.parametrize(("options", "said"), REFUSED, ids=lambda value: str(value)[:40])
def test_a_bad_option_is_refused_before_anything_is_written(brief, here, capsys, options, said):
    assert main(["run", brief, *options]) == 2
    assert said in told_briefly(capsys)
    assert files(here) == {"brief.yaml"}


CHANGED = [
    ("follow_up:", "folow_up:", "brief.yaml:13: folow_up", "'follow_up'"),
    ("b_lymphoma.car_initial", "b_lymphoma.car_inital", "brief.yaml:7: ", "'b_lymphoma.car_initial'"),
    ("clone: b_lymphoma.tumor", "clone: b_lymphoma.tumour", "brief.yaml:25: ", "'b_lymphoma.tumor'"),
    ("name: extinction", "name: extinktion", "brief.yaml:25: ", "'extinction'"),
    ("value: 0 cell", "value: 0 cel", "brief.yaml:7: ", "'cell'"),
    ("law: alike", "law: alikee", "brief.yaml:10: ", "'alike'"),
    ("dose: 1.8e8 cell, day: 0}", "dose: 1.8e8, day: 0}", "brief.yaml:18: ", "basis"),
    ("dose: 1.8e8 cell, day: 0}", "dose: -1 cell, day: 0}", "brief.yaml:18: ", "-1"),
    ("dose: 1.8e8 cell, day: 0}", "dose: 1 cell, day: 0, into: b_lymphoma.blood}", "brief.yaml:18: ", "b_lymphoma"),
    ("n: 4", "n: 0", "brief.yaml:10: ", "1"),
    ("n: 4", "n: .nan", "brief.yaml:10: ", "not finite"),
]


@pytest.mark.parametrize(("old", "new", "where", "hint"), CHANGED, ids=[new for _, new, *_ in CHANGED])
def test_a_fault_in_the_file_is_told_with_its_line(brief, here, capsys, old, new, where, hint):
    path = here / brief
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert main(["run", brief]) == 2
    err = told_briefly(capsys)
    assert where in err
    assert hint in err
    assert files(here) == {"brief.yaml"}


FILES = {
    "binary.yaml": (bytes(range(256)), "binary"),
    "latin.yaml": ("name: Le\xf3n".encode("latin-1"), "not text"),
    "empty.yaml": (b"", "mapping"),
    "list.yaml": (b"- a\n- b\n", "mapping"),
    "alias.yaml": (b"a: &a [1]\nb: *a\n", "an anchor"),
    "tag.yaml": (b"a: !!python/object/apply:os.system [ls]\n", "a tag"),
    "merge.yaml": (b"a:\n  <<: {b: 1}\n", "merge"),
    "two.yaml": (b"a: 1\n---\nb: 2\n", "second document"),
    "torn.yaml": (b"a: [1, 2\n", "YAML"),
    "deep.yaml": (b"a: " + b"[" * 5000 + b"]" * 5000, "nesting"),
    "bomb.yaml": (b"a0: &a0 [x]\n" + b"".join(b"a%d: &a%d [*a%d]\n" % (k, k, k - 1) for k in range(1, 40)), "anchor"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_study_is_refused(here, capsys, name):
    content, said = FILES[name]
    (here / name).write_bytes(content)
    assert main(["run", name]) == 2
    assert said in told_briefly(capsys)
    assert files(here) == {name}


ABSENT = [("elania-spine", "'eliana-spine'"), ("no.yaml", "no such file"), (".", "directory")]


@pytest.mark.parametrize(("name", "said"), ABSENT)
def test_a_study_that_is_not_there_is_refused(here, capsys, name, said):
    assert main(["run", name]) == 2
    assert said in told_briefly(capsys)
    assert files(here) == set()


def test_a_folder_that_cannot_be_written_is_refused_before_anything_starts(brief, capsys, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(command.tempfile, "TemporaryFile", refuse)
    assert main(["run", brief]) == 2
    assert "Permission denied" in told_briefly(capsys)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_for_somebody_who_looks(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(command.sys, "stderr", screen)
    with command.progress_bar(shown=True) as progress:
        progress(3, 8)
    assert "3/8" in screen.getvalue()
    with command.progress_bar(shown=False) as progress:
        assert progress is None
    monkeypatch.setattr(command.sys, "stderr", io.StringIO())
    with command.progress_bar(shown=True) as progress:
        assert progress is None


READINGS = "person,time,time_unit,value,unit,lloq,analyte\na,7,day,40,cell/uL,0.1,{}\na,14,day,0,cell/uL,0.1,{}\n"
ASSAY = """\
assays:
  - {name: flow, observable: b_lymphoma.car_blood, unit: cell/uL, lloq: 0.1, sd_log: 0.3,
     assumed: {why: usual, low: 0.1, high: 0.6}}
endpoints:
"""


@pytest.fixture
def assayed(brief, here):
    text = (here / brief).read_text(encoding="utf-8")
    (here / brief).write_text(text.replace("endpoints:\n", ASSAY), encoding="utf-8")
    return brief


def test_observed_readings_are_laid_over_and_named_in_provenance(assayed, here, capsys):
    (here / "seen.csv").write_text(READINGS.format("flow", "flow"), encoding="utf-8")
    assert main(["run", assayed, "--observed", "seen.csv"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "Observed (seen.csv): " in out
    assert "2 readings of 1 person, 1 below their limit" in " ".join(out.split())
    folder = next((here / "runs").iterdir())
    kept = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["observed"]
    assert kept["sha256"] == hashlib.sha256((here / "seen.csv").read_bytes()).hexdigest()
    assert "seen.csv, SHA-256" in (folder / "report.html").read_text(encoding="utf-8")
    assert "seen.csv" not in files(folder)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (READINGS.format("flow", "flwo"), "line 3: nothing measured is called 'flwo'"),
        (READINGS.format("flow", "flow").replace("cell/uL", "mg/L"), "and assay 'flow' reads cell/uL"),
        ("person,time,time_unit,event,endpoint\na,-1,day,3,extinction\n", "line 2: 'event' is neither"),
        ("person,time,time_unit,event,endpoint\na,1,day,1,survival\n", "line 2: no time to event of the study"),
        ("", "empty"),
    ],
)
def test_observations_that_do_not_fit_are_refused_before_anything_runs(assayed, here, capsys, content, said):
    (here / "seen.csv").write_text(content, encoding="utf-8")
    assert main(["run", assayed, "--observed", "seen.csv"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert len(err.splitlines()) <= 3
    assert not (here / "runs").exists()


def test_adam_leaves_tables_beside_the_report(swift, brief, here):
    assert main(["run", brief, "-q", "--adam"]) == 0
    folder = next((here / "runs").iterdir())
    assert {"adsl.csv", "adtte.csv", "adrs.csv", "adam-variables.csv"} <= files(folder)
    subjects = (folder / "adsl.csv").read_text(encoding="utf-8").splitlines()
    assert len(subjects) == 1 + 2 * 4
    assert subjects[1].startswith("brief,brief-once-00000,once-00000,SIM,0,")
