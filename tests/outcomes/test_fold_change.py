"""Changes of courses that are known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.outcomes import FoldChange, endpoint

CHANGE = FoldChange(name="left", of="a.cells", before=1.0, after=2.0)


def test_a_level_is_divided_by_what_it_was():
    run = made((0.0, 1.0, 2.0), {"a.cells": ("cell", [[9, 8, 2], [9, 4, 4], [9, 0, 4], [9, 4, float("nan")]])})
    verdict = CHANGE.verdict(run)
    np.testing.assert_allclose(verdict["left"], [0.25, 1.0, np.nan, np.nan])
    figure = CHANGE.figures(verdict)["left"]
    assert (figure.value, figure.n, figure.unit) == (pytest.approx(0.5), 2, "1")
    assert CHANGE.keys == ("left",)


def test_of_who_failed_nothing_is_known():
    run = made((1.0, 2.0), {"a.cells": ("cell", [[8, 2], [4, 4]])}, status=[1, 0])
    assert np.isnan(CHANGE.verdict(run)["left"].to_numpy()).tolist() == [True, False]


def test_a_day_before_it_is_after_is_refused():
    with pytest.raises(SpecificationError, match="looks back from day 3 to day 3"):
        endpoint("fold_change", before=3.0, after=3.0)
