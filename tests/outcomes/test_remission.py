"""Remission and relapse on courses whose verdict is known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.outcomes import Relapse, Remission

NAN = float("nan")
DAYS = (0.0, 28.0, 56.0, 90.0, 118.0, 365.0)
# Never; at day 28 with counts; at day 28 without; only at day 90; at 28 but not confirmed; failed to integrate.
BLASTS = [
    [0.7, 0.5, 0.5, 0.6, 0.7, 0.9],
    [0.7, 1e-5, 1e-5, 1e-5, 1e-5, 0.0],
    [0.7, 1e-3, 1e-3, 1e-3, 1e-3, 0.6],
    [0.7, 0.2, 0.1, 0.04, 0.01, 0.0],
    [0.7, 0.04, 0.3, 0.5, 0.6, 0.9],
    [NAN] * 6,
]
COUNTS = [[3e9] * 6, [3e9, 2e9, 2e9, 2e9, 2e9, 2e9], [0.5e9] * 6, [3e9] * 6, [3e9] * 6, [NAN] * 6]
STATUS = [0, 0, 0, 0, 0, 1]


def run(**more):
    courses = {"marrow.blast_fraction": ("1", BLASTS), "neutrophils.anc": ("cell/L", COUNTS)}
    return made(DAYS, courses, status=STATUS, **more)


def test_remission_must_be_seen_at_a_visit_and_hold() -> None:
    verdict = Remission().verdict(run())
    assert verdict["remission"].tolist()[:5] == [False, True, True, True, False]
    assert verdict["remission"].isna().tolist() == [False] * 5 + [True]
    assert verdict["remission_day"].tolist()[1:4] == [28.0, 28.0, 90.0]
    assert verdict["remission_kind"].tolist() == ["none", "CR", "CRi", "CR", "none", None]
    assert verdict["remission_mrd_negative"].tolist()[1:4] == [True, False, False]


def test_without_confirmation_a_single_visit_counts() -> None:
    assert Remission(confirm=0.0).verdict(run())["remission"].tolist()[:5] == [False, True, True, True, True]


def test_the_rate_is_over_the_solved() -> None:
    figures = Remission().figures(Remission().verdict(run()))
    assert (figures["remission"].value, figures["remission"].n) == (0.6, 5)
    assert figures["remission.cr"].value == pytest.approx(0.4)
    assert figures["remission.mrd_negative"].value == pytest.approx(1 / 3)
    assert tuple(figures) == Remission().keys


def test_complete_remission_needs_platelets_and_no_transfusion() -> None:
    # Enough of everything; few platelets; a transfusion 3 days before; one 10 days before; on day 28, better on day 90.
    days = (0.0, 28.0, 56.0, 90.0, 118.0)
    counts = [[150e9] * 5, [99e9] * 5, *[[150e9] * 5] * 3]
    courses = {
        "marrow.blast_fraction": ("1", [[0.7, 0.01, 0.01, 0.01, 0.01]] * 5),
        "neutrophils.anc": ("cell/L", [[2e9] * 5] * 5),
        "platelets.count": ("cell/L", counts),
    }
    given = {"platelets": [[], [], [5.0, 25.0, 88.0], [18.0, 80.0], [28.0]]}
    looked = Remission(platelets="platelets.count", transfusions=("platelets", "of_another_arm"))
    verdict = looked.verdict(made(days, courses, rules=given))
    assert verdict["remission_kind"].tolist() == ["CR", "CRi", "CRi", "CR", "CR"]
    assert Remission().verdict(made(days, courses, rules=given))["remission_kind"].tolist() == ["CR"] * 5
    often = {"platelets": [list(np.linspace(0.0, 20.0, 17))] * 5}  # the 17th is not known, and might be any later day
    assert looked.verdict(made(days, courses, rules=often))["remission_kind"].tolist() == ["CRi"] * 5
    assert looked.figures(verdict)["remission.cri"].value == pytest.approx(2 / 5)
    assert looked.rules == ("platelets", "of_another_arm")


def test_mrd_is_what_the_assay_reads() -> None:
    # True blasts are 1e-3 in all; read as below the limit, as 5e-5, as 2e-4, and not at all.
    days, n = (0.0, 28.0, 56.0), 4
    courses = {
        "marrow.blast_fraction": ("1", [[0.7, 1e-3, 1e-3]] * n),
        "mrd": ("percent", [[NAN, NAN, NAN], [NAN, 5e-3, NAN], [NAN, 2e-2, NAN], [NAN] * 3]),
        "mrd.below": ("1", [[0, 1, 0], *[[0, 0, 0]] * 3]),
    }
    then = made(days, courses)
    then.outputs["mrd"].attrs["lloq"] = 1e-3
    looked = Remission(neutrophils="", visits=(28.0,), mrd_assay="mrd")
    assert looked.verdict(then)["remission_mrd_negative"].tolist() == [True, True, False, False]
    assert (looked.assays, looked.sampled) == (("mrd",), (28.0,))


def test_a_fraction_in_percent_is_the_same_fraction() -> None:
    percent = made(
        DAYS, {"marrow.blast_fraction": ("percent", [[100 * v for v in row] for row in BLASTS])}, status=STATUS
    )
    verdict = Remission(neutrophils="").verdict(percent)
    assert verdict["remission"].tolist()[:5] == [False, True, True, True, False]


def test_relapse_is_the_first_rise_after_remission_counted_from_it() -> None:
    relapse = Relapse()
    crossings = [[2.0], [], [10.0, 200.5, 300.0], [20.0], [40.0], []]
    verdict = relapse.verdict(run(marks={relapse.crossing: crossings}))
    assert verdict["relapse_on_day"].tolist()[2] == 200.5
    assert verdict["relapse_day"].tolist()[1:4] == [365.0 - 28.0, 172.5, 365.0 - 90.0]
    assert verdict["relapse_cause"].tolist() == [None, "censored", "relapse", "censored", None, None]
    assert np.isnan(verdict["relapse_day"][[0, 4, 5]]).all()


def test_death_in_remission_competes_with_relapse() -> None:
    relapse = Relapse()
    end = [365.0, 100.0, 365.0, 365.0, 365.0, 365.0]
    death = {"death.any": [NAN, 100.0, NAN, NAN, NAN, NAN]}
    verdict = relapse.verdict(run(marks={relapse.crossing: [[]] * 6}, end=end, hazards=death))
    assert verdict["relapse_cause"][1] == "death"
    assert verdict["relapse_day"][1] == 72.0


def test_further_therapy_in_remission_censors_and_is_followed_once_more() -> None:
    relapse = Relapse(further_therapy=("transplant.onset",))
    crossings = [[], [200.5], [200.5], [], [], []]
    therapy = {"transplant.onset": [20.0, 150.0, 250.0, 130.0, NAN, NAN]}
    verdict = relapse.verdict(run(marks={relapse.crossing: crossings}, hazards=therapy))
    assert verdict["relapse_cause"].tolist() == [None, "further therapy", "relapse", "further therapy", None, None]
    assert verdict["relapse_event"].tolist()[1:4] == [False, True, False]
    assert verdict["relapse_day"].tolist()[1:4] == [122.0, 172.5, 40.0]
    assert verdict["relapse_uncensored_cause"].tolist()[1:4] == ["relapse", "relapse", "censored"]
    assert verdict["relapse_uncensored_day"].tolist()[1:4] == [172.5, 172.5, 275.0]
    assert set(relapse.figures(verdict)) == set(relapse.keys)
    assert "relapse_uncensored.month_12" in relapse.keys
