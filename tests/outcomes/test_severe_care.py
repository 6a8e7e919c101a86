"""Grade 3 and more on the scale of Memorial Sloan Kettering, on courses made by hand (PMC7006459, Table 2)."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.models import build
from engraft.outcomes import endpoint

NAN = float("nan")
DAYS = np.arange(0.0, 3.01, 0.5)
ASKED = endpoint("severe_care", until=3.0)
AIR = [0.21] * 7
#             nothing    12 h only         24 h                   two short spells       died on the second
PRESSORS = [
    [0.0] * 7,
    [0, 1, 0, 0, 0, 0, 0],
    [0, 1, 1, 0, 0, 0, 0],
    [0, 1, 0, 1, 0, 0, 0],
    [0, 2, NAN, NAN, NAN, NAN, NAN],
]


def run(oxygen=None, pressure=None, **more):
    return made(
        DAYS,
        {
            "support.vasopressors": ("1", PRESSORS),
            "support.inspired_oxygen": ("1", oxygen or [AIR] * 5),
            "support.positive_pressure": ("1", pressure or [[0.0] * 7] * 5),
        },
        **more,
    )


def test_vasopressors_count_from_a_day_on() -> None:
    verdict = ASKED.verdict(run())
    assert verdict["severe_care"].tolist() == [False, False, True, False, False]
    assert verdict["severe_care_day"][2] == 1.0
    twelve = endpoint("severe_care", until=3.0, hours=12.0)
    assert twelve.verdict(run())["severe_care"].tolist() == [False, True, True, True, True]


def test_much_oxygen_and_a_ventilator_count_at_once() -> None:
    some, much = [0.21, 0.36, *AIR[2:]], [0.21, 0.4, *AIR[2:]]
    assert ASKED.verdict(run(oxygen=[some, much, AIR, AIR, AIR]))["severe_care"].tolist() == [
        False,
        True,
        True,
        False,
        False,
    ]
    tube = [[0, 0, 1, 0, 0, 0, 0]] + [[0.0] * 7] * 4
    assert ASKED.verdict(run(pressure=tube))["severe_care"].tolist() == [True, False, True, False, False]


def test_the_figure_is_the_share_of_those_whose_course_is_known() -> None:
    verdict = ASKED.verdict(run(status=[0, 0, 0, 0, 1]))
    assert ASKED.figures(verdict)["severe_care"].value == pytest.approx(0.25)
    assert ASKED.keys == ("severe_care",)


def test_it_reads_what_b_all_has_and_refuses_rounds_without_length() -> None:
    assert "support.inspired_oxygen" in ASKED.needs(build("b_all")).observables
    with pytest.raises(SpecificationError, match="rounds"):
        endpoint("severe_care", every=0.0)
