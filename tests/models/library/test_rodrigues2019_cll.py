import numpy as np
import pytest

from engraft import models

OFF = {"cll.immune_initial": 0.0, "cll.immune_arrival": 0.0}


def test_leukemia_alone_grows_logistically(as_published):
    days = np.array([100.0, 500.0, 1000.0])
    run = as_published(models.build("rodrigues2019"), ["cll.leukemic_cells"], days, values=OFF)
    expected = 1e12 / (1.0 + (1e12 / 2e10 - 1.0) * np.exp(-0.01 * days))
    np.testing.assert_allclose(run.course("cll.leukemic_cells")[:, 0], expected, rtol=1e-6)


def test_the_drug_fades_and_kills_by_the_integral_of_its_effect(as_published):
    """With growth off, ln N falls by mu/lambda ln((a + Q0)/(a + Q)): the integral of mu Q/(a + Q) under decay."""
    days, values = np.array([0.2, 1.0, 3.0]), OFF | {"cll.growth": 0.0}
    names = ["cll.leukemic_cells", "cll.drug"]
    given = {"cll.chemotherapy": (0.0, 1080.0, 0.0)}
    run = as_published(models.build("rodrigues2019"), names, days, given=given, values=values)
    drug = 1080.0 * np.exp(-4.16 * days)
    np.testing.assert_allclose(run.course("cll.drug")[:, 0], drug, rtol=1e-6)
    killed = 8.0 / 4.16 * np.log((2000.0 + 1080.0) / (2000.0 + drug))
    np.testing.assert_allclose(run.course("cll.leukemic_cells")[:, 0], 2e10 * np.exp(-killed), rtol=1e-6)


def test_immune_cells_settle_where_arrival_and_death_meet(as_published):
    values = {"cll.leukemia_initial": 0.0, "cll.immune_initial": 5e7}
    run = as_published(models.build("rodrigues2019"), ["cll.immune_cells"], [1000.0, 20000.0], values=values)
    assert run.at("cll.immune_cells", 20000.0)[0] == pytest.approx(7e5 / 1e-3, rel=1e-6)
    assert run.at("cll.immune_cells", 1000.0)[0] == pytest.approx(7e8 - 6.5e8 * np.exp(-1.0), rel=1e-6)


def test_immunotherapy_is_a_dose_of_cells(as_published):
    """Cells given on day 0 lower leukemia; the same leukemia is higher without them."""
    system, given = models.build("rodrigues2019"), {"cll.immune": (0.0, 1e9, 0.0)}
    with_cells = as_published(system, ["cll.leukemic_cells"], [60.0], given=given).at("cll.leukemic_cells", 60.0)[0]
    without = as_published(system, ["cll.leukemic_cells"], [60.0]).at("cll.leukemic_cells", 60.0)[0]
    assert with_cells < 0.1 * without
