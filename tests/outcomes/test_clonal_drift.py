import numpy as np
import pytest

from engraft import models
from engraft.errors import SpecificationError
from engraft.outcomes.clonal_drift import ClonalDrift, holding_half
from engraft.outcomes.registry import endpoint

DAYS = (28.0, 308.0, 588.0, 1708.0)


def test_at_rest_clones_die_out_as_critical_birth_and_death_does():
    """A clone of one cell is still there after so many division times t with the chance 1/(1 + t)."""
    drift = ClonalDrift(days=DAYS, followed=5000.0)
    sizes = drift.sizes(7, 5000, np.ones(4))
    for k, times in enumerate((0.0, 1.0, 2.0, 6.0)):
        left = (sizes[k] > 0).mean()
        expected = 1.0 / (1.0 + times)
        assert left == pytest.approx(expected, abs=4.0 * np.sqrt(expected * (1.0 - expected) / 5000.0) + 1e-12)
    assert sizes.mean(axis=1) == pytest.approx([1.0] * 4, abs=0.25)


def test_cells_of_clones_multiply_as_stem_cells_do_and_few_are_lost():
    drift = ClonalDrift(days=(28.0, 56.0), followed=5000.0)
    first, last = drift.sizes(3, 5000, np.array([10.0, 100.0]))
    assert first.sum() == 5000
    assert last.mean() == pytest.approx(10.0, rel=0.06)
    assert (last > 0).mean() > 0.9


def test_the_same_person_has_the_same_luck_however_many_clones_are_followed():
    few = ClonalDrift(days=DAYS, followed=50.0).sizes(7, 5000, np.ones(4))
    many = ClonalDrift(days=DAYS, followed=400.0).sizes(7, 5000, np.ones(4))
    assert np.array_equal(few, many[:, :50])
    assert not np.array_equal(few, ClonalDrift(days=DAYS, followed=50.0).sizes(8, 5000, np.ones(4)))


def test_half_of_the_cells_is_held_by_the_largest_clones():
    assert holding_half(np.array([5, 5, 5, 5])) == 2
    assert holding_half(np.array([0, 0, 9, 1])) == 1
    assert holding_half(np.zeros(3, np.int64)) == 0


def test_verdict_counts_engrafted_and_active_clones(as_published):
    drift = ClonalDrift(days=DAYS)
    system = models.build("ada_scid")
    needs = drift.needs(system)
    assert {"corrected.clones", "corrected.long_term"} <= set(needs.observables)
    given = {"corrected.infused": (0.0, 1e8, 0.0)}
    run = as_published(system, ["corrected.clones", "corrected.long_term"], [0.0, *DAYS], given=given, persons=3)
    table = drift.verdict(run)
    assert table["clonal_drift_started"].to_numpy() == pytest.approx([4879.0] * 3, abs=3.0)
    active = table[[f"clonal_drift_active_day_{day:g}" for day in DAYS]].to_numpy()
    assert (np.diff(active, axis=1) <= 0.0).all()
    assert (active[:, 0] == table["clonal_drift_started"]).all()
    assert set(drift.figures(table)) == set(drift.keys)


@pytest.mark.parametrize(
    "chosen",
    [
        {"days": [28.0]},
        {"days": [90.0, 28.0]},
        {"followed": 0.0},
        {"division_weeks": 0.0},
        {"followed": 1.5},
        {"seed": 0.5},
    ],
)
def test_a_course_that_cannot_be_followed_is_refused(chosen):
    with pytest.raises(SpecificationError, match="clonal_drift"):
        endpoint("clonal_drift", **chosen)


def test_an_arm_without_a_graft_has_no_clones(as_published):
    drift = ClonalDrift(days=DAYS)
    run = as_published(models.build("ada_scid"), ["corrected.clones", "corrected.long_term"], list(DAYS))
    table = drift.verdict(run)
    assert table["clonal_drift_started"].tolist() == [0.0]
    assert table["clonal_drift_active_day_308"].isna().all()
