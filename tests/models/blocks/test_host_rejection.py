import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.donor_t_cells import DonorTCells
from engraft.models.blocks.host_rejection import HostRejection
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen

PORTS = {
    "lymphocytes": (2.5e9, "cell"), "foreign": (1e30, "cell"), "class_one": (1.0, "1"), "support": (0.6, "1"),
    "kill": (0.0, "1/day"), "steroid": (0.0, "1"), "weight": (70.0, "kg"),
}  # fmt: skip
NAMES = ["host.primed", "host.reject", "host.reject_without", "host.antigen"]
GUESS = Assumed("set for a test", 0.0, 1e30)


@pytest.fixture
def course(hold, people):
    def run(days, ports=None, **changed):
        made = {
            name: Parameter(value, HostRejection.declared[name].unit, source=GUESS) for name, value in changed.items()
        }
        for name in ("alloreactive", "death"):
            made.setdefault(
                name, Parameter(HostRejection.declared[name].value, HostRejection.declared[name].unit, source=GUESS)
            )
        system = hold(HostRejection(**made).system("host"), PORTS | (ports or {}))
        needs, span = Needs.of(NAMES, days), (0.0, float(days[-1]))
        done = simulate(system, Regimen(), people([0], weight=[70.0]), needs=needs, span=span, seed=1, rtol=1e-9)
        return {name.split(".")[1]: done.course(name)[:, 0] for name in NAMES}

    return run


def test_while_they_are_few_primed_cells_follow_the_closed_form(course):
    """R' = a + g R with a = r f tau N and g = p q - delta - k, under foreign HLA everywhere."""
    days = np.array([0.0, 1.0, 3.0, 6.0])
    found = course(days, {"kill": (0.2, "1/day")}, crowding=1e25)["primed"]
    a, g = 0.5 * 0.03 * 0.85 * 2.5e9, 2.1 * 0.6 - 0.1 - 0.2
    np.testing.assert_allclose(found[1:], a / g * np.expm1(g * days[1:]), rtol=1e-6)


def test_without_foreign_cells_nobody_is_primed_and_without_lymphocytes_nobody_rejects(course):
    days = np.array([0.0, 10.0])
    assert course(days, {"foreign": (0.0, "cell")})["primed"][-1] == 0.0
    none = course(days, {"lymphocytes": (0.0, "cell")})
    assert none["reject"][-1] == none["reject_without"][-1] == 0.0


def test_ten_times_fewer_lymphocytes_are_ten_times_fewer_primed_cells(course):
    days = np.array([0.0, 4.0])
    full, tenth = (course(days, {"lymphocytes": (n, "cell")}, crowding=1e25)["primed"][-1] for n in (2.5e9, 2.5e8))
    assert full / tenth == pytest.approx(10.0, rel=1e-6)


def test_a_cell_without_class_one_hides_from_t_cells_and_not_from_nk_cells(course):
    ports = {"foreign": (1e6, "cell"), "lymphocytes": (2.5e10, "cell")}
    start = course(np.array([0.0, 0.1]), ports)
    nk, room = 0.1 * 2.5e10, 2.024e9 + 1e6
    by_nk = 1.15 * nk / (room + nk)
    assert start["reject_without"][0] == pytest.approx(by_nk, rel=1e-6)
    assert start["reject"][0] == pytest.approx(0.03 * by_nk, rel=1e-6)
    late = course(np.array([0.0, 12.0]), ports | {"foreign": (7e8, "cell")}, nk_share=0.0)
    assert late["reject_without"][-1] == pytest.approx(0.3 * late["reject"][-1], rel=1e-9)
    assert late["reject"][-1] > 0.3


def test_cells_without_class_one_prime_less(course):
    days = np.array([0.0, 1.0])
    assert course(days, {"class_one": (0.0, "1")})["antigen"][0] == pytest.approx(0.3, rel=1e-9)
    assert course(days, {"foreign": (7e7, "cell")})["antigen"][0] == pytest.approx(0.5, rel=1e-9)


def test_an_antibody_that_kills_as_fast_as_they_divide_holds_them_down(course):
    days = np.array([0.0, 14.0])
    free, held = (course(days, {"kill": (k, "1/day")})["primed"][-1] for k in (0.0, 1.3))
    assert held < 1e-2 * free


def test_its_rates_are_those_of_donor_t_cells_the_other_way_round():
    for name in ("recruitment", "division", "death", "crowding", "steroid_kill"):
        assert HostRejection.declared[name].value == DonorTCells.declared[name].value
