import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.residual_t_cells import ResidualTCells
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen

PORTS = {
    "arriving": (0.0, "cell/day"), "division": (1.5, "1/day"), "dying": (0.5, "1/day"), "tiring": (1.0 / 14.0, "1/day"),
    "lost": (0.0, "1/day"), "weight": (70.0, "kg"),
}  # fmt: skip
GUESS = Assumed("set for a test", 0.0, 1e30)
DAYS = np.array([0.0, 5.0, 15.0, 40.0])


@pytest.fixture
def course(hold, people):
    def run(days, ports=None, **changed):
        values = {"alloreactive_share": 1.78e-5, "crowding": 1e25} | changed
        made = {
            n: Parameter(v, "cell" if n == "effectors" else ResidualTCells.declared[n].unit, source=GUESS)
            for n, v in values.items()
        }
        system = hold(ResidualTCells(**made).system("tcr"), PORTS | (ports or {}))
        names = ["tcr.effectors", "tcr.fatigue", "tcr.attack"]
        needs, span = Needs.of(names, days), (0.0, float(days[-1]))
        done = simulate(system, Regimen(), people([0], weight=[70.0]), needs=needs, span=span, seed=1, rtol=1e-10)
        return {name.split(".")[1]: done.course(name)[:, 0] for name in names}

    return run


def test_they_grow_and_fade_as_cells_do_that_tire_under_antigen_without_pause(course):
    """ln A = g/u (1 - exp(-u t)) - (d + lost) t."""
    found = course(DAYS, {"lost": (0.1, "1/day")}, effectors=1e6)
    u = 1.0 / 14.0
    expected = 1e6 * np.exp(1.5 / u * -np.expm1(-u * DAYS) - 0.6 * DAYS)
    np.testing.assert_allclose(found["effectors"], expected, rtol=1e-4)
    np.testing.assert_allclose(found["fatigue"], -np.expm1(-u * DAYS), rtol=1e-4, atol=1e-9)


def test_of_those_that_arrive_the_share_that_recognises_a_stranger_stays(course):
    still = {"division": (0.0, "1/day"), "dying": (0.0, "1/day"), "arriving": (1e6, "cell/day")}
    found = course(np.array([0.0, 2.0]), still)["effectors"][-1]
    assert found == pytest.approx(2e6 * 1.78e-2, rel=1e-6)


def test_not_more_than_all_recognise_the_host(course):
    still = {"division": (0.0, "1/day"), "dying": (0.0, "1/day"), "arriving": (1e6, "cell/day")}
    assert course(np.array([0.0, 2.0]), still, disparity=1e9)["effectors"][-1] == pytest.approx(2e6, rel=1e-6)


def test_without_receptor_nobody_attacks(course):
    found = course(DAYS)
    assert found["attack"].tolist() == [0.0, 0.0, 0.0, 0.0]
    assert found["fatigue"][-1] == 0.0


def test_attack_is_half_at_the_number_that_attacks_at_half(course):
    assert course(np.array([0.0, 1.0]), effectors=1.4e7 * 70.0)["attack"][0] == pytest.approx(0.5)


def test_less_vigor_is_less_division(course):
    strong, weak = (course(DAYS, effectors=1e3, vigor=y)["effectors"][1] for y in (1.0, 0.5))
    u = 1.0 / 14.0
    assert strong / weak == pytest.approx(np.exp(0.75 / u * -np.expm1(-u * 5.0)), rel=1e-4)
