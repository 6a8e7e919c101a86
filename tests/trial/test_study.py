"""Every fault in a study file is answered with its line, its field and the nearest name."""

from __future__ import annotations

import json

import pytest

from engraft.errors import SpecificationError
from engraft.trial import check_study, json_schema, load_study, parse_document, shipped

FAULTS = [
    ("engraft: 1", "engraft: 2", "engraft", "this should be 1"),
    ("name: small", "name: ../small", "name", "letters, digits"),
    ("title: Cells once or again", "titel: x", "titel", "did you mean 'title'"),
    ("title: Cells once or again\n", "", "title", "is missing"),
    ("n: 5", "n: 0", "population.n", "greater than or equal to 1"),
    ("n: 5", "n: -3", "population.n", "greater than or equal to 1"),
    ("n: 5", "n: 2.5", "population.n", "integer"),
    ("n: 5", "n: true", "population.n", "integer"),
    ("n: 5", "m: 5", "population.m", "known: adds, correlations, covariates"),
    ("seed: 7", "sede: 7", "sede", "did you mean 'seed'"),
    ("seed: 7", "seed: -7", "seed", "greater than or equal to 0"),
    ("follow_up: 120 d", "follow_up: 120 moth", "follow_up", "did you mean 'month'"),
    ("follow_up: 120 d", "follow_up: 120", "follow_up", "needs a unit"),
    ("follow_up: 120 d", "follow_up: -120 d", "follow_up", "may not be negative"),
    ("follow_up: 120 d", "follow_up: 120 kg", "follow_up", "time"),
    ("follow_up: 120 d", "follow_up: 1e6 year", "", "at most 100 years"),
    ("follow_up: 120 d", "follow_up: 1e308 d", "", "at most 100 years"),
    ("start: -7 d", "start: -1e9 d", "", "at most 100 years"),
    ("title: Cells once or again", 'title: "\\e[31mred"', "title", "cannot be shown"),
    ("title: Cells once or again", 'title: "\\u202Eder"', "title", "cannot be shown"),
    ("title: Cells once or again", "title: " + "x" * 2001, "title", "this should have at most"),
    ("title: Cells once or again", "title:", "title", "got nothing"),
    ("lower: 0.71", "lower: 0.9", "published.0", "outside its own interval"),
    ("value: 0.81", "value: 81", "published.0", "outside its own interval"),
    ("template: flu_cy", "templat: flu_cy", "arms.0.regimen.0", "give, template, rule"),
    ("over: 30 min", "ovr: 30 min", "arms.0.regimen.1.ovr", "did you mean 'over'"),
    ('dose: "3.1e6 cell/kg"', "dose: 3.1e6", "arms.0.regimen.1.dose", "needs a basis"),
    ("day: 0, over", "day: 0, days: [1], over", "arms.0.regimen.1", "both day: and days:"),
    ("name: again", "name: once", "", "two arms are called 'once'"),
    ("day: 0, over", "days: [0, 7, 0], over", "arms.0.regimen.1", "is given twice on day 0"),
    ("visits: [0, 7", "visits: [0, 7, 7", "visits", "the visit on day 7 stands twice"),
    ("at_most: 1", "at_most: 0", "arms.1.regimen.1.at_most", "greater than or equal to 1"),
    ("rule: back", "rule: no word", "arms.1.regimen.1.rule", "letters, digits"),
    ("every: 12 h", "every: -12 h", "rounds.0.every", "may not be negative"),
    ("visits: [0, 7", "visits: [0, soon", "visits.1", "not a quantity"),
    ("visits: [0, 7, 14, 28, 56, 90]", "visits: {evry: 7 d}", "visits.evry", "did you mean 'every'"),
    ("lloq: 0.1", "lloq: -0.1", "assays.0.lloq", "greater than or equal to 0"),
    ("source: {doi: 10.1016/j.cnsns.2020.105570, where: eq. 4}", "spread: 0.2",
     "parameters.b_all.growth", "needs one source"),
    ("  - remission\n", "  - 3\n", "endpoints.0", "an endpoint is a name"),
    ("value: 0.81", "value: high", "published.0.value", "number"),
    ("value: 0.81, lower", "lower", "published.0", "has no value"),
    ("value: 0.81, lower: 0.71, upper: 0.89", "band: engineering", "published.0", "has no value"),
    ("value: 0.81, lower: 0.71", "role: input, band: engineering, lower: 0.71", "published.0", "has no value"),
    ("arm: once, value", "role: calibrate, over: again, value", "published.0", "is a ratio of two arms"),
    ("arm: once, value", "contrast: hazard_ratio, value", "published.0", "is of one arm only"),
    ("arm: once, value", "allocation: 2, value", "published.0", "is no hazard ratio"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "said"), FAULTS)
def test_a_fault_is_told_with_its_place(text: str, place, old: str, new: str, path: str, said: str) -> None:
    assert old in text
    with pytest.raises(SpecificationError) as caught:
        check_study(parse_document(text.replace(old, new, 1), "small.yaml"))
    assert str(caught.value).startswith(f"{place(old, new, path)}: ")
    assert said in str(caught.value)
    assert str(caught.value).count("\n") <= 2


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_studies_follow_the_format(name: str) -> None:
    assert load_study(name).file.name == name


def test_settings_reach_the_study() -> None:
    assert load_study("eliana-spine", overrides=["population.n=3", "arms.0.label=first"]).file.population.n == 3


def test_a_setting_is_checked_like_the_file() -> None:
    with pytest.raises(SpecificationError, match=r"--set population\.n=0"):
        load_study("eliana-spine", overrides=["population.n=0"])


def test_the_schema_is_json_and_names_every_field(text: str) -> None:
    schema = json.loads(json.dumps(json_schema()))
    assert set(parse_document(text, "small.yaml").data) <= set(schema["properties"])
    assert schema["additionalProperties"] is False
    assert "from" in schema["$defs"]["RoundsFile"]["properties"]


def test_an_ordering_has_a_bound_and_no_value(text: str) -> None:
    old, new = "value: 0.81, lower: 0.71, upper: 0.89", "lower: 1.0, band: engineering"
    one = check_study(parse_document(text.replace(old, new), "small.yaml")).file.published[0]
    assert (one.value, one.lower, one.upper, one.role) == (None, 1.0, None, "predict")
