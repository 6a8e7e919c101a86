"""A study held against what was published: other persons, all laws, and a mechanism that is switched off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft.calibrate import calibrate, validate
from engraft.calibrate.validate import agreement
from engraft.errors import SpecificationError
from engraft.trial import check_study, load_study, run_study
from engraft.trial.reading import apply_overrides

KEYS = ["id", "role", "endpoint", "published", "lower", "upper", "simulated", "interval", "inside", "ess"]


@pytest.fixture(scope="module")
def laws(toy, tmp_path_factory):
    folder = tmp_path_factory.mktemp("laws")
    calibrate(toy, out=folder)
    return folder / "toy.json"


def set_in(study, *settings):
    return check_study(apply_overrides(study.document, settings))


@pytest.fixture(scope="module")
def held(toy, laws):
    return validate(set_in(toy, f"laws='{laws}'"))


def test_new_persons_of_the_laws_show_the_target(held):
    """600 persons: their share has a standard error of 2 %, that of the target is 5 %."""
    row = held.rows[0]
    assert (row.id, row.role, row.inside) == ("T01", "calibrate", True)
    assert row.simulated == pytest.approx(0.5, abs=0.06)
    assert row.held == pytest.approx((0.5 - 0.2 / 3.92, 0.5 + 0.2 / 3.92), abs=1e-4)


def test_a_row_is_told_by_exactly_these_keys(held):
    assert [list(row.plain()) for row in held.rows] == [KEYS, KEYS]


def test_the_interval_is_that_of_trials_of_the_published_size(toy, laws, held):
    """90 persons at 0.5 alone: 0.2; the laws make it wider, 600 persons narrower."""
    low, high = held.rows[0].interval
    assert high - low > 2 * 1.96 * np.sqrt(0.25 / 90) * 0.95
    larger = validate(set_in(toy, f"laws='{laws}'", "published.0.n=600")).rows[0]
    assert larger.interval[1] - larger.interval[0] < high - low
    alone = validate(set_in(toy, "published.0.n=600")).rows[0]
    assert larger.interval[1] - larger.interval[0] > 1.3 * (alone.interval[1] - alone.interval[0])


def test_the_seed_of_the_fit_is_refused(toy, laws):
    with pytest.raises(SpecificationError, match="seed 271828 is the one the laws of toy"):
        validate(set_in(toy, f"laws='{laws}'"), seed=271828)


def test_another_seed_is_other_persons_and_the_same_verdict(toy, laws, held):
    other = validate(set_in(toy, f"laws='{laws}'"), seed=99)
    assert other.rows[0].simulated != held.rows[0].simulated
    assert other.rows[0].simulated == pytest.approx(held.rows[0].simulated, abs=0.1)
    assert validate(set_in(toy, f"laws='{laws}'"), seed=99) == other


def test_switching_the_killing_off_removes_the_effect(toy, laws):
    """No endpoint is drawn from its target: without killing no tumor dies out, laws or not."""
    off = set_in(
        toy, f"laws='{laws}'",
        "parameters.b_lymphoma.kill={value: 0 1/day, spread: 0, assumed: {why: knocked out, low: 0, high: 1}}",
    )  # fmt: skip
    row = validate(off).rows[0]
    assert row.simulated == 0.0
    assert row.inside is False


def test_a_verdict_on_which_laws_differ_is_not_identified(held):
    row = held.rows[0]
    assert replace(row, agreeing=0.5).identified is False
    assert replace(row, agreeing=0.97).identified is True
    assert replace(row, agreeing=0.03).identified is True


def test_results_with_letters_count_as_one(held):
    row = held.rows[0]
    both = (replace(row, id="D02a", inside=True), replace(row, id="D02b", inside=False))
    assert replace(held, rows=(row, *both)).told("calibrate") == (1, 2)
    words = (replace(row, id="IL6-order", inside=True), replace(row, id="IL6-fold", inside=False))
    assert replace(held, rows=words).told("calibrate") == (1, 2)


def test_a_study_without_published_figures_says_so(toy):
    with pytest.raises(SpecificationError, match="no published figures"):
        validate(set_in(toy, "published=[]", "calibrate=null"))


def test_without_laws_everybody_counts_alike(toy):
    assert validate(toy).rows[0].ess == pytest.approx(600)


def test_a_finished_run_knows_how_many_laws_agree(toy, laws, held):
    """The same persons as in the validation, judged once in the run."""
    result = run_study(set_in(toy, f"laws='{laws}'"))
    assert agreement(result.basis, most=1_000) == pytest.approx([row.agreeing for row in held.rows])
    assert result.published["inside"].tolist() == [row.inside for row in held.rows]
    assert result.published["role"].tolist() == ["calibrate", "predict"]


def figure(**fields):
    """Set the second published figure of the toy study anew."""
    known = {"id": "P01", "endpoint": "cellular_kinetics.c_max", "n": 90, "source": "toy"}
    return "published.1={" + ", ".join(f"{key}: {value}" for key, value in (known | fields).items()) + "}"


def test_a_ratio_of_arms_is_that_of_the_same_persons(toy, laws):
    """Both figures of one trial are of the same persons, so that the ratio varies less than either."""
    once = toy.document.data["arms"][0]
    cells = [once["regimen"][0] | {"dose": "3.6e8 cell"}]
    twice = once | {"name": "twice", "label": "Twice the cells", "regimen": cells}
    both = check_study(replace(toy.document, data={**toy.document.data, "arms": [once, twice], "laws": str(laws)}))
    over = {"arm": "twice", "over": "once", "lower": 1.0, "value": 1.0, "upper": 1.0001}
    row = validate(set_in(both, figure(**over))).rows[1]
    high, low = (validate(set_in(both, figure(value=1.0, arm=arm))).rows[1] for arm in ("twice", "once"))
    assert row.simulated == pytest.approx(high.simulated / low.simulated)
    assert high.simulated != low.simulated
    assert row.interval[0] <= row.simulated <= row.interval[1]
    assert np.log(row.interval[1] / row.interval[0]) < 0.5 * np.log(high.interval[1] / high.interval[0])
    assert row.inside is (1.0 <= row.simulated <= 1.0001)


def test_an_arm_over_one_that_treats_alike_is_one(toy):
    once = toy.document.data["arms"][0]
    like = once | {"name": "like", "label": "Alike"}
    both = check_study(replace(toy.document, data={**toy.document.data, "arms": [once, like]}))
    row = validate(set_in(both, figure(arm="like", over="once", value=1.0, lower=0.8, upper=1.25)), patients=50).rows[1]
    assert (row.simulated, row.interval, row.inside) == (1.0, (1.0, 1.0), True)


def test_an_ordering_is_held_to_its_bound_alone(toy):
    of = {"endpoint": "cellular_kinetics.t_max", "band": "engineering"}
    low, high = (validate(set_in(toy, figure(lower=bound, **of)), patients=50).rows[1] for bound in (0.5, 28.5))
    assert (low.inside, high.inside) == (True, False)
    assert np.isnan(low.published)
    assert np.isnan(low.upper)


def test_a_hazard_ratio_compares_the_same_persons_and_its_interval_is_that_of_a_randomised_trial(toy, laws):
    """An arm against a copy of itself: no difference, and the interval of 90 patients split two to one."""
    once = toy.document.data["arms"][0]
    both = set_in(toy, f"laws='{laws}'", f"arms={[once, once | {'name': 'like', 'label': 'The same cells'}]}")
    asked = {"endpoint": "extinction", "arm": "like", "over": "once", "contrast": "hazard_ratio", "allocation": 2}
    row = validate(set_in(both, figure(**asked, value=1.0, lower=0.5, upper=2.0))).rows[1]
    assert row.endpoint == "extinction.hazard_ratio"
    assert row.simulated == pytest.approx(1.0, abs=1e-9)
    low, high = np.log(row.interval)
    events = 0.5 * 90  # half of the patients have the event
    assert (high - low) / (2 * 1.96) == pytest.approx(np.sqrt(9 / (2 * events)), rel=0.25)


def test_persons_of_a_list_stand_for_no_more_than_there_are():
    once, often = (validate(load_study("cml-stop"), patients=n) for n in (21, 105))
    assert [row.ess for row in often.rows] == [row.ess for row in once.rows] == [21.0] * len(once.rows)
    for one, other in zip(once.rows, often.rows, strict=True):
        assert np.diff(other.interval) == pytest.approx(np.diff(one.interval), rel=0.3)


def test_what_nobody_showed_is_no_certainty():
    rows = validate(load_study("cml-stop", overrides=["published.0.arm=continued"])).rows
    low, high = rows[0].interval
    assert (rows[0].simulated, high) == (1.0, 1.0)
    assert low**21 == pytest.approx(0.025)  # Clopper and Pearson
