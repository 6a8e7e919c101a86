import numpy as np
import pytest

from engraft import models, units

SEEN, DRUG = "blinatumomab.concentration", "blinatumomab.central"
DAYS = [0.05, 0.2, 0.5, 2.0]


@pytest.fixture(scope="module")
def paper():
    return models.build("clements2020")


def test_only_clearance_differs_between_patients_and_by_an_sd(paper):
    assert {p.name: p.spread for p in paper.parameters if p.spread} == {"blinatumomab.clearance": 0.476}


def test_a_body_of_the_reference_has_the_typical_clearance_whatever_the_power(paper, as_published):
    runs = [
        as_published(paper, [SEEN], DAYS, given={DRUG: (0.0, 0.028, 1.0)}, values=values).course(SEEN)
        for values in ({}, {"blinatumomab.surface_on_clearance": 2.0})
    ]
    np.testing.assert_allclose(*runs, rtol=1e-9)


def test_the_volume_does_not_go_with_body_surface(paper, as_published):
    """Right after a bolus everybody has dose over volume; later a smaller body has more left."""
    small, large = (
        as_published(paper, [SEEN], [1e-6, 0.2], given={DRUG: (0.0, 0.028, 0.0)},
                     values={"blinatumomab.body_surface": units.canonical(size, "m^2")}).course(SEEN)[:, 0]
        for size in (0.5, 2.5)
    )  # fmt: skip
    assert small[0] == pytest.approx(0.028e9 / 5.98 / 1e3, rel=1e-3)
    assert large[0] == pytest.approx(small[0], rel=1e-4)
    assert small[1] > 2.0 * large[1]
