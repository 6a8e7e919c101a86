"""IgG on courses whose verdict is known."""

from __future__ import annotations

import numpy as np
from tests.outcomes.trajectories import made

from engraft.outcomes import Hypogammaglobulinemia

NAN = float("nan")


def test_the_first_visit_below_the_level_counts() -> None:
    endpoint = Hypogammaglobulinemia(every=28.0, until=84.0)
    igg = [[900, 700, 399, 350], [900, 800, 700, 600], [300, NAN, NAN, NAN]]  # mg/dL
    run = made((0.0, 28.0, 56.0, 84.0), {"humoral.igg_level": ("mg/dL", igg)})
    verdict = endpoint.verdict(run)
    assert verdict["hypogammaglobulinemia"].tolist() == [True, False, True]
    np.testing.assert_array_equal(verdict["hypogammaglobulinemia_day"], [56.0, NAN, 0.0])
    np.testing.assert_array_equal(verdict["hypogammaglobulinemia_lowest"], [350.0, 600.0, 300.0])
    assert endpoint.figures(verdict)["hypogammaglobulinemia"].value == 2 / 3
