"""A process knows its numbers and which of them are decisions."""

import pytest

from engraft.errors import SpecificationError
from engraft.language import Assumed, Chosen, Parameter
from engraft.manufacturing import Process


def test_parameters_are_named_after_their_step(toy):
    process = toy()
    assert set(process.parameters) == {"collection.days", "collection.a_day", "collection.least", "fill.share"}
    assert process.choices == ("collection.days",)


def test_a_decision_is_made_with_its_unit(toy):
    entry = toy().chosen({"collection.days": "1 week"}).parameters["collection.days"]
    assert (entry.value, entry.unit, entry.source.kind) == (7.0, "day", "chosen")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("collection.day", "1 day", "collection.days"),
        ("fill.share", "0.5 1", "no decision"),
        ("collection.days", "3 kg", "another unit"),
        ("collection.days", "soon", "soon"),
    ],
)
def test_a_decision_that_cannot_be_made_names_the_way_out(toy, name, text, said):
    with pytest.raises(SpecificationError) as error:
        toy().chosen({name: text})
    assert said in str(error.value)


def test_a_number_keeps_its_source(toy):
    source = Assumed("another guess", 0.0, 1.0)
    process = toy().with_parameters({"fill.share": Parameter(0.5, "1", source=source)})
    assert process.parameters["fill.share"].source == source
    assert toy().parameters["fill.share"].value == 0.25


def test_a_process_without_steps_is_none():
    with pytest.raises(SpecificationError, match="no step"):
        Process("none", "nothing", {}, Chosen("a test"))
