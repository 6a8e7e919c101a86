"""Titles state what the chart shows, with n and unit."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import replace
from math import nan

import numpy as np
import pandas as pd
import pytest

from engraft.outcomes.figure import Figure
from engraft.report.against import with_defaults
from engraft.report.findings import (
    figure_finding,
    flow_finding,
    headline_finding,
    kinetics_finding,
    published_finding,
    sources_finding,
    survival_finding,
    tolerance_finding,
)
from engraft.report.frames import clock, flow_frame, kinetics_frame
from engraft.report.html import report_html
from engraft.report.pictures import pictures
from engraft.report.words import endpoint_words


def test_every_title_has_a_number_of_patients_and_a_unit(result):
    for picture in pictures(result):
        assert re.search(r"\d+ patients|patients per arm", picture.title), picture.title
        assert re.search(r"\d ?%|cells|patients", picture.title), picture.title
        assert picture.title.endswith(".")


def test_a_survival_title_reads_the_curve_where_it_ends():
    table = pd.DataFrame({"arm": "A", "e_day": [30.0, 60.0, 90.0, 90.0], "e_event": [True, True, False, False]})
    said = survival_finding(table, "e", ("A",), clock=clock(90.0, 8), words=endpoint_words("overall_survival"))
    assert said == "At 84 days, 50 % of 4 patients are alive."


def test_a_survival_title_without_anybody_says_so():
    table = pd.DataFrame({"arm": "A", "e_day": [float("nan")], "e_event": [None]})
    assert "n = 0" in survival_finding(table, "e", ("A",), clock=clock(90.0, 8), words=endpoint_words("e"))


def test_nobody_is_described_where_nobody_could_be_followed(result):
    none = {key: replace(one, value=np.nan, n=0) for key, one in result.summaries[0].figures.items()}
    lost = replace(result, summaries=tuple(replace(one, solved=0, figures=none) for one in result.summaries))
    said = f"None of the {result.study.n} simulated patients per arm could be followed: nothing can be said."
    assert headline_finding(lost) == said
    assert figure_finding(lost).endswith(": no patient could be counted (n = 0).")
    page = report_html(lost)
    assert said in page
    assert f"Not answered: nobody could be followed of {result.study.n} simulated patients per arm" in page
    assert "Answered with" not in page


def test_arms_of_unequal_size_are_each_given_their_n(result):
    words = endpoint_words("relapse")
    said = survival_finding(result.outcomes, "relapse", result.arms, clock=clock(365.0, 8, "remission"), words=words)
    assert "of 162 patients (with conditioning) against" in said
    assert "after remission" in said


def test_a_kinetics_title_says_peak_and_day(result):
    frame = kinetics_frame(result.trajectories, "b_all.car", result.arms)
    said = kinetics_finding(frame, "CAR T cells", "cell", lloq=None)
    peak = frame.groupby("arm", sort=False)["p50"].max().iloc[0]
    assert f"{peak:.2e}"[:4] in said
    assert "cells on day 10" in said


def test_a_median_under_the_limit_is_never_a_number():
    frame = pd.DataFrame({"arm": "A", "day": [0.0, 1.0, 2.0], "p50": [100.0, 10.0, 0.1], "n": 7})
    said = kinetics_finding(frame, "Blasts", "cell", lloq=5.0)
    assert said == "Blasts: the median falls to below the limit of quantification on day 2, n = 7 patients."


def test_a_share_is_said_in_percent():
    frame = pd.DataFrame({"arm": "A", "day": [0.0, 1.0], "p50": [0.8, 0.2], "n": 7})
    said = kinetics_finding(frame, "Blasts", "", lloq=None, share=True)
    assert said == "Blasts: the median falls to 20 % on day 1, n = 7 patients."


def test_the_flow_title_counts_failures(result):
    said = flow_finding(flow_frame(result.flow), result.arms)
    assert said.startswith("Of 200 patients in each arm, 162 (with conditioning) against 94")
    assert "4 simulations failed" in said


def test_the_published_title_counts_what_lies_inside(result):
    table = with_defaults(result)
    assert published_finding(table, 200).startswith("2 of 2 figures")
    one = table.assign(inside=[True, False])
    assert (
        published_finding(one, 200)
        == "1 of 2 figures simulated with 200 patients per arm lies in the published interval."
    )
    pair = one.assign(id=["D02a", "D02b"])
    assert published_finding(pair, 200, "calibrated").startswith("0 of 1 calibrated figure")
    assert "2 figures were put into the study" in published_finding(one, 200, "input")


def test_the_first_figure_is_the_title_of_the_endpoints(result):
    expected = "In remission by day 28: 82 % (with conditioning) against 48 % (without conditioning) of 198 patients"
    assert figure_finding(result).startswith(expected)


def test_the_share_assumed_is_said(result):
    assert sources_finding(result).startswith("40 % of the 5 parameters are assumed")


@pytest.mark.parametrize(("moved", "said"), [(0.0, "by 0.01 %"), (0.0082, "more than 1.00 %")])
def test_the_largest_move_is_said(result, moved, said):
    table = result.tolerance.assign(difference=[moved, 0.0, 0.0, 0.0])
    assert said in tolerance_finding(dataclasses.replace(result, tolerance=table))


def test_the_tolerance_check_counts_whom_it_looked_at(result):
    assert "(the first 100 patients per arm)" in tolerance_finding(result)


def test_a_figure_that_exists_at_one_tolerance_only_is_told(result):
    table = result.tolerance.assign(difference=[float("nan"), 0.0, 0.0, 0.0])
    assert tolerance_finding(dataclasses.replace(result, tolerance=table)).startswith(
        "1 of 4 figures exist at only one"
    )


def test_a_kinetics_title_counts_who_is_still_followed_on_the_day_it_names():
    rows = [("A", 0.0, 100.0, 30), ("A", 5.0, 50.0, 20), ("A", 9.0, 1.0, 2)]
    frame = pd.DataFrame(rows, columns=["arm", "day", "p50", "n"])
    said = kinetics_finding(frame, "Blasts", "cell", lloq=None)
    assert said == "Blasts: the median falls to 1 cells on day 9, n = 2 of 30 patients followed that day."
    whole = kinetics_finding(frame.assign(n=30), "Blasts", "cell", lloq=None)
    assert whole.endswith("on day 9, n = 30 patients.")


@pytest.mark.parametrize(
    ("unit", "said"), [("1", ": 2.28 (A), n = 30 patients."), ("fraction", ": 50 % of 30 patients (A).")]
)
def test_arms_without_a_value_are_left_out_of_a_sentence(result, unit, said):
    first, second = result.summaries
    value = 2.28 if unit == "1" else 0.5
    told = [Figure(value, nan, nan, 30, unit, "ratio"), Figure(nan, nan, nan, 0, unit, "ratio")]
    arms = tuple(
        dataclasses.replace(one, label=label, figures={"x": figure})
        for one, label, figure in zip((first, second), "AB", told, strict=True)
    )
    assert figure_finding(dataclasses.replace(result, summaries=arms)) == f"Ratio{said}"
