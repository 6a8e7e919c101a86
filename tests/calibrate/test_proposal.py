import numpy as np
import pytest

from engraft.calibrate.posterior import Question
from engraft.calibrate.proposal import NEAR, Proposal, sought
from engraft.calibrate.weights import Importance
from engraft.kernel import streams
from engraft.outcomes.measure import Share
from engraft.trial.laws import Prior, Target

PRIORS = tuple(
    Prior(name=name, unit="1", median=1.0, omega=0.3, tau=0.4, kappa=0.25, source="test") for name in ("a.x", "a.y")
)
CUT = 0.7  # persons whose x lies above it respond; under the prior few do


def asked(value: float):
    """Ask for a share of persons above the cut; remember where pools were drawn."""
    places = []

    def ask(proposal: Proposal, persons: int, seed: int) -> Question:
        places.append(proposal)
        rows = [streams.normal(seed, one.name, np.arange(persons)) for one in PRIORS]
        z = np.stack([c + s * row for c, s, row in zip(proposal.center, proposal.sd, rows, strict=True)])
        share = Share.of(np.ones(persons, dtype=bool), z[0] > CUT)
        target = Target(id="T", endpoint="e", arm="a", value=value, lower=value - 0.1, upper=value + 0.1,
                        scale="normal", se=0.05, source="test")  # fmt: skip
        return Question(PRIORS, (target,), Importance(z, proposal.center, proposal.sd), (share,), least=0.1, most=0.03)

    return ask, places


def test_a_pool_that_lies_well_stays_where_it_is() -> None:
    ask, places = asked(0.08)
    proposal, pilots = sought(ask, PRIORS, 3000, seed=1)
    assert len(pilots) == len(places) == 1
    np.testing.assert_array_equal(proposal.center, 0.0)
    np.testing.assert_allclose(proposal.sd, np.hypot(0.3, 0.4))


def test_pools_move_to_where_the_target_is_met() -> None:
    ask, places = asked(0.9)
    proposal, pilots = sought(ask, PRIORS, 3000, seed=1)
    assert len(pilots) == len(places) > 1
    assert pilots[0].kish < NEAR
    expected = CUT + 1.28 * 0.3  # nine in ten above the cut, at the prior spread
    assert proposal.center[0] == pytest.approx(expected, abs=0.25)
    assert abs(proposal.center[1]) < 0.5 * PRIORS[1].tau  # nothing is asked of it
    assert [one.seed for one in pilots] == [2 + k for k in range(len(pilots))]
