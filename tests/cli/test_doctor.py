"""The doctor finds what is wrong and holds the kernel against a closed form."""

from __future__ import annotations

import json

import pytest

from engraft.cli import doctor
from engraft.cli.main import main


@pytest.mark.parametrize(("first", "second"), [(0.7, 0.2), (0.1, 3.0), (20.0, 0.05)])
def test_the_kernel_solves_a_chain_as_bateman_did(first, second):
    assert doctor.chain_error(first, second) < doctor.SELF_TEST_TOLERANCE


def test_json_holds_every_check(capsys):
    code = main(["doctor", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert code == (0 if told["ok"] else 1)
    assert {"python", "processors", "free memory", "disk", "kernel"} <= {check["name"] for check in told["checks"]}


@pytest.mark.parametrize(
    ("installed", "wanted", "ok"), [("2.4.6", ">=2.2", True), ("2.1.0", ">=2.2", False), ("3.0.1", ">=2.2,<3", False)]
)
def test_a_version_is_held_against_its_range(monkeypatch, installed, wanted, ok):
    monkeypatch.setattr(doctor.metadata, "version", lambda _: installed)
    assert doctor._package("pandas", wanted) == doctor.Check("pandas", ok, installed, wanted)


def test_a_missing_package_is_a_finding():
    assert doctor._package("surely-not-installed", ">=1").found == "not installed"


def test_a_problem_is_marked_and_ends_in_one(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "examine", lambda: [doctor.Check("disk", False, "/data: read-only", "writable")])
    assert main(["doctor"]) == 1
    assert capsys.readouterr().out == "PROBLEM  disk  /data: read-only  (expected writable)\n"


def test_a_folder_that_cannot_be_written_is_a_finding(monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refuse)
    assert not doctor._disk().ok
