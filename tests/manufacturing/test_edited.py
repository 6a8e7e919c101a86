"""Edits of one delivery go together: the closed forms of independent, shared and finished editing."""

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.kernel.streams import uniform
from engraft.manufacturing.edited import Edited

ONE = np.ones(1)


def law(delivered=0.97, **edits):
    return Edited.of(delivered, {name: share * ONE for name, share in edits.items()})


def test_three_edits_of_independent_loci_and_of_one_delivery():
    """0.9 at each of three loci: 0.729 were they independent, 0.775 with 0.97 reached (d prod(p/d))."""
    loci = ("TRAC", "B2M", "CD52")
    assert law(1.0, TRAC=0.9, B2M=0.9, CD52=0.9).together(loci)[0] == pytest.approx(0.729)
    assert law(0.97, TRAC=0.9, B2M=0.9, CD52=0.9).together(loci)[0] == pytest.approx(0.9**3 / 0.97**2)


def test_two_loci_and_the_finished_limit():
    assert law(0.8, TRAC=0.6, B2M=0.4).together(("TRAC", "B2M"))[0] == pytest.approx(0.6 * 0.4 / 0.8)
    assert law(0.8, TRAC=0.8, B2M=0.8).together(("TRAC", "B2M"))[0] == pytest.approx(0.8)


def test_all_combinations_of_edits_sum_to_all_cells():
    """Counted cell by cell: reached or not, each locus edited or not."""
    drawn = np.array([uniform(1, f"draw {k}", np.arange(200_000)) for k in range(3)])
    reached = drawn[0] < 0.9
    a, b = (reached & (drawn[k] < share) for k, share in ((1, 0.7), (2, 0.5)))
    found = law(0.9, A=0.63, B=0.45)
    assert found.together(("A", "B"))[0] == pytest.approx((a & b).mean(), abs=5e-3)
    assert found.unedited()[0] == pytest.approx((~a & ~b).mean(), abs=5e-3)


def test_selection_of_cells_is_that_of_a_count():
    """Survival by what a cell shows at two loci: shares and yield as counted over all eight kinds of cells."""
    d, q = 0.9, {"A": 0.8, "B": 0.6}
    keep = {"A": (0.95, 0.3), "B": (0.9, 0.1)}  # edited, not edited
    left, both = 0.0, 0.0
    for reached, weight in ((1, d), (0, 1.0 - d)):
        for a in (0, 1):
            for b in (0, 1):
                chance = np.prod([(q[j] if on else 1 - q[j]) if reached else 1 - on for j, on in zip("AB", (a, b))])  # noqa: B905
                stays = weight * chance * np.prod([keep[j][0 if on else 1] for j, on in zip("AB", (a, b))])  # noqa: B905
                left += stays
                both += stays * a * b
    before = Edited(d * ONE, {name: share * ONE for name, share in q.items()})
    after, survive = before.selected({j: k[0] * ONE for j, k in keep.items()}, {j: k[1] * ONE for j, k in keep.items()})
    assert survive[0] == pytest.approx(left)
    assert after.together(("A", "B"))[0] == pytest.approx(both / left)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: law(1.2, TRAC=0.9), "not a probability"),
        (lambda: law(0.9, TRAC=-0.1), "edited at TRAC is not a probability"),
        (lambda: law(0.5, TRAC=0.9), "more cells are edited at TRAC than an editor reaches"),
        (lambda: law(1.0, TRAC=0.9).together(("TRAC", "B2M")), "more edits than loci"),
        (lambda: law(1.0, TRAC=0.9, B2M=0.8).together(("TRAC", "TRAC")), "more edits than loci"),
        (lambda: law(1.0, TRAC=0.9, B2M=0.8).together(("TRAC", "B3M")), "did you mean 'B2M'"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(wrong, said):
    with pytest.raises(SpecificationError) as error:
        wrong()
    assert said in str(error.value)
    assert len(str(error.value).splitlines()) <= 3
