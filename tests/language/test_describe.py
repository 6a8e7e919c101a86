"""A system for a reader."""

import json

import pytest

from engraft.language import Assumed, Parameter, describe, join, share_assumed
from engraft.language.describe import mathematics


def test_a_description_is_plain_data(disease, scale):
    ward = join(disease, scale, wire={"grading.cells": "b_all.b_all_cells"})
    told = json.loads(json.dumps(describe(ward)))
    assert [s["name"] for s in told["states"]] == ["b_all.car", "b_all.leukemia", "b_all.b_cells"]
    assert told["wires"] == [{"port": "grading.cells", "target": "b_all.b_all_cells", "unit": "cell"}]
    assert told["observables"][1]["table"] == [[0, "none"], [1, "some"], [2, "much"]]
    assert told["blocks"][0]["recipe"] == "LeonTriana2021"


def test_equations_are_told_flow_by_flow(disease):
    equation = describe(disease)["equations"][1]
    assert equation["text"] == (
        "d b_all.leukemia/dt = (b_all.growth·b_all.leukemia) - (b_all.kill·b_all.leukemia·b_all.car)"
    )
    assert [t["flow"] for t in equation["terms"]] == ["b_all.leukemia grows", "b_all.CAR T cells kill leukemia"]


def test_parameters_are_told_in_their_unit_with_their_source(antibody):
    hourly = Parameter(0.01, "L/hour", source=Assumed("a guess", 0.005, 0.02))
    system = antibody(clearance=hourly).system("pk")
    row = describe(system)["parameters"][0]
    assert (row["name"], row["unit"], row["source_kind"]) == ("pk.clearance", "L/hour", "assumed")
    assert (row["value"], row["low"], row["high"]) == (pytest.approx(0.01), 0.005, 0.02)
    assert share_assumed(system) == (1, 6)
    assert describe(system)["assumed"]["share"] == pytest.approx(1 / 6)


def test_the_mathematics_of_a_system_is_what_decides_its_courses_and_none_of_its_prose(antibody):
    def told(value, why, description="clearance"):
        clearance = Parameter(value, "L/hour", source=Assumed(why, 0.005, 0.02), description=description)
        return antibody(clearance=clearance).system("pk")

    plain = mathematics(told(0.01, "a guess"))
    assert plain == mathematics(told(0.01, "another reason", "as the kidney does it"))
    assert describe(told(0.01, "a guess")) != describe(told(0.01, "another reason"))
    assert plain != mathematics(told(0.012, "a guess"))
    assert {"equations", "states", "parameters", "observables"} <= set(plain)
    assert "a guess" not in json.dumps(plain)
