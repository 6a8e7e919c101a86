"""Reinfusion on courses that are known."""

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.outcomes.reinfusion import EVERY, Reinfusion

TIMES = tuple(np.arange(0.0, 90.0 + 1e-9, EVERY).tolist())
ASK = Reinfusion(until=90.0)


def level(before: float, after: float) -> list[float]:
    return [before if day < 60.0 else after for day in TIMES]


def run(b_cells, cells, fired, end=None):
    courses = {ASK.b_cells: ("cell/uL", b_cells), ASK.cells: ("cell", cells)}
    return made(TIMES, courses, rules={"reinfusion": fired}, end=end)


def test_b_cells_are_looked_at_so_many_days_after_the_rule():
    b_cells = [level(200.0, 10.0), level(200.0, 100.0), level(200.0, 10.0)]
    verdict = ASK.verdict(run(b_cells, [level(8.0, 2.0)] * 3, [[32.0], [32.0], []]))
    assert verdict["reinfusion"].tolist()[:2] == [True, False]
    assert verdict["reinfusion"].isna().tolist() == [False, False, True]
    assert verdict["reinfusion_given"].tolist() == [True, True, False]


def test_the_second_peak_is_the_highest_after_the_rule():
    cells = [[9.0 if day == 12.0 else 3.0 if day == 45.0 else 1.0 for day in TIMES]]
    verdict = ASK.verdict(run([level(200.0, 10.0)], cells, [[32.0]]))
    assert verdict["reinfusion_ratio"].tolist() == [pytest.approx(1.0 / 3.0)]


def test_who_is_followed_too_short_is_not_judged():
    verdict = ASK.verdict(run([level(200.0, 10.0)], [level(1.0, 1.0)], [[70.0]]))
    assert verdict["reinfusion"].isna().all()


def test_figures_count_those_who_were_given_cells_again():
    b_cells = [level(200.0, 10.0), level(200.0, 100.0), level(200.0, 10.0)]
    figures = ASK.figures(ASK.verdict(run(b_cells, [level(8.0, 2.0)] * 3, [[32.0], [32.0], []])))
    assert (figures["reinfusion"].value, figures["reinfusion"].n) == (0.5, 2)
    assert figures["reinfusion.given"].value == pytest.approx(2.0 / 3.0)


def test_an_end_before_the_look_is_refused():
    with pytest.raises(SpecificationError, match="ends before"):
        Reinfusion(after=30.0, until=20.0)
