import numpy as np
import pytest

from engraft import models, units
from engraft.language import Paper

TABLE_1 = {"growth": 0.4, "influx": 279.0, "infiltration": 8.89, "kill": 0.001, "effectors_for_pd_l1": 478.0,
           "antigen_for_suppression": 30.5, "clearing": 0.1725}  # fmt: skip
BEAM = {"alpha": 0.146, "repair_time": 0.02, "breaks_per_dose": 19.0}


@pytest.fixture(scope="module")
def system():
    return models.build("kosinsky2018")


def test_parameters_are_those_of_the_paper(system):
    own = {p.name: p for p in system.parameters}
    named = {f"ct26.{k}": v for k, v in TABLE_1.items()} | {f"involved_site.{k}": v for k, v in BEAM.items()}
    for name, value in named.items():
        one = own[name]
        assert units.display(one.value, one.unit) == pytest.approx(value)
        assert isinstance(one.source, Paper)
    assert {p.name: p.spread for p in system.parameters if p.spread} == {"ct26.infiltration": 0.696}


def test_ten_milligrams_per_kilogram_are_444_nanomolar(system, as_published):
    """0.2 mg in 3 mL at 150 kDa, absorbed at 8 and eliminated at 0.15 a day: Bateman's function."""
    days = np.array([0.1, 1.0, 7.0, 30.0])
    run = as_published(system, ["ct26.concentration"], days, given={"ct26.peritoneum": (0.0, 0.2, 0.0)})
    expected = 0.2 / 150.0 / 0.003 * 1e3 * 8.0 / (8.0 - 0.15) * (np.exp(-0.15 * days) - np.exp(-8.0 * days))
    np.testing.assert_allclose(run.course("ct26.concentration")[:, 0], expected, rtol=1e-6)


def test_a_gray_breaks_nineteen_times_and_half_is_repaired_in_twenty_minutes(system, as_published):
    half = 0.02 * np.log(2.0)
    run = as_published(system, ["involved_site.breaks"], [0.0, half], given={"involved_site.damage": (0.0, 2.0, 0.0)})
    np.testing.assert_allclose(run.course("involved_site.breaks")[:, 0], [38.0, 19.0], rtol=1e-6)


@pytest.mark.parametrize("off", ["kill", "influx"])
def test_without_t_cells_the_antibody_does_nothing(system, as_published, off):
    given = {"ct26.peritoneum": (0.0, 0.2, 0.0)}
    with_it, without = (
        as_published(system, ["ct26.tumor"], [20.0], given=dose, values={f"ct26.{off}": 0.0}).at("ct26.tumor", 20.0)[0]
        for dose in (given, {})
    )
    assert with_it == pytest.approx(without, rel=1e-9)


def test_without_t_cells_a_tumor_is_logistic(system, as_published):
    values = {"ct26.kill": 0.0, "ct26.death": 0.0}
    days = np.array([5.0, 20.0, 60.0])
    run = as_published(system, ["ct26.tumor"], days, values=values)
    expected = 2500.0 / (1.0 + (2500.0 / 15.0 - 1.0) * np.exp(-0.4 * days))
    np.testing.assert_allclose(run.course("ct26.tumor")[:, 0], expected, rtol=1e-6)
