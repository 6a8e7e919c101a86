import numpy as np

from engraft import units
from engraft.kernel.evaluate import evaluate
from engraft.models.library.hosseini2020_blood import Hosseini2020Blood

BLOCK = Hosseini2020Blood().system("blood")


def counted(**cells):
    """Count blood of 5 L, in cells per microliter."""
    values = {"blood.resting": 0.0, "blood.activated": 0.0, "blood.post_activated": 0.0, "blood.b_cells_total": 0.0}
    values |= {"blood.volume": units.canonical(5.0, "L"), "blood.one_cell": 1.0}
    values |= {f"blood.{name}": number for name, number in cells.items()}
    names = ("b_cells", "t_cells", "activated_share")
    found = evaluate([BLOCK.observable(f"blood.{name}").expression for name in names], values)[:, 0]
    return found[0] / units.canonical(1.0, "cell/uL"), found[1] / units.canonical(1.0, "cell/uL"), found[2]


def test_counts_are_cells_over_volume():
    np.testing.assert_allclose(
        counted(resting=1e9, activated=5e8, post_activated=1e9, b_cells_total=2.5e9), (500.0, 500.0, 0.2), rtol=1e-12
    )


def test_blood_without_t_cells_has_no_share_of_them():
    assert counted() == (0.0, 0.0, 0.0)
