"""Files that mean harm, and files that are merely wrong, are answered in three lines."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engraft.errors import SpecificationError
from engraft.trial.design import design
from engraft.trial.reading import (
    OPTIONAL_FIELDS,
    Where,
    apply_overrides,
    find_document,
    parse_document,
    read_document,
    shipped,
)
from engraft.trial.study import check_study, json_schema

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
BAD_TEXT = {
    "a python tag": ("name: !!python/object/apply:os.system [ls]\n", "a tag"),
    "any tag": ("name: !foo x\n", "a tag"),
    "binary": ("a: !!binary aGVsbG8=\n", "a tag"),
    "a bomb": (BOMB, "an anchor"),
    "an alias": ("a: 1\nb: *a\n", "alias"),
    "a merge key": ("<<: {a: 1}\n", "a merge key"),
    "two documents": ("a: 1\n---\nb: 2\n", "a second document"),
    "a directive": ("%YAML 1.1\n---\na: 1\n", "directive"),
    "deep lists": ("a: " + "[" * 3000 + "]" * 3000, "deep"),
    "deep mappings": ("".join(" " * k + f"a{k}:\n" for k in range(2000)), "deep"),
    "many entries": ("a: [" + "1," * 20_001 + "]", "this many entries"),
    "a key twice": ("a: 1\na: 2\n", "duplicate key"),
    "a list": ("- 1\n", "a mapping"),
    "nothing": ("", "an empty file"),
    "a word": ("hello", "a mapping"),
    "infinity": ("a:\n  b: .inf\n", "a.b: a number is not finite"),
    "not a number": ("a: [1, .nan]\n", "a.1: a number is not finite"),
    "a date": ("a: 2024-01-01\n", "a date is not understood"),
    "an impossible date": ("a: 2024-99-99\n", "month"),
    "a number as a name": ("1: a\n", "not text"),
    "a list as a name": ("? [a]\n: b\n", "not text"),
    "a control character": ("a: \x01\n", "not allowed"),
    "an open list": ("a: [1, 2\n", "expected"),
    "an endless number": ("a: " + "9" * 5000, "limit"),
}


@pytest.mark.parametrize("kind", sorted(BAD_TEXT))
def test_text_that_is_not_plain_is_refused(kind: str) -> None:
    text, said = BAD_TEXT[kind]
    with pytest.raises(SpecificationError) as caught:
        parse_document(text, "study.yaml")
    assert said in str(caught.value)
    assert str(caught.value).startswith("study.yaml")
    assert str(caught.value).count("\n") <= 2


def write(folder: Path, kind: str) -> Path:
    path = folder / "study.yaml"
    if kind == "directory":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind != "missing":
        path.write_bytes({"binary": b"a: \0\1", "not text": b"a: 1\nb: \xff\xfe\n", "large": b"a" * 1_000_001}[kind])
    return path


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("directory", "this is a directory"),
        ("fifo", "not a plain file"),
        ("missing", "no such file"),
        ("binary", "binary"),
        ("not text", "study.yaml:2: this is not text"),
        ("large", "too large"),
    ],
)
def test_a_file_that_is_no_study_is_refused(tmp_path: Path, kind: str, said: str) -> None:
    with pytest.raises(SpecificationError, match=said):
        read_document(write(tmp_path, kind))


def test_a_missing_file_suggests_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "eliana.yaml").write_text("a: 1\n")
    with pytest.raises(SpecificationError, match=r"did you mean 'eliana\.yaml'"):
        find_document(tmp_path / "elina.yaml")


def test_a_link_in_a_loop_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    with pytest.raises(SpecificationError, match="leads nowhere"):
        find_document(tmp_path / "loop.yaml")


def test_an_unknown_name_suggests_a_shipped_study() -> None:
    with pytest.raises(SpecificationError, match="did you mean 'eliana-spine'"):
        find_document("eliana-spin")


def test_shipped_studies_are_plain() -> None:
    assert set(shipped()) >= {"eliana-spine", "kimmel2021"}
    for name in shipped():
        assert find_document(name).data["name"] == name


def test_every_field_knows_its_line(text: str) -> None:
    document = parse_document(text, "small.yaml")
    assert document.locate(("arms", 1, "regimen", 0)) == "small.yaml:25: arms.1.regimen.0"
    assert document.locate(("arms", 1, "regimen", 0, "nowhere")).startswith("small.yaml:25: ")
    assert document.locate(()) == "small.yaml:1"


def test_settings_replace_single_fields(text: str) -> None:
    document = parse_document(text, "small.yaml")
    settings = ["population.n=50", "arms.1.name=second", "parameters.b_all.growth.value=0.02 1/day", "rtol=1e-8"]
    new = apply_overrides(document, settings)
    assert (new.data["population"]["n"], new.data["arms"][1]["name"], new.data["rtol"]) == (50, "second", 1e-8)
    assert new.data["parameters"]["b_all.growth"]["value"] == "0.02 1/day"
    assert document.data["population"]["n"] == 5
    assert new.locate(("population", "n")) == "--set population.n=50"


def test_a_parameter_that_the_file_does_not_mention_can_be_set() -> None:
    setting = "parameters.b_all.kill={value: 4e-11 1/cell/day, assumed: {why: weaker, low: 1e-11, high: 1e-10}}"
    new = apply_overrides(parse_document("name: x\n", "x.yaml"), [setting])
    assert new.data["parameters"]["b_all.kill"]["value"] == "4e-11 1/cell/day"


LOT = "lots: {a.b: {process: toy, set: {culture.days: 9 day}}, bare: {process: toy}}\n"


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("lots.a.b.set.vector.contact", ("lots", "a.b", "set", "vector.contact")),
        ("lots.a.b.set.culture.days", ("lots", "a.b", "set", "culture.days")),
        ("lots.bare.set.vector.contact", ("lots", "bare", "set", "vector.contact")),
        ("lots.bare.parameters.culture.growth", ("lots", "bare", "parameters", "culture.growth")),
    ],
)
def test_a_decision_or_number_of_a_lot_that_the_file_does_not_mention_can_be_set(path: str, where: Where) -> None:
    new = apply_overrides(parse_document(LOT, "x.yaml"), [f"{path}=2 h"])
    assert list(new.said) == [where]
    found = new.data
    for key in where:
        found = found[key]
    assert found == "2 h"
    assert new.data["lots"]["a.b"]["process"] == "toy"


@pytest.mark.parametrize("path", ["lots.c.set.vector.contact", "lots.bare.sets.vector.contact"])
def test_what_is_no_lot_or_no_table_of_one_is_still_answered(path: str) -> None:
    with pytest.raises(SpecificationError, match="no field"):
        apply_overrides(parse_document(LOT, "x.yaml"), [f"{path}=2 h"])


@pytest.mark.parametrize(
    ("setting", "where", "value"),
    [
        ("endpoints.0.visits=[28]", ("endpoints", 0, "visits"), [28]),
        ("arms.0.regimen.0.over=2 h", ("arms", 0, "regimen", 0, "over"), "2 h"),
        ("parameters={a.b: {value: 1}}", ("parameters",), {"a.b": {"value": 1}}),
        ("population.label=who", ("population", "label"), "who"),
    ],
)
def test_a_valid_field_that_is_not_written_yet_can_be_set(setting, where, value) -> None:
    text = "population: {n: 5}\narms: [{name: a, regimen: [{give: x}]}]\nendpoints: [remission]\n"
    new = apply_overrides(parse_document(text, "x.yaml"), [setting])
    found = new.data
    for step in where:
        found = found[step]
    assert found == value
    assert new.locate(where) == f"--set {setting}"


def test_every_field_that_may_be_added_is_one_of_the_study_file() -> None:
    schema = json_schema()
    known = {name for part in (schema, *schema["$defs"].values()) for name in part.get("properties", {})}
    assert known >= OPTIONAL_FIELDS


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("arms.0.regimen.0.at_most=3", "unknown field 'at_most'"),
        ("population.over=3", "unknown field 'over'"),
        ("endpoints.0.visit=[28]", "did you mean 'visits'"),
    ],
)
def test_a_field_added_in_the_wrong_place_is_refused_with_the_file(text: str, setting: str, said: str) -> None:
    with pytest.raises(SpecificationError, match=said):
        design(check_study(apply_overrides(parse_document(text, "small.yaml"), [setting])))


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("populaton.n=5", "did you mean 'population'"),
        ("population.m=5", "no field 'm'"),
        ("arms.7.name=x", "a list of 2"),
        ("arms.first=x", "a number from 0"),
        ("name.x=4", "has no fields"),
        ("=3", "path=value"),
        ("population.n", "path=value"),
        ("name=!!x y", "a tag"),
        ("name=[1", "not readable"),
    ],
)
def test_a_setting_that_leads_nowhere_is_answered(text: str, setting: str, said: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        apply_overrides(parse_document(text, "small.yaml"), [setting])
    assert said in str(caught.value)
    assert str(caught.value).count("\n") <= 2
