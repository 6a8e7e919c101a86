"""A known law of the population is found again from shares of persons it gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft.calibrate.posterior import AGREED, ENOUGH, Question, nearest_law, posterior, supported_share, thinned
from engraft.calibrate.weights import LEAST_KISH, MOST_WEIGHT, Importance
from engraft.errors import CompatibilityError


@pytest.fixture(scope="module")
def found(question):
    return posterior(question, seed=5)


def seen(question, priors):
    """See the pool as if it were drawn from the prior predictive law, by its own spreads."""
    z = question.importance.z
    return Importance(z, np.zeros(len(priors)), np.array([one.sigma for one in question.priors]))


def test_the_true_law_is_found(question, found, true_law):
    states = np.concatenate(list(found.states))
    m, s = (np.array(part) for part in zip(*(question.law(u) for u in states[::10]), strict=True))
    for k in range(2):
        for drawn, true in zip((m[:, k], s[:, k]), true_law[k], strict=True):
            low, high = np.quantile(drawn, (0.005, 0.995))
            assert low < true < high
            assert high - low < 0.6  # and it is knowledge, not width: the prior's interval is 2.1 wide


def test_the_chains_agree(found):
    assert found.agreed
    assert found.r_hat.max() <= AGREED
    assert found.ess.min() >= ENOUGH


def test_every_law_kept_is_supported_and_fits(question, found):
    laws = thinned(question, found, 100)
    assert len(laws) == 100
    assert min(law.kish for law in laws) >= LEAST_KISH * question.importance.z.shape[1]
    assert max(law.max_weight for law in laws) <= MOST_WEIGHT
    for k, target in enumerate(question.targets):
        assert np.mean([law.figures[k] for law in laws]) == pytest.approx(target.value, abs=2.0 * target.se)


def test_the_same_seed_gives_the_same_laws_and_another_does_not(question, found):
    again = posterior(question, seed=5)
    assert np.array_equal(again.states, found.states)
    assert not np.array_equal(posterior(question, seed=6).states, found.states)


def test_without_data_the_prior_comes_back_inside_of_the_support(question):
    bare = posterior(question, seed=5, name="support", with_data=False)
    states = np.concatenate(list(bare.states))
    assert np.abs(states.mean(axis=0)).max() < 0.2
    assert states.std(axis=0).min() > 0.6
    assert 0.5 < supported_share(question, seed=5) < 1.0


def test_a_pool_that_cannot_speak_is_refused(question):
    narrow = tuple(one.model_copy(update={"omega": 0.01}) for one in question.priors)
    lost = replace(question, priors=narrow, importance=seen(question, narrow))
    with pytest.raises(CompatibilityError, match="does not support the law of 2 parameters that it was drawn for"):
        posterior(lost, seed=5)


class Nowhere:
    """A figure that does not exist."""

    def value(self, weights):
        return float("nan")


def test_a_target_without_a_value_is_named(question):
    lost = Question(question.priors, question.targets[:1], question.importance, (Nowhere(),))
    with pytest.raises(CompatibilityError, match=r"the target '0 above -0.5' has no value in the pool: 'e' of arm 'a'"):
        posterior(lost, seed=5)


def test_chains_agree_where_the_posterior_leans_on_the_limits_of_the_pool(question):
    """Targets that no supported law meets: two shares far above what the pool gives, with small errors."""
    far = tuple(one.model_copy(update={"value": min(one.value + 0.25, 0.97)}) for one in question.targets)
    pressed = posterior(replace(question, targets=far), seed=5)
    assert pressed.r_hat.max() < 1.03
    assert pressed.ess.min() > 100.0


def test_where_the_centre_is_not_supported_the_spreads_are_widened_a_little(question):
    uncertain = tuple(one.model_copy(update={"omega": 0.16}) for one in question.priors)
    wide = replace(question, priors=uncertain, importance=seen(question, uncertain))
    assert wide.support(np.zeros(4)) == -np.inf
    middle = nearest_law(wide)
    assert middle[:2].tolist() == [0.0, 0.0]
    assert middle[2] == middle[3] > 0.0
    assert wide.support(middle) == 0.0
    assert not nearest_law(question).any()
