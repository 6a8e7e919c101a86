"""What tables say."""

from __future__ import annotations

import dataclasses

import numpy as np

from engraft.report.frames import clock, risk_frame, survival_frame
from engraft.report.tables import (
    block_table,
    endpoint_table,
    failed_table,
    published_table,
    source_table,
    survival_table,
    tolerance_table,
)


def test_endpoints_are_listed_per_arm_with_n_and_interval(result):
    table = endpoint_table(result)
    assert table.columns == ("Endpoint", f"{result.arms[0]} (n = 198)", f"{result.arms[1]} (n = 198)")
    assert table.rows[0] == ("In remission by day 28", "82 % (75 to 88)", "48 % (41 to 54)")
    assert table.rows[2][:2] == ("Median event-free survival (days)", "240 (from 200)")


def test_a_figure_over_nobody_is_a_dash(result):
    first = result.summaries[0]
    figure = dataclasses.replace(first.figures["car.peak"], value=np.nan, lower=np.nan, upper=np.nan, n=0)
    arm = dataclasses.replace(first, figures={"car.peak": figure})
    assert endpoint_table(dataclasses.replace(result, summaries=(arm,))).rows[0][1:] == ("– (n = 0)",)


def test_sources_are_grouped_by_block_with_the_number_assumed(result):
    table = source_table(result)
    assert [group.heading for group in table.groups] == [
        "B-cell leukemia and CAR T cells: 1 of 3 assumed",
        "Conditioning: 1 of 2 assumed",
    ]
    assert table.rows[1][:3] == ("Killing by one CAR T cell", "4.5 × 10⁻¹¹ 1/cell/day", "published")
    assert block_table(result).rows[1] == ("Conditioning", "2", "1", "0", "1", "50 %")


def test_decided_numbers_have_a_column_of_their_own_and_are_not_assumed(result):
    sources = result.sources.copy()
    row = sources.index[sources["kind"] == "paper"][0]
    sources.loc[row, "kind"] = "chosen"
    table = block_table(dataclasses.replace(result, sources=sources))
    assert table.columns[2:] == ("Published", "Calibrated", "Assumed", "Decided", "Share assumed")
    assert all(len(one) == len(table.columns) for one in table.rows)
    assert sum(int(one[5]) for one in table.rows) == 1


def test_a_kind_is_not_said_twice(result):
    assumed = result.sources["kind"] == "assumed"
    said = result.sources.assign(source=result.sources["source"].where(~assumed, "assumed: between two bounds"))
    rows = source_table(dataclasses.replace(result, sources=said)).rows
    assert {row[2:] for row in rows if row[2] == "assumed"} == {("assumed", "between two bounds")}


def test_blocks_of_the_main_model_have_names_of_the_clinic(result):
    first = dict.fromkeys(result.sources["block"])
    said = result.sources.assign(block=result.sources["block"].map(dict(zip(first, ("car", "vitals"), strict=True))))
    headings = [group.heading for group in source_table(dataclasses.replace(result, sources=said)).groups]
    assert headings == ["CAR T cells: 1 of 3 assumed", "Vital signs: 1 of 2 assumed"]


def test_failed_patients_are_counted_by_what_happened(result):
    table = failed_table(result)
    assert [row[1:] for row in table.rows] == [("more steps than allowed", "2")] * 2
    solved = result.outcomes.assign(status="SOLVED")
    assert failed_table(dataclasses.replace(result, outcomes=solved)) is None


def test_status_may_be_a_code_a_name_or_a_message(result):
    for status in (1, "STEP_LIMIT", "step_limit"):
        outcomes = result.outcomes.assign(status=status)
        assert {row[1] for row in failed_table(dataclasses.replace(result, outcomes=outcomes)).rows} == {
            "more steps than allowed"
        }


def test_the_tolerance_check_uses_words(result):
    assert tolerance_table(result).rows[0] == ("In remission by day 28", "82.0 %", "82.0 %", "0.0 %")


def test_published_figures_stand_beside_simulated_ones(result):
    row = published_table(result).rows[0]
    assert row[2:4] == ("82 % (76 to 87 %)", "81 % (71 to 89 %)")
    alone = result.published.assign(lower=np.nan, upper=np.nan)
    assert published_table(dataclasses.replace(result, published=alone)).rows[0][3] == "81 %"


def test_the_numbers_behind_a_curve_are_those_at_its_labelled_times(result):
    time = clock(365.0, 8)
    curves = survival_frame(result.outcomes, "event_free_survival", result.arms)
    risk = risk_frame(result.outcomes, "event_free_survival", result.arms, [t * time.days for t in time.ticks])
    rows = survival_table(curves, risk, "caption", clock=time).groups[0].rows
    assert rows[0] == ("0", "198", "100 %", "–")
    assert [row[0] for row in rows] == ["0", "2", "4", "6", "8", "10", "12"]
