"""CAR T cells with a switch: those of b_all until it closes, and then fewer by one rate for all."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.car_t_cells import CarTCells
from engraft.models.blocks.switched_car_t_cells import SwitchedCarTCells

PORTS = {"antigen": (3e10, "cell"), "support": (0.422, "1"), "steroid": (0.1, "1"), "weight": (70.0, "kg")}
STATES = ("effector", "memory", "exhausted", "lodged", "infused")
START = {"infused": Parameter(2e8, "cell", source=Assumed("made up for a test", 0.0, 1e12))}
DAYS = np.array([0.0, 3.0, 10.0, 30.0])


def test_open_they_are_the_car_t_cells_of_b_all(boxed, as_published):
    names = [f"block.{one}" for one in (*STATES, "fatigue")]
    open_ = as_published(boxed(SwitchedCarTCells(**START), PORTS | {"switch_kill": (0.0, "1/day")}), names, DAYS)
    plain = as_published(boxed(CarTCells(**START), PORTS), names, DAYS)
    for name in names:
        np.testing.assert_allclose(open_.course(name), plain.course(name), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("kind", STATES)
def test_closed_every_kind_dies_at_one_rate_more(boxed, as_published, kind):
    """Without antigen and support: each kind decays at its own rate plus that of the switch."""
    start = {name: Parameter(1e8 if name == kind else 0.0, "cell", source=START["infused"].source) for name in STATES}
    quiet = PORTS | {"antigen": (0.0, "cell"), "support": (0.0, "1")}
    days = np.array([0.0, 0.5, 1.0])

    def left(kill):
        system = boxed(SwitchedCarTCells(**start), quiet | {"switch_kill": (kill, "1/day")})
        return as_published(system, [f"block.{kind}"], days).course(f"block.{kind}")[:, 0]

    np.testing.assert_allclose(left(3.0), left(0.0) * np.exp(-3.0 * days), rtol=1e-5)
