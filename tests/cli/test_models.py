"""The models that come with engraft are listed, one line each."""

from __future__ import annotations

import json

from engraft.cli.main import main
from engraft.models import catalog


def test_every_model_has_one_line(capsys):
    assert main(["models"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(catalog())


def test_json_holds_every_model(capsys):
    assert main(["models", "--json"]) == 0
    assert {one["name"]: one["about"] for one in json.loads(capsys.readouterr().out)["models"]} == catalog()
