"""A suicide gene as payload: the poison follows the gene, whatever the course of the drug."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.models.drugs.suicide_payload import SuicidePayload

DAYS = np.arange(0.0, 40.0, 0.02)


@pytest.fixture(scope="module")
def poisoned(held_alone):
    """Give a function that delivers so many particles while the drug is held."""

    def run(of, *, transduced=0.1, drug=0.7, **values):
        system = SuicidePayload().system("payload")
        own = {f"payload.{name}": value for name, value in values.items()}
        return held_alone(system, [f"payload.{name}" for name in of], DAYS, values=own, transduced=transduced,
                          poisoned=drug)  # fmt: skip

    return run


def test_poison_rises_to_the_share_that_converts(poisoned):
    """Closed form: P = p T (1 - exp(-λ t))."""
    found = poisoned(["tumor_poison"])["payload.tumor_poison"]
    np.testing.assert_allclose(found, 0.7 * 0.1 * (1.0 - np.exp(-1.3 * DAYS)), rtol=1e-5, atol=1e-9)


@pytest.mark.parametrize("transduced", [0.05, 0.4])
def test_a_cell_dies_by_what_is_around_it_and_a_neighbour_by_half_of_that(poisoned, transduced):
    found = poisoned(["tumor_poison", "kill", "kill_neighbour"], transduced=transduced)
    here = found["payload.tumor_poison"][-1]
    assert found["payload.kill"][-1] == pytest.approx(0.13 * here / (here + 0.1), rel=1e-6)
    np.testing.assert_allclose(found["payload.kill_neighbour"], 0.5 * found["payload.kill"], rtol=1e-9)


def test_without_the_gene_the_drug_does_nothing(poisoned):
    found = poisoned(["kill", "liver_poison"], transduced=0.0)
    np.testing.assert_allclose(found["payload.kill"], 0.0, atol=1e-12)
    np.testing.assert_allclose(found["payload.liver_poison"], 0.0, atol=1e-12)
