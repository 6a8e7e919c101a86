"""Two events that cannot both be are named with their days; everything that is given in practice passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engraft.errors import SpecificationError
from engraft.language.source import Paper
from engraft.therapy import Product, Regimen, blinatumomab_cycle, flu_cy, give, infuse, rituximab_cll, rule
from engraft.therapy.catalog import blinatumomab, cytarabine, get, rituximab, rituximab_subcutaneous, tisagenlecleucel
from engraft.therapy.catalog.transplantation import (
    bone_marrow_graft,
    flu_bu,
    gvhd_prophylaxis,
    myeloablative_tbi_cy,
    peripheral_blood_graft,
    ptcy_prophylaxis,
)
from engraft.trial import TEMPLATES, Study, design, load_study
from engraft.trial.orders import Part, first_impossible

CELLS = infuse(tisagenlecleucel(), day=0.0)


def told(*parts: Regimen | tuple[str, Regimen]) -> tuple[int, str]:
    """Give the entry at fault and what is said, or -1."""
    found = first_impossible([Part(*one) if isinstance(one, tuple) else Part("", one) for one in parts])
    return (-1, "") if found is None else (found.entry, str(found.error))


IMPOSSIBLE = {
    "one infusion in another": (
        [give(blinatumomab(), days=[0.0], over="28 d"), give(blinatumomab(), days=[14.0], over="28 d")],
        1, "blinatumomab on day 14 begins while blinatumomab on day 0 still runs, until day 28",
    ),
    "an entry in itself": (
        [give(blinatumomab(), days=[0.0, 14.0], over="28 d")],
        0, "blinatumomab on day 14 begins while blinatumomab on day 0 still runs, until day 28",
    ),
    "a template and a dose": (
        [("rituximab_cll", rituximab_cll(0.0)), give(rituximab(), days=[28.0])],
        1, "rituximab on day 28 and rituximab of rituximab_cll on day 28 are given at the same time",
    ),
    "the same cells twice": (
        [CELLS, CELLS],
        1, "tisagenlecleucel on day 0 and tisagenlecleucel on day 0 are given at the same time",
    ),
    "cells in cells": (
        [infuse(tisagenlecleucel(), day=0.0, over="1 h"), infuse(tisagenlecleucel(), day=0.02)],
        1, "tisagenlecleucel on day 0.02 begins while tisagenlecleucel on day 0 still runs",
    ),
    "a template in its own gaps": (
        [("rituximab_cll", rituximab_cll(0.0)), ("rituximab_cll", rituximab_cll(14.0))],
        1, "rituximab_cll on day 14 begins before rituximab_cll of day 0 is over",
    ),
    "room for cells after them": (
        [CELLS, ("flu_cy", flu_cy(3.0))],
        1, "fludarabine of flu_cy on day 6 comes after tisagenlecleucel on day 0",
    ),
    "room for cells while they come": (
        [("flu_cy", flu_cy(-2.0)), CELLS, infuse(tisagenlecleucel(), day=90.0)],
        0, "fludarabine of flu_cy on day 1 comes after tisagenlecleucel on day 0",
    ),
    "room for a graft after it": (
        [("bone_marrow_graft", bone_marrow_graft(0.0)), ("flu_bu", flu_bu(1.0))],
        1, "fludarabine of flu_bu on day 5 comes after cd34_graft of bone_marrow_graft on day 0",
    ),
    "a guard before the graft": (
        [("ptcy_prophylaxis", ptcy_prophylaxis(-7.0)), ("bone_marrow_graft", bone_marrow_graft(0.0))],
        0, "cyclophosphamide of ptcy_prophylaxis on day -4 comes before cd34_graft of bone_marrow_graft on day 0",
    ),
    "lymphocytes before the graft": (
        [infuse(get("donor_lymphocytes"), day=-10.0), ("bone_marrow_graft", bone_marrow_graft(0.0))],
        0, "donor_lymphocytes on day -10 comes before cd34_graft of bone_marrow_graft on day 0, which it has to follow",
    ),
    "under the skin first": (
        [give(rituximab(), days=[28.0]), give(rituximab_subcutaneous(), days=[0.0])],
        1, "rituximab under the skin on day 0 comes before rituximab on day 28, which it has to follow",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_two_events_that_cannot_be_are_both_named(name: str) -> None:
    parts, entry, said = IMPOSSIBLE[name]
    where, what = told(*parts)
    assert where == entry
    assert said in what
    assert len(what.splitlines()) == 2  # and what to do


POSSIBLE = {
    "one after the other": [give(blinatumomab(), days=[0.0, 28.0], over="28 d")],
    "a step": [("blinatumomab_cycle", blinatumomab_cycle(0.0)), give(blinatumomab(), days=[42.0])],
    "a loading dose": [give(cytarabine(), days=[0.0], over=0.0), give(cytarabine(), days=[0.0], over="5 d")],
    "two drugs at once": [give(cytarabine(), days=[0.0]), give(get("fludarabine"), days=[0.0])],
    "one drug into two places": [give(cytarabine(), days=[0.0]), give(cytarabine(), days=[0.0], into="csf.drug")],
    "room, cells, room, cells": [
        ("flu_cy", flu_cy(-6.0)), CELLS, ("flu_cy", flu_cy(54.0)), infuse(tisagenlecleucel(), day=60.0),
    ],
    "room, and cells by a rule": [
        CELLS, ("flu_cy", flu_cy(54.0)), rule(tisagenlecleucel(), when="time > 60 [day]", name="again"),
    ],
    "no cells at all": [("flu_cy", flu_cy(-6.0))],
    "a transplant": [
        ("flu_bu", flu_bu(-7.0)), ("bone_marrow_graft", bone_marrow_graft(0.0)),
        ("gvhd_prophylaxis", gvhd_prophylaxis(0.0)), infuse(get("donor_lymphocytes"), day=200.0),
    ],
    "another transplant": [
        ("myeloablative_tbi_cy", myeloablative_tbi_cy(-7.0)), ("peripheral_blood_graft", peripheral_blood_graft(0.0)),
        ("ptcy_prophylaxis", ptcy_prophylaxis(0.0)),
    ],
    "fludarabine as salvage": [CELLS, give(get("fludarabine"), days=[200.0])],
    "under the skin later, or alone": [
        give(rituximab(), days=[0.0]), give(rituximab_subcutaneous(), days=[28.0, 56.0]),
    ],
    "before day 0": [give(rituximab_subcutaneous(), days=[0.0])],
    "nothing": [],
}  # fmt: skip


@pytest.mark.parametrize("name", POSSIBLE)
def test_what_is_given_in_practice_passes(name: str) -> None:
    assert told(*POSSIBLE[name]) == (-1, "")


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_no_template_contradicts_itself(name: str) -> None:
    assert told((name, TEMPLATES[name]())) == (-1, "")


def test_a_product_may_say_what_comes_first() -> None:
    graft = Product("graft", "graft.cells", "cells", Paper("10.1000/x", "y"), after=("melphalan",))
    room = Product("melphalan", "melphalan.amount", "drug", Paper("10.1000/x", "y"))
    assert told(infuse(graft, "1e8 cell", day=0.0), infuse(room, "100 mg", day=2.0))[0] == 0
    assert told(infuse(graft, "1e8 cell", day=0.0), infuse(room, "100 mg", day=-2.0))[0] == -1


def test_what_kills_by_a_gene_comes_after_the_gene() -> None:
    vector = give(get("thymidine_kinase_vector"), days=[3.0])
    assert "comes before thymidine_kinase_vector" in told(give(get("ganciclovir"), days=[0.0]), vector)[1]
    assert told(give(get("ganciclovir"), days=[4.0]), vector) == (-1, "")
    assert told(give(get("ganciclovir"), days=[0.0])) == (-1, "")
    assert "comes before tisagenlecleucel" in told(CELLS, give(get("rimiducid"), days=[-1.0]))[1]
    assert told(CELLS, give(get("rimiducid"), days=[7.0])) == (-1, "")


def test_the_entry_is_told_with_its_line(changed: Callable[[str, str], Study], place) -> None:
    old, new = "{template: flu_cy, day: -6}", "{template: flu_cy, day: 20}"
    with pytest.raises(SpecificationError) as caught:
        design(changed(old, new))
    said = str(caught.value)
    assert said.startswith(place(old, new, "arms.0.regimen.0"))
    assert "fludarabine of flu_cy on day 23 comes after tisagenlecleucel on day 0" in said
    assert "let flu_cy end by day 0, or give cells after it" in said


def test_an_arm_without_events_is_a_control() -> None:
    plan = design(load_study("eliana-spine", overrides=["arms.0.regimen=[]"]))
    assert plan.arms[0].run.regimen == Regimen()
