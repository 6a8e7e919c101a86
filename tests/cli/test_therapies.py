"""The products that can be given are listed, with where their dose is from."""

from __future__ import annotations

import json

from engraft.cli.main import main
from engraft.therapy.catalog import get, names


def test_every_product_is_listed_with_its_source(capsys):
    assert main(["therapies", "--json"]) == 0
    known = json.loads(capsys.readouterr().out)["therapies"]
    assert [one["name"] for one in known] == list(names())
    for one in known:
        product = get(one["name"])
        assert (one["form"], one["enters"]) == (product.kind, product.target)
        assert one["source"] == product.source.text() != ""
        assert one["label_dose"] == (None if product.label_dose is None else str(product.label_dose))


def test_an_approval_has_a_day_an_agency_and_a_source(capsys):
    assert main(["therapies", "--json"]) == 0
    known = {one["name"]: one for one in json.loads(capsys.readouterr().out)["therapies"]}
    car_t = known["tisagenlecleucel"]
    assert car_t["antigen"] == "CD19"
    assert (car_t["approval"]["first"], car_t["approval"]["agency"]) == ("2017-08-30", "FDA")
    assert "up to 25 years" in car_t["approval"]["indication"]
    assert all(one["approval"]["source"] for one in known.values() if one["approval"])
    assert known["ventilation"]["approval"] is None


def test_the_page_fits_80_columns_and_names_everything(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["therapies"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert all(f"  {name} " in out for name in names())
    assert "binds CD19: 3.1e+06 cell/kg" in " ".join(out.split())
    assert "FDA 2017-08-30" in out
    assert "no approval here does not mean that there is none" in " ".join(out.split())
