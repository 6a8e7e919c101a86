"""Studies of lots that fail run from collection to verdict: everybody is counted once, policies are ordered."""

from __future__ import annotations

import pytest

from engraft.trial import load_study, run_study

FATES = ("release.by_exception", "release.remade", "release.cancelled")


@pytest.fixture(scope="module")
def failed():
    """Run question 5 with a few children."""
    return run_study(load_study("question-05-failed-lots", overrides=["population.n=60"]))


def figures(result, arm):
    """Give the figures of one arm."""
    return next(one.figures for one in result.summaries if one.name == arm)


def test_every_lot_has_one_fate_and_only_released_ones_are_infused(failed):
    for name in ("cancelled", "excepted", "remade", "either"):
        own = figures(failed, name)
        as_made = 1.0 - own["lot.release.failed"].value
        assert as_made + sum(own[f"lot.{fate}"].value for fate in FATES) == pytest.approx(1.0)
        assert own["intention_to_treat.infused"].value == own["lot.released"].value <= 1.0


def test_more_ways_out_give_more_lots_and_more_survivors(failed):
    either, cancelled = figures(failed, "either"), figures(failed, "cancelled")
    for name in ("excepted", "remade"):
        own = figures(failed, name)
        for key in ("lot.released", "overall_survival.month_12"):
            assert cancelled[key].value <= own[key].value <= either[key].value


def test_lots_are_counted_in_the_flow_and_their_reasons_by_the_endpoint(failed):
    flow = failed.flow.set_index(["arm", "stage"])["n"]["made again or cancelled"]
    assert flow["lot released"] + flow["lot not released"] == flow["enrolled"] == 60
    assert flow["infused"] == flow["lot released"]
    reasons = {key: one.value for key, one in figures(failed, "remade").items() if key.startswith("lot.rejected.")}
    assert sum(reasons.values()) == pytest.approx(flow["lot not released"] / 60)
    assert reasons["lot.rejected.out_of_specification_again"] > 0.1


def test_days_of_new_runs_are_told(failed):
    assert figures(failed, "remade")["lot.release.days_added"].value == 32.0
    assert figures(failed, "excepted")["lot.release.days_added"].value == 0.0
