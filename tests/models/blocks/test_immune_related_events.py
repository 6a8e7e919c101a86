import numpy as np
import pytest

from engraft.models.blocks.immune_related_events import ORGANS, ImmuneRelatedEvents

HELD = {"occupancy": (1.0, "1"), "steroid": (0.0, "1")}
GRADES = [f"block.{organ}_grade" for organ in ORGANS]
LABEL = {  # nivolumab alone, n = 1994: any grade, grade 2 or more, grade 3 or more
    "skin": (0.09, 0.033, 0.011),
    "colon": (0.029, 0.027, 0.017),
    "lung": (0.031, 0.030, 0.009),
    "liver": (0.018, 0.018, 0.015),
    "endocrine": (0.105, 0.072, 0.012),
}


@pytest.fixture(scope="module")
def system(boxed):
    return boxed(ImmuneRelatedEvents(), HELD)


@pytest.mark.parametrize("organ", ORGANS)
def test_with_pd_1_held_for_good_as_many_are_struck_as_in_the_label(system, as_published, organ):
    """The person at each published share stands on the edge of each grade: a little more prone has it, less has not."""
    from statistics import NormalDist

    for grade, share in enumerate(LABEL[organ], start=1):
        edge = np.exp(NormalDist().inv_cdf(1.0 - share))
        for prone, has in ((1.02 * edge, True), (0.98 * edge, False)):
            run = as_published(system, GRADES, [2000.0], values={f"block.{organ}_own": prone})
            assert bool(run.at(f"block.{organ}_grade", 2000.0)[0] >= grade) is has


def test_release_follows_occupancy_with_its_time_constant(system, as_published):
    days = np.array([0.0, 35.0, 70.0, 210.0])
    run = as_published(system, ["block.released"], days, values={"drive.occupancy": 0.8})
    np.testing.assert_allclose(run.course("block.released")[:, 0], 0.8 * (1.0 - np.exp(-days / 70.0)), rtol=1e-6)


def test_without_antibody_nobody_is_struck(system, as_published):
    prone = {f"block.{organ}_own": 1e6 for organ in ORGANS} | {"drive.occupancy": 0.0}
    run = as_published(system, ["block.worst_grade"], [0.0, 500.0], values=prone)
    assert run.course("block.worst_grade").max() == 0.0


def test_steroids_take_a_severe_event_away(system, as_published):
    severe = {"block.colon_own": 12.0}
    held = as_published(system, ["block.colon_grade"], [1000.0], values=severe)
    calmed = as_published(system, ["block.colon_grade"], [1000.0], values=severe | {"drive.steroid": 1.0})
    assert held.at("block.colon_grade", 1000.0)[0] == 3.0
    assert calmed.at("block.colon_grade", 1000.0)[0] == 0.0


def test_the_worst_grade_is_that_of_the_worst_organ(system, as_published):
    run = as_published(system, [*GRADES, "block.worst_grade"], [1000.0], values={"block.lung_own": 20.0})
    assert run.at("block.worst_grade", 1000.0)[0] == max(run.at(one, 1000.0)[0] for one in GRADES) == 3.0
