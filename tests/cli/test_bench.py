"""The benchmark tells every row in the same form; how fast anything is, no test says."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engraft.cli.bench import choose
from engraft.cli.benchmark import million, peers, rows
from engraft.cli.benchmark.case import find
from engraft.cli.benchmark.clock import in_turn
from engraft.cli.benchmark.row import Row
from engraft.cli.benchmark.table import ALONE
from engraft.cli.main import main

KEYS = {"row", "value", "bar", "aim", "lower_is_better", "peer", "peer_value", "unit", "note", "machine", "versions"}


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    monkeypatch.setattr(rows, "QUICK", rows.Effort(patients=16, repeats=1, numpy_patients=4, starts=1, reduced=50))
    monkeypatch.setattr(rows, "PEAK_SECONDS", 0.001)


@pytest.fixture
def nothing_shared(monkeypatch, tmp_path):
    monkeypatch.setenv("ENGRAFT_SHARED", str(tmp_path))


def told(capsys, *words):
    assert main(["bench", "--quick", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.slow
def test_every_row_is_told_in_the_same_form(capsys, nothing_shared):
    listed = told(capsys, "--no-peers")
    assert len(listed) == len(ALONE)
    for row in listed:
        assert set(row) == KEYS
        assert row["value"] is not None or row["note"]
        assert row["value"] is None or row["value"] > 0
        assert row["machine"]["cores"] >= 1
        assert row["versions"]["numpy"] == np.__version__


def test_without_the_benchmark_model_its_rows_say_so(capsys, nothing_shared):
    (row,) = told(capsys, "--row", "machine")
    assert row["value"] is None
    assert "ENGRAFT_SHARED" in row["note"]


def test_the_benchmark_model_is_read_and_solved(capsys, shared, monkeypatch):
    monkeypatch.setenv("ENGRAFT_SHARED", str(shared))
    case = find()
    assert case.name == "cart12"
    with np.load(shared / "bench" / "cart12_reference.npz") as kept:
        people = case.people(16)
        np.testing.assert_allclose(people.parameters.T, kept["parameters"], rtol=1e-14)
        np.testing.assert_allclose(people.initial.T, kept["initial"], rtol=1e-14)
        np.testing.assert_array_equal(case.times, kept["time"])
    error, distance = told(capsys, "--row", "error", "--row", "machine")
    assert error["value"] < error["bar"]
    assert distance["peer_value"] > 0


def test_a_peer_that_is_not_installed_is_a_row(capsys, monkeypatch, shared):
    monkeypatch.setenv("ENGRAFT_SHARED", str(shared))
    monkeypatch.setattr(peers, "find_spec", lambda _: None)
    first, second = told(capsys, "--row", "heyoka")
    assert first["value"] is second["value"] is None
    assert "absent: heyoka" in first["note"]
    assert (first["bar"], second["bar"]) == (7.0, 3.5)


def test_a_peer_without_the_folder_of_benchmarks_is_a_row(monkeypatch, shared):
    monkeypatch.setenv("ENGRAFT_SHARED", str(shared))
    monkeypatch.setattr(peers, "folder", lambda: None)
    (row,) = peers.against(find(), "pydiffsol", quick=True)
    assert row.value is None
    assert "checkout" in row.note


def test_every_peer_has_its_file(root):
    assert {path.stem for path in (root / "benchmarks" / "peers").glob("*.py")} == set(peers.PEERS)


def test_a_page_is_printed(capsys, nothing_shared):
    assert main(["bench", "--quick", "--row", "error"]) == 0
    assert "achieved max error at rtol 1e-6: cart12 was not found" in capsys.readouterr().out


def test_sensitivities_are_timed_beside_the_course(capsys, monkeypatch, shared):
    monkeypatch.setenv("ENGRAFT_SHARED", str(shared))
    (row,) = told(capsys, "--row", "sensitivities")
    assert 1.0 < row["value"] < 50.0
    assert row["note"].startswith("cart12 by rL, kk, mu, kexp, KA, kmem:")


def test_many_patients_are_reduced_in_a_process_of_their_own(capsys, monkeypatch, shared):
    monkeypatch.setenv("ENGRAFT_SHARED", str(shared))
    seconds, memory = told(capsys, "--row", "million", "--row", "memory")
    assert seconds["value"] > 0
    assert "scaled from 50 patients; 14 states at 371 visits" in seconds["note"]
    assert (seconds["bar"], memory["bar"]) == (45.0, 2.0)
    assert memory["value"] is None


def test_the_memory_of_a_process_is_told_with_all_patients_only(monkeypatch, shared):
    monkeypatch.setenv("ENGRAFT_SHARED", str(shared))
    monkeypatch.setattr(million, "MILLION", 50)
    row = million.memory(find(), rows.Effort(reduced=50))
    assert 0.01 < row.value < 2.0
    assert "unsolved" not in row.note


def test_a_process_that_missed_the_bar_tries_weekly_visits(monkeypatch, shared):
    monkeypatch.setenv("ENGRAFT_SHARED", str(shared))
    monkeypatch.setattr(million, "BAR", 0.0)
    monkeypatch.setattr(million, "MILLION", 50)
    assert million.seconds(find(), rows.Effort(reduced=50)).note.endswith("s with weekly visits")


def test_a_wrong_row_lists_the_right_ones(capsys):
    assert main(["bench", "--row", "heyokka"]) == 2
    assert "did you mean 'heyoka'?" in capsys.readouterr().err


def test_without_peers_only_our_own_rows_are_chosen():
    assert choose([], peers=False) == list(ALONE)
    assert choose([], peers=True) == [*ALONE, *peers.PEERS]


@pytest.mark.parametrize(
    ("value", "lower", "verdict"),
    [(None, False, "not available"), (5, False, "MISSED"), (10, False, "bar"), (25, False, "aim"), (5, True, "bar")],
)
def test_a_figure_is_held_against_bar_and_aim(value, lower, verdict):
    row = Row("x", value, "s", bar=10.0, aim=20.0 if not lower else 2.0, lower_is_better=lower)
    assert row.verdict == verdict


def test_works_are_timed_in_turn_after_a_round_that_does_not_count():
    order = []
    times = in_turn([lambda: order.append("a"), lambda: order.append("b")], 2)
    assert order == ["a", "b"] * 3
    assert times.shape == (2, 2)
