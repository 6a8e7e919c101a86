import pytest

from engraft.kernel.expression import symbol
from engraft.models import build
from engraft.models.blocks.maturation import divide_and_mature

POOLS = [symbol("first"), symbol("second"), symbol("blood")]
DIVISION, EFFECT, TRANSIT = symbol("division"), symbol("effect"), symbol("transit")


def test_cells_pass_every_pool_and_drugs_act_on_division_alone():
    flows = list(divide_and_mature(POOLS, division=DIVISION, drug_effect=EFFECT, transit=TRANSIT))
    found = [(flow.out_of, flow.into, flow.rate) for flow in flows]
    first, second, blood = POOLS
    assert found == [
        (None, first, DIVISION),
        (first, None, DIVISION * EFFECT),
        (first, second, TRANSIT * first),
        (second, blood, TRANSIT * second),
    ]


@pytest.mark.parametrize(("name", "steps"), [("friberg2002", 4), ("quartino2014", 5)])
def test_both_models_of_neutrophils_mature_through_it(name, steps):
    names = [flow.name for flow in build(name).flows]
    assert [f"neutrophils.cells mature, step {step}" for step in range(1, steps + 1)] == [
        flow for flow in names if "cells mature" in flow
    ]
