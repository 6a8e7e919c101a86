"""Leukemia under three payloads: rates add, and the gene is inherited."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.models.blocks.delivered_leukemia import DeliveredLeukemia

DAYS = np.array([0.0, 5.0, 20.0])
RATES = {"radioligand": 0.0, "toxin": 0.0, "suicide": 0.0, "neighbour": 0.0, "transduces": 0.0}


@pytest.fixture(scope="module")
def followed(held_alone):
    def run(**ports):
        system = DeliveredLeukemia().system("site")
        names = [f"site.{name}" for name in ("leukemia", "with_gene", "progenitors", "total", "transduced")]
        found = held_alone(system, names, DAYS, **RATES | {"progenitors_killed": 0.0} | ports)
        return {name.split(".")[1]: found[name] for name in names}

    return run


def test_rates_of_killing_add(followed):
    found = followed(radioligand=0.1, toxin=0.2, progenitors_killed=0.3)
    np.testing.assert_allclose(found["total"], 5e10 * np.exp((1.0 / 30.0 - 0.3) * DAYS), rtol=1e-6)
    np.testing.assert_allclose(found["progenitors"], np.exp(-0.3 * DAYS), rtol=1e-6)


def test_the_gene_reaches_a_share_that_grows_with_the_rest(followed):
    """Closed form: 1 - exp(-v t), while all grow alike."""
    found = followed(transduces=0.05)
    np.testing.assert_allclose(found["transduced"], 1.0 - np.exp(-0.05 * DAYS), rtol=1e-5, atol=1e-12)
    np.testing.assert_allclose(found["total"], 5e10 * np.exp(DAYS / 30.0), rtol=1e-6)


def test_poison_kills_maker_and_neighbour_at_their_own_rates(followed):
    found = followed(neighbour=0.2)
    np.testing.assert_allclose(found["leukemia"], 5e10 * np.exp((1.0 / 30.0 - 0.2) * DAYS), rtol=1e-6)
    both = followed(transduces=0.5, suicide=1.0)
    assert both["total"][-1] < followed(transduces=0.5)["total"][-1]


def test_leukemia_that_is_killed_is_gone_and_not_a_part_of_a_cell(followed):
    """Of 5e10 cells at 4 per day exp(-54) of one would be left on day 20; here there are whole cells, so none."""
    found = followed(toxin=4.0)
    assert (found["total"][1] > 0.0).all()
    assert (found["total"][-1] == 0.0).all()
