"""What a system holds."""

import pytest

from engraft.language import Paper
from engraft.language.entries import Block, ParameterEntry


def test_a_parameter_is_shown_in_its_declared_unit():
    entry = ParameterEntry("a.k", 24.0, "1/hour", Paper("10.1000/example", "Table 1"))
    assert entry.shown == pytest.approx(1.0)


def test_a_block_names_its_recipe():
    assert Block("pk", "Antibody").text() == "'pk' (Antibody)"
    assert Block("pk").text() == "'pk'"


def test_symbols_map_every_name_of_a_formula_to_its_entry(disease):
    symbols = disease.symbols()
    assert symbols["b_all.car"] is disease.state("b_all.car")
    assert symbols["b_all.b_all_cells"] is disease.observable("b_all.b_all_cells")
    assert "b_all.leukemia grows" not in symbols
