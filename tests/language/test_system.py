"""The frozen description every other room sees."""

import dataclasses

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engraft import units
from engraft.errors import SpecificationError
from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import ZERO, symbol
from engraft.language import Paper, Parameter, System

PAPER = Paper("10.1000/example", "Table 1")


def test_leon_triana_expands_as_published(disease):
    """Evidence M5: dose 1e7 gives C_max 1.6401e10 at day 12.19, L(28) 4.013e6, B(28) 4.95e5, C(28) 5.894e9."""
    names, rates = zip(*disease.balance().items(), strict=True)
    values = {p.name: np.array([p.value]) for p in disease.parameters}
    start = [p.value for n in names for p in disease.parameters if p.name == f"{n}_initial"]

    def slope(t, y):
        at = values | {n: np.array([v]) for n, v in zip(names, y, strict=True)}
        return [float(v[0]) for v in evaluate(rates, at)]

    run = solve_ivp(slope, (0, 28), start, method="LSODA", rtol=1e-8, atol=1e-2, dense_output=True)
    days = np.linspace(0, 28, 28 * 100 + 1)
    car, leukemia, b_cells = run.sol(days)
    assert car.max() == pytest.approx(1.6401e10, rel=1e-3)
    assert days[car.argmax()] == pytest.approx(12.19, abs=0.02)
    assert (car[-1], leukemia[-1], b_cells[-1]) == pytest.approx((5.894e9, 4.013e6, 4.95e5), rel=2e-3)


def test_what_leaves_one_state_enters_the_other(antibody):
    system = antibody().system("pk")
    moved = [f for f in system.flows if f.into and f.out_of]
    assert len(moved) == 2
    rng = {n: np.array([1.0 + i]) for i, n in enumerate(sorted({*system.symbols(), "time"}))}
    total = sum(float(v[0]) for v in evaluate(list(system.balance().values()), rng))
    lost = [f.rate for f in system.flows if f.out_of and not f.into]
    assert total == pytest.approx(-sum(float(v[0]) for v in evaluate(lost, rng)), rel=1e-12)


def test_balance_is_gains_minus_losses(disease):
    for state, rate in disease.balance().items():
        at = {n: np.array([0.5 + i]) for i, n in enumerate(sorted({*disease.symbols(), "time"}))}
        net, gain, loss = (float(v[0]) for v in evaluate([rate, disease.gains(state), disease.losses(state)], at))
        assert net == pytest.approx(gain - loss, rel=1e-12)


def test_lookups_suggest_the_nearest_name(disease):
    assert disease.state("b_all.car").unit == "cell"
    assert disease.unit_of("b_all.kill") == "1/cell/day"
    assert disease.dimension_of("b_all.kill").text() == "1/cell/time"
    assert disease.dimension_of("time") == units.dimension("hour")
    for look in (disease.state, disease.unit_of, disease.value_of):
        with pytest.raises(SpecificationError, match=r"did you mean 'b_all\.leukemia'"):
            look("b_all.leukemai")
    for look in (disease.port, disease.hazard, disease.flow, disease.observable, disease.parameter):
        with pytest.raises(SpecificationError, match="'nothing' is not a"):
            look("nothing")


def test_a_system_is_frozen(disease):
    with pytest.raises(dataclasses.FrozenInstanceError):
        disease.name = "other"


def test_a_text_about_a_system_is_read_with_its_units(disease):
    read = disease.expression("b_all.car < 0.5e9 [cell] and time > 12 [hour]")
    assert read is (symbol("b_all.car") < 0.5e9) & (symbol("time") > 0.5)
    formula = disease.expression("b_all.b_all_cells / 2", unit="cell")
    assert formula is (symbol("b_all.leukemia") + symbol("b_all.b_cells")) / 2


def test_a_text_may_use_a_memory(disease):
    memory = {"count": symbol("rule.toci.count")}
    assert disease.expression("count < 4", also=memory) is (memory["count"] < 4)


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("b_all.car < 5", None, "unlike things are compared"),
        ("b_all.car", "1", "wrong unit"),
        ("b_all.cra", None, "did you mean 'b_all.car'"),
    ],
)
def test_a_wrong_text_about_a_system_is_refused(disease, text, unit, says):
    with pytest.raises(SpecificationError, match=says):
        disease.expression(text, unit)


def test_parameters_are_replaced_with_their_source(disease):
    new = Parameter(1 / 60, "1/day", source=PAPER)
    changed = disease.with_parameters({"b_all.growth": new})
    assert changed.parameter("b_all.growth").value == 1 / 60
    assert disease.parameter("b_all.growth").value == 1 / 30
    assert changed.balance() == disease.balance()
    with pytest.raises(SpecificationError, match="another unit"):
        disease.with_parameters({"b_all.growth": Parameter(1, "day", source=PAPER)})
    with pytest.raises(SpecificationError, match=r"did you mean 'b_all\.growth'"):
        disease.with_parameters({"b_all.grwth": new})
    with pytest.raises(SpecificationError, match="starts below zero"):
        disease.with_parameters({"b_all.car_initial": Parameter(-1, "cell", source=PAPER)})


def test_a_state_that_nothing_moves_stays():
    system = System.from_data("still", states=[{"name": "x", "unit": "mg"}])
    assert system.balance() == {"still.x": ZERO}


def test_names_list_everything_a_formula_may_use(disease):
    assert {"b_all.car", "b_all.kill", "b_all.b_all_cells", "b_all.car_initial", "time"} <= set(disease.names)
