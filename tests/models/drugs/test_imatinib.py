import numpy as np
import pytest

from engraft.language import join
from engraft.models.drugs.imatinib import Imatinib

RELATIVE = "imatinib.relative_exposure"


@pytest.fixture(scope="module")
def drug():
    return join(Imatinib().system("imatinib"), name="imatinib")


def test_a_tablet_follows_two_exponentials(drug, as_published):
    hours = np.array([0.5, 2.0, 6.0, 24.0, 72.0])
    run = as_published(drug, ["imatinib.concentration"], hours / 24.0, given={"imatinib.gut": (0.0, 400.0, 0.0)})
    out, into = 10.0 / 252.0, 0.329
    expected = 400.0 / 252.0 * into / (into - out) * (np.exp(-out * hours) - np.exp(-into * hours))
    np.testing.assert_allclose(run.course("imatinib.concentration")[:, 0], expected, rtol=1e-6)


@pytest.mark.parametrize("daily", [200.0, 400.0])
@pytest.mark.parametrize("clearance", [120.0, 240.0, 480.0])
def test_exposure_is_the_share_of_the_standard_dose_whatever_the_clearance(drug, as_published, daily, clearance):
    given, values = {"imatinib.gut": (0.0, daily * 100.0, 100.0)}, {"imatinib.clearance": clearance}
    run = as_published(drug, [RELATIVE], [100.0], given=given, values=values)
    assert run.at(RELATIVE, 100.0)[0] == pytest.approx(daily / 400.0, rel=1e-6)


def test_it_is_gone_a_week_after_the_last_tablet(drug, as_published):
    run = as_published(drug, [RELATIVE], [100.0, 107.0], given={"imatinib.gut": (0.0, 40_000.0, 100.0)})
    assert run.at(RELATIVE, 107.0)[0] < 0.002
