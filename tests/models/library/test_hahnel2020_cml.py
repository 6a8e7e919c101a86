import numpy as np
import pytest

from engraft import models
from engraft.kernel.evaluate import evaluate

MONTH = 30.4375


def rate(flow, **state):
    """Work out one flow, per month; states that are not named hold nothing."""
    system = models.build("hahnel2020")
    values = {one.name: one.value for one in system.parameters} | {s.name: 0.0 for s in system.states}
    values |= {f"cml.{name}": value for name, value in state.items()}
    values["imatinib.plasma"] = state.get("plasma", 0.0)
    found = next(one.rate for one in system.flows if one.name == f"cml.{flow}")
    return float(evaluate([found], values, 1)[0, 0]) * MONTH


def test_killing_at_full_dose_is_the_fitted_rate_and_half_of_it_at_half():
    standing = 400.0 / 24.0 * 252.0 / 10.0  # mg in the body at 400 mg a day
    for share in (1.0, 0.5, 0.0):
        killed = rate("the inhibitor kills dividing leukemia", proliferating=1e5, plasma=share * standing)
        assert killed == pytest.approx(share * 13.9 * 1e5, rel=1e-12)


def test_immune_cells_multiply_most_where_the_window_is():
    leukemia = np.geomspace(10.0, 1e5, 4001)
    made = [rate("leukemia makes immune cells multiply", proliferating=y, immune=1.0) for y in leukemia[::40]]
    assert leukemia[::40][int(np.argmax(made))] == pytest.approx(362.0, rel=0.1)
    top = rate("leukemia makes immune cells multiply", proliferating=362.0, immune=1.0)
    assert top == pytest.approx(2210.0 / (2.0 * 362.0), rel=1e-12)
    assert rate("leukemia makes immune cells multiply", proliferating=1e6, immune=1.0) < 0.001 * top


def test_leukemia_only_changes_sides_when_it_sleeps_or_wakes(as_published):
    """With growth, killing and immune cells off, what sleeps and what divides add up."""
    off = {"cml.growth": 0.0, "cml.immune_kill": 0.0, "cml.quiescent_initial": 0.0}
    run = as_published(models.build("hahnel2020"), ["cml.quiescent", "cml.proliferating"], [0.0, 300.0], values=off)
    both = run.course("cml.quiescent") + run.course("cml.proliferating")
    assert both[1, 0] == pytest.approx(both[0, 0], rel=1e-9)
    wakes, sleeps, months = 0.0483, 0.0126, 300.0 / MONTH
    asleep = sleeps / (wakes + sleeps) * (1.0 - np.exp(-(wakes + sleeps) * months))
    assert run.at("cml.quiescent", 300.0)[0] == pytest.approx(asleep * 742834.0, rel=1e-7)


def test_immune_cells_are_as_many_as_published_without_leukemia(as_published):
    none = {"cml.quiescent_initial": 0.0, "cml.proliferating_initial": 0.0, "cml.immune_initial": 10.0}
    run = as_published(models.build("hahnel2020"), ["cml.immune"], [MONTH, 600.0], values=none)
    assert run.at("cml.immune", 600.0)[0] == pytest.approx(200.0 / 2.0, rel=1e-9)
    assert run.at("cml.immune", MONTH)[0] == pytest.approx(100.0 - 90.0 * np.exp(-2.0), rel=1e-8)
