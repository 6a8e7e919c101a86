"""Rodrigues 2019, doi:10.1016/j.amc.2018.12.008: 1080 mg of a drug in an eighth of a day, seven times, every 21 days.

From its SBML encoding others worked out 1.326e9 leukemic cells on day 84 and 1.802e8 on day 150, from 2e10. Seven
infusions (the last on day 126) belong to that: with an eighth on day 147 it would be 7.7e7.
"""

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engraft import models
from engraft.population import draw
from engraft.population.catalog import get
from engraft.simulate import Needs, simulate
from engraft.therapy import give
from engraft.therapy.catalog import cyclophosphamide_cll

DAYS = [84.0, 150.0]
NAMES = ["cll.leukemic_cells", "cll.immune_cells"]


def course(infusions):
    """Integrate the published equations with another program: cells on the days asked for."""
    starts = [21.0 * k for k in range(infusions)]

    def rates(t, y):
        n, i, q = y
        given = 1080.0 * 8.0 if any(day <= t < day + 0.125 for day in starts) else 0.0
        return [
            0.01 * n * (1.0 - n / 1e12) - 5e-11 * n * i - 8.0 * n * q / (2000.0 + q),
            7e5 - 1e-3 * i + 1e-12 * n * i / (100.0 + n) - 1e-13 * n * i - 1e4 * i * q / (5e6 + q),
            given - 4.16 * q,
        ]

    marks = sorted({0.0, *DAYS, *starts, *[day + 0.125 for day in starts]})
    state, found = [2e10, 5e7, 0.0], {}
    for begin, end in pairwise(marks):
        middle = (begin + end) / 2.0  # the infusion is on or off in the whole piece
        piece = solve_ivp(
            lambda _, y, t=middle: rates(t, y), (begin, end), state, method="LSODA", rtol=1e-10, atol=1e-6
        )
        state = piece.y[:, -1]
        found[end] = state
    return np.array([found[day][:2] for day in DAYS])


def ours(infusions):
    """Simulate the same with a product of the catalog."""
    regimen = give(cyclophosphamide_cll(), days=[21.0 * k for k in range(infusions)])
    people = draw(get("alike"), 1, seed=1)
    run = simulate(
        models.build("rodrigues2019"),
        regimen,
        people,
        needs=Needs.of(NAMES, DAYS),
        span=(0.0, 150.0),
        seed=1,
        rtol=1e-9,
    )
    return np.array([[run.at(name, day)[0] for name in NAMES] for day in DAYS])


def test_cells_are_as_worked_out_from_the_encoding():
    for found in (course(7), ours(7)):
        assert found[0, 0] == pytest.approx(1.326e9, abs=0.0005e9)
        assert found[1, 0] == pytest.approx(1.802e8, abs=0.0005e8)


@pytest.mark.parametrize("infusions", [1, 7])
def test_both_kinds_of_cells_agree_with_another_program(infusions):
    np.testing.assert_allclose(ours(infusions), course(infusions), rtol=1e-5)


def test_an_eighth_infusion_would_be_seen():
    assert course(8)[1, 0] == pytest.approx(7.69e7, abs=0.005e7)


def test_the_numbers_are_those_of_the_encoding(shared):
    """Every parameter of the SBML, by its symbol."""
    import xml.etree.ElementTree as ET

    names = {"r": "growth", "k": "capacity", "c_1": "immune_kill", "c_2": "immune_spent", "s_0": "immune_arrival",
             "d": "immune_death", "rho": "recruitment", "gamma": "half_recruitment", "mu": "drug_kill",
             "a": "half_kill", "delta": "immune_toxicity", "b": "half_toxicity", "lambda": "elimination"}  # fmt: skip
    (file,) = (shared / "sbml").glob("*BIOMD0000000879.xml")
    given = {one.get("id"): float(one.get("value")) for one in ET.parse(file).iter() if one.tag.endswith("}parameter")}
    system = models.build("rodrigues2019")
    for symbol, name in names.items():
        assert system.parameter(f"cll.{name}").value == pytest.approx(given[symbol], rel=1e-12)
