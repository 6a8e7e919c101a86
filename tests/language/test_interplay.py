"""Two doses meet where the mixed derivative of a rate does not vanish, or only on the states that both move."""

from __future__ import annotations

import pytest

from engraft.errors import SpecificationError
from engraft.language import System
from engraft.language.interplay import Interplay
from engraft.language.source import Paper
from engraft.models import build

SOURCE = Paper("label", "a toy")


def toy(kill: str) -> System:
    """Make two drugs with one depot each that kill one kind of cells at a rate."""
    return System.from_data(
        "toy",
        states=[{"name": name, "unit": "mg"} for name in ("a_gut", "a", "b")] + [{"name": "cells", "unit": "cell"}],
        parameters=[
            {"name": "k", "value": 1.0, "unit": "1/day"}, {"name": "one", "value": 1.0, "unit": "mg"},
        ],
        flows=[
            {"name": "a is absorbed", "out_of": "a_gut", "into": "a", "rate": "k * a_gut"},
            {"name": "a goes", "out_of": "a", "rate": "k * a"},
            {"name": "b goes", "out_of": "b", "rate": "k * b"},
            {"name": "cells die", "out_of": "cells", "rate": f"k * ({kill}) * cells"},
        ],
        source=SOURCE,
    )  # fmt: skip


def test_what_one_moves_and_the_other_lives_on_is_relayed():
    system = System.from_data(
        "toy",
        states=[{"name": "drug", "unit": "mg"}, {"name": "rest", "unit": "cell"}, {"name": "car", "unit": "cell"}],
        parameters=[{"name": "k", "value": 1.0, "unit": "1/day"}, {"name": "one", "value": 1.0, "unit": "mg"},
                    {"name": "room", "value": 1.0, "unit": "cell"}],
        flows=[
            {"name": "rest dies", "out_of": "rest", "rate": "k * drug / one * rest"},
            {"name": "car grows", "into": "car", "rate": "k * car / (one * rest / room / one + 1)"},
        ],
        source=SOURCE,
    )  # fmt: skip
    met = Interplay.of(system).meeting("toy.drug", "toy.car")
    assert (met.joint, met.shared, met.relayed) == ((), (), (("toy.rest", "toy.car grows"),))


@pytest.mark.parametrize(
    ("kill", "joint"),
    [
        ("a / one + b / one", ()),
        ("a * b / one ^ 2", ("toy.cells die",)),
        ("(a + b) / (a + b + one)", ("toy.cells die",)),  # they compete for one effect: not the sum of two
        ("a / (a + one) + b / (b + one)", ()),
    ],
)
def test_a_sum_is_no_interaction_and_a_product_is(kill, joint):
    met = Interplay.of(toy(kill)).meeting("toy.a_gut", "toy.b")
    assert met.joint == joint
    assert met.inner == ()
    assert met.shared == ("toy.cells",)


def test_a_dose_is_followed_along_its_flows_alone():
    asked = Interplay.of(toy("a / one"))
    assert asked.carried("toy.a_gut") == {"toy.a_gut", "toy.a"}
    assert asked.carried("toy.b") == {"toy.b"}


def test_what_slows_another_is_an_inner_term():
    system = build("b_all")
    met = Interplay.of(system).meeting("car.infused", "steroid.amount")
    assert "car.CAR T cells divide" in met.inner
    turned = Interplay.of(system).meeting("steroid.amount", "car.infused")
    assert set(turned.joint) == set(met.joint)


def test_conditioning_and_cells_only_share_what_they_kill():
    met = Interplay.of(build("b_all")).meeting("flu_cy.fludarabine", "car.infused")
    assert met.joint == ()
    assert "leukemia.positive" in met.shared


def test_an_unknown_state_is_refused():
    with pytest.raises(SpecificationError, match=r"toy\.c"):
        Interplay.of(toy("a / one")).meeting("toy.a", "toy.c")
