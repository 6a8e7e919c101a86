import math

import pytest

from engraft.language import join
from engraft.models.blocks.body import Body
from engraft.models.drugs.high_dose_alkylator import busulfan, melphalan
from engraft.units import canonical


def values(recipe):
    return {p.name.split(".")[1]: p.value for p in recipe.system("d").parameters}


def test_one_compartment_gives_the_peak_and_the_area_of_the_label():
    v = values(busulfan())
    k = v["clearance"] / v["volume"]  # per day
    per_kg = canonical(0.8, "mg/kg")
    assert per_kg / v["clearance"] / (canonical(1.0, "mg/L") / 1440.0) / 0.2463 == pytest.approx(1167.0, rel=0.12)
    infused, every = 2.0 / 24.0, 6.0 / 24.0
    peak = per_kg / infused / v["clearance"] * (1.0 - math.exp(-k * infused)) / (1.0 - math.exp(-k * every))
    assert peak / canonical(1.0, "ug/L") == pytest.approx(1222.0, rel=0.01)


@pytest.mark.parametrize(
    ("recipe", "area"),
    [(busulfan(), 16 * 1167.0 * 0.2463 / 1440.0), (melphalan(), 140.0 * 1.8 / 27.8 / 24.0)],
)
def test_the_course_leaves_what_the_rule_says(recipe, area):
    slopes = values(recipe)
    logs = area * canonical(1.0, "mg/L") * slopes["kill_progenitors"]
    assert logs == pytest.approx(math.log(1e4), rel=1e-9)
    assert area * canonical(1.0, "mg/L") * slopes["kill_leukemia"] == pytest.approx(math.log(30.0), rel=1e-9)


@pytest.mark.parametrize("recipe", [busulfan(), melphalan()])
def test_it_is_cleared_with_the_half_life_of_its_values(as_published, recipe):
    v = values(recipe)
    half = math.log(2.0) * v["volume"] / v["clearance"]
    given = {"d.amount": (0.0, canonical(50.0, "mg"), 0.0)}
    system = join(recipe.system("d"), Body().system("b"), wire={"d.weight": "b.weight"}, name="x")
    found = as_published(system, ["d.amount"], [0.001, 0.001 + half], given=given).course("d.amount")[:, 0]
    assert found[1] / found[0] == pytest.approx(0.5, rel=1e-4)
