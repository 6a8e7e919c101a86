"""The study of ELIANA, from enrolment to the page: every picture that the study has data for is on it."""

from __future__ import annotations

import re

import pytest

from engraft.report import report_html
from engraft.report.html import SIZE_LIMIT
from engraft.report.pictures import pictures
from engraft.trial import load_study, run_study

pytestmark = pytest.mark.slow

CLINIC = {"by-response", "grades-1", "grades-2", "waterfall", "swimmer", "relapse", "forest", "flow"}
ROLES = {"published-calibrate", "published-predict", "published-input"}


@pytest.fixture(scope="module")
def result():
    return run_study(load_study("eliana"), patients=120)


def test_every_picture_of_the_study_is_drawn(result):
    drawn = {picture.key for picture in pictures(result)}
    assert drawn >= CLINIC | ROLES


def test_the_flow_begins_with_everybody_enrolled_and_loses_nobody(result):
    counts = dict(zip(result.flow["stage"], result.flow["n"], strict=True))
    assert counts["enrolled"] == 120
    left = counts.get("integration failed", 0) + counts.get("not alive on day 0", 0) + counts["not infused"]
    assert counts["infused"] == 120 - left
    assert counts["in remission"] + counts["not in remission"] == counts["infused"]


def test_the_curve_from_enrolment_stands_beside_the_one_as_infused(result):
    assert result.time_from["intention_to_treat"] == "enrolment"
    topics = [picture.topic for picture in pictures(result)]
    assert {"Event-free survival", "Event-free survival from enrolment", "Overall survival"} <= set(topics)


def test_the_page_stays_small(result):
    page = report_html(result)
    assert len(page.encode()) < SIZE_LIMIT
    held = [
        table for table in re.findall(r"<table.*?</table>", page, re.DOTALL) if "beside the published ones" in table
    ]
    red = sum(table.count('<tr class="miss">') for table in held)  # what is not identified is red in a table of its own
    assert red == int((result.published["inside"] == False).sum())  # noqa: E712 -- None too
