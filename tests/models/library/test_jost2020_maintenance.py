import numpy as np
import pytest

from engraft import models
from engraft.kernel.evaluate import evaluate

POOLS = [f"neutrophils.{pool}" for pool in ("progenitors", "maturing_1", "maturing_2", "maturing_3", "circulating")]


def test_nothing_happens_without_a_drug(as_published):
    run = as_published(models.build("jost2020"), POOLS, np.arange(0.0, 101.0, 10.0))
    for pool in POOLS:
        np.testing.assert_allclose(run.course(pool)[:, 0], run.course(pool)[0, 0], rtol=1e-9)


def test_the_marrow_holds_more_than_blood_because_cells_stay_longer(as_published):
    run = as_published(models.build("jost2020"), POOLS, [0.0, 1.0])
    assert run.at(POOLS[0], 0.0)[0] / run.at(POOLS[-1], 0.0)[0] == pytest.approx(2.3765 / 0.1479, rel=1e-12)


def test_death_is_a_half_life_of_seven_hours():
    death = models.build("jost2020").parameter("neutrophils.death").value
    assert np.log(2.0) / death * 24.0 == pytest.approx(7.0, abs=0.0005)


def test_what_the_drug_prevents_is_its_share_of_division():
    system = models.build("jost2020")
    known = {p.name: p.value for p in system.parameters} | {s.name: 1e9 for s in system.states}
    known["mercaptopurine.thioguanine"] = 0.768
    rates = {f.name: float(evaluate([f.rate], known, 1)[0, 0]) for f in system.flows}
    share = rates["neutrophils.drugs stop progenitors"] / rates["neutrophils.progenitors divide"]
    assert share == pytest.approx(0.21215 * 0.768, rel=1e-12)
