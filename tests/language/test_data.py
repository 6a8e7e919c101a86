"""Systems from plain data, as an importer builds them."""

import pytest

from engraft.errors import SpecificationError
from engraft.kernel.expression import symbol
from engraft.language import Assumed, Flow, Model, Paper, Parameter, State, System

PAPER = Paper("10.1000/example", "Table 1")
W = {"name": "w", "value": 3, "unit": "mg*day"}
ROWS = {
    "states": [{"name": "x", "unit": "mg", "initial": 4}, {"name": "y", "unit": "mg", "initial": "k * w"}],
    "parameters": [{"name": "k", "value": 0.5, "unit": "1/hour"}, W],
    "flows": [{"name": "move", "out_of": "x", "into": "y", "rate": "k * x"}],
    "rates": [{"name": "leak", "state": "y", "rate": "-k * y"}],
    "hazards": [{"name": "event", "rate": "k", "ends": True}],
    "observables": [
        {"name": "sum", "expression": "x + y", "unit": "mg"},
        {"name": "part", "expression": "x / sum", "unit": "percent"},
    ],
}


def build(**changes):
    return System.from_data("d", **{**ROWS, "source": PAPER, **changes})


def test_plain_data_and_a_model_say_the_same():
    class Same(Model):
        reference = "10.1000/example"
        x = State("mg", initial=4)
        k = Parameter(0.5, "1/hour", source=PAPER)

        def flows(self):
            yield Flow("decay", out_of=self.x, rate=self.k * self.x)

    data = System.from_data(
        "d",
        states=[{"name": "x", "unit": "mg", "initial": 4}],
        parameters=[{"name": "k", "value": 0.5, "unit": "1/hour", "source": PAPER}],
        flows=[{"name": "decay", "out_of": "x", "rate": "k*x"}],
        source=PAPER,
    )
    model = Same().system("d")
    assert data.balance() == model.balance()
    assert {p.name: p.value for p in data.parameters} == {p.name: p.value for p in model.parameters}
    assert [s.initial for s in data.states] == [s.initial for s in model.states]


def test_every_kind_of_row_arrives():
    system = build()
    x, y, k = (symbol(f"d.{n}") for n in "xyk")
    assert system.balance() == {"d.x": -(k * x), "d.y": k * x - k * y}
    assert system.parameter("d.k").value == 12
    assert system.parameter("d.x_initial").value == 4
    assert system.state("d.y").initial is k * symbol("d.w")
    assert system.hazard("d.event").ends
    assert system.observable("d.part").expression is x / (x + y)


def test_names_may_be_given_qualified():
    system = build(flows=[{"name": "move", "out_of": "d.x", "rate": "d.k * d.x"}])
    assert system.flow("d.move").out_of == "d.x"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"source": None}, "d.k: .*has no source"),
        ({"flows": [{"name": "f", "rate": "k*x"}]}, "goes nowhere"),
        ({"flows": [{"name": "f", "into": "k", "rate": "k*x"}]}, "moves 'd.k', which is not a state"),
        ({"flows": [{"name": "f", "into": "x", "rate": "k*xx"}]}, "the flow 'f': 'xx' is not known"),
        ({"flows": [{"name": "f", "into": "x + y", "rate": "k*x"}]}, "must name a state"),
        ({"flows": [{"name": "f", "into": "x", "rate": "k"}]}, "the flow 'd.f' of 'd.x' has the wrong unit"),
        ({"flows": [{"name": "f", "into": "x", "rate": 3}]}, "has the wrong unit"),
        ({"flows": [{"name": "f", "into": "x", "rate": None}]}, "must be a text"),
        ({"flows": [{"name": "f", "in": "x", "rate": "k*x"}]}, "'in' is not a field of the flow 'f' of 'd'"),
        ({"flows": [{"into": "x", "rate": "k*x"}]}, "lacks name"),
        ({"flows": ["x"]}, "not a row"),
        ({"states": [{"name": "x", "unit": "mgg"}]}, "did you mean 'mg'"),
        ({"states": [{"name": "x", "unit": "mg", "initial": -1}, ROWS["states"][1]]}, "starts below zero"),
        ({"states": [*ROWS["states"], ROWS["states"][0]]}, "declared twice"),
        ({"states": [*ROWS["states"], {"name": "two words", "unit": "mg"}]}, "is not a name"),
        ({"parameters": [W, {"name": "k", "value": float("nan"), "unit": "1/day"}]}, "d.k: "),
        ({"parameters": [W, {"name": "k", "value": 1, "unit": "1e9/day"}]}, "hides a factor"),
        ({"parameters": [W, {"name": "k", "value": 1, "unit": "1/day", "source": "Smith"}]}, "has no source"),
        ({"parameters": [W, {"name": "k", "value": 9, "unit": "1/day", "source": Assumed("g", 0, 1)}]}, "own bounds"),
        ({"states": 3}, "must be a list of rows"),
        ({"states": [*ROWS["states"], {"name": "z", "unit": "mg", "clone": True}]}, "not a number of cells"),
        ({"states": [*ROWS["states"], {"name": "z", "unit": "mg", "negligible": -1}]}, "must be positive"),
        ({"states": [*ROWS["states"], {"name": "z", "unit": "mg", "negligible": "x"}]}, "negligible of 'd.z'"),
        ({"observables": [{"name": "o", "expression": "x", "unit": "mg", "table": [1]}]}, "the table of 'o'"),
        ({"observables": [{"name": "o", "expression": "k", "unit": "mg"}]}, "the observable 'd.o'"),
        ({"hazards": [{"name": "h", "rate": "k", "empirical": True}]}, "has no source"),
    ],
)
def test_malformed_data_is_refused_where_it_is_wrong(changes, says):
    with pytest.raises(SpecificationError, match=says) as error:
        build(**changes)
    assert len(str(error.value).splitlines()) <= 3


@pytest.mark.parametrize("name", ["", "a.b", "two words", None])
def test_a_system_needs_a_name(name):
    with pytest.raises(SpecificationError, match="not a name of a system"):
        System.from_data(name)
