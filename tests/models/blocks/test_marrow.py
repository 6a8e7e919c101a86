import pytest

from engraft.kernel.evaluate import evaluate
from engraft.models.blocks.marrow import Marrow

SYSTEM = Marrow().system("marrow")


def seen(name, leukemia, weight=39.0):
    values = {p.name: p.value for p in SYSTEM.parameters}
    values |= {"marrow.leukemia": leukemia, "marrow.weight": weight * 1e6}
    return evaluate([SYSTEM.observable(f"marrow.{name}").expression], values)[0, 0]


@pytest.mark.parametrize(
    ("leukemia", "weight", "share"), [(5e10, 39.0, 0.74), (5e10, 78.0, 0.37), (0.0, 39.0, 0.0), (1e12, 39.0, 1.0)]
)
def test_blasts_are_a_share_of_a_marrow_that_grows_with_the_child(leukemia, weight, share):
    assert seen("blast_fraction", leukemia, weight) == pytest.approx(share)


def test_one_cell_is_not_extinct():
    assert [seen("leukemia_extinct", n) for n in (0.0, 1.0, 1e9)] == [1.0, 0.0, 0.0]


def test_residual_disease_is_read_far_below_what_a_microscope_sees():
    assert seen("mrd_fraction", 1e-4 * seen("cells", 0.0)) == pytest.approx(1e-4)
