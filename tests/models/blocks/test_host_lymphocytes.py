import math

import pytest

from engraft.models.blocks.host_lymphocytes import HostLymphocytes
from engraft.units import canonical

KILOS = canonical(70.0, "kg")
ROOM = 2.5e11


def test_at_rest_nothing_changes_and_il15_is_that_of_rest(alone):
    found = alone(HostLymphocytes().system("h"), ["h.cells", "h.il15", "h.support"], [0.0, 100.0], weight=KILOS)
    assert found["h.cells"] == pytest.approx([ROOM, ROOM])
    assert found["h.support"][1] == pytest.approx(2.4 / (2.4 + 5.5), rel=1e-6)


def test_killing_leaves_what_it_should_and_growth_adds_no_more_than_its_rate(alone):
    system = HostLymphocytes().system("h")
    killed = alone(system, ["h.cells"], [0.0, 10.0], weight=KILOS, kill=1.0)["h.cells"]
    assert killed[1] < ROOM * math.exp(-10.0 * (1.0 - 0.04))
    assert killed[1] > ROOM * math.exp(-10.0)


def test_donor_cells_take_the_room_and_consume_il15(alone):
    system = HostLymphocytes().system("h")
    empty = alone(system, ["h.support"], [0.0, 20.0], weight=KILOS, kill=3.0)["h.support"][1]
    full = alone(system, ["h.support"], [0.0, 20.0], weight=KILOS, kill=3.0, donor_total=ROOM)["h.support"][1]
    assert empty == pytest.approx(12.5 / (12.5 + 5.5), rel=1e-3)
    assert full == pytest.approx(2.4 / (2.4 + 5.5), rel=1e-3)
