"""The weighted form of a figure is its endpoint's own figure, whoever is counted how often."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from engraft.calibrate.judged import Bench, judged
from engraft.kernel import streams
from engraft.outcomes import Figure
from engraft.outcomes.measure import Incidence, Landmark, LogMean, Median, MedianTime, Share
from engraft.outcomes.recognise import Repeated, measures
from engraft.population import draw
from engraft.trial import design, load_study

N = 300
PEOPLE = np.arange(N)


@pytest.fixture(scope="module")
def spine():
    """Simulate the spine study and give its endpoints with their verdicts."""
    plan = design(load_study("eliana-spine", overrides=[f"population.n={N}", "follow_up=380 d"]))
    found = judged(plan, draw(plan.population, N, seed=plan.seed), ["once"], Bench())
    return dict(zip([one.name for one in plan.endpoints], zip(plan.endpoints, found["once"], strict=True), strict=True))


@pytest.mark.parametrize(
    ("name", "key", "form"),
    [
        ("remission", "remission", Share),
        ("remission", "remission.cr", Share),
        ("remission", "remission.mrd_negative", Share),
        ("event_free_survival", "event_free_survival.month_6", Landmark),
        ("overall_survival", "overall_survival.median", MedianTime),
        ("cellular_kinetics", "cellular_kinetics.c_max", Median),
        ("neutrophil_recovery", "neutrophil_recovery.grade_4", Share),
        ("neutrophil_recovery", "neutrophil_recovery.severe_days", Median),
        ("neutrophil_recovery", "neutrophil_recovery.day_28", Incidence),
        ("neutrophil_recovery", "neutrophil_recovery.median", Median),
    ],
)
def test_shipped_figures_are_recognised_and_right_for_any_counts(spine, name, key, form):
    one, verdict = spine[name]
    found = measures(one, verdict, [key])[key]
    assert type(found) is form
    counts = np.floor(streams.uniform(9, key, PEOPLE) * 4.0).astype(int)
    plain = one.figures(verdict.iloc[np.repeat(PEOPLE, counts)])[key].value
    assert found.value(counts.astype(float)) == pytest.approx(plain, rel=1e-9, nan_ok=True)


@dataclass(frozen=True)
class Odd:
    """An endpoint whose figures have forms that nobody foresaw."""

    name: str = "odd"
    keys: tuple[str, ...] = ("odd.ratio", "odd.harmonic")

    def figures(self, verdict):
        value, flag = verdict["odd_value"].to_numpy(float), verdict["odd"].to_numpy(bool)
        logs = np.log(value)
        ratio = np.exp(logs[flag].mean() - logs[~flag].mean()) if flag.any() and not flag.all() else np.nan
        numbers = {"odd.ratio": ratio, "odd.harmonic": 1.0 / (1.0 / value).mean()}
        return {key: Figure(float(x), np.nan, np.nan, value.size, "1", key) for key, x in numbers.items()}


@pytest.fixture
def odd():
    values = np.exp(0.5 * streams.normal(1, "value", PEOPLE))
    flags = pd.array(streams.uniform(1, "flag", PEOPLE) < 0.6, dtype="boolean")
    return pd.DataFrame({"odd": flags, "odd_value": values}, index=pd.Index(PEOPLE, name="person"))


def test_a_ratio_of_geometric_means_is_recognised(odd):
    assert type(measures(Odd(), odd, ["odd.ratio"])["odd.ratio"]) is LogMean


def test_what_is_not_recognised_is_asked_over_repeated_persons(odd):
    form = measures(Odd(), odd, ["odd.harmonic"])["odd.harmonic"]
    assert type(form) is Repeated
    assert form.value(np.full(N, 1.0 / N)) == pytest.approx(Odd().figures(odd)["odd.harmonic"].value, rel=1e-12)
    weights = np.exp(streams.normal(2, "weight", PEOPLE))
    exact = weights.sum() / (weights / odd["odd_value"]).sum()
    assert form.value(weights) == pytest.approx(exact, rel=0.02)


def test_what_nobody_has_is_recognised_too(spine):
    """Here every remission is without recovery of the blood."""
    one, verdict = spine["remission"]
    nobody = verdict.assign(remission_kind=np.where(verdict["remission"].to_numpy(bool), "CRi", "none"))
    form = measures(one, nobody, ["remission.cr"])["remission.cr"]
    assert type(form) is Share
    assert form.value(streams.uniform(3, "w", PEOPLE)) == 0.0
