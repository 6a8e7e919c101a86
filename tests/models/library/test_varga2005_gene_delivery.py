"""Gene delivery: closed forms of single steps, and where copies end."""

import numpy as np
import pytest

from engraft import models

MINUTE = 1.0 / 1440.0
PER_DAY = 1440.0
LATE = [50.0]


def test_vector_outside_is_taken_up_exponentially(as_published):
    minutes = np.array([10.0, 115.5, 400.0])
    run = as_published(models.build("varga2005"), ["delivery.outside"], minutes * MINUTE)
    np.testing.assert_allclose(run.course("delivery.outside")[:, 0], 1e4 * np.exp(-6e-3 * minutes), rtol=1e-6)


def test_in_the_end_everything_is_degraded_or_free_in_the_nucleus(as_published):
    """Shares of a chain of competing exponential steps: 16/36 escape, of these 10/11 with vector and 1/11 without."""
    run = as_published(models.build("varga2005"), ["delivery.expressible", "delivery.whole_cell"], LATE)
    arrived = 1e4 * 16.0 / 36.0 * (10.0 / 11.0 + 1.0 / 11.0 * 2.0 / 7.0)
    np.testing.assert_allclose(run.course("delivery.expressible")[0, 0], arrived, rtol=1e-5)
    np.testing.assert_allclose(run.course("delivery.whole_cell")[0, 0], arrived, rtol=1e-5)


@pytest.mark.parametrize(
    ("off", "share"),
    [
        ("vesicle_loss", 10.0 / 11.0 + 2.0 / 77.0),  # all escape
        ("naked_binding", 16.0 / 36.0 * 10.0 / 11.0),  # naked plasmid is lost
        ("binding", 16.0 / 36.0 * 2.0 / 7.0),  # only naked plasmid arrives
        ("escape", 0.0),
    ],
)
def test_a_step_switched_off(as_published, off, share):
    values = {f"delivery.{off}": 0.0}
    run = as_published(models.build("varga2005"), ["delivery.expressible"], LATE, values=values)
    assert run.course("delivery.expressible")[0, 0] == pytest.approx(1e4 * share, rel=1e-5, abs=1e-6)
