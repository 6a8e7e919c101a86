import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.cd7_antigen import Cd7Antigen, Cd7Leukemia, Cd7Lymphocytes
from engraft.models.blocks.leukemia_clones import LeukemiaClones
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen

GUESS = Assumed("set for a test", 0.0, 1e30)
REST = 2.5e11


@pytest.fixture
def course(hold, people):
    def run(block, ports, of, days):
        system = hold(block.system("x"), ports)
        names, span = [f"x.{name}" for name in of], (0.0, float(days[-1]))
        done = simulate(
            system, Regimen(), people([0], weight=[70.0]), needs=Needs.of(names, days), span=span, seed=1, rtol=1e-10
        )
        return [done.course(name)[:, 0] for name in names]

    return run


def lymphocytes(**changed):
    fixed = {"capacity_per_weight": REST / 70.0} | changed
    return Cd7Lymphocytes(**{n: Parameter(v, Cd7Lymphocytes.declared[n].unit, source=GUESS) for n, v in fixed.items()})


def ports(kill):
    return {"weight": (70.0, "kg"), "car_total": (0.0, "cell"), "kill": (0.0, "1/day"), "car_kill": (kill, "1/day")}


def test_those_with_cd7_die_and_the_others_are_left(course):
    days = np.array([0.0, 4.0, 12.0])
    cells, share = course(lymphocytes(growth=0.0), ports(0.5), ["cells", "cd7"], days)
    with_it, without = 0.9 * np.exp(-0.5 * days), 0.1
    np.testing.assert_allclose(cells, REST * (with_it + without), rtol=1e-6)
    np.testing.assert_allclose(share, with_it / (with_it + without), rtol=1e-6)


def test_those_without_fill_the_room(course):
    days = np.array([0.0, 10.0, 200.0])
    cells, share, rest = course(lymphocytes(), ports(1.0), ["cells", "with_cd7_cells", "share_of_rest"], days)
    assert cells[1] < 0.6 * REST
    assert rest[2] == pytest.approx(1.0, rel=1e-3)
    assert share[2] < 1e-3 * REST


def test_without_car_t_cells_nothing_is_selected(course):
    cells, share = course(lymphocytes(), ports(0.0), ["cells", "cd7"], np.array([0.0, 30.0]))
    assert cells[-1] == pytest.approx(REST, rel=1e-9)
    assert share[-1] == pytest.approx(0.9, rel=1e-12)


def test_leukemia_and_lymphocytes_are_the_antigen_and_b_cells_are_spared(boxed, as_published):
    held = {"leukemia": (1e10, "cell"), "lymphocytes": (2e10, "cell"), "car_kill": (0.7, "1/day")}
    names = ["block.cells", "block.b_cell_kill"]
    run = as_published(boxed(Cd7Antigen(), held), names, np.array([0.0, 1.0]))
    assert run.course("block.cells")[0, 0] == 3e10
    assert run.course("block.b_cell_kill")[0, 0] == 0.0


def test_t_all_has_the_clones_of_b_all_by_another_name():
    ours, theirs = (kind().system("leukemia") for kind in (Cd7Leukemia, LeukemiaClones))
    assert [flow.rate for flow in ours.flows] == [flow.rate for flow in theirs.flows]
    assert not [flow.name for flow in ours.flows if "CD19" in flow.name]
    assert len({flow.name for flow in ours.flows}) == len(ours.flows)
