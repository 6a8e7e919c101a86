"""The gallery shows what the script draws, of studies that exist."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from engraft.trial.reading import shipped

ROOT = Path(__file__).parent.parent.parent
ROWS = ("transplant-atg", "tower", "graall-r", "aml-aza-nivo", "maintenance-6mp", "eliana", "zuma-3", "mskcc-19-28z",
        "transcend-cll", "axi-cel-lymphoma", "cml-stop")  # fmt: skip


@pytest.fixture(scope="module")
def drawn() -> set[str]:
    spec = importlib.util.spec_from_file_location("pictures", ROOT / "scripts" / "pictures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert set(module.DRAWN) <= set(shipped())
    return {"-".join(filter(None, (study, name))) for study, keys in module.DRAWN.items() for name in keys}


def test_every_picture_of_the_gallery_is_drawn_by_the_script_and_there(drawn: set[str]) -> None:
    page = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"pictures/([\w-]+)[.]png", page))
    assert shown == drawn
    assert all((ROOT / "docs" / "pictures" / f"{name}.png").stat().st_size > 5_000 for name in shown)


@pytest.mark.parametrize("study", ROWS)
def test_every_row_has_a_picture_of_its_study(study: str, drawn: set[str]) -> None:
    assert any(name.startswith(study) for name in drawn)
