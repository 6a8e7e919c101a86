"""Targets: scales, standard errors, and what cannot be fitted to."""

from __future__ import annotations

import math

import pytest

from engraft.calibrate.targets import aimed_at, misfit, residual, scaled, targets
from engraft.errors import SpecificationError
from engraft.trial import check_study, design
from engraft.trial.reading import apply_overrides

UNITS = {"extinction.month_6": "fraction"}


def test_a_share_has_its_error_on_the_logit_scale(toy):
    (one,) = targets(design(toy), UNITS)
    assert (one.id, one.arm, one.scale) == ("T01", "once", "logit")
    assert one.se == pytest.approx((scaled(0.6, "logit") - scaled(0.4, "logit")) / 3.92, rel=1e-4)
    assert residual(one, 0.6) == pytest.approx(1.96, rel=1e-4)
    assert residual(one, 0.5) == 0.0


def test_what_is_no_share_has_it_on_its_own(toy):
    (one,) = targets(design(toy), {"extinction.month_6": "day"})
    assert (one.scale, one.se) == ("normal", pytest.approx(0.2 / 3.92, rel=1e-4))


def test_a_factor_has_it_on_the_log_scale(toy_with):
    study = toy_with("value: 0.5, lower: 0.4, upper: 0.6", "value: 24000, lower: 19200, upper: 30000, scale: log")
    (one,) = targets(design(study), {"extinction.month_6": "copy/ug"})
    assert residual(one, 24000 * 1.25) == pytest.approx(1.96, rel=1e-4)


def test_a_figure_that_does_not_exist_is_impossible(toy):
    (one,) = targets(design(toy), UNITS)
    assert misfit([residual(one, math.nan)]) == -math.inf
    assert misfit([1.0, -2.0]) == -2.5


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("endpoint: extinction.month_6,", "endpoint: extinction.month_7,",
         "no endpoint of this study gives 'extinction.month_7', the target 'T01'"),
        ("role: calibrate, ", "", "nothing to be fitted to"),
        ("upper: 0.6, n: 90", "upper: 1.2, scale: logit, n: 90", "bounds of 'T01' do not exist on the logit scale"),
    ],
)  # fmt: skip
def test_what_cannot_be_fitted_to_is_named(toy_with, old, new, said):
    with pytest.raises(SpecificationError, match=said):
        aimed_at(design(toy_with(old, new)))


def test_a_target_without_bounds_is_refused_where_it_stands(toy_with):
    with pytest.raises(SpecificationError, match=r"toy.yaml:\d+: published.0: the target 'T01' has no bounds"):
        toy_with("value: 0.5, lower: 0.4, upper: 0.6", "value: 0.5")


def test_a_share_in_percent_is_refused_where_it_stands(toy):
    settings = ["published.0.lower=70", "published.0.upper=90", "published.0.value=82"]
    percent = design(check_study(apply_overrides(toy.document, settings)))
    with pytest.raises(SpecificationError, match=r"published.*'T01' is a share of persons"):
        targets(percent, UNITS)
    assert targets(percent, {"extinction.month_6": "day"})
