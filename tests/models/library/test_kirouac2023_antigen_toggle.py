from collections import Counter

import pytest

from engraft.errors import SpecificationError
from engraft.kernel.evaluate import evaluate
from engraft.models.library.kirouac2023_antigen_toggle import SYMBOLS, Kirouac2023, virtual_patients

CELLS = ("memory", "early_effectors", "effectors", "exhausted")


def rate(system, flow, **state):
    """Work out one flow with nothing in the states that are not named."""
    values = {one.name: one.value for one in system.parameters} | {s.name: 0.0 for s in system.states}
    values |= {f"cll.{name}": value for name, value in state.items()}
    found = next(one.rate for one in system.flows if one.name == f"cll.{flow}")
    return float(evaluate([found], values, 1)[0, 0])


def test_there_are_twelve_of_each_class():
    people = virtual_patients()
    assert Counter(one.response for one in people) == {"CR": 12, "PR": 12, "NR": 12}
    assert len({one.name for one in people}) == 36
    assert all(set(one.values) == set(SYMBOLS.values()) for one in people)


def test_a_virtual_patient_has_her_values_and_their_source():
    system = Kirouac2023.patient("NR7").system("cll")
    own = next(one.values for one in virtual_patients() if one.name == "NR7")
    for name, value in own.items():
        assert system.parameter(f"cll.{name}").value == value
        assert "NR7" in system.parameter(f"cll.{name}").source.text()
    assert system.balance() == Kirouac2023().system("cll").balance()


def test_an_unknown_virtual_patient_is_answered_with_the_nearest():
    with pytest.raises(SpecificationError, match="did you mean 'CR12'"):
        Kirouac2023.patient("CR122")


@pytest.mark.parametrize("one", virtual_patients(), ids=lambda one: one.name)
def test_the_published_share_of_renewal_is_never_cut(one):
    assert 0.0 < one.values["largest_renewal"] <= 0.99


def test_a_memory_cell_makes_two_of_its_kind_or_two_effectors():
    system = Kirouac2023().system("cll")
    there = {"memory": 1e6, "antigen": 1e8}
    renewed = rate(system, "memory cells renew", **there)
    lost = rate(system, "memory cells differentiate", **there)
    assert renewed + lost == pytest.approx(1e6 * system.parameter("cll.division_memory").value, rel=1e-12)
    assert rate(system, "they do so by division", **there) == lost


def test_an_early_effector_leaves_two_to_the_divisions():
    system = Kirouac2023().system("cll")
    there = {"early_effectors": 1e6, "antigen": 1e9}
    ripe, more = (rate(system, flow, **there) for flow in ("early effectors ripen", "they divide on the way"))
    assert (ripe + more) / ripe == pytest.approx(2.0 ** system.parameter("cll.divisions").value, rel=1e-12)


@pytest.mark.parametrize(("count", "share"), [(0.0, 0.0), (0.25, 0.25), (1.0, 1.0)])
def test_fewer_than_one_effector_kill_in_proportion(count, share):
    system = Kirouac2023().system("cll")
    one = rate(system, "effectors kill leukemia", effectors=1.0, leukemia=1e9)
    steep, half = (system.parameter(f"cll.{name}").value for name in ("steepness_kill", "half_kill"))
    expected = system.parameter("cll.kill").value * 1e9 / (1.0 + half**steep)
    assert one == pytest.approx(expected, rel=1e-12)
    assert rate(system, "effectors kill leukemia", effectors=count, leukemia=1e9) == pytest.approx(share * one)


def test_no_antigen_at_all_still_has_an_effect_of_its_own():
    """An exponent below one is infinitely steep at zero; with one cell's antigen at least, nothing is undefined."""
    system = Kirouac2023().system("cll")
    least, one = (rate(system, "effectors exhaust", effectors=1e6, antigen=a) for a in (0.0, 1.0))
    assert least == one > 0.0
    assert sum(name in SYMBOLS.values() for name in Kirouac2023.declared) == 27
    assert all(f"cll.{cell}" in {s.name for s in system.states} for cell in CELLS)
