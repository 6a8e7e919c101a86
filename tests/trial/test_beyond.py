"""A study that leaves what was studied is refused, or marked and silent about survival and severe toxicity."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.trial.conftest import SMALL

from engraft.calibrate.validate import validate
from engraft.errors import SpecificationError
from engraft.language.source import Assumed
from engraft.models import build
from engraft.report import report_html, result_object, result_text
from engraft.report.charts.theme import WIDE
from engraft.report.pictures import pictures
from engraft.report.sweep import finding
from engraft.trial import apply_overrides, check_study, parse_document, run_study, sweep_study
from engraft.trial.beyond import outside, permitted
from engraft.trial.design import design, drawn
from engraft.trial.reading import Document

ONCE = 'dose: "3.1e6 cell/kg", day: 0, over: 30 min}'
HUGE = 'dose: "3e7 cell/kg", day: 0, over: 30 min}'
SPLIT = 'dose: "1e6 cell/kg", days: [0, 1, 2], over: 30 min}'
BROKEN_UP = 'dose: "4e6 cell/kg", days: [0, 1, 2], over: 30 min}'


def found(study):
    plan = design(study)
    return list(outside(plan, drawn(plan)))


def test_inside_nothing_is_found(small):
    assert found(small) == []


def test_a_dose_outside_is_found_with_its_range_and_for_whom(changed):
    (one,) = found(changed(ONCE, HUGE))
    assert (one.what, one.arms, one.persons) == ("tisagenlecleucel 3e+07 cell/kg", ("once",), 5)
    assert "134000 to 5.4e+06 cell/kg" in one.studied


def test_cells_in_parts_are_one_dose(changed):
    assert found(changed(ONCE, SPLIT)) == []
    (one,) = found(changed(ONCE, BROKEN_UP))
    assert one.what == "tisagenlecleucel 4e+06 cell/kg, 3 times in a course"


def test_no_dose_is_a_control(changed):
    assert found(changed(ONCE, 'dose: "0 cell/kg", day: 0}')) == []


def test_a_drug_is_judged_dose_by_dose(changed):
    plain = "      - {template: flu_cy, day: -6}\n"
    more = '      - {give: fludarabine, dose: "90 mg/m^2", days: [-5, -4]}\n'
    (one,) = found(changed(plain, more))
    assert one.what == "fludarabine 90 mg/m^2"


def test_persons_outside_are_counted_where_the_dose_is_theirs(changed):
    assert found(changed("  n: 5\n", "  n: 300\n")) == []  # 0.2e6 to 5.4e6 per kg: the trial's own
    wide = "car_t_dose: {unit: cell/kg, quantiles: [[0, 1e6], [1, 8e6]], assumed: {why: a test, low: 1, high: 2}}"
    plan = design(changed("  n: 5\n", f"  n: 300\n  covariates: {{{wide}}}\n"))
    cohort = drawn(plan)
    (one,) = outside(plan, cohort)
    assert one.arms == ("again",)
    beyond = cohort.displayed()["car_t_dose"] > 5.4e6
    assert 0 < one.persons == int(beyond.sum()) < 300


def test_a_parameter_outside_of_the_models_bounds_is_found_where_it_is_assumed(changed):
    def with_delay(value, source):
        line = f"  flu_cy.fludarabine_delay: {{value: {value}, {source}}}\n"
        return changed("population:\n", f"{line}population:\n")

    known = build("b_all_spine").parameter("flu_cy.fludarabine_delay")
    assert isinstance(known.source, Assumed)
    inside, beyond = f"{known.source.high} {known.unit}", f"{2 * known.source.high} {known.unit}"
    guess = "assumed: {why: a guess, low: 0, high: 1000}"
    apart = f"assumed: {{why: a guess, low: {1.5 * known.source.high}, high: 1000}}"
    assert found(with_delay(inside, guess)) == []
    assert found(with_delay(beyond, guess)) == []  # its own bounds reach into the model's
    (one,) = found(with_delay(beyond, apart))
    assert one.what == f"parameter flu_cy.fludarabine_delay = {beyond}"
    assert one.arms == ("once", "again")
    assert found(with_delay(beyond, "source: {doi: label, where: a table}")) == []


def test_it_is_refused_in_three_lines_with_range_source_and_way_out(changed):
    plan = design(changed(ONCE, HUGE))
    with pytest.raises(SpecificationError) as caught:
        permitted(plan, drawn(plan), extrapolate=False)
    said = str(caught.value)
    assert len(said.splitlines()) == 3
    assert all(word in said for word in ("3e+07 cell/kg", "134000 to 5.4e+06", "Blood Adv", "--extrapolate"))


def _sweep(study):
    return sweep_study(study, ["arms.0.regimen.1.over=30 min,60 min"])


@pytest.mark.parametrize("run", [run_study, _sweep, validate])
def test_run_sweep_and_validate_refuse_it(changed, run):
    with pytest.raises(SpecificationError, match="--extrapolate"):
        run(changed(ONCE, HUGE))


@pytest.fixture(scope="module")
def result():
    text = SMALL.replace(ONCE, HUGE, 1).replace("  - remission\n", "  - remission\n  - overall_survival\n", 1)
    return run_study(check_study(parse_document(text.replace("n: 5", "n: 12"), "small.yaml")), extrapolate=True)


def test_the_affected_arm_is_marked_and_the_other_is_not(result):
    assert result.arms == ("cells once, extrapolated", "cells again")
    assert [arm.name for arm in result.summaries] == ["once", "again"]


def test_survival_is_withheld_of_the_affected_arm_alone(result):
    once, again = result.summaries
    for key in ("overall_survival.month_6", "event_free_survival.month_3", "neutrophil_recovery.grade_4"):
        assert once.figures[key].withheld == "outside the studied range"
        assert np.isnan(once.figures[key].value)
        assert not again.figures[key].withheld
    assert not once.figures["remission"].withheld


def test_nothing_in_the_outcomes_tells_who_lived(result):
    table = result.outcomes
    once = table[table["arm"] == "cells once, extrapolated"]
    again = table[table["arm"] == "cells again"]
    hidden = ["end_day", "overall_survival_day", "overall_survival_event", "overall_survival_cause",
              "event_free_survival_day", "neutrophil_recovery_grade"]  # fmt: skip
    assert once[hidden].isna().all().all()
    assert again[["end_day", "overall_survival_day", "overall_survival_event"]].notna().all().all()
    assert once["remission"].notna().all()
    assert isinstance(table["overall_survival_event"].dtype, pd.BooleanDtype)


def test_the_tolerance_check_does_not_tell_either(result):
    keys = set(result.tolerance.loc[result.tolerance["arm"] == "cells once, extrapolated", "endpoint"])
    assert "remission" in keys
    assert not any(key.startswith(("overall_survival", "event_free")) for key in keys)


def test_provenance_and_warnings_say_it(result):
    assert result.provenance["command"].endswith(" --extrapolate")
    assert "overall_survival.month_6" in result.provenance["withheld"]
    assert result.provenance["extrapolated"][0]["arms"] == ("once",)
    assert result.warnings[0].startswith("extrapolated in 'cells once': tisagenlecleucel 3e+07 cell/kg lies outside")
    json.dumps(result.provenance, allow_nan=False)


def test_json_is_null_with_the_reason(result):
    said = result_object(result)
    figure = said["arms"][0]["figures"]["overall_survival.month_6"]
    assert (figure["value"], figure["withheld"]) == (None, "outside the studied range")
    assert said["arms"][0]["extrapolated"] is True
    assert "extrapolated" not in said["arms"][1]
    assert said["headline"].startswith("Extrapolated: ")


def test_the_terminal_says_it(result):
    text = result_text(result, width=100)
    assert "A  cells once, extrapolated: 12 patients" in text
    assert "withheld: outside the studied range" in text


def test_the_page_marks_every_picture_that_shows_the_arm(result):
    drawn_ = {one.key: one for one in pictures(result)}
    for one in drawn_.values():
        shown = json.dumps(one.draw(WIDE))
        marked = "extrapolated: outside the studied range" in shown
        assert marked == one.title.startswith("Extrapolated: ")
        assert marked or "cells once, extrapolated" not in shown
    kinetics, survival = drawn_["kinetics-1"], next(one for one in drawn_.values() if one.topic == "Overall survival")
    assert kinetics.title.startswith("Extrapolated: ")
    assert not survival.title.startswith("Extrapolated: ")
    assert "Not drawn: “cells once, extrapolated”" in survival.note
    page = report_html(result)
    assert "withheld: outside the studied range" in page
    assert "Extrapolated: " in page


def test_of_a_study_of_one_arm_no_survival_is_drawn(changed):
    study = changed(ONCE, HUGE)
    data = study.document.data | {"arms": study.document.data["arms"][:1]}
    result = run_study(check_study(Document(data, "one.yaml")), extrapolate=True)
    assert all(one.title.startswith("Extrapolated: ") for one in pictures(result))
    assert not any("survival" in one.topic.lower() for one in pictures(result))


def test_points_of_a_sweep_are_marked_one_by_one(changed):
    swept = sweep_study(changed(ONCE, ONCE), ["arms.0.regimen.1.dose=3e6 cell/kg,3e7 cell/kg"], extrapolate=True)
    rows = swept.table[swept.table["figure"] == "event_free_survival.month_3"].set_index(["point", "arm"])
    assert rows["extrapolated"].to_dict() == {
        (0, "once"): False, (0, "again"): False, (1, "once"): True, (1, "again"): False,
    }  # fmt: skip
    assert np.isnan(rows.loc[(1, "once"), "value"])
    assert rows.loc[(1, "once"), "withheld"] == "outside the studied range"
    assert np.isfinite(rows.loc[(0, "once"), "value"])
    assert swept.points[1].command.endswith("--extrapolate")
    assert any(line.startswith("extrapolated at point 1") for line in swept.warnings)


def test_validation_withholds_the_same(changed):
    more = "  - {endpoint: event_free_survival.month_3, arm: once, value: 0.7, lower: 0.6, upper: 0.8, source: x}\n"
    text = "published:\n"
    study = changed(text, text + more)
    study = check_study(apply_overrides(study.document, ["arms.0.regimen.1.dose=3e7 cell/kg"]))
    found_ = validate(study, patients=20, seed=9, extrapolate=True)
    by = {row.endpoint: row for row in found_.rows}
    assert by["event_free_survival.month_3"].withheld
    assert np.isnan(by["event_free_survival.month_3"].simulated)
    assert by["event_free_survival.month_3"].inside is None
    assert np.isfinite(by["remission"].simulated)
    assert found_.warnings[0].startswith("extrapolated in once")


def test_nothing_kept_of_the_affected_arm_tells_of_care_or_death(result):
    once = result.outcomes[result.outcomes["arm"] == "cells once, extrapolated"]
    again = result.outcomes[result.outcomes["arm"] == "cells again"]
    telling = ["rule_back_count", "neutrophil_recovery_cause", "neutrophil_recovery_severe_days", "flow_last_day"]
    assert once[telling].isna().all().all()
    assert again["rule_back_count"].notna().all()
    for course in result.trajectories.sel(arm="cells once, extrapolated").data_vars.values():
        followed = np.isfinite(course.transpose("person", "time").to_numpy())
        assert (followed == followed[:1]).all()  # everybody's ends with the others'


def test_a_sweep_says_withheld_where_nothing_may_be_told(changed):
    swept = sweep_study(
        changed(ONCE, HUGE), ["arms.0.regimen.1.dose=3e7 cell/kg,4e7 cell/kg"],
        shown=["event_free_survival.month_3"], extrapolate=True,
    )  # fmt: skip
    hidden = replace(swept, table=swept.table[swept.table["arm"] == "once"])
    key = "event_free_survival.month_3"
    assert "is withheld at every point: outside the studied range" in finding(hidden, key)
    assert finding(swept, key).endswith("that is told; withheld elsewhere: outside the studied range")


def test_a_trait_outside_of_its_own_bounds_is_refused(changed):
    own = '{give: tisagenlecleucel, dose: "3.1e6 cell/kg", day: 0, over: 30 min, traits: {%s}}'
    trait = "flu_cy.fludarabine_delay: {value: 9 day, assumed: {why: a guess, low: 1, high: 2}}"
    with pytest.raises(SpecificationError, match="lies outside its own bounds"):
        design(changed("{give: tisagenlecleucel, " + ONCE, own % trait))
