import numpy as np
import pytest

from engraft.models.blocks.aml_death import AmlDeath

PORTS = {"blast_fraction": (0.4, "1"), "blasts_at_start": (0.3, "1")}
MONTH = 30.4375


@pytest.mark.parametrize(("blasts", "median"), [(0.4, 3.2), (0.3, 8.1), (0.05, 8.1), (0.049, np.log(2.0) / 0.01)])
def test_half_have_died_after_the_published_months(boxed, as_published, blasts, median):
    persons = 4000
    system = boxed(AmlDeath(), PORTS)
    span = min(median, 12.0) * MONTH
    run = as_published(system, ["block.active"], [0.0, span], values={"drive.blast_fraction": blasts}, persons=persons)
    dead = np.isfinite(run.hazards["block.any"]).mean()
    expected = 1.0 - 0.5 ** (span / MONTH / median)
    assert dead == pytest.approx(expected, abs=4.0 * np.sqrt(expected * (1.0 - expected) / persons))
