"""The exposure pair: the frame takes persons with both exposures, and says so in words."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from engraft.outcomes.figure import Figure
from engraft.report.charts.theme import WIDE
from engraft.report.frames_exposure import MOST, exposure_frame, exposure_pairs
from engraft.report.pictures_exposure import exposure_pictures


@pytest.fixture(scope="module")
def paired(result):
    """Give a result of whose first arm 700 of 701 persons have both exposures."""
    arm = result.summaries[0]
    n = 701
    site = np.linspace(1.0, 10.0, n)
    outcomes = pd.DataFrame({"arm": arm.label, "person": np.arange(n), "pair_site": site, "pair_elsewhere": 2.0})
    outcomes.loc[0, "pair_elsewhere"] = 0.0
    outcomes["pair_index"] = outcomes["pair_site"] / outcomes["pair_elsewhere"].replace(0.0, np.nan)
    figures = {
        "pair": Figure(2.5, 2.4, 2.6, 700, "1", "pair"),
        "pair.site": Figure(5.0, 1.0, 10.0, 700, "Gy", "site"),
        "pair.elsewhere": Figure(2.0, 2.0, 2.0, 700, "Gy", "elsewhere"),
    }
    told = dataclasses.replace(arm, figures=figures)
    labels = {"pair": "Ligand; dose of marrow over dose of liver"}
    return dataclasses.replace(result, outcomes=outcomes, summaries=(told,), labels=labels)


def test_persons_without_exposure_elsewhere_are_left_out_and_few_are_drawn(paired):
    (pair,) = exposure_pairs(paired)
    frame = exposure_frame(paired, pair)
    assert len(frame) == MOST
    assert frame["elsewhere"].min() == 2.0
    assert frame["index"].is_monotonic_increasing
    assert frame["index"].iloc[-1] == pytest.approx(5.0)  # both ends are kept


def test_title_and_table_say_index_units_and_persons(paired):
    (picture,) = exposure_pictures(paired)
    assert picture.title == "Ligand; dose of marrow over dose of liver: 2.5 in 300 patients"
    assert picture.table.groups[0].rows == (
        ("Ligand; dose of marrow over dose of liver", "5 Gy", "2 Gy", "2.5 (2.4 to 2.6)", "700"),
    )


def test_a_study_without_a_pair_has_no_page(result):
    assert list(exposure_pictures(result)) == []


def test_no_dot_lies_at_the_end_of_an_axis_and_panels_begin_under_each_other(paired):
    (picture,) = exposure_pictures(paired)
    spec = picture.draw(WIDE)
    (panel,) = spec["concat"]
    (pair,) = exposure_pairs(paired)
    frame = exposure_frame(paired, pair)
    upward = panel["layer"][-1]["encoding"]["y"]
    assert upward["axis"]["minExtent"] == upward["axis"]["maxExtent"] > 0
    for name, channel in (("elsewhere", "x"), ("site", "y")):
        low, high = panel["layer"][-1]["encoding"][channel]["scale"]["domain"]
        assert low * 1.1 <= frame[name].min()
        assert frame[name].max() * 1.1 <= high
