"""Effects of covariates are listed with their source, and each is explained down to the endpoints it moves."""

from __future__ import annotations

import json

from engraft.cli.main import main
from engraft.population.catalog.effects import get, names


def test_every_effect_is_listed_with_range_and_source(capsys):
    assert main(["effects", "--json"]) == 0
    known = {one["name"]: one for one in json.loads(capsys.readouterr().out)["effects"]}
    assert list(known) == list(names())
    for name, one in known.items():
        assert (one["studied"], one["source"]) == (get(name).studied, get(name).source.text())


def test_the_page_fits_80_columns(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["effects"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert all(name in out for name in names())


def test_an_effect_is_followed_from_its_covariate_to_endpoints(capsys):
    assert main(["show", "renal_fludarabine", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    chain = said["chains"]["b_all"]
    assert {"flow": "flu_cy.fludarabine is cleared", "moves": ["flu_cy.fludarabine"]} in chain["flows"]
    assert any(name.startswith("Neutrophil recovery") for name in chain["endpoints"])
    assert main(["show", "effect:kmt2a_lineage_switch"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "leukemia.switched_share by 10 where kmt2a_rearranged is 1, else 1" in out
    assert "start of leukemia.switched" in out
