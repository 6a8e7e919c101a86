"""What the command line prints."""

from __future__ import annotations

import dataclasses
import json

import pytest

from engraft.report.text import result_object, result_text


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
