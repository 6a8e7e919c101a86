import pytest

from engraft.models.blocks.targeted_b_cells import TargetedBCells
from engraft.units import canonical


@pytest.mark.parametrize("rate", [0.0, 0.019, 0.19])
def test_under_a_constant_kill_they_settle_where_age_and_killing_balance(alone, rate):
    system = TargetedBCells().system("b_cells")
    found = alone(
        system, ["b_cells.cells"], [0.0, 3000.0], weight=canonical(70.0, "kg"), marrow_room=1.0,
        antibody_kill=canonical(rate, "1/day"),
    )["b_cells.cells"]  # fmt: skip
    assert found[1] / found[0] == pytest.approx(0.019 / (0.019 + rate), rel=1e-5)
