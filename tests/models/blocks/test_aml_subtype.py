import pytest

from engraft.models.blocks.aml_subtype import AmlSubtype

NAMES = ("block.pace", "block.drug_sensitivity", "block.hma_sensitivity")


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        ({}, (1.0, 1.0, 1.0)),
        ({"flt3_itd": 1.0}, (1.5, 0.7, 1.0)),
        ({"tp53": 1.0}, (1.0, 0.5, 1.0)),
        ({"prior_hma": 1.0}, (1.0, 1.0, 0.5)),
        ({"flt3_itd": 1.0, "tp53": 1.0, "prior_hma": 1.0}, (1.5, 0.35, 0.5)),
    ],
)
def test_each_feature_acts_on_what_it_names(boxed, as_published, features, expected):
    system = boxed(AmlSubtype(), {})
    values = {f"block.{name}": value for name, value in features.items()}
    run = as_published(system, NAMES, [0.0], values=values, end=1.0)
    assert tuple(run.at(name, 0.0)[0] for name in NAMES) == pytest.approx(expected)
