"""Loss of a molecular response on courses whose verdict is known."""

from __future__ import annotations

import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.models import build
from engraft.outcomes import MolecularRelapse

NAN = float("nan")


def test_relapse_is_the_first_rise_after_day_0_and_who_is_above_it_already_relapses_then() -> None:
    endpoint = MolecularRelapse(months=(6.0,))
    courses = {endpoint.transcript: ("1", [[1e-5, 0.5], [1e-5, 1e-5], [0.2, 0.1], [1e-5, 1e-5]])}
    run = made(
        (0.0, 365.0), courses, marks={endpoint.crossing: [[-300.0, 90.0, 200.0], [], [-400.0], []]},
        hazards={"death": [NAN, NAN, NAN, 100.0]}, end=[365.0, 365.0, 365.0, 100.0],
    )  # fmt: skip
    verdict = endpoint.verdict(run)
    assert verdict["molecular_relapse_day"].tolist() == [90.0, 365.0, 0.0, 100.0]
    assert verdict["molecular_relapse_cause"].tolist() == ["relapse", "censored", "relapse", "death"]
    assert endpoint.figures(verdict)["molecular_relapse.month_6"].value == pytest.approx(0.25)


def test_whose_numbers_failed_has_no_verdict() -> None:
    endpoint = MolecularRelapse()
    courses = {endpoint.transcript: ("1", [[1e-5, NAN], [1e-5, 1e-5]])}
    verdict = endpoint.verdict(made((0.0, 365.0), courses, marks={endpoint.crossing: [[], []]}, status=[1, 0]))
    assert verdict["molecular_relapse_cause"].tolist() == [None, "censored"]


def test_the_model_has_what_it_asks_for() -> None:
    assert MolecularRelapse().needs(build("hahnel2020")).marks[0].level == pytest.approx(0.001)
    with pytest.raises(SpecificationError, match=r"did you mean 'cml\.bcr_abl'"):
        MolecularRelapse(transcript="cml.bcr_able").needs(build("hahnel2020"))
