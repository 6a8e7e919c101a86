"""Relapses whose clone is known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.outcomes import Relapse, RelapseByClone

NAN = float("nan")
DAYS = (0.0, 28.0, 56.0, 90.0, 118.0, 128.0, 228.0, 365.0)
OPTIONS = {"until": 228.0, "every": 100.0, "extramedullary": "leukemia.extramedullary"}


class Kept(RelapseByClone):
    """Clones kept on two days that are easy to think about."""

    @property
    def days(self):
        return np.array([0.0, 128.0, 228.0])


ENDPOINT = Kept(**OPTIONS, months=(6.0,))


def run(**more):
    # 0 CD19 positive; 1 overtaken halfway; 2 lineage switch; 3 outside alone; 4 outside, then marrow much later;
    # 5 relapse after the last day; 6 none; 7 never in remission; 8 dies right after the relapse.
    clear = [0.7, 0.01, 0.01, 0.01, 0.01, 0.01, 0.3, 0.5]
    blasts = [clear] * 3 + [[0.7] + [0.01] * 7] * 2 + [clear, clear, [0.7] * 8, [0.7] + [0.01] * 5 + [NAN] * 2]

    def clone(*at: tuple[float, float]) -> list[list[float]]:
        return [[1e11, *[NAN] * 4, first, second, NAN] for first, second in at]

    positive = clone((1e9, 1e11), (1e9, 1e9), (1, 1), (1, 1), (1, 1), (1e9, 1e11), (1, 1), (1e9, 1e9), (1.0, NAN))
    negative = clone((1e3, 1e5), (1e6, 1e12), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1e6, NAN))
    switched = clone((1, 1), (1, 1), (1e8, 1e11), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, NAN))
    marks = {
        ENDPOINT.crossing: [[150.0], [190.0], [170.0], [], [300.0], [300.0], [], [], [130.0]],
        ENDPOINT.outside_crossing: [[], [], [], [140.0], [140.0], [], [], [], []],
    }
    courses = {
        "marrow.blast_fraction": ("1", blasts),
        "leukemia.extramedullary": ("cell", [[0.0] * 8] * 9),
        "leukemia.positive": ("cell", positive),
        "leukemia.negative": ("cell", negative),
        "leukemia.switched": ("cell", switched),
    }
    died = {"death.any": [*[NAN] * 8, 131.0]}
    return made(DAYS, courses, marks=marks, hazards=died, end=[365.0] * 8 + [131.0], **more)


def test_the_clone_with_most_cells_at_the_instant_of_relapse_names_it() -> None:
    verdict = ENDPOINT.verdict(run())
    assert verdict["relapse_by_clone_kind"].tolist() == [
        "CD19-positive", "CD19-negative", "lineage switch", "extramedullary", "extramedullary", "untyped", None, None,
        "CD19-negative",
    ]  # fmt: skip
    assert verdict["relapse_by_clone_cause"].tolist()[6:] == ["censored", None, "CD19-negative"]


@pytest.mark.parametrize(("day", "kind"), [(177.0, "CD19-positive"), (179.0, "CD19-negative")])
def test_clones_grow_exponentially_between_the_days_kept(day: float, kind: str) -> None:
    # One stays at 1e9, the other grows from 1e6 to 1e12 in 100 days: they cross after 50.
    then = run()
    then.marks[ENDPOINT.crossing][0, 1] = day
    assert ENDPOINT.verdict(then)["relapse_by_clone_kind"][1] == kind


def test_kinds_are_the_relapses_and_no_others() -> None:
    verdict = ENDPOINT.verdict(run())
    relapse = Relapse(extramedullary="leukemia.extramedullary").verdict(run())
    np.testing.assert_array_equal(verdict["relapse_by_clone_day"], relapse["relapse_day"])
    np.testing.assert_array_equal(verdict["relapse_by_clone_event"].isna(), relapse["relapse_event"].isna())
    figures = ENDPOINT.figures(verdict)
    assert set(figures) == set(ENDPOINT.keys)
    assert sum(figures[f"relapse_by_clone.{key}"].value for key in (
        "cd19_positive", "cd19_negative", "lineage_switch", "extramedullary"
    )) == pytest.approx(1.0)  # fmt: skip
    assert figures["relapse_by_clone.cd19_negative"].n == 6
    # Eight in remission; by half a year (day 210.6) six typed relapses, none untyped.
    assert figures["relapse_by_clone.cd19_negative.month_6"].value == pytest.approx(2 / 8)
    assert figures["relapse_by_clone.untyped.month_6"].value == 0.0


def test_the_clones_are_kept_to_the_end() -> None:
    days = RelapseByClone(every=14.0, until=100.0).days
    assert (days[0], days[-2], days[-1]) == (0.0, 98.0, 100.0)
