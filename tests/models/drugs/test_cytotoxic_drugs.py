import math

import numpy as np
import pytest

from engraft.language import Assumed, join
from engraft.models.blocks.body import Body
from engraft.models.drugs import cytotoxic_drugs as drugs
from engraft.models.drugs.cytotoxic_drugs import AREA, COURSE_KILL, full_days

BOLUSES = {
    drugs.cytarabine: (2000.0, 4, 0.5),
    drugs.daunorubicin: (50.0, 3, 1.0),
    drugs.idarubicin: (12.0, 3, 1.0),
    drugs.cyclophosphamide: (750.0, 1, 1.0),
    drugs.etoposide: (75.0, 2, 1.0),
    drugs.clofarabine: (52.0, 5, 1.0),
}


def values(recipe):
    return {entry.name.split(".")[1]: entry for entry in recipe.system("x").parameters}


@pytest.mark.parametrize("make", BOLUSES)
def test_a_course_kills_a_fifth_of_three_logs(make):
    """The rule of potency: the course of each drug, alone, kills 0.6 log10 of sensitive cells at 70 kg."""
    dose, doses, every = BOLUSES[make]
    found = {name: entry.value for name, entry in values(make()).items()}
    rate = found["clearance"] / found["volume"]
    full = full_days(doses, every, dose * AREA / found["volume"], rate, found["half_kill"])
    assert found["kill_max"] * full == pytest.approx(0.6 * math.log(10.0))
    assert isinstance(values(make())["kill_max"].source, Assumed)


@pytest.mark.parametrize(
    ("make", "hours"),
    [(drugs.daunorubicin, 18.5), (drugs.prednisolone, 3.7), (drugs.clofarabine, 4.1), (drugs.etoposide, 7.0),
     (drugs.cyclophosphamide, 6.1), (drugs.idarubicin, 25.3)],
)  # fmt: skip
def test_half_lives(make, hours):
    """Clofarabine's label has 5.2 h: its clearance and volume alone give 4.1."""
    found = {name: entry.value for name, entry in values(make()).items()}
    assert math.log(2.0) * found["volume"] / found["clearance"] * 24.0 == pytest.approx(hours, rel=0.02)


def test_cytarabine_at_200_mg_a_day_is_near_the_published_steady_state():
    """Fleming 1995: 0.30 (SD 0.13) umol/L under 200 mg/m2 a day; 200/(134·24) mg/L is 0.26."""
    found = values(drugs.cytarabine())
    steady = 200.0 * AREA / found["clearance"].value / 243.2 * 1e3
    assert steady == pytest.approx(0.30, abs=0.13)
    assert steady == pytest.approx(0.256, abs=0.002)
    assert found["clearance"].spread == pytest.approx(0.497, abs=0.001)


def test_methotrexate_of_consolidation_kills_as_the_rule_says(as_published):
    wire = {"x.weight": "body.weight"}
    system = join(drugs.methotrexate().system("x"), Body().system("body"), wire=wire, name="mtx")
    days = np.linspace(0.0, 30.0, 6001)
    mg = 3000.0 * 0.1173 * 39.0**0.6466  # Body weighs 39 kg
    run = as_published(system, ["x.kill"], days, given={"x.central": (0.0, mg, 1.0)})
    assert np.trapezoid(run.course("x.kill")[:, 0], days) == pytest.approx(COURSE_KILL, rel=0.01)


def test_prednisolone_kills_as_the_rule_says_while_it_stays_at_its_mean():
    found = {name: entry.value for name, entry in values(drugs.prednisolone()).items()}
    mean = 60.0 * AREA / found["clearance"]
    assert found["kill_max"] * 14.0 * mean / (mean + found["half_kill"]) == pytest.approx(COURSE_KILL)


def test_what_spares_the_marrow():
    assert values(drugs.methotrexate())["slope_progenitors"].value == 0.0
    assert values(drugs.prednisolone())["slope_progenitors"].value == 0.0
    assert values(drugs.daunorubicin())["slope_progenitors"].value > 0.0
