import pytest

from engraft import models
from engraft.language import chain
from engraft.therapy.catalog import get

SHARE = "blood.corrected_share_granulocytes"
CELLS = {"corrected.infused": (0.0, 1e8, 0.0), "uncorrected.infused": (0.0, 1e8, 0.0)}


def test_alike_branches_stay_at_the_share_of_the_graft(as_published):
    """In an empty marrow and with a gene that changes nothing, each lineage ends at the share that was given."""
    system = models.build("ada_scid")
    healthy = {"uncorrected.present": 0.0, "uncorrected.positive_death": 1e-6, "uncorrected.splenic_death": 0.032}
    of = [f"blood.corrected_share_{one}" for one in ("granulocytes", "circulating_b", "t_cells", "red_cells")]
    run = as_published(system, of, [900.0], given=CELLS, values=healthy)
    assert [run.at(name, 900.0)[0] for name in of] == pytest.approx([0.5] * 4, rel=1e-6)


def test_deficits_of_the_uncorrected_branch_favor_corrected_lymphocytes(as_published):
    of = [f"blood.corrected_share_{one}" for one in ("granulocytes", "circulating_b", "t_cells")]
    run = as_published(models.build("ada_scid"), of, [2500.0], given=CELLS, values={"uncorrected.present": 0.0})
    granulocytes, b_cells, t_cells = (run.at(name, 2500.0)[0] for name in of)
    assert granulocytes == pytest.approx(0.5, rel=1e-6)
    assert granulocytes < b_cells < t_cells
    assert t_cells == pytest.approx(1.0 / 1.1325, abs=0.01)


def test_more_copies_change_what_hemoglobin_is_and_not_how_much(as_published):
    system, of = models.build("sickle_cell"), ["blood.hemoglobin_added", "blood.hemoglobin_own"]
    alone = {"corrected.infused": (0.0, 2e8, 0.0)}
    empty = {"uncorrected.present": 0.0}
    once = as_published(system, of, [800.0], given=alone, values=empty | {"blood.copies": 1.0})
    twice = as_published(system, of, [800.0], given=alone, values=empty | {"blood.copies": 2.0})
    assert once.at(of[0], 800.0)[0] == pytest.approx(once.at(of[1], 800.0)[0], rel=1e-9)
    assert twice.at(of[0], 800.0)[0] == pytest.approx(2.0 * twice.at(of[1], 800.0)[0], rel=1e-9)


def test_a_transfusion_raises_hemoglobin_and_fades(as_published):
    """50 g in 5 L are 10 g/L, and a mean stay of 60 days leaves exp(-1/2) after a month."""
    system, of = models.build("sickle_cell"), ["blood.hemoglobin", "blood.transfused"]
    run = as_published(system, of, [0.01, 30.0], given={"blood.transfused": (0.0, 50e3, 0.0)})
    plain = as_published(system, of, [0.01], given={})
    assert run.at(of[0], 0.01)[0] - plain.at(of[0], 0.01)[0] == pytest.approx(10.0, rel=1e-3)
    assert run.at(of[1], 30.0)[0] / run.at(of[1], 0.01)[0] == pytest.approx(0.6067, rel=1e-3)


@pytest.mark.parametrize("product", ["corrected_cd34", "busulfan"])
def test_the_chain_leads_from_the_dose_to_corrected_blood(product):
    system = models.build("ada_scid")
    followed = str(chain(system, get(product).target))
    assert "long-term stem cells" in followed
