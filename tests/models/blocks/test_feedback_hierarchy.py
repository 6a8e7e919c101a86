import numpy as np
import pytest

from engraft.kernel.evaluate import evaluate
from engraft.language import Assumed, Model, Parameter, State
from engraft.models.blocks.feedback_hierarchy import divide_and_renew


class Two(Model):
    """Two stages and what they become."""

    first = State("cell", initial=1.0, source=Assumed("test", 0.0, 1.0))
    second = State("cell", initial=1.0, source=Assumed("test", 0.0, 1.0))
    third = State("cell", initial=1.0, source=Assumed("test", 0.0, 1.0))
    share = Parameter(0.7, "1", source=Assumed("test", 0.0, 2.0))
    late = Parameter(0.4, "1", source=Assumed("test", 0.0, 2.0))
    slow = Parameter(0.1, "1/day", source=Assumed("test", 0.0, 2.0))
    fast = Parameter(0.5, "1/day", source=Assumed("test", 0.0, 2.0))

    def flows(self):
        """Yield the divisions."""
        cells = (self.first, self.second, self.third)
        yield from divide_and_renew("own", cells, (self.share, self.late), (self.slow, self.fast))


@pytest.mark.parametrize(("value", "held"), [(0.3, 0.3), (0.9, 0.9), (1.0, 0.975), (1.1, 1.0), (1.4, 1.0)])
def test_a_share_is_held_below_one(value, held):
    system = Two().system("own")
    moved = next(flow.rate for flow in system.flows if flow.name.endswith("immature cells mature"))
    given = {one.name: one.value for one in system.parameters} | {"own.first": 1.0, "own.second": 1.0}
    given |= {"own.third": 1.0, "own.share": value}
    assert float(evaluate([moved], given, 1)[0, 0]) == pytest.approx(0.1 * (1.0 - held), abs=1e-12)


def test_two_cells_come_of_one():
    """Immature cells change by (2a - 1) p, maturing ones gain 2 (1 - a) p of them."""
    system = Two().system("own")
    given = {one.name: one.value for one in system.parameters} | {"own.first": 8.0, "own.second": 3.0}
    given |= {"own.third": 0.0}
    change = dict.fromkeys(("own.first", "own.second", "own.third"), 0.0)
    for flow in system.flows:
        rate = float(evaluate([flow.rate], given, 1)[0, 0])
        if flow.into:
            change[flow.into] += rate
        if flow.out_of:
            change[flow.out_of] -= rate
    expected = [(2 * 0.7 - 1) * 0.1 * 8, 2 * 0.3 * 0.1 * 8 + (2 * 0.4 - 1) * 0.5 * 3, 2 * 0.6 * 0.5 * 3]
    np.testing.assert_allclose(list(change.values()), expected, rtol=1e-12)
