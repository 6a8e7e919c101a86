"""The page of the model says what the model is."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace

import pytest

from engraft.language import Parameter
from engraft.models.leukemia.b_all import b_all, recipes


@pytest.fixture(scope="module")
def script(root):
    spec = importlib.util.spec_from_file_location("model_page", root / "scripts" / "model_page.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["model_page"] = module  # a dataclass looks its module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def system():
    return b_all()


@pytest.fixture(scope="module")
def text(root):
    return (root / "docs" / "models" / "b_all.md").read_text(encoding="utf-8")


def test_the_page_is_as_the_model_is(script, system, text):
    assert script.whole(text, script.page(system, recipes())) == text, "run python scripts/model_page.py"


def test_every_name_is_on_the_page(system, text):
    sections = {part.split("Block `")[1].split("`")[0]: part for part in text.split("\n### ")[1:]}
    assert set(sections) == {block.name for block in system.blocks} - {"b_all"}
    for entry in (*system.states, *system.parameters, *system.observables, *system.flows, *system.hazards):
        block, _, name = entry.name.partition(".")
        assert f"| {name} |" in sections[block] or f"| `{name}` |" in sections[block], entry.name
    for wire in system.wires:
        block, _, name = wire.port.partition(".")
        rows = [row for row in sections[block].splitlines() if row.startswith(f"| `{name}` | {wire.unit} |")]
        assert any(row.endswith(f"| `{wire.target}` |") for row in rows), wire


def test_every_block_says_what_it_cannot(script, system, text):
    said = text.split("## What this model cannot say")[1]
    lines = [line.partition("): ")[2] for line in said.splitlines() if line.startswith("* ")]
    assert len(lines) == len(system.blocks) - 1
    assert min(map(len, lines)) > 20
    assert "anti-CAR immunity" in said


def test_another_number_is_another_page(script, system):
    changed = system.with_parameters(
        {"car.homing": Parameter(7.25, "1/day", source=system.parameter("car.homing").source)}
    )
    assert "| `homing` | 7.25 | 1/day |" in script.page(changed, recipes())


def test_what_is_written_by_hand_stays(script):
    old = f"# by hand\n\n{script.MARK}\nold"
    assert script.whole(old, f"{script.MARK}\n\nnew\n") == f"# by hand\n\n{script.MARK}\n\nnew\n"


def test_a_block_without_a_place_in_the_diagram_is_refused(script, system):
    stranger = replace(system.blocks[-1], name="stranger")
    with pytest.raises(SystemExit, match="stranger"):
        script.page(replace(system, blocks=(*system.blocks, stranger)), recipes())
