"""The schema of a study file is printed as JSON."""

from __future__ import annotations

import json

from engraft.cli.main import main
from engraft.trial import json_schema


def test_the_schema_is_printed_as_it_is(capsys):
    assert main(["schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(json.dumps(json_schema()))
    assert {"model", "population", "arms", "endpoints", "follow_up"} <= set(printed["required"])
