"""Who can be treated is listed, with what is known of each person."""

from __future__ import annotations

import json

from engraft.cli.main import main
from engraft.population.catalog import get, populations


def test_every_population_is_listed_with_its_covariates(capsys):
    assert main(["populations", "--json"]) == 0
    known = json.loads(capsys.readouterr().out)["populations"]
    assert [one["name"] for one in known] == list(populations())
    for one in known:
        law = get(one["name"])
        assert {each["name"]: each["unit"] for each in one["covariates"]} == law.units
        assert one["listed"] == law.listed
        assert main(["show", f"population:{one['name']}", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["label"] == one["label"]


def test_the_page_fits_80_columns_and_names_everything(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["populations"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert all(name in out for name in populations())
    said = " ".join(out.split())
    assert "weight [kg]" in said
    assert "(21 listed persons)" in said
