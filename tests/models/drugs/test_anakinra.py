import numpy as np
import pytest

from engraft.language import join
from engraft.models.blocks.body import Body
from engraft.models.drugs.anakinra import Anakinra

DAYS = np.array([0.02, 0.1, 0.2, 0.3, 0.5, 1.0])


@pytest.fixture(scope="module")
def system():
    return join(Anakinra().system("anakinra"), Body().system("body"), wire={"anakinra.weight": "body.weight"}, name="a")


def test_an_injection_follows_the_curve_of_bateman(system, as_published):
    run = as_published(system, ["anakinra.concentration"], DAYS, given={"anakinra.depot": (0.0, 100.0, 0)},
                       values={"body.weight": 70.0 * 1e6})  # fmt: skip
    absorbed, gone = 0.35 * 24.0, 6.24 / 65.2 * 24.0
    expected = 100.0 / 65.2 * absorbed / (absorbed - gone) * (np.exp(-gone * DAYS) - np.exp(-absorbed * DAYS))
    np.testing.assert_allclose(run.course("anakinra.concentration")[:, 0], expected, rtol=1e-6)


def test_the_peak_is_within_the_hours_of_the_label():
    absorbed, gone = 0.35, 6.24 / 65.2
    assert 3.0 < np.log(absorbed / gone) / (absorbed - gone) < 7.0


def test_four_fifths_are_blocked_at_the_target_of_the_paper(system, as_published):
    """A steady infusion of CL · 0.4 mg/L holds 0.4 mg/L."""
    days, weight = 20.0, 70.0 * 1e6
    amount = 6.24 * 24.0 * 0.4 * days
    run = as_published(system, ["anakinra.concentration", "anakinra.blocked"], [19.9], end=days,
                       given={"anakinra.depot": (0.0, amount, days)}, values={"body.weight": weight})  # fmt: skip
    assert run.course("anakinra.concentration")[0, 0] == pytest.approx(0.4, rel=1e-6)
    assert run.course("anakinra.blocked")[0, 0] == pytest.approx(0.8, rel=1e-6)


def test_a_child_clears_it_faster_per_weight(system, as_published):
    left = [as_published(system, ["anakinra.concentration"], [0.5], given={"anakinra.central": (0.0, kilos, 0)},
                         values={"body.weight": kilos * 1e6}).course("anakinra.concentration")[0, 0]
            for kilos in (15.0, 70.0)]  # fmt: skip
    expected = [70.0 / 65.2 * np.exp(-6.24 / 65.2 * 12.0 * (kilos / 70.0) ** -0.25) for kilos in (15.0, 70.0)]
    np.testing.assert_allclose(left, expected, rtol=1e-6)
    assert left[0] < left[1]
