import math

import pytest

from engraft.kernel.evaluate import evaluate
from engraft.models.library.li2023_stem_cell_branch import Li2023Branch, carried

STAGES = {"short": (1000.0, 20.0), "multi": (1000.0, 2.0), "myeloid": (36.0, 4.0), "burst": (32.0, 7.0)}


@pytest.fixture(scope="module")
def branch():
    return Li2023Branch().system("own")


@pytest.fixture(scope="module")
def rest(branch):
    """Give the counts at the start, worked out of the published values."""
    values = {one.name: one.value for one in branch.parameters}
    names = [state.name for state in branch.states if not isinstance(state.initial, float)]
    found = evaluate([branch.state(name).initial for name in names], values, 1)[:, 0]
    return dict(zip([name.split(".")[1] for name in names], found, strict=True))


@pytest.mark.parametrize("stage", STAGES)
def test_the_time_in_a_stage_is_that_of_all_divisions(rest, stage):
    """tau2 = tau ln 2/ln a; at rest X1 = in tau1, X2 = a/2 in tau2: by hand, where nothing turns aside."""
    amplification, residence = STAGES[stage]
    last = residence * math.log(2.0) / math.log(amplification)
    aside = {"multi": 0.022, "myeloid": 2.5}.get(stage, 0.0)
    arrives = rest[f"{stage}_1"] / (residence - last)
    assert rest[f"{stage}_2"] == pytest.approx(amplification / 2.0 * arrives / (1.0 / last + aside), rel=1e-12)


def test_stem_cells_make_a_thousandfold_twice(rest):
    assert rest["long_term"] == pytest.approx(1275.0)
    arrives = rest["short_1"] / (20.0 - 20.0 * math.log(2.0) / math.log(1000.0))
    assert arrives == pytest.approx(12.75)
    assert rest["short_2"] * 2.0 / (20.0 * math.log(2.0) / math.log(1000.0)) == pytest.approx(12_750.0)


def test_a_healthy_person_has_red_cells_at_which_oxygen_allows_as_many(rest):
    """The fixed point of 550 exp(-0.23 oxygen): cells out of CFU-E against cells in, by the counts themselves."""
    oxygen = 1.34 / 10.0 * carried(0.74) * rest["red_cells"]
    made = 550.0 * math.exp(-0.23 * oxygen)
    arrives = rest["colony_1"] / (7.0 * 0.8)
    assert rest["red_cells"] / 120.0 == pytest.approx(made * arrives, rel=1e-6)
    assert rest["reticulocytes"] / rest["red_cells"] == pytest.approx(3.0 / 120.0)


def test_b_cells_of_the_spleen_live_on_what_the_marrow_sends(rest):
    """Each balance by hand, with the published rates per day."""
    assert 2.0 * rest["pro_b"] == pytest.approx((0.4 + 2.4 + 0.2 + 0.76) * rest["immature_b"], rel=1e-12)
    assert 2.4 * rest["immature_b"] == pytest.approx(0.24 * rest["transitional_b"], rel=1e-12)
    comes = 0.12 * rest["transitional_b"] + 3.76 * rest["circulating_b"]
    assert comes == pytest.approx((0.12 + 0.032) * rest["splenic_b"], rel=1e-9)
    crowd = 2.2 * (1.0 - (rest["pro_b"] + rest["circulating_b"]) / 8.4e9) - 2.0
    assert 12.0 * rest["lymphoid"] + crowd * rest["pro_b"] + 0.2 * rest["immature_b"] == pytest.approx(
        0.0, abs=1e-6 * rest["pro_b"]
    )


def test_clones_lie_within_what_was_counted_for_the_median_graft_of_a_child():
    cells = 10.3e6 * 10.0
    typical, spread = Li2023Branch.clones_per_cell.value, Li2023Branch.clones_per_cell.spread
    low, high = (cells * typical * math.exp(sign * 2.25 * spread) for sign in (-1.0, 1.0))
    assert (low, high) == (pytest.approx(770.0, rel=0.08), pytest.approx(35_000.0, rel=0.08))
