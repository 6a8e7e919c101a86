import math

import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.edited_graft import EditedGraft
from engraft.models.blocks.graft import Graft
from engraft.simulate import Needs, simulate
from engraft.therapy import Product, Regimen, give

GUESS = Assumed("set for a test", 0.0, 1e30)
QUIET = {
    "weight": (70.0, "kg"), "kill": (0.0, "1/day"), "cd33_kill": (0.0, "1/day"), "donor_kill": (50.0, "1/day"),
    "host_lymphocytes": (0.0, "cell"),
}  # fmt: skip
EDITED = Product("edited", "graft.infused_edited", "cells", GUESS)
KEPT = Product("kept", "graft.infused_kept", "cells", GUESS)
PLAIN = Product("plain", "graft.infused", "cells", GUESS)
SEEN = ("anc", "platelet_count", "chimerism", "edited_share", "cd33_negative", "clones", "cellularity")


def exact(value, unit):
    return Parameter(value, unit, source=GUESS)


@pytest.fixture
def course(hold, people):
    def run(
        days,
        *,
        edited="6.69e6 cell/kg",
        kept="0.91e6 cell/kg",
        plain="",
        ports=None,
        recipe=EditedGraft,
        of=SEEN,
        **changed,
    ):
        same = {n: exact(p.value, p.unit) for n, p in recipe.declared.items() if getattr(p, "spread", 0.0)}
        held = {name: value for name, value in (QUIET | (ports or {})).items() if name in recipe.declared}
        system = hold(recipe(**same | changed).system("graft"), held)
        given = sum(
            (give(one, dose) for one, dose in ((EDITED, edited), (KEPT, kept), (PLAIN, plain)) if dose), Regimen()
        )
        needs = Needs.of([f"graft.{name}" for name in of], days)
        done = simulate(system, given, people([0], weight=[70.0]), needs=needs, span=(0.0, days[-1]), seed=1, rtol=1e-9)
        return {name: done.course(f"graft.{name}")[:, 0] for name in of}

    return run


def test_without_edited_cells_it_is_the_block_of_a_donors_graft(course):
    days, same = [0.0, 5.0, 12.0, 30.0, 90.0], ("anc", "platelet_count", "chimerism", "cellularity")
    alone = course(days, edited="", kept="", plain="5e6 cell/kg", recipe=Graft, of=same)
    here = course(days, edited="", kept="", plain="5e6 cell/kg")
    for name in same:
        assert here[name] == pytest.approx(alone[name], rel=1e-5, abs=1e-6)


def test_clones_are_dose_times_weight_times_share_times_survival(course):
    found = course([0.0, 20.0], clones_per_cell=exact(1e-4, "1"), surviving=exact(0.5, "1"))
    assert found["clones"][1] == pytest.approx(7.6e6 * 70.0 * 1e-4 * 0.5, rel=1e-6)
    whole = course([0.0, 20.0], edited="", kept="", plain="7.6e6 cell/kg", clones_per_cell=exact(1e-4, "1"))
    assert whole["clones"][1] == pytest.approx(7.6e6 * 70.0 * 1e-4, rel=1e-6)


def test_the_edited_share_goes_to_that_of_stem_cells_as_the_closed_form_says(course):
    """e(t) = e_LT + (e_0 - e_LT) exp(-t/tau), e_LT of the stem cells that engrafted, once the marrow is full."""
    days = [0.0, 100.0, 160.0, 2000.0]
    found = course(days, long_term_ratio=exact(0.5, "1"), takeover=exact(60.0, "day"))["edited_share"]
    late = 0.5 * 6.69 / (0.5 * 6.69 + 0.91)
    assert found[3] == pytest.approx(late, rel=1e-4)
    assert (found[2] - late) / (found[1] - late) == pytest.approx(math.exp(-1.0), rel=1e-3)


def test_with_a_ratio_of_one_the_share_stays_that_of_the_product(course):
    found = course([0.0, 30.0, 300.0])["edited_share"]
    assert found[1:] == pytest.approx([6.69 / 7.6, 6.69 / 7.6], rel=1e-4)


def test_a_drug_against_cd33_spares_neutrophils_of_an_edited_graft_alone(course):
    """Of unedited ones (2/T)^2/(2/T + g)^2 pass both pools; progenitors are left out here."""
    drug, no = {"cd33_kill": (0.66, "1/day")}, {"progenitors_with_cd33": exact(1e-12, "1")}
    days, passes = [0.0, 200.0], 2.0 / (133.0 / 24.0)
    unedited = course(days, edited="", kept="", plain="7.6e6 cell/kg", ports=drug, **no)["anc"][1]
    assert unedited == pytest.approx(4e9 * (passes / (passes + 0.66)) ** 2, rel=1e-3)
    edited = course(days, edited="7.6e6 cell/kg", kept="", ports=drug, **no)
    assert edited["anc"][1] == pytest.approx(4e9, rel=1e-3)
    assert edited["cd33_negative"][1] == pytest.approx(1.0, abs=1e-4)


def test_under_the_drug_edited_progenitors_take_the_room(course):
    free = course([0.0, 100.0])["edited_share"][1]
    held = course([0.0, 100.0], ports={"cd33_kill": (0.1, "1/day")})["edited_share"][1]
    assert held > free + 0.05


def test_nothing_is_negative_before_the_graft(course):
    found = course([0.0, 0.01], edited="", kept="")
    assert all(np.isfinite(values).all() and (values >= 0.0).all() for values in found.values())
