"""siRNA in one leukemic cell: rest, delivery, dilution, and the steady state of a constant supply."""

import numpy as np
import pytest

from engraft.models.blocks.rna_silencing import RnaSilencing

LEFT = ("silencing.mrna_left", "silencing.protein_left")
HOUR = 24.0


@pytest.fixture(scope="module")
def block():
    return RnaSilencing().system("silencing")


def value(block, name):
    return block.parameter(f"silencing.{name}").value


def test_without_sirna_a_dividing_cell_stays_as_it_is(block, held_alone):
    found = held_alone(block, list(LEFT), [1.0, 30.0], division=0.15, full_division=0.15)
    for course in found.values():
        np.testing.assert_allclose(course, 1.0, rtol=1e-9)


@pytest.mark.parametrize("division", [0.0, 0.15, 0.7])
def test_free_sirna_goes_by_loss_and_dilution_alone(block, held_alone, division):
    """One mg/kg/day for good, nothing taken up by RISC: the supply over all losses, step by step."""
    held = {"uptake": 1e-6, "division": division, "full_division": division}
    found = held_alone(
        block, ["silencing.endosome", "silencing.cytosol"], [60.0], values={"silencing.loading": 0.0}, **held
    )
    brought = value(block, "marrow_share") * value(block, "copies") / value(block, "marrow_cells") * 1e-6
    endosome = brought / ((0.5 + 0.01) * HOUR + division)
    assert found["silencing.endosome"][0] == pytest.approx(endosome, rel=1e-6)
    assert found["silencing.cytosol"][0] == pytest.approx(0.01 * HOUR * endosome / (0.029 * HOUR + division), rel=1e-6)


def test_a_constant_supply_silences_to_the_closed_form(block, held_alone):
    """M = (d + g)/(d + g + q C), P = M: protein settles where mRNA does."""
    found = held_alone(block, ["silencing.loaded", *LEFT], [80.0], uptake=1e-7, division=0.15, full_division=0.15)
    d, q = value(block, "mrna_loss"), value(block, "cleavage")
    expected = (d + 0.15) / (d + 0.15 + q * found["silencing.loaded"][0])
    assert found["silencing.mrna_left"][0] == pytest.approx(expected, rel=1e-6)
    assert found["silencing.protein_left"][0] == pytest.approx(expected, rel=1e-5)
    assert expected < 0.5


def test_risc_is_never_loaded_beyond_what_there_is(block, held_alone):
    found = held_alone(block, ["silencing.loaded"], [5.0, 40.0], uptake=1e-2, division=0.0, full_division=0.0)
    assert (found["silencing.loaded"] < value(block, "risc")).all()
