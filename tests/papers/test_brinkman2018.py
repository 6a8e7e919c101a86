"""Brinkman 2018, Mol Cell 70:801, in the form of CLEAR-time dPCR: cutting and repair of one gene.

The calculator published with CLEAR-time dPCR, run by others with its own demonstration values, gave the four shares
at 24 and 72 h below, to three digits. All else is held against closed forms and against the equations written out
anew and integrated with SciPy.
"""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engraft import models
from engraft.language import Assumed, Parameter
from engraft.population import draw
from engraft.population.catalog import get
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen

SHARES = ("gene.wild_type", "gene.broken", "gene.indel", "gene.large_deletion", "gene.inserted", "gene.converted")
DEMO = {24.0: (0.384, 0.286, 0.300, 0.030), 72.0: (0.122, 0.093, 0.714, 0.071)}
FREE = Assumed("set by a test", 0.0, 1e6)


def course(hours, **values):
    """Run one cell's gene with some parameters set, hours; give the shares at those hours."""
    system = models.build("brinkman2018")
    own = {f"gene.{n}": Parameter(v, system.parameter(f"gene.{n}").unit, source=FREE) for n, v in values.items()}
    system = system.with_parameters(own)
    days = np.asarray(hours, float) / 24.0
    needs = Needs.of(SHARES, days)
    run = simulate(
        system, Regimen(), draw(get("alike"), 1, seed=1), needs=needs, span=(0.0, days[-1]), seed=1, rtol=1e-9
    )
    assert run.failed == 0
    return np.array([[run.at(name, day)[0] for name in SHARES] for day in days])


def rates(p):
    """Write the published equations anew, hours, with a nuclease that fades after it has entered."""

    def change(t, y):
        wild, broken = y[0], y[1]
        loss, entry = p["fading"], np.log(2.0) / p["delay"]
        inside = entry / (entry - loss) * (np.exp(-loss * t) - np.exp(-entry * t))
        cut, turned = p["cutting"] * inside * wild, p["converting"] * inside * wild
        ways = [p["restoring"], p["joining"] + p["micro"], p["deleting"], p["inserting"]]
        flow = [rate * broken for rate in ways]
        return [flow[0] - cut - turned, cut - sum(flow), flow[1], flow[2], flow[3], turned]

    return change


def test_the_demonstration_gives_the_published_shares():
    """Tolerance: half of the last digit given."""
    found = course([24.0, 72.0], donor=0.0, fading=0.0)
    for row, published in zip(found, DEMO.values(), strict=True):
        assert row[:4] == pytest.approx(published, abs=5e-4)
        assert row[4:] == pytest.approx(0.0, abs=1e-12)


def test_another_program_finds_the_same_course_with_donor_fading_and_conversion():
    p = {"fading": np.log(2.0) / 24.0, "delay": 3.0, "cutting": 0.3, "converting": 0.05, "restoring": 0.2}
    p |= {"joining": 0.06, "micro": 0.03, "deleting": 0.01, "inserting": 0.3 * 0.5 * 2.0 / 3.0}
    hours = np.array([2.0, 6.0, 24.0, 96.0, 240.0])
    other = solve_ivp(rates(p), (0.0, 240.0), [1, 0, 0, 0, 0, 0], t_eval=hours, rtol=1e-10, atol=1e-12)
    own = {n: p[n] for n in ("fading", "delay", "cutting", "converting", "restoring", "joining", "deleting")}
    own |= {"microhomology_joining": 0.03, "templated": 0.3, "cycling": 0.5, "donor": 2.0, "half_donor": 1.0}
    np.testing.assert_allclose(course(hours, **own), other.y.T, rtol=1e-6, atol=1e-9)


def test_when_all_is_over_the_scars_stand_as_their_rates():
    """A nuclease that stays: every copy ends as a scar, k_j over the sum of k, whatever is restored on the way."""
    for restoring in (0.0, 0.4):
        end = course([5000.0], restoring=restoring, donor=1.0, cutting=0.5, fading=0.0)[0]
        rate = np.array([0.05, 0.005, 0.3 * 0.4 * 0.5])
        assert end[:2] == pytest.approx(0.0, abs=1e-6)
        assert end[2:5] == pytest.approx(rate / rate.sum(), rel=1e-6)


def test_where_cutting_is_fast_and_at_once_breaks_leave_by_the_scars_alone():
    """Saturated: what is restored is cut again at once, so that B = exp(-(kin + kld) t); error of order kpr/kdsb."""
    hours = np.array([5.0, 20.0, 60.0])
    found = course(hours, cutting=2000.0, delay=1e-3, restoring=0.1, donor=0.0, fading=0.0)
    np.testing.assert_allclose(found[:, 1], np.exp(-0.055 * hours), rtol=2e-3)


def test_without_restoring_and_delay_it_is_two_steps_in_a_row():
    """B = k/(r - k) (exp(-k t) - exp(-r t)) with k cutting and r the sum of repair: Bateman's two steps."""
    hours, k, r = np.array([3.0, 12.0, 48.0]), 0.2, 0.055
    found = course(hours, cutting=k, restoring=0.0, delay=1e-5, donor=0.0, fading=0.0)
    np.testing.assert_allclose(found[:, 1], k / (r - k) * (np.exp(-k * hours) - np.exp(-r * hours)), rtol=1e-4)


def test_resting_cells_take_no_donor_and_no_donor_is_no_insertion():
    assert course([72.0], donor=5.0, cycling=0.0)[0, 4] == pytest.approx(0.0, abs=1e-12)
    little, much = (course([72.0], donor=d)[0, 4] for d in (0.5, 5.0))
    assert 0.0 < little < much


def test_slow_repair_leaves_most_genes_open_after_a_day():
    """Brinkman: half-lives up to about 10 h. Indels at 24 and 96 h and open breaks at 24 h as worked out by others
    with 0.3 cuts per hour, a half-life of the nuclease of 24 h, and three of four breaks restored (to a percent).
    """
    parts = [np.log(2.0) / hours for hours in (1.4, 10.0)]
    quick, late = (
        course([24.0, 96.0], cutting=0.3, fading=np.log(2.0) / 24.0, delay=1e-3, restoring=0.75 * rate,
               joining=0.25 * rate, microhomology_joining=0.0, deleting=0.0, donor=0.0) for rate in parts
    )  # fmt: skip
    assert quick[:, 2] == pytest.approx([0.60, 0.86], abs=0.01)
    assert late[:, 2] == pytest.approx([0.25, 0.61], abs=0.01)
    assert late[0, 1] == pytest.approx(0.56, abs=0.01)
