import math

import numpy as np
import pytest

from engraft.kernel.evaluate import evaluate
from engraft.models.blocks.transplant_in_remission import TransplantInRemission
from engraft.units import canonical


@pytest.mark.parametrize(("day", "blasts", "given"), [(90.0, 0.01, 1.0), (90.0, 0.2, 0.0), (10.0, 0.01, 0.0)])
def test_it_happens_in_remission_from_the_first_marrow_on(day, blasts, given):
    system = TransplantInRemission().system("transplant")
    (hazard,) = system.hazards
    assert not hazard.ends
    known = {p.name: np.array([p.value]) for p in system.parameters}
    known |= {"time": np.array([canonical(day, "day")]), "transplant.blast_fraction": np.array([blasts])}
    rate = evaluate([hazard.rate], known, 1)[0, 0]
    assert rate == pytest.approx(given * canonical(math.log(2.0) / 3.0, "1/month"))
