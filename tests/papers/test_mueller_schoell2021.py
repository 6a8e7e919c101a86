"""Mueller-Schoell 2021, doi:10.3390/cancers13112782: typical courses of the 19 patients of Table S1.

Two kinds of figures. Those on a dense grid were obtained by integrating the same equations with another program, and
check the transcription: tolerance half a unit of the last digit. Those of Table S2 are the paper's own, medians of
what its model predicts, and differ in two places by more than rounding:

* AUC0-28 here is 29 % above the paper's in both classes. The paper's comes from samples on days 7, 14 and once of 25
  to 28: a trapezoid of these courses over days 7, 14, 25 is below the paper's figure and one over 7, 14, 28 above it,
  in both classes, if nothing is counted before day 7 (held below).
* the peak of low expanders is 22 % above the paper's, and nobody has said why. With four patients the median is the
  mean of the middle two. It is held here at what it is, so that a change is noticed.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import solve_ivp

from engraft import models
from engraft.models.library.mueller_schoell2021_axi_cel import patients
from engraft.models.library.tables import read_table

CAR, TUMOR = "b_lymphoma.car_blood", "b_lymphoma.tumor"
CELLS = [f"b_lymphoma.{kind}" for kind in ("naive", "central_memory", "effector_memory", "effector")]
DAYS = np.round(np.arange(0.0, 90.001, 0.25), 2)
PEOPLE = patients()
TABLE_S2 = {"reference": (13.8, 12.0, 179.0), "low": (5.231, 23.5, 94.0)}


@pytest.fixture(scope="module")
def paper():
    return models.build("mueller_schoell2021")


@pytest.fixture(scope="module")
def run(paper, as_published):
    """Take all patients of Table S1, each with the typical random effects."""
    own = {
        "b_lymphoma.tumor_volume": np.array([one.tumor_volume for one in PEOPLE]) * 1e-3,  # L
        "b_lymphoma.prior_transplant": np.array([float(one.prior_transplant) for one in PEOPLE]),
        "b_lymphoma.cd4_cd8": np.array([one.cd4_cd8 for one in PEOPLE]),
        "b_lymphoma.low_expansion": np.array([float(one.low_expansion) for one in PEOPLE]),
    }
    return as_published(paper, [CAR, TUMOR, *CELLS], DAYS, values=own, persons=len(PEOPLE))


@pytest.fixture(scope="module")
def kinetics(run):
    """Work out peak, its day and the area until day 28 of everybody, and areas between three samples."""
    early = DAYS <= 28.0
    car, days = run.course(CAR)[early], DAYS[early]

    def area(*sampled):
        rows = np.isin(days, sampled) if sampled else slice(None)
        return np.trapezoid(car[rows], days[rows], axis=0)

    table = pd.DataFrame(
        {
            "c_max": car.max(axis=0),
            "t_max": days[car.argmax(axis=0)],
            "auc": area(),
            "auc of 7, 14, 25": area(7.0, 14.0, 25.0),
            "auc of 7, 14, 28": area(7.0, 14.0, 28.0),
        }
    )
    return table.assign(kind=["low" if one.low_expansion else "reference" for one in PEOPLE])


def other(row):
    """Integrate the published equations, written out anew, with another program: (5 states, days)."""
    v = 0.000700 if row["low_expansion"] else 0.00846 * row["cd4cd8_d7"] ** -0.385
    v *= 1.0 + 2.53 * row["asct"]

    def change(_, y):
        n, cm, em, e, b = y
        kill = (2.57 * n + 4.04 * cm + 3.78 * em + 4.24 * e) * b / (276.0 + b)
        return [
            v * b * n / (1.13 + n) + (0.0005 - 0.140 - 0.0104) * n,
            v * b * cm / (1.13 + cm) + (0.007 - 0.191 - 0.0104) * cm + 0.140 * n,
            v * b * em / (1.13 + em) + (0.007 - 0.355 - 0.0104) * em + 0.191 * cm,
            0.355 * em - 0.518 * e,
            0.0023 * (1.0 - b / 5000.0) * b - kill,
        ]

    start = [0.1, 0.1, 0.1, 0.1, row["mtv_mL"]]
    return solve_ivp(change, (0.0, 90.0), start, method="LSODA", rtol=1e-10, atol=1e-13, t_eval=DAYS).y


def test_the_typical_patient_agrees(paper, as_published):
    found = as_published(paper, [CAR, TUMOR], [7.0, 14.0, 28.0])
    np.testing.assert_allclose(found.course(CAR)[:, 0], [3.595, 6.970, 4.676], atol=0.0005)
    np.testing.assert_allclose(found.course(TUMOR)[:, 0], [77.58, 51.76, 18.41], atol=0.005)


@pytest.mark.parametrize(
    ("kind", "c_max", "t_max", "auc"), [("reference", 12.78, 12.0, 231.9), ("low", 6.37, 24.75, 121.0)]
)
def test_the_medians_on_a_dense_grid_agree(kinetics, kind, c_max, t_max, auc):
    found = kinetics.groupby("kind").median().loc[kind]
    assert found["c_max"] == pytest.approx(c_max, abs=0.005)
    assert found["t_max"] == pytest.approx(t_max, abs=0.25)  # a grid of days, here and there
    assert found["auc"] == pytest.approx(auc, abs=0.2)  # trapezoids of two grids


def test_table_s2_is_met_in_the_peak_of_the_reference_class(kinetics):
    found = kinetics.groupby("kind").median().loc["reference"]
    c_max, t_max, _ = TABLE_S2["reference"]
    assert found["c_max"] == pytest.approx(c_max, rel=0.10)  # typical courses, the paper's have random effects
    assert found["t_max"] == pytest.approx(t_max, abs=0.5)


def test_table_s2_is_met_in_the_day_of_the_peak_of_low_expanders(kinetics):
    assert kinetics.groupby("kind").median().loc["low", "t_max"] == pytest.approx(TABLE_S2["low"][1], abs=1.5)


def test_table_s2_is_missed_in_the_peak_of_low_expanders(kinetics):
    found = kinetics.groupby("kind").median().loc["low", "c_max"]
    assert found / TABLE_S2["low"][0] == pytest.approx(1.22, abs=0.01)


@pytest.mark.parametrize("kind", TABLE_S2)
def test_table_s2_is_missed_in_exposure_by_the_same_share_in_both_classes(kinetics, kind):
    found = kinetics.groupby("kind").median().loc[kind]
    assert found["auc"] / TABLE_S2[kind][2] == pytest.approx(1.29, abs=0.01)
    assert found["auc of 7, 14, 25"] < TABLE_S2[kind][2] < found["auc of 7, 14, 28"]


def test_low_expanders_expand_less_and_later(kinetics):
    medians = kinetics.groupby("kind").median()
    assert medians.loc["low", "c_max"] < 0.6 * medians.loc["reference", "c_max"]
    assert medians.loc["low", "t_max"] > 1.5 * medians.loc["reference", "t_max"]


@pytest.mark.parametrize("person", range(len(PEOPLE)), ids=lambda k: PEOPLE[k].name)
def test_the_course_agrees_with_scipy(run, person):
    expected = other(read_table("mueller_schoell2021_patients")[PEOPLE[person].name])
    for row, name in enumerate((*CELLS, TUMOR)):
        np.testing.assert_allclose(run.course(name)[:, person], expected[row], rtol=1e-6, atol=1e-9, err_msg=name)


def test_without_tumor_nothing_expands(paper, as_published):
    """V B vanishes with B, and naive cells decay at k12 + ke1 - kp1."""
    found = as_published(paper, [CELLS[0], TUMOR], [0.0, 28.0], values={"b_lymphoma.tumor_volume": 0.0})
    assert found.at(CELLS[0], 28.0)[0] == pytest.approx(0.1 * np.exp(-(0.140 + 0.0104 - 0.0005) * 28.0), rel=1e-7)
    assert found.at(TUMOR, 28.0)[0] == 0.0


def test_every_number_is_that_of_the_transcription(shared):
    text = (shared / "data" / "mueller_schoell2021_tableS1.csv").read_text(encoding="utf-8")
    given = np.loadtxt(text.splitlines(), delimiter=",", skiprows=1)
    ours = [[int(one.name), one.tumor_volume, one.prior_transplant, one.cd4_cd8, one.low_expansion] for one in PEOPLE]
    np.testing.assert_array_equal(np.array(ours, dtype=float), given)
