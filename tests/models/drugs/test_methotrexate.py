import math
from itertools import pairwise

import pytest

from engraft.models.drugs.methotrexate import Methotrexate
from engraft.units import canonical


def test_the_area_of_a_dose_is_dose_over_clearance_and_kills_half(as_published):
    system = Methotrexate().system("m")
    days = [k / 200.0 for k in range(601)]
    given = {"m.amount": (0.0, canonical(18.0, "mg"), 0.0)}
    found = as_published(system, ["m.kill_dividing", "m.kill_progenitors"], days, given=given)
    total = [sum((a + b) / 400.0 for a, b in pairwise(c)) for c in
             (found.course(n)[:, 0] for n in ("m.kill_dividing", "m.kill_progenitors"))]  # fmt: skip
    assert total[0] == pytest.approx(math.log(2.0), rel=0.01)
    assert total[1] == pytest.approx(0.1 * math.log(2.0), rel=0.01)


def test_clearance_is_renal_and_other_together():
    values = {p.name.split(".")[1]: p.value for p in Methotrexate().system("m").parameters}
    assert values["clearance"] / canonical(1.0, "L/hour") == pytest.approx(5.57 + 0.567, rel=1e-6)
