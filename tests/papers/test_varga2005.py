"""Varga 2005, doi:10.1038/sj.gt.3302495, figure 3: adenovirus (Ad5) in C3A cells, copies in cell and nucleus.

Points are digitised (n of cells not told). The number of complexes that a cell can take up, 1e4, was chosen by those
who reproduced the figure, so its height is no test; the shape and the share that reaches the nucleus are. Tolerance:
5 % of what is read off above 100 copies, where one pixel is 1 to 3 %; the two points below 100 are off by up to 28
copies (the nucleus after 20 minutes: 63 here, 35 in the figure) and are held to that.
"""

import csv

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engraft import models
from engraft.population import draw
from engraft.population.catalog import get
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen

MINUTE = 1.0 / 1440.0
TOLD = {"nuclear": "delivery.nucleus", "total": "delivery.whole_cell"}


def course(minutes):
    """Simulate one cell."""
    times = np.asarray(minutes) * MINUTE
    run = simulate(
        models.build("varga2005"),
        Regimen(),
        draw(get("alike"), 1, seed=1),
        needs=Needs.of(list(TOLD.values()), times),
        span=(0.0, float(times.max())),
        seed=1,
        rtol=1e-8,
    )
    return {kind: np.array([run.at(name, t)[0] for t in times]) for kind, name in TOLD.items()}


def points(shared):
    """Read the digitised figure."""
    rows = list(csv.DictReader((shared / "data" / "varga2005Fig3_Ad5.csv").read_text().splitlines()))
    for kind in TOLD:
        yield kind, *np.array([[float(r["time"]), float(r["plasmid"])] for r in rows if r["type"] == kind]).T


def test_figure_3(shared):
    for kind, minutes, copies in points(shared):
        found = course(minutes)[kind]
        high = copies > 100.0
        np.testing.assert_allclose(found[high], copies[high], rtol=0.05)
        np.testing.assert_allclose(found[~high], copies[~high], atol=28.0)


def test_the_share_in_the_nucleus_does_not_depend_on_the_height(shared):
    """At 221 minutes 2753 of 3503 copies are in the nucleus; the number taken up cancels."""
    found = course([221.0663, 221.7165])
    assert found["nuclear"][0] / found["total"][1] == pytest.approx(2752.7943 / 3503.3747, rel=0.02)


def test_another_program_agrees():
    """With the step to a pore, at once here: 0.001 minute late is 3e-4 of what grows with the cube of 10 minutes."""

    def rates(_, y):
        out, ves, cyt, bound, pore, imp, nuc, naked, nb, npore, nimp, _free = y
        return [
            -6e-3 * out, 6e-3 * out - 3.6e-2 * ves, 1.6e-2 * ves - 0.11 * cyt, 0.1 * cyt - 1e3 * bound,
            1e3 * bound - 3e-3 * pore, 3e-3 * pore - 1e-3 * imp, 1e-3 * imp - 1e-2 * nuc, 1e-2 * cyt - 7e-3 * naked,
            2e-3 * naked - 1e3 * nb, 1e3 * nb - 3e-3 * npore, 3e-3 * npore - 1e-3 * nimp, 1e-2 * nuc + 1e-3 * nimp,
        ]  # fmt: skip

    minutes = [10.0, 60.0, 250.0]
    exact = solve_ivp(rates, (0.0, 250.0), [1e4, *[0.0] * 11], method="LSODA", t_eval=minutes, rtol=1e-10, atol=1e-8).y
    nucleus = exact[[4, 5, 6, 9, 10, 11]].sum(axis=0)
    found = course(minutes)
    np.testing.assert_allclose(found["nuclear"], nucleus, rtol=4e-4)
    np.testing.assert_allclose(found["total"], nucleus + exact[[1, 2, 3, 7, 8]].sum(axis=0), rtol=1e-5)
