"""How products are made is listed and shown: steps in order, numbers with sources, decisions, specifications."""

from __future__ import annotations

import json
import re

from engraft.cli.main import main
from engraft.manufacturing.catalog import get, names
from engraft.manufacturing.release import Release


def test_every_process_is_listed_with_its_steps_and_decisions(capsys):
    assert main(["processes", "--json"]) == 0
    known = json.loads(capsys.readouterr().out)["processes"]
    assert [one["name"] for one in known] == list(names())
    for one in known:
        assert one["steps"] == list(get(one["name"]).steps)
        assert one["choices"] == list(get(one["name"]).choices)


def test_the_page_fits_80_columns_and_names_everything(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["processes"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert all(name in out for name in names())


def test_every_number_of_every_process_has_a_source(capsys):
    for name in names():
        assert main(["show", f"process:{name}", "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        shown = [one["name"] for step in said["steps"] for one in step["parameters"]]
        assert shown == list(get(name).parameters)
        assert all(one["source"] for step in said["steps"] for one in step["parameters"])


def test_a_release_shows_its_list_and_what_it_leaves_out(capsys):
    said = {}
    for name in names():
        main(["show", f"process:{name}", "--json"])
        shown = json.loads(capsys.readouterr().out)
        said |= {(name, step["name"]): step["specifications"] for step in shown["steps"] if step["specifications"]}
    expected = {
        (name, own): step.listed
        for name in names()
        for own, step in get(name).steps.items()
        if isinstance(step, Release)
    }
    assert said.keys() == expected.keys()
    assert said
    for key, listed in expected.items():
        assert [one["line"] for one in said[key]["lines"]] == [line.text() for line in listed.lines]
        assert said[key]["not_modelled"] == list(listed.not_modelled)


def test_quantities_are_listed_as_an_endpoint_asks_for_them(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("lentiviral_car_t", "gene_added_graft"):
        assert main(["show", f"process:{name}", "--json"]) == 0
        quantities = {one["name"]: one for one in json.loads(capsys.readouterr().out)["quantities"]}
        assert {"released", "cells", "given", "given_per_weight"} < quantities.keys()
        assert all(re.fullmatch(r"\w+(\.\w+)?", one) for one in quantities)
        assert main(["show", f"process:{name}"]) == 0
        shown = capsys.readouterr().out.split()
        assert all(one in shown for one in quantities)
    assert quantities["rejected.fewer_CD34_cells_than_the_least_for_a_graft"]["unit"] == "yes"


def test_a_process_against_one_antigen_says_which(capsys):
    assert main(["show", "process:base_edited_car3_car7"]) == 0
    assert "binds: CD3 and CD7" in capsys.readouterr().out
    assert get("base_edited_car7").chosen({"culture.days": "9 day"}).antigen == "CD7"
    assert {get(one).antigen for one in ("tisa_cel", "lentiviral_car_t")} == {"CD19", ""}
