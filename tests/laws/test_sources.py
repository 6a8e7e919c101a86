"""Every number has a source, every recipe a reference and a word on what it cannot say."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from dataclasses import fields

import pytest

import engraft.models
from engraft import models, outcomes
from engraft.language import Assumed, Calibrated, Model, Paper
from engraft.population.catalog import get as population
from engraft.population.catalog import populations
from engraft.therapy.catalog import get as product
from engraft.therapy.catalog import names as products
from engraft.trial import design, load_study, shipped

SOURCES = (Paper, Calibrated, Assumed)
SILENT = "cannot say"


def recipes() -> list[type[Model]]:
    """Find every recipe in the room of models, used by a registered system or not."""
    for module in pkgutil.walk_packages(engraft.models.__path__, "engraft.models."):
        importlib.import_module(module.name)
    found, todo = set(), [Model]
    while todo:
        new = todo.pop().__subclasses__()
        found |= set(new)
        todo += new
    return sorted((one for one in found if one.__module__.startswith("engraft.models.")), key=lambda one: one.__name__)


def test_no_parameter_of_any_system_is_without_source(capsys):
    found = [(p.name, p.source) for name in models.catalog() for p in models.build(name).parameters]
    without = [name for name, source in found if not isinstance(source, SOURCES)]
    assumed = sum(isinstance(source, Assumed) for _, source in found)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(found)} parameters of {len(models.catalog())} systems: {len(without)} without source, "
            f"{assumed} assumed\n"
        )
    assert without == []
    assert len(found) > 50


@pytest.mark.parametrize("recipe", recipes(), ids=lambda one: one.__name__)
def test_every_recipe_has_a_reference_and_says_what_it_cannot_say(recipe):
    assert recipe.reference
    assert SILENT in (recipe.__doc__ or "")
    assert "References" in (recipe.__doc__ or "")
    assert all(word in (recipe.__doc__ or "") for word in recipe.reference.split())


@pytest.mark.parametrize("recipe", recipes(), ids=lambda one: one.__name__)
def test_every_declared_quantity_is_described(recipe):
    assert [name for name, one in recipe.declared.items() if not one.description] == []


def test_every_empirical_risk_has_a_source_and_says_so(system):
    for risk in system.hazards:
        assert not risk.empirical or isinstance(risk.source, SOURCES)
        assert risk.description


def test_every_assumed_number_can_be_varied(system):
    fixed = [p.name for p in system.parameters if isinstance(p.source, Assumed) and not p.source.low < p.source.high]
    assert fixed == []


def test_every_block_was_made_by_a_recipe(system):
    made = {one.__name__: one for one in recipes()}
    for block in system.blocks:
        whole = block.name == system.name and not block.recipe  # what a join says of itself
        assert whole or block.reference == made[block.recipe].reference
        assert SILENT in block.about or (whole and SILENT.replace("model", "system") in block.about)


@pytest.mark.parametrize("name", products())
def test_every_product_has_the_source_of_its_dose(name):
    one = product(name)
    assert isinstance(one.source, SOURCES)
    assert one.description
    assert one.label_dose is not None


@pytest.mark.parametrize("name", populations())
def test_every_number_of_a_population_has_a_source(name):
    law = population(name)
    parts = (*law.covariates, *law.correlations, *law.derived, *law.effects)
    assert all(isinstance(part.source, SOURCES) for part in parts)
    assert law.label


@pytest.mark.parametrize("name", outcomes.names())
def test_every_endpoint_says_whose_definition_it_is(name):
    one = outcomes.endpoint(name)
    assert one.guideline
    assert one.label
    assert one.keys
    assert {"name", "label", "guideline"} <= {f.name for f in fields(one)}


@pytest.mark.parametrize("name", shipped())
def test_every_number_of_a_study_has_a_source(name):
    plan = design(load_study(name))
    assert all(isinstance(p.source, SOURCES) for p in plan.system.parameters)
    assert all(isinstance(effect.source, SOURCES) for effect in plan.population.effects)
    assert all(isinstance(assay.source, SOURCES) for assay in plan.assays)
    assert all(figure.source for figure in plan.study.file.published)
