import numpy as np
import pytest

from engraft.errors import CompatibilityError, SpecificationError
from engraft.kernel.evaluate import evaluate
from engraft.language import join
from engraft.models.blocks.kills import EngagedCells, Kills, ResistedKills, Stops
from engraft.models.drugs.vincristine import Vincristine

NAMES = ("one", "two", "three")


def total(recipe, **values):
    system = recipe.system("kills")
    given = {f"kills.{name}": np.array([value]) for name, value in values.items()}
    return evaluate([system.observable("kills.total").expression], given, 1)[0, 0]


def test_each_name_is_a_port_and_the_total_is_their_sum() -> None:
    assert [port.name for port in Kills(NAMES).system("kills").ports] == [f"kills.{name}" for name in NAMES]
    assert total(Kills(NAMES), one=0.1, two=0.02, three=0.003) == pytest.approx(0.123, rel=1e-15)
    assert total(Kills(["one"]), one=0.1) == 0.1


def test_without_a_drug_the_others_are_left() -> None:
    assert total(Kills(NAMES), one=0.0, two=0.02, three=0.003) == pytest.approx(0.023, rel=1e-15)


def test_an_open_part_is_refused_when_joined(hold) -> None:
    with pytest.raises(CompatibilityError, match=r"kills\.two"):
        join(
            hold(Vincristine().system("drug"), {"weight": (70.0, "kg")}),
            Kills(["drug", "two"]).system("kills"),
            wire={"kills.drug": "drug.kill"},
            name="open",
        )


@pytest.mark.parametrize("names", [(), "vincristine", ("a", "a"), ("two words",), ("total",)])
def test_bad_names_are_refused(names) -> None:
    with pytest.raises(SpecificationError):
        Kills(names)


def test_two_sums_do_not_share_their_names() -> None:
    assert [port.name for port in Kills(("a",)).system("k").ports] == ["k.a"]
    assert [port.name for port in Kills(("b", "c")).system("k").ports] == ["k.b", "k.c"]


def test_engaged_cells_are_counted_per_weight() -> None:
    system = EngagedCells(("car", "engaged")).system("engaged")
    assert {port.unit for port in system.ports} == {"cell/kg"} == {system.observable("engaged.total").unit}
    assert total(EngagedCells(("car", "tied")), car=1e6, tied=2e6) == 3e6


def test_shares_prevented_add_and_may_pass_one() -> None:
    system = Stops(("a", "b")).system("kills")
    assert {port.unit for port in system.ports} == {"1"}
    assert total(Stops(("a", "b")), a=0.5, b=0.4) == pytest.approx(0.9, rel=1e-15)
    assert total(Stops(("a", "b", "c")), a=1.0, b=0.4, c=0.0) == 1.4


def test_a_leukemia_that_resists_loses_less_of_every_drug() -> None:
    system = ResistedKills(("a", "b")).system("kills")
    given = {"kills.a": np.array([0.1]), "kills.b": np.array([0.3]), "kills.sensitivity": np.array([0.25])}
    assert evaluate([system.observable("kills.total").expression], given, 1)[0, 0] == pytest.approx(0.1, rel=1e-15)
    assert [p.spread for p in system.parameters] == [1.0]
