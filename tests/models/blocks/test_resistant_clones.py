from dataclasses import replace

import numpy as np
import pytest

from engraft.language import Model, Observable, Paper, Parameter, join
from engraft.models.blocks.body import Body
from engraft.models.blocks.resistant_clones import ResistantClones

MADE_UP = Paper("test", "made up")
DAYS = np.array([0.0, 1.0, 5.0])


class Given(Model):
    """Constant rates of killing, and a constant steroid."""

    reference = "test"
    drugs = Parameter(0.0, "1/day", source=MADE_UP)
    drug_kill = Parameter(0.0, "1/day", source=MADE_UP)
    antibody_kill = Parameter(0.0, "1/day", source=MADE_UP)
    graft_kill = Parameter(0.0, "1/day", source=MADE_UP)
    steroid_there = Parameter(0.0, "mg/L", source=MADE_UP)

    def observables(self):
        for name, unit in (("drug", "1/day"), ("antibody", "1/day"), ("graft", "1/day")):
            yield Observable(name, getattr(self, f"{name}_kill") * 1.0, unit, name)
        yield Observable("steroid", self.steroid_there * 1.0, "mg/L", "steroid")


WIRES = {
    "leukemia.chemotherapy": "given.drug",
    "leukemia.antibody": "given.antibody",
    "leukemia.graft": "given.graft",
    "leukemia.steroid": "given.steroid",
    "leukemia.weight": "body.weight",
}
STATES = ["positive", "negative", "resistant_positive", "resistant_negative", "hidden"]


@pytest.fixture(scope="module")
def system():
    parts = (ResistantClones().system("leukemia"), Given().system("given"), Body().system("body"))
    return join(*parts, wire=WIRES, name="clones")


@pytest.fixture(scope="module")
def plain(system):
    """Leave chance, growth, exchange and switching out."""
    off = {"growth", "turnover", "leaving", "switched_on", "switched_off"}
    parameters = tuple(
        replace(p, value=0.0, spread=0.0, source=MADE_UP) if p.name.partition(".")[2] in off else replace(p, spread=0.0)
        for p in system.parameters
    )
    return replace(system, states=tuple(replace(s, clone=False) for s in system.states), parameters=parameters)


def logs(run, name):
    course = run.course(f"leukemia.{name}")[:, 0]
    return np.log(course[0] / course[-1])


def test_clones_add_up_to_the_burden(plain, as_published):
    run = as_published(plain, ["leukemia.total"], DAYS, values={"leukemia.burden": 3e11})
    np.testing.assert_allclose(run.course("leukemia.total")[:, 0], 3e11, rtol=1e-9)


def test_log_kill_of_drugs_is_that_of_each_clone(plain, as_published):
    values = {"given.drug_kill": 0.3, "leukemia.sensitivity": 1.5, "leukemia.resistant_share": 1e-3}
    run = as_published(plain, [f"leukemia.{name}" for name in STATES], DAYS, values=values)
    for name, factor in zip(STATES, (1.0, 1.0, 0.25, 0.25, 0.8), strict=True):
        assert logs(run, name) == pytest.approx(0.3 * 1.5 * factor * 5.0, rel=1e-6)


def test_an_antibody_kills_cells_with_cd20_alone_and_a_graft_all(plain, as_published):
    values = {"given.antibody_kill": 0.4, "given.graft_kill": 0.1, "leukemia.resistant_share": 1e-3}
    run = as_published(plain, [f"leukemia.{name}" for name in STATES], DAYS, values=values)
    for name, rate in zip(STATES, (0.5, 0.1, 0.5, 0.1, 0.1), strict=True):
        assert logs(run, name) == pytest.approx(rate * 5.0, rel=1e-6)


def test_steroids_bring_cd20_at_the_published_pace(system, plain, as_published):
    """From 80 % without CD20 to 10 % in 33 days of steroids (Dworzak 2008, as the rule reads it)."""
    on = next(p.value for p in system.parameters if p.name == "leukemia.switched_on")
    values = {
        "leukemia.switched_on": on, "given.steroid_there": 1e3, "leukemia.cd20_share": 0.2,
        "leukemia.resistant_share": 0.0, "leukemia.hidden_share": 0.0,
    }  # fmt: skip
    run = as_published(plain, ["leukemia.negative", "leukemia.total"], [0.0, 33.0], values=values)
    share = run.course("leukemia.negative")[:, 0] / run.course("leukemia.total")[:, 0]
    np.testing.assert_allclose(share, [0.8, 0.1], rtol=1e-3)


def test_without_steroids_cd20_goes_and_stays_away_from_negative_cells(plain, as_published):
    values = {"leukemia.switched_off": 0.1, "leukemia.cd20_share": 0.5, "leukemia.hidden_share": 0.0}
    run = as_published(plain, ["leukemia.positive", "leukemia.negative"], DAYS, values=values)
    assert logs(run, "positive") == pytest.approx(0.1 * 0.5 * 5.0, rel=1e-6)
    total = run.course("leukemia.positive")[:, 0] + run.course("leukemia.negative")[:, 0]
    np.testing.assert_allclose(total, total[0], rtol=1e-9)


def test_few_cells_die_out_by_chance_at_the_probability_of_a_linear_process(system, as_published):
    """One cell with births b and deaths m dies out with probability m/b = 0.75, two with its square."""
    values = {
        "leukemia.burden": 2.0, "leukemia.cd20_share": 1.0, "leukemia.resistant_share": 0.0,
        "leukemia.hidden_share": 0.0, "leukemia.growth": 1.0 / 30.0, "leukemia.turnover": 0.1,
        "leukemia.switched_off": 0.0,
    }  # fmt: skip
    fixed = replace(system, parameters=tuple(replace(p, spread=0.0) for p in system.parameters))
    run = as_published(fixed, ["leukemia.total"], [0.0, 400.0], values=values, persons=2000)
    gone = float((run.course("leukemia.total")[1] == 0.0).mean())
    assert gone == pytest.approx(0.75**2, abs=4.0 * np.sqrt(0.25 / 2000))
