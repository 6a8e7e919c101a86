import numpy as np
import pytest

from engraft.errors import CompatibilityError
from engraft.models import build
from engraft.simulate import Needs
from engraft.simulate.problem import lower_problem
from engraft.simulate.targets import check_target, targets
from engraft.therapy import Lot, give, infuse, rule
from engraft.therapy.catalog import get


def _message(call) -> str:
    with pytest.raises(CompatibilityError) as caught:
        call()
    text = str(caught.value)
    assert len(text.splitlines()) <= 3
    return text


def test_a_dose_into_nothing_names_product_and_system(pk, drug) -> None:
    text = _message(lambda: lower_problem(pk, give(drug, "3 mg", into="pk.centrall"), Needs()))
    assert "drug" in text
    assert "'pk'" in text
    assert "did you mean 'pk.central'?" in text


@pytest.mark.parametrize("into", ["pk.volume", "pk.concentration"])
def test_a_dose_goes_into_states_only(pk, drug, into) -> None:
    assert "no state" in _message(lambda: lower_problem(pk, give(drug, "3 mg", into=into), Needs()))


def test_cells_and_masses_are_told_apart(everything, drug, cells) -> None:
    for regimen in (
        give(drug, "3 mg", into="pool.car"),
        infuse(cells, "1e8 cell", into="pk.central"),
        infuse(cells, Lot(np.array([1]), np.array([1.0]), shares={"pk.central": np.ones(1)})),
        rule(give(drug, "3 IU"), when="pk.central < 1 [mg]"),
    ):
        text = _message(lambda regimen=regimen: lower_problem(everything, regimen, Needs()))
        assert regimen.lines()[0].split(" ")[0] in text
        assert "'everything'" in text


def test_a_lot_may_enter_several_states(cells) -> None:
    shares = {"pool.car": np.array([0.5]), "pool.memory": np.array([0.5])}
    shared, plain = Lot(np.array([1]), np.ones(1), shares=shares), Lot(np.array([1]), np.ones(1))
    assert targets(infuse(cells, shared).events[0]) == ("pool.car", "pool.memory")
    assert targets(infuse(cells, plain).events[0]) == ("pool.car",)


def test_a_product_without_its_block_is_told_so_and_car_t_cells_where_they_enter() -> None:
    system = build("b_all")
    text = _message(lambda: check_target(give(get("tisagenlecleucel"), "1e8 cell").events[0], system))
    assert text.splitlines()[-1] == "say where it enters: into: car.infused"
    text = _message(lambda: check_target(give(get("blinatumomab"), "28 ug/day", over="7 day").events[0], system))
    assert text.startswith("the model 'b_all' has no blinatumomab")
    assert "did you mean" not in text
    check_target(give(get("tisagenlecleucel"), "1e8 cell", into="car.infused").events[0], system)
