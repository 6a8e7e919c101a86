import numpy as np
import pytest

from engraft.models.blocks.infection import Infection

WELL = {"anc": (5.0e9, "cell/L"), "igg_level": (40.0, "g/L")}
RISK = "block.risk"


@pytest.fixture(scope="module")
def system(boxed):
    return boxed(Infection(), WELL)


@pytest.mark.parametrize(("anc", "igg", "times"), [(5e9, 40e3, 1.0), (0.0, 40e3, 2.04), (5e9, 0.0, 2.7),
                                                   (0.0, 0.0, 2.04 * 2.7), (0.5e9, 40e3, 1.52)])  # fmt: skip
def test_the_risk_is_the_published_rate_times_its_ratios(system, as_published, anc, igg, times):
    run = as_published(system, [RISK], [0.0], values={"drive.anc": anc, "drive.igg_level": igg}, end=1.0)
    assert run.at(RISK, 0.0)[0] == pytest.approx(0.0098 * times, rel=1e-3)


def test_neutropenia_brings_the_rate_near_that_of_the_first_month(system, as_published):
    """Maron 2022: 2.36 per 100 days from day 0 to day 28; it was not used."""
    run = as_published(system, [RISK], [0.0], values={"drive.anc": 0.05e9}, end=1.0)
    assert 0.5 * 2.36 < 100.0 * run.at(RISK, 0.0)[0] < 2.0 * 2.36


def test_infections_come_at_the_rate_and_do_not_end_anything(system, as_published):
    persons = 2000
    off = {"block.fatal_share": 0.0}
    run = as_published(system, [RISK], [0.0, 60.0], values=off, persons=persons)
    found = np.isfinite(run.hazards["block.onset"]).mean()
    expected = 1.0 - np.exp(-0.0098 * 60.0)
    assert found == pytest.approx(expected, abs=4.0 * np.sqrt(expected * (1.0 - expected) / persons))
    assert np.isfinite(run.course(RISK)[-1]).all()


def test_some_infections_are_fatal(system, as_published):
    persons, certain = 2000, {"block.fatal_share": 1.0}
    run = as_published(system, [RISK], [0.0, 60.0], values=certain, persons=persons)
    dead = np.isfinite(run.hazards["block.fatal"]).mean()
    expected = 1.0 - np.exp(-0.0098 * 60.0)
    assert dead == pytest.approx(expected, abs=4.0 * np.sqrt(expected * (1.0 - expected) / persons))
    assert np.isnan(run.course(RISK)[-1]).mean() == pytest.approx(dead)
