"""The exit test of the language: everything goes through one join, and every wrong way names both parties."""

import importlib

import numpy as np
import pytest

from engraft.errors import CompatibilityError, SpecificationError
from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import free_symbols
from engraft.language import (
    Flow,
    Model,
    Observable,
    Paper,
    Parameter,
    Port,
    State,
    System,
    check,
    join,
)
from engraft.language.check import check_dimensions

joining = importlib.import_module("engraft.language.join")  # the name is that of the function, too

SOURCE = Paper("10.1000/example", "Table 1")
OTHER = Paper("10.1000/another", "Table 2")


def imported(name="cytokine"):
    """Build a system from plain data, as an importer does."""
    return System.from_data(
        name,
        states=[{"name": "il6", "unit": "pg/mL", "initial": 5.0}],
        parameters=[
            {"name": "release", "value": 1e-8, "unit": "pg/mL/cell/day"},
            {"name": "decay", "value": 2.0, "unit": "1/day"},
            {"name": "ec50", "value": 10, "unit": "ug/mL"},
        ],
        ports=[{"name": "cells", "unit": "cell"}, {"name": "blocker", "unit": "ug/mL"}],
        flows=[
            {"name": "release", "into": "il6", "rate": "release * cells / (1 + blocker / ec50)"},
            {"name": "decay", "out_of": "il6", "rate": "decay * il6"},
        ],
        observables=[
            {"name": "fold", "expression": "il6 / il6_initial", "unit": "1"},
            {"name": "high", "expression": "where(il6 > 100 [pg/mL] and fold > 2, 1, 0)", "unit": "1"},
        ],
        source=SOURCE,
    )


class Transfer(Model):
    """Moves and reads a quantity of another block."""

    target = Port("mg")
    speed = Parameter(1, "1/day", source=SOURCE)

    def flows(self):
        yield Flow("drain", out_of=self.target, rate=self.speed * self.target)


class Relay(Model):
    """Sees a port a little enlarged."""

    inlet = Port("mg")

    def observables(self):
        yield Observable("outlet", 2 * self.inlet, "mg")


class Starter(Model):
    """Starts from what a port says."""

    dose = Port("mg")
    body = State("mg", initial=lambda m: m.dose)


class Pool(Model):
    """A state, a parameter, a observable; nothing moves."""

    reference = "10.1000/example"
    body = State("mg", initial=1)
    given = Parameter(7, "mg", source=SOURCE)

    def observables(self):
        yield Observable("doubled", 2 * self.body, "mg")


def whole(antibody, disease, scale):
    other = antibody(clearance=Parameter(0.5, "L/day", source=OTHER), vmax=Parameter(2, "mg/day", source=OTHER))
    return join(
        antibody().system("tocilizumab"),
        other.system("blinatumomab"),
        disease,
        scale,
        imported(),
        wire={
            "grading.cells": "b_all.b_all_cells",
            "cytokine.cells": "b_all.car",
            "cytokine.blocker": "tocilizumab.concentration",
        },
        name="ward",
    )


def test_two_antibodies_a_disease_a_scale_and_an_import_go_through_one_join(antibody, disease, scale):
    ward = whole(antibody, disease, scale)
    assert ward.name == "ward"
    assert [b.name for b in ward.blocks] == ["tocilizumab", "blinatumomab", "b_all", "grading", "cytokine"]
    assert ward.ports == ()
    assert len(ward.balance()) == 2 + 2 + 3 + 1
    assert ward.parameter("tocilizumab.clearance").value == 0.2
    assert ward.parameter("blinatumomab.clearance").value == 0.5
    assert ward.parameter("blinatumomab.clearance").source is OTHER


def test_the_two_antibodies_share_no_symbol(antibody, disease, scale):
    balance = whole(antibody, disease, scale).balance()
    toci = set().union(*(free_symbols(x) for n, x in balance.items() if n.startswith("tocilizumab.")))
    blina = set().union(*(free_symbols(x) for n, x in balance.items() if n.startswith("blinatumomab.")))
    assert not toci & blina
    assert {n.partition(".")[2] for n in toci} == {n.partition(".")[2] for n in blina}


def test_the_wired_system_computes_what_hand_written_equations_compute(antibody, disease, scale):
    ward = whole(antibody, disease, scale)
    at = {p.name: p.value for p in ward.parameters} | {"time": 0.0}
    at |= {"b_all.car": 3e9, "b_all.leukemia": 2e10, "b_all.b_cells": 1e9, "cytokine.il6": 2e-5}
    at |= {"tocilizumab.central": 70.0, "tocilizumab.peripheral": 5.0}
    at |= {"blinatumomab.central": 1.0, "blinatumomab.peripheral": 0.0}
    rates = ward.balance()
    names = list(rates)
    got = dict(zip(names, value_of([rates[n] for n in names], at), strict=True))
    assert got["b_all.car"] == pytest.approx(1.125e-11 * 2.1e10 * 3e9 - 3e9 / 14, rel=1e-12)
    assert got["b_all.leukemia"] == pytest.approx(2e10 / 30 - 4.5e-11 * 2e10 * 3e9, rel=1e-12)
    # pg/mL is 1e-6 mg/L: release 1e-14 mg/L per cell and day, antibody 70 mg in 3.5 L against 10 mg/L
    assert got["cytokine.il6"] == pytest.approx(1e-14 * 3e9 / (1 + 2.0) - 2 * 2e-5, rel=1e-12)
    c = 70 / 3.5
    out = 0.2 * c + 5 * c / (2 + c) + 0.3 * c - 0.3 * 5 / 2.5
    assert got["tocilizumab.central"] == pytest.approx(-out, rel=1e-12)
    seen = [ward.observable(n).expression for n in ("grading.grade", "cytokine.fold", "cytokine.high")]
    assert value_of(seen, at) == pytest.approx([2.0, 4.0, 0.0])


def value_of(expressions, at):
    names = sorted(at)
    return [float(v[0]) for v in evaluate(expressions, {n: np.array([at[n]]) for n in names})]


def test_the_order_of_systems_changes_no_equation(antibody, disease, scale):
    one = join(disease, scale, wire={"grading.cells": "b_all.car"})
    two = join(scale, disease, wire=[("grading.cells", "b_all.car")])
    assert all(one.balance()[n] is two.balance()[n] for n in one.balance())
    assert one.observable("grading.grade").expression is two.observable("grading.grade").expression


def test_joining_in_two_steps_equals_joining_at_once(antibody, disease, scale):
    wire = {"cytokine.cells": "b_all.car", "cytokine.blocker": "toci.concentration"}
    drug = antibody().system("toci")
    once = join(disease, drug, imported(), wire=wire)
    first = join(disease, imported(), wire={"cytokine.cells": "b_all.car"}, leave_open=["cytokine.blocker"])
    twice = join(first, drug, wire={"cytokine.blocker": "toci.concentration"})
    assert once.balance() == twice.balance()  # equal expressions are identical
    assert {(w.port, w.target) for w in twice.wires} == set(wire.items())


def test_a_flow_through_a_port_moves_the_state_behind_it_even_through_another_port():
    system = join(Transfer().system("a"), Pool().system("p"), wire={"a.target": "p.body"})
    assert system.balance()["p.body"] is -(system.flow("a.drain").rate)
    assert system.flow("a.drain").out_of == "p.body"


def test_a_port_may_read_a_parameter_and_an_initial_value_may_too():
    system = join(Starter().system("s"), Pool().system("p"), wire={"s.dose": "p.given"})
    assert free_symbols(system.state("s.body").initial) == {"p.given"}


def test_ports_follow_each_other_to_the_end():
    wire = {"r2.inlet": "r1.outlet", "r1.inlet": "p.body"}
    system = join(Relay().system("r2"), Relay().system("r1"), Pool().system("p"), wire=wire)
    assert system.observable("r2.outlet").expression is 2 * (2 * system.value_of("p.body"))


def pool(name="p"):
    return Pool().system(name)


WRONG = {
    "one block name twice": (lambda: join(pool(), pool()), "'p' (Pool) in 'p' (argument 1)", "'p' (argument 2)"),
    "one block hidden in a joined system": (
        lambda: join(join(pool(), pool("q"), name="pair"), pool("q")),
        "'pair' (argument 1)",
        "'q' (argument 2)",
    ),
    "one state with two owners": (
        lambda: join(pool(), System(name="stray", states=pool().states, parameters=pool().parameters)),
        "'p' (argument 1)",
        "'stray' (argument 2)",
    ),
    "a model that is not a system": (lambda: join(pool(), Pool()), "'p'", "Pool"),
    "no port of that name": (
        lambda: join(Transfer().system("a"), pool(), wire={"a.tarqet": "p.body"}),
        "a.tarqet",
        "p.body",
    ),
    "no target of that name": (
        lambda: join(Transfer().system("a"), pool(), wire={"a.target": "p.bodi"}),
        "a.target",
        "p.body",
    ),
    "a wire from what is no port": (
        lambda: join(Transfer().system("a"), pool(), wire={"a.speed": "p.body"}),
        "a.speed",
        "p.body",
    ),
    "a wire the wrong way round": (
        lambda: join(Transfer().system("a"), pool(), wire={"p.body": "a.target"}),
        "p.body",
        "a.target",
    ),
    "a wire to a flow": (
        lambda: join(Transfer().system("a"), Transfer().system("b"), wire={"a.target": "b.drain"}),
        "a.target",
        "b.drain",
    ),
    "units that do not agree": (
        lambda: join(imported(), pool(), wire={"cytokine.cells": "p.body"}, leave_open=["cytokine.blocker"]),
        "cytokine.cells",
        "p.body",
    ),
    "a port left open": (lambda: join(Transfer().system("a"), pool()), "a.target", "'p'"),
    "a port wired twice": (
        lambda: join(Transfer().system("a"), pool(), wire=[("a.target", "p.body"), ("a.target", "p.given")]),
        "p.body",
        "p.given",
    ),
    "a port wired again later": (
        lambda: join(
            join(Transfer().system("a"), pool(), wire={"a.target": "p.body"}), pool("q"), wire={"a.target": "q.body"}
        ),
        "p.body",
        "q.body",
    ),
    "a port wired to itself": (lambda: join(Relay().system("r"), wire={"r.inlet": "r.inlet"}), "r.inlet", "itself"),
    "observables in a circle": (
        lambda: join(
            Relay().system("r1"), Relay().system("r2"), wire={"r1.inlet": "r2.outlet", "r2.inlet": "r1.outlet"}
        ),
        "r1.inlet",
        "r2.inlet",
    ),
    "ports in a circle": (
        lambda: join(Relay().system("r1"), Relay().system("r2"), wire={"r1.inlet": "r2.inlet", "r2.inlet": "r1.inlet"}),
        "r1.inlet",
        "r2.inlet",
    ),
    "a flow out of an observable": (
        lambda: join(Transfer().system("a"), pool(), wire={"a.target": "p.doubled"}),
        "a.target",
        "p.doubled",
    ),
    "a flow out of a parameter": (
        lambda: join(Transfer().system("a"), pool(), wire={"a.target": "p.given"}),
        "a.target",
        "p.given",
    ),
    "an initial value that reads a state": (
        lambda: join(Starter().system("s"), pool(), wire={"s.dose": "p.body"}),
        "s.dose",
        "p.body",
    ),
    "left open, but wired": (
        lambda: join(Transfer().system("a"), pool(), wire={"a.target": "p.body"}, leave_open=["a.target"]),
        "a.target",
        "p.body",
    ),
    "a whole called like a block": (
        lambda: join(pool(), pool("q"), name="q", about="Two pools."),
        "'q' (Pool)",
        "the whole",
    ),
    "a whole of one block without a name of its own": (lambda: join(pool(), about="A pool."), "'p' (Pool)", "whole"),
    "left open, but no port": (lambda: join(pool(), pool("q"), leave_open=["p.body"]), "p.body", "p+q"),
}


def test_what_is_said_of_the_whole_stands_beside_its_blocks():
    whole = join(join(pool(), pool("q"), name="pair", about="Two pools."), pool("r"), name="three")
    assert [(b.name, b.about) for b in whole.blocks][:1] == [("pair", "Two pools.")]
    assert [b.name for b in whole.blocks] == ["pair", "p", "q", "r"]


@pytest.fixture
def units_kept(monkeypatch):
    """Leave the units of numbers in the equations, so that what was joined can be checked once more."""
    monkeypatch.setattr(check, "strip_units", list)


def test_what_was_sound_before_the_join_is_sound_after_it(units_kept, antibody, disease, scale):
    """Wired to states, parameters, observables and other ports, with numbers that carry units inside."""
    ward = whole(antibody, disease, scale)
    assert "[pg/mL]" in free_symbols(ward.observable("cytokine.high").expression)
    check_dimensions(ward)
    wire = {"r2.inlet": "r1.outlet", "r1.inlet": "t.target", "t.target": "p.body", "s.dose": "p.given"}
    chain = join(*(recipe().system(name) for recipe, name in zip((Relay, Relay, Transfer, Starter, Pool),
                                                                 ("r1", "r2", "t", "s", "p"), strict=True)),
                 wire=wire, name="chain", about="Ports at ports.")  # fmt: skip
    check_dimensions(chain)


def test_a_wire_between_unlike_units_would_be_seen_in_the_equations(units_kept, monkeypatch):
    """So the check above is awake, and the check of the wires is what keeps it quiet."""
    monkeypatch.setattr(joining, "_check_target", lambda draft, port, target: None)
    wrong = join(imported(), pool(), wire={"cytokine.cells": "p.body"}, leave_open=["cytokine.blocker"])
    with pytest.raises(SpecificationError, match=r"cytokine\.release"):
        check_dimensions(wrong)


@pytest.mark.parametrize("way", WRONG)
def test_every_wrong_way_to_join_names_both_parties(way):
    attempt, one, other = WRONG[way]
    with pytest.raises(CompatibilityError) as error:
        attempt()
    assert one in str(error.value)
    assert other in str(error.value)
    assert len(str(error.value).splitlines()) <= 3


@pytest.mark.parametrize("wire", ["abc", {3: 4}, [("a.target",)], 7, {"a.target": Pool()}])
def test_a_malformed_wiring_is_refused(wire):
    with pytest.raises(SpecificationError, match="wire"):
        join(Transfer().system("a"), pool(), wire=wire)


def test_joining_nothing_is_refused():
    with pytest.raises(CompatibilityError, match="at least one"):
        join()
