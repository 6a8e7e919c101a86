import numpy as np
import pytest

from engraft import models

NUMBER, LEFT = "engager.dose_number", "engager.release_left"
DRUGS = tuple(f"engager.drug_{k}" for k in range(1, 5))


@pytest.fixture(scope="module")
def paper():
    return models.build("chen2019")


def test_every_dose_raises_its_number_when_it_begins_and_never_lowers_it(paper, as_published):
    days = np.arange(0.0, 60.0)
    given = {drug: (10.0 * k, 0.06, 1.0 / 24.0) for k, drug in enumerate(DRUGS)}
    number = as_published(paper, [NUMBER], days + 0.01, given=given, end=61.0).course(NUMBER)[:, 0]
    np.testing.assert_array_equal(number, np.minimum(1.0 + days // 10.0, 4.0))


def test_without_a_drug_nothing_is_released_and_the_number_is_one(paper, as_published):
    run = as_published(paper, [NUMBER, "engager.il6"], [0.0, 30.0])
    assert (run.course(NUMBER) == 1.0).all()
    assert (run.course("engager.il6") == 0.0).all()


def test_il_6_at_rest_stays_there_and_comes_back_to_it(paper, as_published):
    """A resting value is made and removed alike; it also counts as exposure, as in the published equations."""
    rest = {"engager.baseline": 5e-6}  # 5 pg/mL, canonical mg/L
    alone = as_published(paper, ["engager.il6"], [0.0, 10.0], values=rest)
    np.testing.assert_allclose(alone.course("engager.il6"), 5.0, rtol=1e-9)
    late = as_published(paper, ["engager.il6"], [60.0], values=rest, given={"engager.drug_1": (0.0, 0.3, 0.0)})
    assert late.course("engager.il6")[0, 0] == pytest.approx(5.0, rel=0.05)


def test_no_more_than_all_of_the_release_can_be_lost(paper, as_published):
    given, days = {"engager.drug_1": (0.0, 0.3, 0.0)}, np.arange(0.0, 20.0)
    more, all_of_it, half = (
        as_published(paper, [LEFT], days, values={"engager.largest_inhibition": share}, given=given).course(LEFT)
        for share in (1.2, 1.0, 0.5)
    )
    np.testing.assert_array_equal(more, all_of_it)
    assert (more > 0.0).all()
    assert half.min() > 0.5
