"""The report is one offline file: read here as a browser reads it."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise

import pytest

from engraft.report import report_html, save_picture, write_report
from engraft.report.html import SIZE_LIMIT, check_rows, write_whole
from engraft.report.words import NOTICE

LOADING = {"src", "href", "srcset", "action", "data", "poster", "formaction", "xlink:href", "background"}


class Page(HTMLParser):
    """Collect what the tests ask about."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.addresses, self.headings, self.text, self.scripts = [], [], [], {}
        self.attributes, self.tags, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        self.addresses += [value for name, value in attrs if name in LOADING]
        if tag not in ("meta", "link", "br"):
            self.open.append((tag, dict(attrs)))
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append([tag, ""])

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tag, attrs = self.open[-1] if self.open else ("", {})
        if tag == "script":
            self.scripts[attrs.get("id", f"script-{len(self.scripts)}")] = data
        elif tag != "style":
            self.text.append(data)
            if self.headings and any(name == self.headings[-1][0] for name, _ in self.open):
                self.headings[-1][1] += data

    @property
    def words(self):
        return re.sub(r"\s+", " ", "".join(self.text))


@pytest.fixture(scope="module")
def source(result):
    return report_html(result)


@pytest.fixture(scope="module")
def page(source):
    return Page(source)


def test_nothing_is_loaded_from_anywhere(page, source):
    assert all(address.startswith("#") for address in page.addresses)
    assert "link" not in page.tags
    style = re.search(r"<style>(.*?)</style>", source, re.DOTALL).group(1)
    assert "@import" not in style
    assert "url(" not in style
    for name, script in page.scripts.items():
        if "-" in name and not name.startswith("script-"):
            assert "http" not in script, name


def test_the_browser_is_told_to_load_nothing(page):
    policy = next(a["content"] for tag, a in page.attributes if tag == "meta" and "http-equiv" in a)
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy
    assert "script-src 'unsafe-inline'" not in policy
    for name, script in page.scripts.items():
        if name.startswith("script-"):
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy


def test_the_file_is_small_and_has_one_bundle(source):
    assert len(source.encode()) < SIZE_LIMIT
    assert source.count("window.vegaEmbed = ") + source.count("window.vegaEmbed=") == 1


def test_no_internal_name_is_shown(page, result):
    names = [str(name) for name in result.trajectories.data_vars]
    names += [column for column in result.outcomes.columns if "_" in column]
    names += [key for summary in result.summaries for key in summary.figures]
    names += ["STEP_LIMIT", "max_steps", "_day", "nan", "None"]
    labels = " ".join(a.get("aria-label") or "" for _, a in page.attributes)
    for name in names:
        assert name not in page.words, name
        assert name not in labels, name


def test_the_notice_is_at_the_top_and_at_the_bottom(page):
    words = page.words
    assert words.count(NOTICE) == 2
    first, last = words.index(NOTICE), words.rindex(NOTICE)
    assert first < words.index("Simulated trial") < last
    assert words[last:].strip() == NOTICE


def test_it_opens_with_one_sentence_and_one_picture(page, result):
    levels = [level for level, _ in page.headings]
    assert levels.count("h1") == 1
    assert levels[0] == "h1"
    assert page.headings[0][1].replace("\xa0", " ") == result.headline["sentence"]
    first = page.tags.index("h1")
    assert page.tags.index("figure") < page.tags.index("table")
    assert first < page.tags.index("figure")


def test_headings_descend_one_level_at_a_time(page):
    levels = [int(level[1]) for level, _ in page.headings]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_heading_of_a_finding_counts_patients_or_parameters(page):
    titles = [text for level, text in page.headings if level == "h2"][:-1]
    assert len(titles) >= 8
    for title in titles:
        assert re.search(r"\d", title), title
        assert re.search(r"patients|parameters", title), title


def test_pictures_and_tables_can_be_read_aloud(page):
    tags = dict.fromkeys(page.tags)
    assert {"main", "header", "footer", "figcaption", "caption"} <= set(tags)
    assert ("html", {"lang": "en"}) in page.attributes
    images = [a for _, a in page.attributes if a.get("role") == "img"]
    assert images
    assert all(a["aria-label"] for a in images)
    assert page.tags.count("caption") == page.tags.count("table")
    assert all("scope" in a for tag, a in page.attributes if tag == "th")


def test_each_chart_has_still_pictures_with_names_of_their_own(page):
    figures = [a["data-chart"] for tag, a in page.attributes if tag == "figure"]
    names = [a["id"] for _, a in page.attributes if "id" in a]
    assert page.tags.count("svg") == 2 * len(figures)
    assert len(names) == len(set(names))


def test_each_chart_finds_its_data_in_the_one_store(page):
    store = json.loads(page.scripts["chart-data"])
    for tag, attrs in page.attributes:
        if tag == "figure":
            for layout in ("wide", "narrow"):
                spec = json.loads(page.scripts[f"{attrs['data-chart']}-{layout}"])
                assert set(spec["datasets"]) <= set(store)


def test_text_from_a_study_file_is_never_markup(result):
    bad = "</script><script>alert(1)</script><img src=x onerror=y>"
    study = dataclasses.replace(result.study, title=bad, question=bad, population=bad)
    arms = (f"A {bad}", "B")
    renamed = dict(zip(result.arms, arms, strict=True))
    frames = {name: getattr(result, name).replace({"arm": renamed}) for name in ("outcomes", "flow", "tolerance")}
    told = dataclasses.replace(
        result,
        study=study,
        arms=arms,
        trajectories=result.trajectories.assign_coords(arm=list(arms)),
        summaries=tuple(dataclasses.replace(s, label=renamed[s.label]) for s in result.summaries),
        headline={"sentence": bad},
        warnings=(bad,),
        **frames,
    )
    read = Page(report_html(told))
    assert "img" not in read.tags
    assert sum("alert(1)" in script for name, script in read.scripts.items() if name.startswith("script-")) == 0
    assert read.headings[0][1] == bad


def test_provenance_says_how_to_get_the_numbers_again(page):
    for said in ("engraft run test_study --patients 200 --seed 7", "3f9a1c", "numpy 2.3.0", "Seed", "Backend"):
        assert said in page.words


def test_what_could_not_be_simulated_is_counted_in_words(page):
    assert "4 of 400 simulated courses failed" in page.words.replace("\xa0", " ")
    assert "more steps than allowed" in page.words


def test_a_report_is_written_whole_or_not_at_all(tmp_path, result, monkeypatch, source):
    path = tmp_path / "new" / "report.html"
    monkeypatch.setattr("engraft.report.html.report_html", lambda _: source)
    assert write_report(result, path) == path
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [p.name for p in path.parent.iterdir()] == ["report.html"]
    before = path.read_bytes()

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, b"half")
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["report.html"]


def test_the_headline_picture_is_a_png(tmp_path, result):
    path = save_picture(result, tmp_path / "headline.png", scale=1.0)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_chart_with_too_many_rows_is_refused():
    with pytest.raises(ValueError, match="aggregate"):
        check_rows({"datasets": {"a": [{}] * 5_000}})


def test_a_table_of_many_arms_may_break_its_cells(result):
    """Four columns of intervals that may not break are wider than any page."""
    again = tuple(replace(one, name=f"{one.name}-2", label=f"{one.label} again") for one in result.summaries)
    wide = report_html(replace(result, summaries=(*result.summaries, *again)))
    assert '<table class="shown arms many">' in wide
    assert '<table class="shown arms many">' not in report_html(result)


def test_the_style_sheet_says_everything_once():
    """A slip of an editor once left a block of rules inside of two others."""
    css = (resources.files("engraft.report") / "templates" / "report.css").read_text(encoding="utf-8")
    lines = [line for line in css.splitlines() if line.startswith("tr.miss") or "tr.group th" in line]
    assert len(lines) == len(set(lines)) == 4
