"""A transplant with an edited graft: what is not edited or given is transplant as it stands."""

from __future__ import annotations

import pytest

from engraft import models
from engraft.language import chain
from engraft.models.leukemia import cd33_graft, transplant
from engraft.therapy.catalog import get


def test_it_is_transplant_with_three_blocks_of_its_own():
    plain, here = transplant.recipes(), cd33_graft.recipes()
    assert set(here) - set(plain) == {"gemtuzumab"}
    assert {name for name in plain if type(plain[name]) is not type(here[name])} == {"graft"}
    assert set(here["kill_leukemia"].names) - set(plain["kill_leukemia"].names) == {"gemtuzumab"}
    wires = {port: name for port, name in cd33_graft.WIRES.items() if port not in transplant.WIRES}
    assert wires == {
        "graft.cd33_kill": "gemtuzumab.normal_killed", "kill_leukemia.gemtuzumab": "gemtuzumab.leukemia_killed",
    }  # fmt: skip


def test_the_chain_of_the_drug_leads_to_neutrophils_leukemia_and_the_liver():
    followed = str(chain(models.build("cd33_graft"), get("gemtuzumab_ozogamicin").target))
    for flow in ("the CD33 drug kills maturing neutrophils", "treatment kills seen leukemia", "veno_occlusive"):
        assert flow in followed


@pytest.mark.parametrize("product", ["cd33_deleted_cd34", "cd33_kept_cd34"])
def test_the_chain_of_the_graft_leads_to_blood(product):
    followed = str(chain(models.build("cd33_graft"), get(product).target))
    assert "stem cells engraft" in followed
    assert "neutrophils are released" in followed
