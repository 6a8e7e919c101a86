"""Studies of delivery to the site of the tumor: what they put in comes out, what they predict is as reported."""

from __future__ import annotations

import json
import re

import pytest
import vl_convert

from engraft.report.charts.theme import LAYOUTS, ROW_LIMIT, row_count, still
from engraft.report.html import VEGALITE
from engraft.report.pictures_exposure import KEY, exposure_pictures
from engraft.trial import load_study, run_study


@pytest.fixture(scope="module")
def delivery():
    return run_study(load_study("tumor-site-delivery", overrides=["population.n=12"]))


@pytest.fixture(scope="module")
def page(delivery):
    (picture,) = exposure_pictures(delivery)
    return picture


def figures(result, arm):
    """Give the figures of one arm."""
    return next(one.figures for one in result.summaries if one.name == arm)


def inside(result):
    """Tell which published figures lie inside of their bounds."""
    return dict(zip(result.published["id"], result.published["inside"], strict=True))


def test_each_payload_has_an_index_in_its_own_arm_alone(delivery):
    names = {"radioligand": "dose_to_liver", "toxin": "toxin", "suicide_gene": "poison"}
    for arm, own in names.items():
        counted = {name: figures(delivery, arm)[name].n for name in names.values()}
        assert counted == {name: 12 if name == own else 0 for name in counted}


def test_the_vector_is_worth_what_it_prefers(delivery):
    """Off target a tenth: the shares with the gene, and so the poison, differ by nearly ten, for any schedule."""
    assert 7.0 < figures(delivery, "suicide_gene")["poison"].value < 10.0


def test_the_marrow_itself_is_hit_harder_than_leukemia(delivery):
    """An index below one, which is why a graft follows."""
    assert figures(delivery, "radioligand")["kill_of_progenitors"].upper < 1.0


def test_the_page_draws_every_pair_with_its_units(page, delivery):
    assert page.key == KEY
    assert page.table is not None
    assert len(page.table.groups) == 5
    spec = json.dumps(page.draw(LAYOUTS[0]), ensure_ascii=False)
    for words in ("Dose of the marrow (Gy)", "Level in serum (ng/mL × days)", "Poison in the liver (days)"):
        assert words in spec
    assert "n = 12" in page.note
    assert delivery.study.population in page.note


def test_the_page_is_small_fits_and_compiles(page, capfd):
    for layout in LAYOUTS:
        spec = page.draw(layout)
        assert row_count(spec) < ROW_LIMIT
        svg = vl_convert.vegalite_to_svg(json.dumps(still(spec)), vl_version=VEGALITE)
        assert float(re.search(r'<svg[^>]*? width="([\d.]+)"', svg).group(1)) <= layout.width + 16
    assert "WARN" not in capfd.readouterr().err


def test_two_switches_do_as_published_where_they_do():
    """What is set comes out; regrowth is predicted, and is less than the published one."""
    result = run_study(load_study("safety-switch", overrides=["population.n=40"]))
    assert inside(result) == {"W1": True, "W2": True, "W3": False, "W4": True, "W5": True, "W6": True}
    found = figures(result, "thrice")
    assert found["first_dose"].value < found["second_dose"].value < found["third_dose"].value
    assert 4.0 < found["regrowth"].value < 5.3
    assert list(exposure_pictures(result)) == []


def test_an_interval_between_radioligand_and_cells_is_best_that_is_neither_short_nor_long():
    result = run_study(load_study("radioligand-then-car-t"))
    days = {arm.name: arm.figures["survival.median"].value for arm in result.summaries}
    assert days["wait_11"] < days["wait_18"] < days["wait_25"] < days["wait_60"]
    assert days["wait_98"] < days["wait_60"]
    assert days["nothing"] < days["radioligand"]
    assert set(inside(result).values()) == {None}  # of mice: shown, not scored


def test_a_burst_above_the_threshold_controls_the_tumor_and_one_below_does_not():
    result = run_study(load_study("oncolytic-burst-size"))
    assert inside(result) == {"B1": True, "B2": True}
    found = figures(result, "virus")
    assert found["below"].value > 1e3
    assert found["above"].value < 1e-3


@pytest.mark.slow
def test_a_switch_takes_toxicity_cells_and_remissions_and_the_cells_grow_back():
    """Design question 12, on half of its children."""
    result = run_study(load_study("question-12-safety-switch", overrides=["population.n=20"]))
    ward, everybody = figures(result, "ward"), figures(result, "everybody")
    assert 0.05 <= everybody["half_hour"].value <= 0.15
    assert everybody["left"].value < 0.05
    assert everybody["car_t_cells.day_14"].value > 3.0 * everybody["car_t_cells.day_8"].value
    assert everybody["car_t_cells.day_28"].value < ward["car_t_cells.day_28"].value
    assert everybody["remission"].value < ward["remission"].value
