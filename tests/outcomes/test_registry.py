"""Endpoints by name, with options as a study file gives them."""

from __future__ import annotations

import pytest

from engraft.errors import SpecificationError
from engraft.models import build
from engraft.outcomes import endpoint, names, options

# Of these the first whole patient knows nothing.
ELSEWHERE = {
    "acute_gvhd", "chronic_gvhd", "clonal_drift", "engraftment", "gvhd_relapse_free_survival",
    "crs", "hypogammaglobulinemia", "icans", "infection", "kinetic_fit", "molecular_relapse",
    "leukopenia", "level", "fold_change", "therapeutic_index", "iwcll_response", "lugano_response",
    "aml_response", "immune_related_events", "knock_down",
    "progression_free_survival", "relapse_by_clone", "severe_care",
}  # fmt: skip
SPINE = set(names()) - ELSEWHERE


@pytest.mark.parametrize("name", sorted(SPINE))
def test_every_endpoint_fits_the_first_whole_patient(name: str) -> None:
    made = endpoint(name)
    made.needs(build("b_all_spine"))
    assert made.name == name
    assert made.guideline
    assert all(key.startswith(name) for key in made.keys)


def test_options_come_as_a_file_writes_them() -> None:
    assert endpoint("remission", visits=[28], threshold=0.01).visits == (28.0,)
    assert endpoint("remission", as_="early_remission", visits=[28]).name == "early_remission"
    assert options("relapse")["threshold"] == 0.05
    assert endpoint("crs", steroids=["a", "b"], tocilizumab=[]).rules == ("a", "b")


@pytest.mark.parametrize(
    ("name", "chosen", "said"),
    [
        ("remision", {}, "did you mean 'remission'?"),
        ("remission", {"tresholds": 1}, "did you mean 'threshold'?"),
        ("remission", {"threshold": "x"}, "a finite number"),
        ("remission", {"threshold": float("nan")}, "a finite number"),
        ("remission", {"threshold": -0.1}, "at least 0"),
        ("remission", {"threshold": True}, "a finite number"),
        ("remission", {"visits": []}, "a list"),
        ("remission", {"visits": 28}, "a list"),
        ("level", {"days": [1, 7, 1.0]}, "has 1 twice"),
        ("event_free_survival", {"further_therapy": ["a.b", "a.b"]}, "has a.b twice"),
        ("remission", {"blasts": 3}, "text"),
        ("event_free_survival", {"further_therapy": "transplant.onset"}, "a list of names"),
        ("event_free_survival", {"further_therapy": [3]}, "a list of names"),
        ("crs", {"until": 10}, "dense_until <= until"),
        ("remission", {"as_": "no name"}, "letters"),
        ("neutrophil_recovery", {"successive": 0}, "1 or more"),
        ("cellular_kinetics", {"every": 0}, "every"),
    ],
)
def test_a_wrong_name_or_option_is_answered(name: str, chosen: dict, said: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        endpoint(name, **chosen)
    assert said in str(caught.value)
    assert str(caught.value).count("\n") <= 2


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("remission", {"blasts": "marrow.blasts"}),
        ("b_cell_aplasia", {"threshold": "50 mg"}),
        ("b_cell_aplasia", {"threshold": "-5e7 cell"}),
        ("remission", {"neutrophils": "neutrophils.anc", "recovered": "-1e9 cell/L"}),
        ("neutrophil_recovery", {"neutrophils": "neutrophils.anx"}),
    ],
)
def test_a_name_or_level_the_model_lacks_is_found_before_running(name: str, chosen: dict) -> None:
    from engraft.errors import EngraftError

    with pytest.raises(EngraftError):
        endpoint(name, **chosen).needs(build("b_all_spine"))
