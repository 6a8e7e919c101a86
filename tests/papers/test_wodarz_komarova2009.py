"""Wodarz and Komarova 2009, doi:10.1371/journal.pone.0004271: two kinds of spread of an oncolytic virus.

Read: abstract and legend of Figure 5. Held is what the abstract says of its two classes, against closed forms derived
in the model's docstring; the paper's own forms and figures are not reproduced.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import solve_ivp

from engraft import models
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import give
from engraft.therapy.catalog import get

DAYS = np.arange(0.0, 31.0, 1.0)
CELLS = "oncolytic.cells"


@pytest.fixture(scope="module")
def treated():
    """Give a function that follows a tumor after so many particles, with some parameters set."""
    system = models.build("wodarz_komarova2009")

    def run(of, days=DAYS, *, dose="1e5 copy", **values):
        own = {p.name: p.value for p in system.parameters} | {f"oncolytic.{k}": v for k, v in values.items()}
        index = pd.Index([0], name="person")
        cohort = Cohort("one", 1, pd.DataFrame(index=index), pd.DataFrame(own, index=index), {})
        regimen = give(get("oncolytic_virus"), dose, days=(0.0,))
        needs = Needs.of(of, days)
        found = simulate(system, regimen, cohort, needs=needs, span=(0.0, float(max(days))), seed=1, rtol=1e-9)
        return [found.course(name)[:, 0] for name in of]

    return run


def needed(r=1.0, a=0.5, u=2.0, k=1.0):
    """Give the burst size at which infected cells grow as fast as the tumor, from the larger root itself."""
    low, high = 1.0, 1e6
    for _ in range(200):
        b = 0.5 * (low + high)
        root = max(np.roots([1.0, a + u + k, a * (u + k) - b * k * a]).real)
        low, high = (b, high) if root < r else (low, b)
    return b


def test_the_threshold_is_the_larger_root_and_the_closed_form(treated):
    (over,) = treated(["oncolytic.over_threshold"], [0.0, 1.0], burst=12.0)
    assert needed() == pytest.approx((1.0 + 1.0 / 0.5) * (1.0 + 3.0 / 1.0), rel=1e-9)
    assert over[0] == pytest.approx(12.0 / needed(), rel=1e-9)


@pytest.mark.parametrize("cells", [1e8, 1e11])
@pytest.mark.parametrize(("share", "controlled"), [(0.5, False), (4.0, True)])
def test_mixed_a_threshold_parts_control_from_growth_whatever_the_numbers(treated, cells, share, controlled):
    burst = share * needed()
    (seen,) = treated([CELLS], np.arange(0.0, 41.0), dose="1e8 copy", burst=burst, tumor_initial=cells, half_tumor=1.0)
    assert (seen[-1] < cells) == controlled
    if not controlled:  # as fast as without virus, in the end
        assert np.log(seen[-1] / seen[-6]) / 5.0 == pytest.approx(1.0, abs=0.05)


def test_clumped_a_larger_tumor_escapes_a_virus_that_controls_a_smaller_one(treated):
    values = {"burst": 4.0 * needed(), "clumping": 1.0, "clump": 1e6, "half_tumor": 1.0}
    (small,) = treated([CELLS], DAYS, dose="1e5 copy", tumor_initial=1e4, **values)
    (large,) = treated([CELLS], DAYS, dose="1e11 copy", tumor_initial=1e10, **values)
    assert small.min() < 1e2
    assert large[-1] > large[0]


@pytest.mark.parametrize(("burst", "grows"), [(2.5, False), (3.5, True)])
def test_without_growth_a_virus_stays_if_a_burst_makes_more_than_are_lost(treated, burst, grows):
    """b > 1 + u/k = 3, in a tumor large enough that nobody misses the first cells."""
    names = ["oncolytic.infected"]
    (infected,) = treated(names, np.array([5.0, 10.0]), dose="1e4 copy", burst=burst, growth=0.0, tumor_initial=1e12,
                          half_tumor=1.0)  # fmt: skip
    assert (infected[1] > infected[0]) == grows


def test_it_agrees_with_scipy(treated):
    def change(_, y):
        x, i, v = y
        lands = v / (x + i + 1e3)
        infection = lands * x * (1.0 + i / 1e4) ** -0.3
        return [x - infection, infection - 0.5 * i, 100.0 * 0.5 * i - 2.0 * v - lands * (x + i)]

    days = np.arange(0.0, 13.0)
    found = treated(["oncolytic.tumor", "oncolytic.infected", "oncolytic.virus"], days, clumping=0.3)
    expected = solve_ivp(change, (0.0, 12.0), [1e6, 0.0, 1e5], "LSODA", days, rtol=1e-10, atol=1e-6).y
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1.0)
