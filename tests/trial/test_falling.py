"""An exposure that is read at its end although it falls again is told; one that adds up is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from tests.outcomes.trajectories import made

from engraft.outcomes import TherapeuticIndex, endpoint
from engraft.trial.falling import falling

INDEX = TherapeuticIndex(site="a.tumor", elsewhere="a.liver", until=2.0, every=1.0)
RUN = made((0.0, 1.0, 2.0), {"a.tumor": ("Gy", [[0, 4, 1], [0, 1, 2]]), "a.liver": ("Gy", [[0, 2, 4], [0, 3, 3]])})


def test_who_falls_again_is_counted_by_place_and_arm():
    (line,) = falling("arm A", RUN, [INDEX])
    assert line == (
        "'therapeutic_index' takes the highest of 'a.tumor', which falls again in 1 of 2 persons of 'arm A': "
        "measure: area sums up what comes and goes"
    )
    among = endpoint("therapeutic_index", site="a.tumor", elsewhere="a.liver", until=2, every=1, among="age > 1 [year]")
    assert len(list(falling("arm A", RUN, [among]))) == 1


def test_areas_and_what_only_adds_up_are_not_told_also_of_who_dies():
    assert list(falling("arm A", RUN, [replace(INDEX, measure="area")])) == []
    died = made((0.0, 1.0, 2.0), {"a.tumor": ("Gy", [[0, 4, np.nan]]), "a.liver": ("Gy", [[0, 2, np.nan]])}, end=[1.5])
    assert list(falling("arm A", died, [INDEX])) == []
