"""Kirouac 2023, doi:10.1038/s41587-023-01687-x: the 36 virtual patients with the start of mstadt/CART2.

The figures per class are medians of 12 virtual patients, obtained by integrating the equations of mstadt/CART2 with
another program; the tolerance is half a unit of the last digit given, for days 0.06: both grids are 0.1.
That program takes compartments below one cell as empty, which engraft does not: it moves none of the figures. Every
virtual patient is integrated here once more, from the equations written out anew, with SciPy.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import solve_ivp

from engraft import models
from engraft.models.library.kirouac2023_antigen_toggle import SYMBOLS, virtual_patients
from engraft.models.library.tables import read_table
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen

DAYS = np.round(np.arange(0.0, 365.001, 0.1), 1)
CLASSES = ("CR", "PR", "NR")
PEOPLE = virtual_patients()
KINDS = ("memory", "early_effectors", "effectors", "exhausted")
TABLE = "kirouac2023_virtual_patients"


@pytest.fixture(scope="module")
def run():
    """Treat all virtual patients, one person each."""
    index = pd.Index(np.arange(len(PEOPLE)), name="person")
    own = pd.DataFrame([{f"cll.{k}": v for k, v in one.values.items()} for one in PEOPLE], index=index)
    cohort = Cohort("virtual patients", 1, pd.DataFrame(index=index), own, {})
    needs = Needs.of(["cll.car", "cll.leukemia", "cll.antigen", *(f"cll.{kind}" for kind in KINDS)], DAYS)
    return simulate(models.build("kirouac2023"), Regimen(), cohort, needs=needs, span=(0.0, 365.0), seed=1, rtol=1e-9)


@pytest.fixture(scope="module")
def figures(run):
    """Work the figures out, one row per virtual patient."""
    car, leukemia = run.course("cll.car"), run.course("cll.leukemia")
    day = {d: int(np.searchsorted(DAYS, d)) for d in (28.0, 365.0)}
    return pd.DataFrame(
        {
            "c_max": car.max(axis=0),
            "t_max": DAYS[car.argmax(axis=0)],
            "car 28": car[day[28.0]],
            "car 365": car[day[365.0]],
            "leukemia 28": leukemia[day[28.0]],
            "leukemia 365": leukemia[day[365.0]],
            "response": [one.response for one in PEOPLE],
        },
        index=[one.name for one in PEOPLE],
    )


def other(name):
    """Integrate the published equations, written out anew, with another program: (8 states, days)."""
    p = read_table(TABLE)[name]

    def hill(x, n, half):
        return x**n / (half**n + x**n)

    def change(_, y):
        tm, te1, te2, tx, b, ba, d, dx = y
        renewed = p["fmax"] * (1.0 - hill(ba, p["km"], p["B50"]))
        ripe = p["ue"] * hill(ba, p["ke"], p["B50"]) * te1
        exhausted = p["kex"] * hill(ba, p["kx"], p["B50"]) * te2
        back = p["rm"] * (1.0 - hill(ba, p["kr"], p["B50"])) * te2
        killed = p["kkill"] * b * (hill(te2, p["kt"], p["TK50"]) if te2 >= 1.0 else 0.0)
        enter = p["fTm"] + p["fTe1"] + p["fTe2"] + p["fTx"]
        return [
            p["um"] * (2.0 * renewed - 1.0) * tm - p["dm"] * tm + back + p["fTm"] * dx,
            2.0 * p["um"] * (1.0 - renewed) * tm - ripe - p["de1"] * te1 + p["fTe1"] * dx,
            2.0 ** p["N"] * ripe - exhausted - p["de2"] * te2 - back + p["fTe2"] * dx,
            exhausted - p["dx"] * tx + p["fTx"] * dx,
            p["uB"] * b * (1.0 - b / p["Bmax"]) - killed,
            p["kB1"] * b - p["kB2"] * ba,
            -p["floss"] * d - d,
            d - enter * dx,
        ]

    start = [0.0, 0.0, 0.0, 0.0, 1e10, 1e10, 1e8, 0.0]
    solved = solve_ivp(change, (0.0, 365.0), start, method="BDF", rtol=1e-7, atol=1e-4, t_eval=DAYS)
    assert solved.success
    return solved.y


def test_everybody_is_solved(run):
    assert run.failed == 0


MEDIANS = {
    "c_max": ((9.53e7, 3.66e7, 6.3e5), (0.005e7, 0.005e7, 0.05e5)),
    "t_max": ((19.1, 20.5, 18.0), (0.06, 0.06, 0.06)),
    "car 28": ((6.5e7, 2.7e7, 5.6e5), (0.05e7, 0.05e7, 0.05e5)),
    "car 365": ((1.4e6, 8.6e4, 6.0e4), (0.05e6, 0.05e4, 0.05e4)),
    "leukemia 28": ((4.2e6, 1.6e8, 1.4e10), (0.05e6, 0.05e8, 0.05e10)),
    "leukemia 365": ((4.0e7, 2.0e8, 1.6e10), (0.05e7, 0.05e8, 0.05e10)),
}


@pytest.mark.parametrize("figure", MEDIANS)
def test_the_medians_of_the_classes_agree(figures, figure):
    found = figures.groupby("response")[figure].median()
    for response, expected, digit in zip(CLASSES, *MEDIANS[figure], strict=True):
        assert found[response] == pytest.approx(expected, abs=digit), response


def test_the_first_responder_agrees(figures):
    one = figures.loc["CR1"]
    assert one["c_max"] == pytest.approx(1.143e8, abs=0.0005e8)
    assert one["t_max"] == pytest.approx(22.8, abs=0.06)
    assert one["leukemia 28"] == pytest.approx(6.88e6, abs=0.005e6)


def test_responders_expand_more_and_clear_more(figures):
    """Of medians in expansion; in clearance no class overlaps the next."""
    medians = figures.groupby("response").median()
    assert medians["c_max"]["CR"] > 2.0 * medians["c_max"]["PR"] > 20.0 * medians["c_max"]["NR"]
    by = figures.groupby("response")["leukemia 28"]
    assert by.max()["CR"] < by.min()["PR"]
    assert by.max()["PR"] < by.min()["NR"]
    assert (figures["leukemia 28"][figures["response"] == "NR"] > 1e10).all()  # more than at the start


@pytest.mark.parametrize("person", range(len(PEOPLE)), ids=lambda k: PEOPLE[k].name)
def test_the_course_agrees_with_scipy(run, person):
    expected = other(PEOPLE[person].name)
    for row, name in enumerate((*KINDS, "leukemia", "antigen")):
        found = run.course(f"cll.{name}")[:, person]
        np.testing.assert_allclose(found, expected[row], rtol=2e-5, atol=1.0, err_msg=name)  # one cell


def test_leukemia_of_partial_responders_falls_to_its_capacity_without_any_cell(as_published):
    """What the docstring warns of: dB/dt = uB B (1 - B/Bmax) from far above Bmax, in closed form."""
    one = next(v for v in PEOPLE if v.name == "PR5")
    untreated = {f"cll.{k}": v for k, v in one.values.items()} | {"cll.infused_initial": 0.0}
    found = as_published(models.build("kirouac2023"), ["cll.leukemia"], [28.0, 365.0], values=untreated)
    growth, room = one.values["growth"], one.values["capacity"]
    for day in (28.0, 365.0):
        expected = room / (1.0 - (1.0 - room / 1e10) * np.exp(-growth * day))
        assert found.at("cll.leukemia", day)[0] == pytest.approx(expected, rel=1e-7)


def test_every_number_is_that_of_the_transcription(shared):
    text = (shared / "data" / "kirouac2023_virtual_patients.csv").read_text(encoding="utf-8")
    symbols = text.splitlines()[0].removeprefix("# ").split(" ")[0].split(",")
    given = np.loadtxt(text.splitlines(), delimiter=",", comments="#")
    ours = np.array([[one.values[SYMBOLS[symbol]] for symbol in symbols] for one in PEOPLE])
    np.testing.assert_allclose(ours, given, rtol=1e-14)
