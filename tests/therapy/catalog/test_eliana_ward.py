"""Each order of the ward when, and only when, its condition holds, in a system made for it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from engraft import units
from engraft.errors import SpecificationError
from engraft.language import TIME, Assumed, Expression, Model, Observable, Parameter, Port, State, System, join, select
from engraft.models.blocks.body import Body
from engraft.models.blocks.support import Support
from engraft.models.drugs.anakinra import Anakinra
from engraft.models.drugs.glucocorticoid import Glucocorticoid
from engraft.models.library.frey2010_tocilizumab import Frey2010AnyWeight
from engraft.population import Cohort
from engraft.simulate import Needs, Trajectories, simulate
from engraft.therapy import Regimen, eliana_ward
from engraft.therapy.catalog import get

GUESS = Assumed("made up for a test", -1e15, 1e15)


def number(value: float, unit: str = "1") -> Parameter:
    return Parameter(value, unit, source=GUESS)


class Episode(Model):
    """Something that lasts from one day to another."""

    since = number(-10.0, "day")
    until = number(-9.0, "day")

    def inside(self, value: Expression | float, otherwise: Expression | float = 0.0) -> Expression:
        return select((self.since <= TIME) & (self.until > TIME), value, otherwise)


class Vitals(Episode):
    """Pressure and saturation that fall by what is asked for, and rise with support by a fixed gain."""

    fall = number(0.0, "mmHg")
    loss = number(0.0, "percent")
    fever = number(0.0, "degC")
    fluid_gain = number(0.0, "mmHg*kg/mL")
    normal = number(110.0, "mmHg")
    limit = number(90.0, "mmHg")
    pressor_gain = number(100.0, "mmHg/(ug/kg/min)")
    rested = number(37.0, "degC")
    volume_expansion = Port("mL/kg")
    vasopressor_dose = Port("ug/kg/min")
    inspired_oxygen = Port("1")
    positive_pressure = Port("1")

    def observables(self):
        bare = self.normal - self.inside(self.fall)
        held = self.pressor_gain * self.vasopressor_dose + self.fluid_gain * self.volume_expansion
        air = 0.98 - self.inside(self.loss)
        helped = 0.5 * (self.inspired_oxygen - 0.21) + 0.15 * self.positive_pressure
        yield Observable("systolic_unsupported", bare, "mmHg")
        yield Observable("systolic", bare + held, "mmHg")
        yield Observable("hypotension_limit", self.limit, "mmHg")
        yield Observable("saturation_on_air", air, "percent")
        yield Observable("saturation", air + helped, "percent")
        yield Observable("temperature", self.rested + self.inside(self.fever), "degC")


class Neurotoxicity(Episode):
    """A grade."""

    worst = number(0.0)

    def observables(self):
        yield Observable("grade", self.inside(self.worst), "1")


class Neutrophils(Episode):
    """A count that is low for a while, and where filgrastim goes."""

    filgrastim = State("ug")
    normal = number(2e9, "cell/L")
    low = number(0.2e9, "cell/L")

    def observables(self):
        yield Observable("anc", self.inside(self.low, self.normal), "cell/L")


class Platelets(Episode):
    """The same for platelets."""

    circulating = State("cell")
    normal = number(150e9, "cell/L")
    low = number(8e9, "cell/L")

    def observables(self):
        yield Observable("count", self.inside(self.low, self.normal), "cell/L")


class Hemoglobin(Episode):
    """The same for hemoglobin."""

    old = State("mg")
    normal = number(110.0, "g/L")
    low = number(65.0, "g/L")

    def observables(self):
        yield Observable("level", self.inside(self.low, self.normal), "g/L")


class Humoral(Episode):
    """The same for antibodies."""

    igg = State("mg")
    normal = number(8.0, "g/L")
    low = number(3.0, "g/L")

    def observables(self):
        yield Observable("igg_level", self.inside(self.low, self.normal), "g/L")


@pytest.fixture(scope="module")
def ward() -> System:
    wire = {f"vitals.{name}": f"support.{name}" for name in
            ("volume_expansion", "vasopressor_dose", "inspired_oxygen", "positive_pressure")}  # fmt: skip
    wire |= {f"{name}.weight": "body.weight" for name in ("support", "steroid", "anakinra", "tocilizumab")}
    parts = {"vitals": Vitals, "icans": Neurotoxicity, "neutrophils": Neutrophils, "platelets": Platelets,
             "hemoglobin": Hemoglobin, "humoral": Humoral, "support": Support, "steroid": Glucocorticoid,
             "anakinra": Anakinra, "tocilizumab": Frey2010AnyWeight, "body": Body}  # fmt: skip
    systems = [recipe().system(name) for name, recipe in parts.items()]
    return join(*systems, wire=wire, name="ward")


def cohort(system: System, persons: list[Mapping[str, float]]) -> Cohort:
    """Make one person for each set of parameters in declared units."""
    index = pd.Index(np.arange(len(persons)), name="person")
    own = {}
    for entry in system.parameters:
        own[entry.name] = [units.canonical(p[entry.name], entry.unit) if entry.name in p else entry.value
                           for p in persons]  # fmt: skip
    weight = np.array(own["body.weight"])
    covariates = pd.DataFrame({"weight": weight, "body_surface": np.full(len(index), units.canonical(1.5, "m^2"))})
    covariates.index = index
    return Cohort("ward", 0, covariates, pd.DataFrame(own, index=index), {"weight": "kg", "body_surface": "m^2"})


def during(block: str, since: float, until: float, **values: float) -> dict[str, float]:
    return {f"{block}.since": since, f"{block}.until": until} | {f"{block}.{k}": v for k, v in values.items()}


STEADY = {"body.weight": 40.0}
CASES: dict[str, dict[str, float]] = {
    "well": STEADY,
    "fluids help": STEADY | during("vitals", 2.0, 4.0, fall=25.0, fluid_gain=1.0),
    "fluids do not help": STEADY | during("vitals", 2.0, 4.0, fall=28.0),
    "low at once": STEADY | during("vitals", 2.0, 4.0, fall=44.0),
    "shock": STEADY | during("vitals", 2.0, 6.0, fall=60.0),
    "needs cannula": STEADY | during("vitals", 2.0, 3.5, loss=10.0),
    "needs mask": STEADY | during("vitals", 2.0, 4.0, loss=22.0),
    "needs ventilator": STEADY | during("vitals", 2.0, 5.0, loss=36.0),
    "confused": STEADY | during("icans", 5.0, 6.0, worst=3.0),
    "somewhat confused": STEADY | during("icans", 5.0, 6.0, worst=2.0),
    "fever": STEADY | during("vitals", 3.0, 4.0, fever=2.0),
    "neutropenia": STEADY | during("neutrophils", 0.0, 8.0),
    "fever and neutropenia": STEADY | during("neutrophils", 0.0, 8.0) | during("vitals", 3.0, 4.0, fever=2.0),
    "late neutropenia": STEADY | during("neutrophils", 20.0, 28.0),
    "few platelets": STEADY | during("platelets", 3.0, 4.0),
    "few red cells": STEADY | during("hemoglobin", 3.0, 3.5),
    "no antibodies": STEADY | during("humoral", -1.0, 100.0),
    "small and low": {"body.weight": 20.0} | during("vitals", 2.0, 4.0, fall=44.0),
}
LEVELS = ("vasopressor_dose", "vasopressors", "oxygen_device", "icu", "antibiotics", "volume_expansion",
          "inspired_oxygen", "positive_pressure", "fluids")  # fmt: skip
TOCILIZUMAB = ("tocilizumab.central", "tocilizumab.peripheral")
DAYS = tuple(np.round(np.arange(0.0, 31.0, 0.125), 4))


@pytest.fixture(scope="module")
def run(ward) -> Trajectories:
    kept = Needs.of([f"support.{name}" for name in LEVELS] + [*TOCILIZUMAB, "steroid.effect", "anakinra.central"], DAYS)
    people = cohort(ward, list(CASES.values()))
    return simulate(ward, eliana_ward(), people, needs=kept, span=(0.0, 60.0), seed=1)


def fired(run: Trajectories, who: str) -> dict[str, list[float]]:
    """List the days of each rule that fired for a person."""
    k = list(CASES).index(who)
    days = {name: [float(t) for t in times[:, k] if not np.isnan(t)] for name, times in run.rules.items()}
    return {name: times for name, times in days.items() if times}


def rounds(first: float, last: float) -> list[float]:
    return list(np.arange(first, last + 0.25, 0.5))


EXPECTED: dict[str, dict[str, list[float]]] = {
    "well": {},
    "fluids help": {"fluids": rounds(2.0, 3.5)},
    "fluids do not help": {
        "fluids": [2.0], "norepinephrine": rounds(2.5, 3.5), "intensive_care": rounds(2.5, 4.0),
    },
    "low at once": {
        "fluids": [2.0], "norepinephrine": [2.0], "norepinephrine_high": rounds(2.5, 3.5),
        "tocilizumab": [2.5], "intensive_care": rounds(2.0, 4.0),
    },
    "shock": {
        "fluids": [2.0], "norepinephrine": [2.0], "norepinephrine_high": rounds(2.5, 5.5),
        "epinephrine": rounds(3.0, 5.5), "tocilizumab": rounds(2.5, 4.0), "steroids": [3.0],
        "steroids_continued": rounds(3.5, 6.0), "anakinra": rounds(4.0, 6.0), "intensive_care": rounds(2.0, 6.0),
    },
    "needs cannula": {"low_flow": rounds(2.0, 3.0)},
    "needs mask": {
        "low_flow": [2.0], "high_flow": rounds(2.5, 3.5), "tocilizumab": [2.5], "intensive_care": rounds(2.5, 4.0),
    },
    "needs ventilator": {
        "low_flow": [2.0], "high_flow": [2.5], "ventilation": rounds(3.0, 4.5), "tocilizumab": [2.5, 3.0],
        "steroids": [3.0], "steroids_continued": rounds(3.5, 5.0), "intensive_care": rounds(2.5, 5.0),
    },
    "confused": {"steroids": [5.0], "steroids_continued": [5.5], "intensive_care": rounds(5.0, 5.5)},
    "somewhat confused": {},
    "fever": {},
    "neutropenia": {},
    "fever and neutropenia": {"antibiotics": rounds(3.0, 7.5)},
    "late neutropenia": {"filgrastim": [21.0, 26.0]},
    "few platelets": {"platelets": [3.0, 3.5]},
    "few red cells": {"red_cells": [3.0]},
    "no antibodies": {"immunoglobulin": [0.0, 28.0, 60.0]},
    "small and low": {
        "fluids": [2.0], "norepinephrine": [2.0], "norepinephrine_high": rounds(2.5, 3.5),
        "tocilizumab": [2.5], "intensive_care": rounds(2.0, 4.0),
    },
}  # fmt: skip


@pytest.mark.parametrize("who", CASES)
def test_each_order_is_given_when_and_only_when_its_condition_holds(run, who):
    assert fired(run, who) == EXPECTED[who]


def at(run: Trajectories, name: str, who: str, day: float) -> float:
    return float(run.at(name, day)[list(CASES).index(who)])


def test_levels_are_those_that_were_ordered(run):
    pressor = [at(run, "support.vasopressor_dose", "shock", day) for day in (2.5, 3.0, 3.5)]
    np.testing.assert_allclose(pressor, [0.1, 0.25, 0.35], rtol=1e-4)
    assert [at(run, "support.vasopressors", "shock", day) for day in (1.0, 2.5, 3.0, 3.5, 7.0)] == [0, 1, 1, 2, 0]
    assert [at(run, "support.oxygen_device", "needs ventilator", d) for d in (2.0, 2.5, 3.0, 3.5, 6.0)] == [
        0,
        1,
        2,
        3,
        0,
    ]
    assert [at(run, "support.icu", "shock", d) for d in (1.0, 3.0, 6.0, 7.0)] == [0, 1, 1, 0]
    assert at(run, "support.antibiotics", "fever and neutropenia", 5.0) == pytest.approx(1.0, rel=1e-4)
    assert at(run, "support.fluids", "fluids help", 3.0) == 1.0
    assert at(run, "support.fluids", "fluids help", 6.0) == 0.0


def test_whoever_is_well_gets_nothing(run):
    well = list(CASES).index("well")
    for name in LEVELS:
        course = run.course(f"support.{name}")[:, well]
        np.testing.assert_array_equal(course, 0.21 if name == "inspired_oxygen" else 0.0)


def test_without_rules_nobody_gets_anything_however_ill(ward):
    kept = Needs.of([f"support.{name}" for name in LEVELS], DAYS)
    ill = cohort(ward, [CASES["shock"], CASES["needs ventilator"]])
    alone = simulate(ward, Regimen(), ill, needs=kept, span=(0.0, 60.0), seed=1)
    for name in LEVELS:
        np.testing.assert_array_equal(alone.course(f"support.{name}"), 0.21 if name == "inspired_oxygen" else 0.0)


def test_tocilizumab_is_dosed_by_weight(run):
    """12 mg/kg below 30 kg, else 8; two hours after the end of a one-hour infusion little is gone from the body."""
    for person, dose in (("small and low", 240.0), ("low at once", 320.0)):
        assert sum(at(run, state, person, 2.625) for state in TOCILIZUMAB) == pytest.approx(dose, rel=0.02)


def test_steroids_and_anakinra_act_after_they_are_given(run):
    assert at(run, "steroid.effect", "shock", 3.0) == 0.0
    assert at(run, "steroid.effect", "shock", 3.125) > 0.95
    assert at(run, "anakinra.central", "shock", 4.0) == 0.0
    assert at(run, "anakinra.central", "shock", 4.25) > 10.0


def test_the_ward_acts_from_its_day_on(ward):
    regimen = eliana_ward(3.0)
    late = simulate(ward, regimen, cohort(ward, [CASES["shock"]]), needs=Needs(), span=(0.0, 10.0), seed=1)
    assert min(t for times in late.rules.values() for t in times[:, 0] if not np.isnan(t)) == 3.0


def test_orders_last_as_long_as_rounds_are_apart():
    orders = {rule.name: rule.actions[0].over for rule in eliana_ward(every="6 h").rules}
    assert orders["norepinephrine"] == orders["low_flow"] == orders["intensive_care"] == 0.25
    doses = {rule.name: str(rule.actions[0].dose) for rule in eliana_ward(every="6 h").rules}
    assert doses["ventilation"] == "6 hour"
    assert doses["norepinephrine_high"] == "0.25 ug/kg/min"


@pytest.mark.parametrize("every", ["24 h", "0 h", "a week"])
def test_rounds_that_do_not_suit_are_refused(every):
    with pytest.raises(SpecificationError):
        eliana_ward(every=every)


def test_doses_of_the_ward_for_a_child_of_20_kg():
    people = {"weight": np.array([units.canonical(20.0, "kg")]),
              "body_surface": np.array([units.canonical(0.8, "m^2")])}  # fmt: skip

    def given(name: str, unit: str, duration: float = 0.5) -> float:
        amount = np.asarray(get(name).label_dose.amount(people, duration=duration)).ravel()[0]
        return units.display(float(amount), unit)

    assert given("crystalloid", "mL") == pytest.approx(400.0)
    assert given("norepinephrine", "ug") == pytest.approx(0.1 * 20.0 * 720.0)
    assert given("methylprednisolone", "mg") == pytest.approx(20.0)
    assert given("anakinra", "mg") == pytest.approx(40.0)
    assert given("filgrastim", "ug") == pytest.approx(100.0)
    assert given("immunoglobulin", "g") == pytest.approx(10.0)
    assert given("platelets", "cell") == pytest.approx(1.76e11)
    assert given("red_cells", "g") == pytest.approx(30.0)
    assert given("high_flow_oxygen", "hour") == pytest.approx(12.0)
