"""Oblimersen in older adults: the antisense drug acts by chemotherapy alone, and by little."""

import numpy as np
import pytest

from engraft import models

BLASTS = "leukemia.blast_fraction"


@pytest.fixture(scope="module")
def lowest(as_published):
    """Give a function that follows the typical adult, and gives the fewest blasts of six weeks."""
    system = models.build("aml_antisense")
    area = 0.1173 * 75.0**0.6466
    chemotherapy = {"cytarabine.central": (3.0, 700.0 * area, 7.0), "daunorubicin.central": (3.0, 180.0 * area, 2.0)}

    def follow(*, antisense, chemo=True, **values):
        given = (chemotherapy if chemo else {}) | ({"oblimersen.central": (0.0, 5250.0, 10.0)} if antisense else {})
        days = np.arange(0.0, 42.0, 1.0)
        own = {name.replace("__", "."): value for name, value in values.items()}
        run = as_published(system, [BLASTS], days, given=given, values=own, rtol=1e-7)
        return float(np.nanmin(run.course(BLASTS)[:, 0]))

    return follow


def test_with_chemotherapy_it_deepens_the_fall_somewhat(lowest):
    without, with_it = lowest(antisense=False), lowest(antisense=True)
    assert 0.1 * without < with_it < without


def test_without_chemotherapy_it_does_nothing(lowest):
    assert lowest(antisense=True, chemo=False) == pytest.approx(lowest(antisense=False, chemo=False), rel=1e-9)


def test_where_no_drug_enters_blasts_it_does_nothing(lowest):
    assert lowest(antisense=True, bcl2__entry=0.0) == pytest.approx(lowest(antisense=False), rel=1e-6)


def test_where_bcl2_is_nothing_to_chemotherapy_it_does_nothing(lowest):
    assert lowest(antisense=True, bcl2__sensitizes=0.0) == pytest.approx(lowest(antisense=False), rel=1e-6)
