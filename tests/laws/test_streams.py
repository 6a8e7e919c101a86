"""Who a person is depends on the seed and on nothing else: over every registered system and shipped study."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engraft.language import Assumed, Parameter, System, join
from engraft.simulate import Crossing, Needs, Trajectories, parameter_values
from engraft.trial import apply_overrides, check_study, design, find_document, load_study, run_study, shipped

FEW, MORE = 3, 5


def same(system: System, one: Trajectories, other: Trajectories, persons: list[int]) -> bool:
    """Compare everything both runs know of some persons, bit for bit."""
    rows = [[int(np.flatnonzero(run.persons == person)[0]) for person in persons] for run in (one, other)]
    pairs = [(one.course(s.name), other.course(s.name)) for s in system.states]
    pairs += [(one.end_time, other.end_time), (one.steps, other.steps)]
    pairs += [(one.hazards[name], other.hazards[name]) for name in one.hazards]
    pairs += [(one.extinct[name], other.extinct[name]) for name in one.extinct]
    return all(a[..., rows[0]].tobytes() == b[..., rows[1]].tobytes() for a, b in pairs)


def test_persons_added_change_nobody(system, own_regimen, different, course):
    """Also with a vector register that is not full, and in another order."""
    everybody = different(system, 9)
    whole = course(system, own_regimen(system), everybody)
    assert same(system, course(system, own_regimen(system), different(system, MORE)), whole, list(range(MORE)))
    for person in (0, 7):
        alone = everybody.subset(everybody.persons == person)
        assert same(system, course(system, own_regimen(system), alone), whole, [person])


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(system, own_regimen, different, course):
    cohort = different(system, FEW, sd=0.0)
    regimen = own_regimen(system)
    first, again, other = (course(system, regimen, cohort, seed=seed) for seed in (3, 3, 4))
    assert same(system, first, again, [0, 1, 2])
    chance = any(p.spread > 0.0 for p in system.parameters) or system.hazards or any(s.clone for s in system.states)
    if any(p.spread > 0.0 for p in system.parameters):
        assert not same(system, first, other, [0, 1, 2])
    if not chance:
        assert same(system, first, other, [0, 1, 2])


def test_an_unused_parameter_changes_nobody(system, own_regimen, different, course):
    guess = Assumed("made up for a test", 0.0, 10.0)
    row = {"name": "spare.unused", "value": 2.0, "unit": "1/day", "spread": 0.9}
    spare = System.from_data("spare", parameters=[row], source=guess)
    cohort, regimen = different(system, FEW), own_regimen(system)
    larger = join(system, spare, name=system.name)
    assert same(system, course(system, regimen, cohort), course(larger, regimen, cohort), [0, 1, 2])


def test_what_is_asked_changes_nobody(system, own_regimen, different, course):
    """Another endpoint asks for observables, days and crossings; none of them moves a step."""
    cohort, regimen = different(system, FEW), own_regimen(system)
    first = course(system, regimen, cohort)
    seen = [one.name for one in (*system.observables, *system.states)]
    level = float(np.nanmedian(first.course(system.states[0].name)))
    more = Needs.of([s.name for s in system.states], first.times) | Needs.of(
        seen, [2.25, 33.3], [Crossing("asked", system.states[0].name, level, rising=True)]
    )
    second = course(system, regimen, cohort, needs=more)
    fewer = second.outputs.sel(time=first.times)
    assert same(system, first, replace(second, outputs=fewer), [0, 1, 2])


def test_the_spread_of_one_parameter_is_not_that_of_another(system, own_regimen, different):
    """Draws belong to the name: two parameters of equal spread are not the same draw."""
    wide = {p.name: Parameter(p.value, p.unit, source=Assumed("law", -1e99, 1e99), spread=0.5)
            for p in system.parameters if p.value > 0.0 and p.unit == "1"}  # fmt: skip
    spread = system.with_parameters(wide)
    values = parameter_values(spread, own_regimen(system), different(system, 50, sd=0.0), 3)
    logs = [np.log(values[name] / one.value) for name, one in wide.items() if name != "body.weight"]
    for k, one in enumerate(logs):
        assert 0.3 < one.std() < 0.7
        for other in logs[:k]:
            assert abs(np.corrcoef(one, other)[0, 1]) < 0.6


def results(name: str, *settings: str) -> pd.DataFrame:
    """Run a shipped study with few persons and return its rows."""
    study = check_study(apply_overrides(find_document(name), settings))
    return run_study(study, patients=FEW).outcomes


def rows(table: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """Keep the persons, arms and columns of another table."""
    keys = ["arm", "person"]
    return table.set_index(keys).loc[like.set_index(keys).index, like.columns.drop(keys)].reset_index()


@pytest.fixture(scope="module", params=list(shipped()))
def study(request) -> str:
    """Name a shipped study."""
    return request.param


@pytest.fixture(scope="module")
def outcomes(study) -> pd.DataFrame:
    """Run a shipped study once."""
    return results(study)


@pytest.mark.slow
def test_persons_added_to_a_study_change_nobody(study, outcomes):
    more = run_study(check_study(find_document(study)), patients=MORE).outcomes
    pd.testing.assert_frame_equal(rows(more, outcomes), rows(outcomes, outcomes), check_exact=True)


@pytest.mark.slow
def test_arms_taken_from_a_study_change_nobody(study, outcomes):
    document = find_document(study)
    kept = replace(document, data={**document.data, "arms": document.data["arms"][:1], "published": []})
    fewer = run_study(check_study(kept), patients=FEW).outcomes
    pd.testing.assert_frame_equal(fewer, rows(outcomes, fewer)[fewer.columns], check_exact=True)


@pytest.mark.slow
def test_an_endpoint_taken_from_a_study_changes_no_other(study, outcomes):
    """Of a study with one endpoint, another that is added."""
    document = find_document(study)
    asked = document.data["endpoints"]
    first = {"name": asked[0]} if isinstance(asked[0], str) else asked[0]
    chosen = asked[:-1] if len(asked) > 1 else [*asked, {**first, "as_": "asked_again"}]
    kept = replace(document, data={**document.data, "endpoints": chosen, "published": []})
    other = run_study(check_study(kept), patients=FEW).outcomes
    fewer, more = sorted((other, outcomes), key=lambda table: len(table.columns))
    assert len(fewer.columns) < len(more.columns)
    pd.testing.assert_frame_equal(fewer, rows(more, fewer)[fewer.columns], check_exact=True)


@pytest.mark.slow
def test_another_seed_treats_other_persons(study, outcomes):
    again, other = results(study), results(study, "seed=99")
    pd.testing.assert_frame_equal(again, outcomes, check_exact=True)
    plan = design(load_study(study))
    chance = plan.system.hazards or any(one.clone for one in plan.system.states) or plan.assays
    drawn = not plan.population.listed or any(one.spread > 0.0 for one in plan.system.parameters)
    assert other.equals(outcomes) is not bool(chance or drawn)  # listed persons without chance are the same for ever
