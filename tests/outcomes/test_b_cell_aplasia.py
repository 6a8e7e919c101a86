"""B-cell aplasia on courses whose verdict is known."""

from __future__ import annotations

import numpy as np
from tests.outcomes.trajectories import made

from engraft.outcomes import BCellAplasia

NAN = float("nan")


def test_aplasia_lasts_from_the_fall_to_the_rise() -> None:
    endpoint = BCellAplasia()
    falls, rises = endpoint.crossings
    # Falls and recovers; is low on day 0 (conditioning); falls and stays low; never falls.
    run = made(
        (0.0, 365.0),
        {"blood.b_cells": ("cell/uL", [[171, 100], [10, 100], [171, 1], [171, 171]])},
        marks={falls: [[-2.0, 5.0], [-3.0], [7.0], []], rises: [[-1.0, 105.0], [90.0], [], []]},
    )
    verdict = endpoint.verdict(run)
    assert verdict["b_cell_aplasia"].tolist() == [True, True, True, False]
    assert verdict["b_cell_aplasia_onset_day"].tolist()[:3] == [5.0, 0.0, 7.0]
    assert verdict["b_cell_aplasia_day"].tolist()[:3] == [100.0, 90.0, 358.0]
    assert np.isnan(verdict["b_cell_aplasia_day"][3])
    assert verdict["b_cell_aplasia_cause"].tolist() == ["recovery", "recovery", "censored", None]
    assert verdict["b_cell_aplasia_recovery_day"].tolist()[:2] == [105.0, 90.0]


def test_death_ends_aplasia_without_recovery() -> None:
    endpoint = BCellAplasia()
    falls, rises = endpoint.crossings
    courses = {"blood.b_cells": ("cell/uL", [[171, NAN]])}
    run = made((0.0, 365.0), courses, marks={falls: [[5.0]], rises: [[]]}, hazards={"d": [50.0]}, end=[50.0])
    verdict = endpoint.verdict(run)
    assert (verdict["b_cell_aplasia_cause"][0], verdict["b_cell_aplasia_day"][0]) == ("death", 45.0)
    assert set(endpoint.figures(verdict)) == set(endpoint.keys)
