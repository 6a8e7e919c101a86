import numpy as np
import pytest

from engraft import models
from engraft.models.library.stein2019_tisagenlecleucel import PUBLISHED_RANDOM_EFFECT, read_as_variances

SEEN, BOTH = "tisa_cel.transgene", ("tisa_cel.effectors", "tisa_cel.memory")


@pytest.fixture(scope="module")
def paper():
    return models.build("stein2019")


def test_nothing_is_seen_before_the_infusion(paper, as_published):
    run = as_published(paper, [SEEN], [-7.0, -0.1, 0.0, 9.3], start=-7.0)
    seen = run.course(SEEN)[:, 0]
    assert (seen[:2] == 0.0).all()
    assert seen[2:] == pytest.approx([24000.0 / 3900.0, 24000.0], rel=1e-6)


def test_a_patient_whose_memory_fades_faster_than_effectors_has_none_and_stays_near_the_closed_form(
    paper, as_published
):
    days = np.arange(0.0, 60.0)
    fast = {"tisa_cel.contraction": 0.1, "tisa_cel.persistence": 0.2}
    run = as_published(paper, [SEEN, *BOTH], days, values=fast)
    assert (run.course(BOTH[1]) == 0.0).all()
    past = days[days > 9.3] - 9.3
    published = 24000.0 * ((1.0 - 0.0079) * np.exp(-0.1 * past) + 0.0079 * np.exp(-0.2 * past))
    np.testing.assert_allclose(run.course(SEEN)[days > 9.3, 0], published, rtol=0.0081)  # FB/(1 - FB) and rounding


def test_a_fold_expansion_below_one_is_a_decline_to_the_peak(paper, as_published):
    run = as_published(paper, [SEEN], [0.0, 9.3], values={"tisa_cel.fold_expansion": 0.5})
    assert run.course(SEEN)[:, 0] == pytest.approx([48000.0, 24000.0], rel=1e-6)


def test_the_other_reading_differs_in_the_spreads_alone(paper):
    other = read_as_variances().system("tisa_cel")
    assert other.balance() == paper.balance()
    for one, two in zip(paper.parameters, other.parameters, strict=True):
        name = one.name.removeprefix("tisa_cel.")
        assert (one.value, one.unit) == (two.value, two.unit)
        published = PUBLISHED_RANDOM_EFFECT.get(name, 0.0)
        assert one.spread == published
        assert two.spread == pytest.approx(published**0.5)
