"""What the command line prints."""

from __future__ import annotations

import dataclasses
import json

import pytest

from engraft.outcomes.figure import Figure
from engraft.report.text import GAP, result_object, result_text


@pytest.mark.parametrize("width", [72, 80, 120])
def test_the_plain_table_fits_its_width(result, width):
    text = result_text(result, width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "\t" not in text


def test_the_plain_table_has_headline_n_estimates_and_notice(result):
    text = result_text(result)
    for said in (
        result.headline["sentence"],
        "82 %",
        "(75–88)",
        "2 not simulated",
        "40 % of 5",
        "Not a medical device",
    ):
        assert said in text


def test_beside_one_column_a_long_name_has_the_place_its_cell_leaves(result):
    name, cell = "event-free survival of those in remission, whatever followed", "1.02 × 10⁴ (328 to 6.37 × 10⁴) of 59"
    arm = result.summaries[0]
    wide = dataclasses.replace(
        arm,
        figures={
            "a": Figure(0.5, 0.4, 0.6, arm.solved, "fraction", name),
            "a.b": Figure(10200.0, 328.0, 63700.0, 59, "", "peak"),
            "c": Figure(0.5, 0.4, 0.6, arm.solved, "fraction", "another endpoint"),
        },
    )
    lines = result_text(dataclasses.replace(result, summaries=(wide,)), width=80).splitlines()
    first = next(k for k, line in enumerate(lines) if line.startswith("  Event-free"))
    assert lines[first] == f"{GAP}{name.replace('event', 'Event')}{GAP}50 % (40–60)"
    assert lines[first + 1] == f"{GAP}Peak".ljust(len(lines[first]) - len(cell)) + cell
    assert lines[first + 2] == ""
    assert lines[first + 3].startswith("  Another endpoint")


def test_a_warning_names_no_key(result):
    assert "free of events at day 180 moves by" in " ".join(result_text(result).split()).lower()
    assert "event_free_survival" not in result_text(result)


def test_the_object_is_json_and_what_does_not_exist_is_null(result):
    said = json.loads(json.dumps(result_object(result), allow_nan=False))
    figure = said["arms"][0]["figures"]["event_free_survival.median"]
    assert figure == {
        "text": "median event-free survival",
        "n": 198,
        "unit": "day",
        "value": 240.0,
        "lower": 200.0,
        "upper": None,
    }
    assert said["study"] == {
        "name": "test_study",
        "title": "CAR T cells with and without conditioning",
        "patients": 200,
        "seed": 7,
        "follow_up_days": 365.0,
    }
    assert said["arms"][1]["failed"] == 2


def test_the_object_names_the_run_folder(result, tmp_path):
    assert result_object(dataclasses.replace(result, folder=tmp_path))["folder"] == str(tmp_path)
