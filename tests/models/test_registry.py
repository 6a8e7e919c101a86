import pytest

from engraft import models
from engraft.errors import SpecificationError
from engraft.language import System

NAMES = (
    "b_all",
    "b_all_switch",
    "b_all_pd1",
    "b_all_anti_car",
    "b_all_universal",
    "b_all_two_antigens",
    "t_all_car7",
    "adult_b_all",
    "b_all_spine",
    "first_line_b_all",
    "b_lymphoma",
    "richter",
    "cll_pd1",
    "cll",
    "transplant",
    "cd33_graft",
    "leontriana2021",
    "kimmel2021",
    "stein2019",
    "kirouac2023",
    "mueller_schoell2021",
    "friberg2002",
    "quartino2014",
    "jost2020",
    "hahnel2020",
    "chen2019",
    "clements2020",
    "hosseini2020",
    "aml",
    "brinkman2018",
    "stiehl2015",
    "amldt2025",
    "ada_scid",
    "sickle_cell",
    "rodrigues2019",
    "t_cell_culture",
    "duranvillalobos2023",
    "varga2005",
    "frey2010",
    "kosinsky2018",
    "irradiated_cells",
    "adhikarla2021",
    "wodarz_komarova2009",
    "tumor_site",
    "switched_t_cells",
    "gibiansky2021",
    "ahamadi2017",
    "mihaila2017",
    "bartlett_davis2006",
    "aml_silencing",
    "aml_antisense",
    "in_vivo_car",
    "bajaj2017",
)


def test_the_catalog_lists_every_system_in_one_line():
    listed = models.catalog()
    assert tuple(listed) == NAMES
    assert all(line and "\n" not in line for line in listed.values())


@pytest.mark.parametrize("name", NAMES)
def test_every_system_can_be_built_and_is_closed(name):
    system = models.build(name)
    assert isinstance(system, System)
    assert not system.ports


@pytest.mark.parametrize("name", NAMES)
def test_every_recipe_says_what_it_cannot_say_and_where_it_is_from(name):
    for block in models.build(name).blocks:
        what = "model" if block.recipe else "system"  # a join says it of the whole
        assert f"What this {what} cannot say" in block.about
        assert not block.recipe or ("References" in block.about and block.reference)


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_described(name):
    for entry in models.build(name).parameters:
        assert entry.description, entry.name
        assert entry.source is not None


def test_an_unknown_system_is_answered_with_the_nearest():
    with pytest.raises(SpecificationError, match="did you mean 'kimmel2021'"):
        models.build("kimmel2012")
