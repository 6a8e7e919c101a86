import numpy as np
import pytest

from engraft.language import Model, Observable, Paper, Parameter, join
from engraft.models.blocks.b_cell_share import BCellShare
from engraft.models.blocks.body import Body


class Given(Model):
    """A constant rate of killing."""

    reference = "test"
    rate = Parameter(0.0, "1/day", source=Paper("test", "made up"))

    def observables(self):
        yield Observable("kill", self.rate * 1.0, "1/day", "kill")


@pytest.fixture(scope="module")
def system():
    parts = (BCellShare().system("b"), Given().system("given"), Body().system("body"))
    return join(*parts, wire={"b.antibody": "given.kill", "b.weight": "body.weight"}, name="b")


def test_b_cells_rest_without_an_antibody_and_settle_under_one(system, as_published):
    rest = as_published(system, ["b.left", "b.cells"], [0.0, 50.0])
    np.testing.assert_allclose(rest.course("b.left")[:, 0], 1.0)
    assert rest.course("b.cells")[1, 0] == pytest.approx(6.4e8 * 39.0)
    back = np.log(2.0) / 60.0
    under = as_published(system, ["b.left"], [0.0, 500.0], values={"given.rate": 0.1})
    assert under.course("b.left")[1, 0] == pytest.approx(back / (back + 0.1), rel=1e-5)
