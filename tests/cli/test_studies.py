"""The studies that come with engraft are listed, one line each."""

from __future__ import annotations

import json

from engraft.cli.main import main
from engraft.trial import shipped


def test_every_study_has_one_line(capsys):
    assert main(["studies"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(shipped())


def test_json_says_what_would_run(capsys):
    assert main(["studies", "--json"]) == 0
    spine = next(one for one in json.loads(capsys.readouterr().out)["studies"] if one["name"] == "eliana-spine")
    assert spine["patients"] >= 1
    assert len(spine["arms"]) >= 2
