"""The page of a sweep is one offline file, with its pictures beside it."""

from __future__ import annotations

import re

import pytest
from tests.report.swept import DAY, DOSE, swept

from engraft.report.html import SIZE_LIMIT
from engraft.report.sweep_page import sweep_command, sweep_html, write_sweep
from engraft.trial import check_study, parse_document, sweep_study
from engraft.trial.reading import apply_overrides


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("sweep")
    write_sweep(swept(DOSE, DAY), place)
    return place


def test_page_and_pictures_are_there(folder):
    assert sorted(path.name for path in folder.iterdir()) == [
        "report.html", "sweep-1.png", "sweep-2.png", "sweep-3.png",
    ]  # fmt: skip
    assert all(path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n" for path in folder.glob("*.png"))
    assert (folder / "report.html").stat().st_size < SIZE_LIMIT


def test_the_page_loads_nothing_and_escapes_what_it_is_told(folder):
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "A made-up &lt;study&gt;" in text
    assert "What &amp; why?" in text
    assert "<study>" not in text
    assert not re.findall(r'(?:src|href)="(?!#)', text.split("<script")[0])
    assert "default-src &#39;none&#39;" in text
    assert text.count('class="still wide"') == text.count('class="still narrow"') == 3
    assert "Limits of the study" in text
    assert "engraft run x --set &#39;a=b 5&#39;" in text


def test_a_page_without_pictures_is_a_page(small_result_without_figures):
    assert "A made-up" in sweep_html(small_result_without_figures)


@pytest.fixture
def small_result_without_figures():
    from dataclasses import replace

    return replace(swept(DOSE), shown=("nobody.median",))


STUDY = """\
engraft: 1
name: brief
title: Briefly
question: What for?
model: kimmel2021
population: {law: alike, n: 2}
start: 0 d
follow_up: 30 d
arms: [{name: a, label: A, regimen: [{give: axicabtagene_ciloleucel, dose: 1e8 cell, day: 0}]}]
endpoints: [{name: extinction, clone: b_lymphoma.tumor, months: [0.5]}]
"""


def test_the_command_gives_the_same_sweep():
    document = apply_overrides(parse_document(STUDY, "brief.yaml"), ["title=Other words"])
    result = sweep_study(check_study(document), ["arms.0.regimen.0.dose=1e7 cell,1e8 cell"], seed=4)
    assert sweep_command(result) == (
        "engraft sweep brief.yaml --patients 2 --seed 4 --set 'title=Other words' "
        "--over 'arms.0.regimen.0.dose=1e7 cell,1e8 cell'"
    )
