import pytest

from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import symbol
from engraft.models.blocks.inhibited_marrow import free_place, open_room, spared

A, B, C = symbol("a"), symbol("b"), symbol("c")


def value(expression, **values):
    return evaluate([expression], values)[0, 0]


@pytest.mark.parametrize("pool", [0.0, 1e-6, 0.3, 1.0, 5.0])
def test_in_a_marrow_without_leukemia_every_division_has_its_place(pool):
    assert value(free_place(A, B, C), a=1.0, b=pool, c=1.0) == 1.0


@pytest.mark.parametrize("room", [0.01, 0.26, 0.9])
def test_at_rest_the_share_is_the_room_and_few_progenitors_are_not_hindered(room):
    assert value(free_place(A, B, C), a=room, b=2e9, c=2e9) == pytest.approx(room)
    assert value(free_place(A, B, C), a=room, b=0.0, c=2e9) == 1.0
    assert value(free_place(A, B, C), a=room, b=4e9, c=2e9) < room


def test_interferon_gamma_halves_at_its_half_and_nothing_spares_all():
    assert [value(spared(A, B), a=x, b=750.0) for x in (0.0, 750.0, 2250.0)] == [1.0, 0.5, 0.25]


def test_leukemia_never_takes_all_room():
    assert [value(open_room(A, B), a=x, b=0.01) for x in (0.0, 0.01, 0.5)] == [0.01, 0.01, 0.5]
