"""The picture of a knock-down: medians of the courses, dated doses, small, and absent where nothing is silenced."""

from __future__ import annotations

import dataclasses
import json
import re

import numpy as np
import pytest
import vl_convert

from engraft.report.charts.theme import LAYOUTS, ROW_LIMIT, row_count, still
from engraft.report.frames_knock_down import courses_left, doses_frame, knock_down_frame
from engraft.report.html import VEGALITE
from engraft.report.pictures_knock_down import knock_down_pictures
from engraft.trial import load_study, run_study


@pytest.fixture(scope="module")
def study():
    return run_study(load_study("question-11-sirna-interval", overrides=["population.n=12"]))


@pytest.fixture(scope="module")
def picture(study):
    return next(knock_down_pictures(study))


def test_message_comes_before_protein_and_nothing_else_is_a_share(study):
    assert courses_left(study.trajectories) == ("silencing.mrna_left", "silencing.protein_left")


def test_medians_are_those_of_the_courses(study):
    frame = knock_down_frame(study.trajectories, ["silencing.mrna_left"], study.arms, until=28.0)
    row = frame[(frame["arm"] == study.arms[2]) & (frame["day"] == 3.0)].iloc[0]
    values = study.trajectories["silencing.mrna_left"].sel(arm=study.arms[2], time=3.0)
    assert row["p50"] == pytest.approx(float(np.nanmedian(values)))
    assert frame["day"].between(0.0, 28.0).all()
    assert set(frame["what"]) == {"Driver mRNA"}


def test_doses_are_those_of_each_arm(study):
    doses = doses_frame(study, until=28.0)
    assert doses.groupby("arm")["day"].count().to_dict() == dict(zip(study.arms, (10, 7, 4, 1), strict=True))
    assert (doses["end"] - doses["day"]).to_numpy() == pytest.approx(80.0 / 1440.0)


def test_what_every_arm_gets_is_no_mark_where_something_else_is_given():
    result = run_study(load_study("oblimersen-null", overrides=["population.n=3"]))
    doses = doses_frame(result, until=21.0)
    assert doses[["product", "day", "end"]].to_numpy().tolist() == [["oblimersen", 0.0, 10.0]]


def test_it_is_small_fits_and_compiles(picture, capfd):
    for layout in LAYOUTS:
        spec = picture.draw(layout)
        assert row_count(spec) < ROW_LIMIT
        svg = vl_convert.vegalite_to_svg(json.dumps(still(spec)), vl_version=VEGALITE)
        assert float(re.search(r'<svg[^>]*? width="([\d.]+)"', svg).group(1)) <= layout.width + 16
    assert "WARN" not in capfd.readouterr().err


def test_title_counts_patients_and_the_note_has_roles_and_species(picture):
    assert re.search(r"n = \d+ (to \d+ )?of 12 patients per arm followed that day", picture.title)
    assert "Kasumi-1 cells" in picture.note
    assert "mice" in picture.note
    assert picture.note.startswith("Simulated persons: ")
    assert picture.table is not None


def test_a_study_without_a_knock_down_has_no_such_picture(study):
    assert list(knock_down_pictures(dataclasses.replace(study, basis=None))) == []
