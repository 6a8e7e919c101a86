"""The studies of adults with B-ALL: what is told, what was fitted, and that product and burden do what they should."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest

from engraft.trial import check_study, design, load_study, run_study
from engraft.trial.laws import find_laws

pytestmark = pytest.mark.slow  # a run of a large model

TISA = {
    "give": "tisagenlecleucel", "dose": "1e6 cell/kg, at most 1e8 cell", "day": 0, "over": "30 min",
    "into": "car.infused",
}  # fmt: skip


@pytest.fixture(scope="module")
def beside_tisa_cel():
    """Treat the adults of ZUMA-3 with their product, with the reference, and with the reference under its name."""
    document = load_study("zuma-3").document
    data = copy.deepcopy(document.data) | {"follow_up": "4 month", "published": []}
    data["endpoints"] = [
        {"name": "remission", "visits": [28, 56, 90], "confirm": 0},
        {"name": "cellular_kinetics", "cells": "blood.car"},
    ]
    data["rounds"] = data["rounds"][:1]
    del data["calibrate"]
    own = data["arms"][0]
    before, after = own["regimen"][:3], own["regimen"][4:]
    known = {"source": {"doi": "10.1002/psp4.12388", "where": "Table 1"}}
    values = {"car.memory_loss": "0.0032 1/day", "car.tiring_time": "14 day"}
    same = dict(own["regimen"][3], traits={name: {"value": value, **known} for name, value in values.items()})
    data["arms"] = [
        own,
        {"name": "tisa", "label": "tisagenlecleucel", "regimen": [*before, TISA, *after]},
        {"name": "same", "label": "brexucabtagene as the reference", "regimen": [*before, same, *after]},
    ]
    data["population"]["n"] = 60
    return run_study(check_study(replace(document, data=data))).outcomes


def test_a_product_with_the_traits_of_the_reference_is_the_reference(beside_tisa_cel) -> None:
    arms = {name: part.drop(columns="arm").reset_index(drop=True) for name, part in beside_tisa_cel.groupby("arm")}
    assert arms["brexucabtagene as the reference"].equals(arms["tisagenlecleucel"])


def test_the_traits_move_remission_and_peak_of_the_same_persons(beside_tisa_cel) -> None:
    arms = {name: part.set_index("person") for name, part in beside_tisa_cel.groupby("arm")}
    own, other = arms["brexucabtagene autoleucel"], arms["tisagenlecleucel"]
    for column in ("age", "weight", "marrow_blasts", "law"):
        assert own[column].equals(other[column])
    assert own["remission"].sum() < other["remission"].sum()  # cells that tire sooner
    peak = own["cellular_kinetics_c_max"] / other["cellular_kinetics_c_max"]
    assert np.median(peak) < 1.0


def test_the_laws_of_zuma_3_know_the_remission_rate_and_eliana() -> None:
    laws, eliana = find_laws("zuma-3"), find_laws("eliana")
    assert [one.endpoint for one in laws.targets] == ["remission"]
    assert laws.after == eliana.run
    names = [one.name for one in laws.parameters]
    assert sorted(names) == sorted(one.name for one in eliana.parameters)
    for name in ("vitals.fever_half", "cytokines.tolerance_time"):  # taken over, law by law
        old = {law.m[[one.name for one in eliana.parameters].index(name)] for law in eliana.laws}
        assert {law.m[names.index(name)] for law in laws.laws} <= old


def test_nothing_of_mskcc_was_fitted() -> None:
    file = load_study("mskcc-19-28z").file
    assert file.laws == "eliana"
    assert file.calibrate is None
    assert {one.role for one in file.published} == {"predict"}


@pytest.mark.parametrize("name", ["zuma-3", "mskcc-19-28z"])
def test_the_product_brings_its_traits(name: str) -> None:
    (arm,) = design(load_study(name)).arms
    assert {one.trait.parameter: one.factor for one in arm.run.traits} == {
        "car.memory_loss": pytest.approx(12.0),
        "car.tiring_time": pytest.approx(0.5),
    }
