"""The same numbers can be had again."""

from __future__ import annotations

import json
from importlib import resources

from engraft.trial import Study, check_study, design, load_study
from engraft.trial.provenance import _sources, code_key, provenance
from engraft.trial.reading import apply_overrides
from engraft.trial.tables import sources, tolerance_table


def told(study: Study) -> dict:
    plan = design(study)
    return provenance(plan, "0" * 16, sources(plan)[0], tolerance_table([]))


def test_provenance_is_json_and_every_parameter_has_a_source(small: Study) -> None:
    found = json.loads(json.dumps(told(small), allow_nan=False))
    assert all(row["source"] and row["kind"] in {"paper", "calibrated", "assumed"} for row in found["parameters"])
    assert all(row["source"] and row["law"] for row in found["covariates"])
    assert len(code_key()) == 16


def test_the_command_names_every_setting() -> None:
    study = load_study("eliana-spine", overrides=["population.n=9", "seed=4", "follow_up=14 month"])
    assert told(study)["command"] == "engraft run eliana-spine --patients 9 --seed 4 --set 'follow_up=14 month'"


def test_another_value_is_another_model(small: Study) -> None:
    other = check_study(apply_overrides(small.document, ["parameters.b_all.growth.value=0.02 1/day"]))
    assert told(other)["model_hash"] != told(small)["model_hash"]
    assert told(other)["law_hash"] == told(small)["law_hash"]


def test_published_tables_of_a_model_count_as_its_code() -> None:
    found = dict(_sources(resources.files("engraft") / "models"))
    assert found["library/kirouac2023_virtual_patients.csv"].count(b"\nPR") == 12
    assert "library/kirouac2023_antigen_toggle.py" in found
