import math

import pytest

from engraft.language import join
from engraft.models.blocks.body import Body
from engraft.models.drugs.antithymocyte_globulin import AntithymocyteGlobulin
from engraft.units import canonical

MG, PER = canonical(1.0, "mg"), canonical(1.0, "ug/mL")


@pytest.fixture
def course(as_published):
    def run(days, **given):
        system = join(AntithymocyteGlobulin().system("a"), Body().system("b"), wire={"a.weight": "b.weight"}, name="x")
        names = ["a.concentration", "a.kill"]
        doses = {f"a.{name}": (0.0, amount * MG, 0.0) for name, amount in given.items()}
        found = as_published(system, names, days, given=doses, values={"b.weight": canonical(70.0, "kg")})
        factors = (PER * system.unit_of("a.concentration").count("ug/mL"), 1.0)
        assert factors[0] == PER
        return {name.split(".")[1]: found.course(name)[:, 0] for name in names}

    return run


def test_six_mg_per_kg_give_the_published_peak_and_half_life(course):
    found = course([1e-3, 6.1 + 1e-3], thymoglobulin=6.0 * 70.0)["concentration"]
    assert found[0] == pytest.approx(20.8, rel=0.2)  # published after four daily doses, some of it gone by then
    assert found[1] / found[0] == pytest.approx(0.5, rel=1e-4)


def test_a_milligram_of_the_other_product_counts_a_tenth(course):
    one = course([0.0, 1.0], thymoglobulin=100.0)["concentration"][1]
    assert course([0.0, 1.0], atlg=1000.0)["concentration"][1] == pytest.approx(one, rel=1e-9)


def test_killing_is_half_of_the_fastest_where_antibody_is_called_subtherapeutic(course):
    found = course([1e-6], thymoglobulin=17.5)  # 1 ug/mL in 17.5 L
    assert found["concentration"][0] == pytest.approx(1.0, rel=1e-4)
    assert found["kill"][0] == pytest.approx(math.log(10.0) / 30.0, rel=1e-4)


def test_without_antibody_no_cell_dies_of_it(course):
    assert course([0.0, 1.0])["kill"].tolist() == [0.0, 0.0]
