"""Chemotherapy of blasts that lack BCL2: nothing without chemotherapy, and healthy cells as they were."""

import pytest

from engraft.models.blocks.sensitized_chemotherapy import SensitizedChemotherapy

OF = ["block.leukemia_kill", "block.healthy_effect", "block.t_cell_kill"]
KILLS = {"cytarabine_kill": (0.2, "1/day"), "daunorubicin_kill": (0.3, "1/day")}
STOPS = {"cytarabine_stop": (0.4, "1"), "daunorubicin_stop": (0.5, "1")}


def felt(boxed, as_published, kills, sensitized):
    """Give what leukemia, healthy cells and nobody feel."""
    ports = kills | STOPS | {"sensitivity": (0.5, "1"), "sensitized": (sensitized, "1")}
    run = as_published(boxed(SensitizedChemotherapy(), ports), OF, [0.0], end=1.0)
    return [run.at(name, 0.0)[0] for name in OF]


@pytest.mark.parametrize("sensitized", [1.0, 1.25, 2.0])
def test_killing_is_multiplied_and_healthy_cells_feel_the_drugs_alone(boxed, as_published, sensitized):
    assert felt(boxed, as_published, KILLS, sensitized) == pytest.approx([0.25 * sensitized, 0.9, 0.0])


def test_the_antisense_drug_kills_nobody_by_itself(boxed, as_published):
    none = {name: (0.0, "1/day") for name in KILLS}
    assert felt(boxed, as_published, none, 2.0)[0] == 0.0
