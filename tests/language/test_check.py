"""A system is sound however it was put together."""

import dataclasses
import math

import pytest

from engraft.errors import SpecificationError
from engraft.kernel.expression import constant, symbol
from engraft.language import Paper, System
from engraft.language.check import dimensions, settle
from engraft.language.entries import Draft, FlowEntry, HazardEntry, ObservableEntry, ParameterEntry, StateEntry

PAPER = Paper("10.1000/example", "Table 1")
X, K = symbol("a.x"), symbol("a.k")
GOOD = Draft(
    "a",
    states=(StateEntry("a.x", "mg", constant(0.0), 1e-6),),
    parameters=(ParameterEntry("a.k", 2.0, "1/day", PAPER),),
    flows=(FlowEntry("a.decay", K * X, out_of="a.x"),),
)


def system(**changes):
    return System(**{**vars(GOOD), **changes})


def test_a_sound_draft_becomes_a_system():
    assert system().balance() == {"a.x": -(K * X)}
    assert System.of(GOOD) == system()
    assert dimensions(GOOD)["a.k"].text() == "1/time"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"states": GOOD.states * 2}, "declared twice"),
        ({"flows": GOOD.flows * 2}, "declared twice"),
        ({"hazards": (HazardEntry("a.h", K),) * 2}, "declared twice"),
        ({"states": (StateEntry("time", "mg", constant(0), 1),)}, "is not a name"),
        ({"states": (StateEntry("a.b c", "mg", constant(0), 1),)}, "is not a name"),
        ({"states": (StateEntry("a.x", "mgg", constant(0), 1),)}, "not a known unit"),
        ({"states": (StateEntry("a.x", "mg", X, 1),)}, "which is not a parameter"),
        ({"states": (StateEntry("a.x", "mg", constant(-1), 1),)}, "starts below zero"),
        ({"parameters": (ParameterEntry("a.k", math.nan, "1/day", PAPER),)}, "finite"),
        ({"parameters": (ParameterEntry("a.k", 1.0, "1/day", None),)}, "has no source"),
        ({"parameters": (ParameterEntry("a.k", 1.0, "1/day", PAPER, spread=-1),)}, "SD of the log"),
        ({"parameters": ()}, r"reads 'a\.k'"),
        ({"flows": (FlowEntry("a.decay", K * X),)}, "goes nowhere"),
        ({"flows": (FlowEntry("a.decay", K * X, into="a.y"),)}, "which is not a state"),
        ({"hazards": (HazardEntry("a.h", K, empirical=True),)}, "has no source"),
        ({"observables": (ObservableEntry("a.o", symbol("a.z"), "1"),)}, r"reads 'a\.z'"),
    ],
)
def test_an_unsound_system_is_refused(changes, says):
    with pytest.raises(SpecificationError, match=says) as error:
        system(**changes)
    assert len(str(error.value).splitlines()) <= 3


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"flows": (FlowEntry("a.decay", K, out_of="a.x"),)}, "the flow 'a.decay' of 'a.x'"),
        ({"hazards": (HazardEntry("a.h", X),)}, "the hazard 'a.h'"),
        ({"observables": (ObservableEntry("a.o", X, "1/day"),)}, "the observable 'a.o'"),
        ({"states": (StateEntry("a.x", "mg", K, 1),)}, "the initial value of 'a.x'"),
    ],
)
def test_unlike_sides_are_refused_when_a_draft_settles(changes, says):
    with pytest.raises(SpecificationError, match=says):
        settle(dataclasses.replace(GOOD, **changes))


def test_settling_drops_the_unit_symbols():
    carried = dataclasses.replace(GOOD, observables=(ObservableEntry("a.o", X + symbol("[g]") * 1000.0, "mg"),))
    assert settle(carried).observables[0].expression is X + 1000.0


def test_a_flow_between_unlike_states_is_refused():
    other = StateEntry("a.y", "cell", constant(0), 1)
    draft = dataclasses.replace(
        GOOD, states=(*GOOD.states, other), flows=(FlowEntry("a.move", K * X, out_of="a.x", into="a.y"),)
    )
    with pytest.raises(SpecificationError, match=r"the flow 'a\.move' of 'a\.y'"):
        settle(draft)
