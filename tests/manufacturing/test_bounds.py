"""Numbers of the steps stay within what they may be, in every process of the catalog and whoever sets them."""

import numpy as np
import pytest

from engraft import units
from engraft.errors import SpecificationError
from engraft.language import Assumed, Parameter
from engraft.manufacturing import catalog
from engraft.manufacturing.bounds import FLAG, MOST_SPREAD, SHARE, Within
from engraft.manufacturing.make import make
from engraft.manufacturing.process import Process

GUESS = Assumed("a test", -1e30, 1e30)


@pytest.mark.parametrize("name", catalog.names())
def test_every_number_of_the_catalog_and_its_assumed_range_makes_sense(name: str) -> None:
    process = catalog.get(name)
    for entry in process.parameters.values():
        within = process.within(entry.name)
        low, high = getattr(entry.source, "low", None), getattr(entry.source, "high", None)
        tried = [entry.value] + ([units.canonical(x, entry.unit) for x in (low, high)] if low is not None else [])
        assert within.holds(np.array(tried)).all(), entry.name


@pytest.mark.parametrize("name", catalog.names())
def test_every_plain_number_says_what_it_may_be(name: str) -> None:
    """A number without a unit may be a share, a count or a flag: its step has to say which."""
    process = catalog.get(name)
    silent = [
        one
        for one, entry in process.parameters.items()
        if entry.unit == "1" and one.partition(".")[2] not in process.steps[one.partition(".")[0]].bounds
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("process", "name", "text", "expected", "got"),
    [
        ("tisa_cel", "vector.cold_storage", "-20 day", "0 to 365 day", "-20 day"),
        ("tisa_cel", "vector.contact", "-24 h", "more than 0, at most 14 day", "-24 h"),
        ("tisa_cel", "vector.contact", "100 d", "more than 0, at most 14 day", "100 d"),
        ("tisa_cel", "vector.multiplicity", "0", "more than 0, at most 1000", "0"),
        ("tisa_cel", "vector.multiplicity", "1e6", "more than 0, at most 1000", "1e+06"),
        ("cas9_trac_car_t", "editing.donor", "-3", "0 to 1e+06", "-3"),
        ("cas9_trac_car_t", "editing.day", "-5 day", "0 to 365 day", "-5 day"),
        ("cas9_trac_car_t", "editing.edits", "2", "a whole number from 1 to 1", "2"),
        ("tisa_cel", "collection.storage", "-30 day", "0 to 50 year", "-30 day"),
        ("tisa_cel", "collection.strict", "0.5", "0 or 1", "0.5"),
        ("tisa_cel", "collection.most_days", "2.5", "a whole number from 1 to 14", "2.5"),
        ("tisa_cel", "collection.most_days", "0", "a whole number from 1 to 14", "0"),
        ("tisa_cel", "culture.frozen", "-3", "0 or 1", "-3"),
        ("tisa_cel", "culture.days", "31 day", "more than 0, at most 30 day", "31 day"),
        ("tisa_cel", "culture.days", "0 day", "more than 0, at most 30 day", "0 day"),
        ("tisa_cel", "culture.volume", "0 L", "more than 0, at most 10000 L", "0 L"),
        ("tisa_cel", "culture.exchange", "-1 1/day", "0 to 100 1/day", "-1 1/day"),
        ("tisa_cel", "culture.feed", "-1 g/L", "more than 0, at most 1000 g/L", "-1 g/L"),
        ("tisa_cel", "culture.seeded", "0 cell", "more than 0, at most 1e+14 cell", "0 cell"),
        ("tisa_cel", "culture.drift", "-2", "0 to 100", "-2"),
        ("tisa_cel", "release.exceptions", "2", "0 or 1", "2"),
        ("tisa_cel", "release.exceptions", "0.5", "0 or 1", "0.5"),
        ("tisa_cel", "release.remakes", "1.5", "a whole number from 0 to 5", "1.5"),
        ("tisa_cel", "release.remakes", "50", "a whole number from 0 to 5", "50"),
        ("tisa_cel", "release.viability_at_least", "150 percent", "0 to 100 percent", "150 percent"),
        ("tisa_cel", "release.viability_at_least", "-5 percent", "0 to 100 percent", "-5 percent"),
        ("tisa_cel", "fill.most", "-1e6 cell/kg", "more than 0 cell/kg", "-1e+06 cell/kg"),
        ("tisa_cel", "fill.most_heavy", "0 cell", "more than 0 cell", "0 cell"),
        ("gene_added_graft", "collection.harvests", "0", "a whole number from 1 to 10", "0"),
    ],
)
def test_decisions_that_nobody_can_carry_out_say_what_can_be(process, name, text, expected, got) -> None:
    with pytest.raises(SpecificationError) as error:
        catalog.get(process).chosen({name: text})
    assert name in error.value.what
    assert error.value.expected == expected
    assert error.value.got == got
    assert name in error.value.do


@pytest.mark.parametrize(
    ("name", "value", "unit", "expected"),
    [
        ("release.process_failure", 1.7, "1", "0 to 1"),
        ("culture.enriched", 3.0, "1", "0 to 1"),
        ("culture.stem_memory_at_start", 9.0, "1", "0 to 1"),
        ("vector.size", 1e-9, "1", "0, or 0.01 to 10000"),
        ("vector.half_life", 0.0, "hour", "0.1 to 8760 hour"),
        ("collection.blood", -1.0, "mL/kg", "more than 0 mL/kg"),
        ("fill.least", -1.0, "cell/kg", "0 or more cell/kg"),
    ],
)
def test_a_source_with_wide_bounds_makes_no_share_of_a_number(name, value, unit, expected) -> None:
    with pytest.raises(SpecificationError) as error:
        catalog.get("tisa_cel").with_parameters({name: Parameter(value, unit, source=GUESS)})
    assert error.value.expected == expected


def test_a_percentage_asks_for_its_unit() -> None:
    process = catalog.get("tisa_cel")
    with pytest.raises(SpecificationError) as error:
        process.chosen({"release.viability_at_least": "70"})
    assert error.value.got == "70, which is 7000 percent"
    assert error.value.do == "write '70 percent'"
    limit = process.chosen({"release.viability_at_least": "70 percent"}).parameters["release.viability_at_least"]
    assert limit.value == pytest.approx(0.7)


def test_a_number_that_lacks_its_unit_says_how_to_write_it() -> None:
    with pytest.raises(SpecificationError) as error:
        catalog.get("tisa_cel").chosen({"culture.days": "9"})
    assert error.value.do == "write '9 day'"


def test_a_word_is_no_quantity_and_the_typical_value_is_told() -> None:
    with pytest.raises(SpecificationError) as error:
        catalog.get("tisa_cel").chosen({"vector.multiplicity": "lots"})
    assert "'vector.multiplicity'" in error.value.what
    assert "'5'" in error.value.do


@pytest.mark.parametrize(
    ("name", "value", "unit", "spread", "said"),
    [
        ("vector.half_life", 24.0, "hour", 50.0, f"0 to {MOST_SPREAD:g}"),
        ("vector.permissive", 0.5, "1", 0.2, "logit"),
        ("collection.most_days", 4.0, "1", 0.2, "whole number"),
    ],
)
def test_spreads_that_leave_what_a_number_may_be_are_refused(name, value, unit, spread, said) -> None:
    with pytest.raises(SpecificationError) as error:
        catalog.get("tisa_cel").with_parameters({name: Parameter(value, unit, source=GUESS, spread=spread)})
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("process", "changes", "late"),
    [
        ("tisa_cel", {"vector.contact": "72 h", "culture.days": "1 day"}, "vector.contact"),
        ("cas9_trac_car_t", {"editing.day": "12 day"}, "editing.day"),
        ("cas9_trac_car_t", {"culture.days": "1 day"}, "editing.day"),
    ],
)
def test_what_would_happen_after_the_culture_is_refused(process, changes, late) -> None:
    with pytest.raises(SpecificationError, match=f"'{late}' lies beyond the end of the culture") as error:
        catalog.get(process).chosen(changes)
    assert "culture.days" in error.value.do


def test_a_short_culture_with_an_early_edit_is_made_in_any_order() -> None:
    changes = {"culture.days": "1 day", "editing.day": "0.5 day"}
    for chosen in (changes, dict(reversed(changes.items()))):
        assert catalog.get("cas9_triple_car_t").chosen(chosen).grown == 1.0


def test_a_value_that_somebody_varies_is_looked_at_too(persons) -> None:
    cohort = persons(3)
    cohort.parameters["making.culture.days"] = [9.0, -1.0, 9.0]
    with pytest.raises(SpecificationError, match=r"'culture\.days' is nothing or less"):
        make(catalog.get("tisa_cel"), cohort, seed=1)


def test_a_step_that_is_declared_wrong_is_refused(toy) -> None:
    steps = dict(toy().steps)
    steps["fill"] = type(steps["fill"])(share=Parameter(-0.5, "1", source=GUESS))
    with pytest.raises(SpecificationError, match=r"'fill\.share' is less than nothing"):
        Process("wrong", "a test", steps, GUESS)


def test_bounds_hold_at_their_ends_and_say_what_they_are() -> None:
    hours = Within(0.0, 240.0, "hour")
    assert hours.holds(np.array([-0.01, 0.0, 10.0, 10.01])).tolist() == [False, True, True, False]
    assert FLAG.holds(np.array([0.0, 0.5, 1.0, 2.0, np.nan])).tolist() == [True, False, True, False, False]
    assert SHARE.holds(np.array([0.1 + 0.2 + 0.7, 1.001])).tolist() == [True, False]
    assert Within(0.01, 5.0, or_nothing=True).holds(np.array([0.0, 0.001, 0.01])).tolist() == [True, False, True]
    assert Within(above=True).holds(np.array([0.0, 1e-9])).tolist() == [False, True]
