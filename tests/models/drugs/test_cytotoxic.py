import math

import numpy as np
import pytest

from engraft.language import Flow, Model, State, System, join
from engraft.models.blocks.body import Body
from engraft.models.drugs.cytotoxic import Cytotoxic, TwoCompartmentCytotoxic
from engraft.models.drugs.cytotoxic_drugs import AREA, full_days


def alone(recipe: Model) -> System:
    return join(recipe.system("drug"), Body().system("body"), wire={"drug.weight": "body.weight"}, name="alone")


def test_a_bolus_falls_exponentially(as_published):
    days = np.array([0.0, 0.1, 0.5, 1.0, 3.0])
    system = alone(Cytotoxic())
    run = as_published(system, ["drug.central"], days, given={"drug.central": (0.0, 50.0, 0.0)})
    np.testing.assert_allclose(run.course("drug.central")[:, 0], 50.0 * np.exp(-2.4 * days), rtol=1e-6)


def test_rate_of_killing_is_half_at_half(as_published):
    system = alone(Cytotoxic())
    amount = 0.1 * 100.0 * (39.0 / 70.0) ** 0.6466  # at half_kill in the body of 39 kg
    names = ["drug.kill", "drug.concentration", "drug.stop_progenitors"]
    run = as_published(system, names, [0.0, 1.0], given={"drug.central": (0.0, amount, 0.0)})
    assert run.course("drug.kill")[0, 0] == pytest.approx(0.05, rel=1e-6)
    assert run.course("drug.concentration")[0, 0] == pytest.approx(0.1, rel=1e-6)
    assert run.course("drug.stop_progenitors")[0, 0] == 0.0


class Cells(Cytotoxic):
    """A drug with cells that only it kills."""

    cells = State("cell", initial=1e9)

    def flows(self):
        yield from super().flows()
        c = self.concentration()
        yield Flow("killed", out_of=self.cells, rate=self.kill_max * c / (c + self.half_kill) * self.cells)


def test_log_kill_of_a_bolus_is_the_closed_form(as_published):
    system = alone(Cells())
    run = as_published(system, ["drug.cells"], [0.0, 60.0], given={"drug.central": (0.0, 500.0, 0.0)})
    c0 = 5.0 / (39.0 / 70.0) ** 0.6466
    logs = math.log(run.course("drug.cells")[0, 0] / run.course("drug.cells")[1, 0])
    assert logs == pytest.approx(0.1 / 2.4 * math.log1p(c0 / 0.1), rel=1e-5)
    assert full_days(1, 1.0, c0, 2.4, 0.1) * 0.1 == pytest.approx(logs, rel=1e-5)


def test_full_days_of_many_doses_agree_with_quadrature():
    rate, half, every = 0.9, 0.3, 0.7
    days = np.linspace(0.0, 60.0, 600_001)
    c = sum(np.where(days >= k * every, np.exp(-rate * (days - k * every)), 0.0) for k in range(5))
    assert full_days(5, every, 1.0, rate, half) == pytest.approx(np.trapezoid(c / (c + half), days), rel=1e-4)


def test_two_compartments_keep_mass_without_clearance(as_published):
    recipe = TwoCompartmentCytotoxic(clearance=TwoCompartmentCytotoxic.clearance)
    system = alone(recipe)
    days = np.array([0.0, 1.0, 40.0])
    states = ["drug.central", "drug.peripheral"]
    run = as_published(system, states, days, given={"drug.central": (0.0, 80.0, 0.0)})
    # eigenvalues of the two-compartment matrix give the course exactly
    k10, k12, k21 = 2.4, 0.24, 2.4
    matrix = np.array([[-(k10 + k12), k21], [k12, -k21]])
    values, vectors = np.linalg.eig(matrix)
    start = np.linalg.solve(vectors, [80.0, 0.0])
    expected = np.array([(vectors * np.exp(values * day)) @ start for day in days])
    got = np.stack([run.course(name)[:, 0] for name in states], axis=1)
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-8)


def test_surface_of_70_kg():
    assert pytest.approx(1.83, abs=0.005) == AREA
