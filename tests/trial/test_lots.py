"""A study makes the cells of its arms, gives what the lots hold, and asks what was noted of them."""

from dataclasses import replace

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.manufacturing import catalog
from engraft.trial import check_study, design, parse_document, run_study, sweep_study
from engraft.trial.design import drawn
from engraft.trial.lots import supplies

LOTS = """\
lots:
  short: {process: toy, set: {collection.days: 1 day}}
  long:
    process: toy
    set: {collection.days: 8 day}
    parameters:
      collection.least: {value: 1e8 cell, assumed: {why: a test, low: 0, high: 1e12}}
arms:
  - name: once
    label: cells once
    regimen:
      - {template: flu_cy, day: -6}
      - {give: tisagenlecleucel, lot: short, dose: "3.1e6 cell/kg", day: 0}
  - name: again
    label: cells again
    regimen:
      - {give: tisagenlecleucel, lot: long, dose: "1e8 cell", days: [0, 28]}
"""
ASKED = "  - {name: lot, of: [collection.cells, collection.few, rejected.too_few_cells]}\n"


@pytest.fixture
def written(text, toy, monkeypatch):
    """Write the small study with two lots, one change made."""
    monkeypatch.setitem(catalog._PROCESSES, "toy", toy)

    def write(old="", new="", least="1e8", asked=ASKED, stands=""):
        before, rest = text.split("arms:\n")
        _, after = rest.split("rounds:")
        whole = before + LOTS + "rounds:" + after
        whole = whole.replace("endpoints:\n", "endpoints:\n" + asked).replace("n: 5", "n: 40")
        whole = whole.replace("{value: 1e8 cell,", f"{{value: {least} cell,")
        if stands:
            whole = whole.replace("{process: toy", f"{{stands_for: {stands}, process: toy")
            whole = whole.replace("    process: toy\n", f"    process: toy\n    stands_for: {stands}\n")
        assert old in whole
        return check_study(parse_document(whole.replace(old, new), "small.yaml"))

    return write


def test_a_covariate_that_a_step_looks_at_is_not_in_vain(written, toy, monkeypatch):
    age = "  covariates: {age: {unit: year, fixed: 7, assumed: {why: a test, low: 0, high: 9}}}\n  n: 40"
    said = "'age' is drawn and acts on nothing"
    assert said in "\n".join(run_study(written("  n: 40", age)).warnings)
    monkeypatch.setattr(type(toy().steps["collection"]), "reads", ("age",))
    assert said not in "\n".join(run_study(written("  n: 40", age)).warnings)


def test_nobody_gets_more_than_the_dose_or_the_lot(written):
    plan = design(written())
    result = run_study(written(), seed=7)
    rows = result.outcomes[result.outcomes["arm"] == "cells once"]
    held = 0.25 * rows["lot_collection_cells"]
    planned = 3.1e6 * rows["weight"]
    given = plan.arms[0].run.supplies["short"].make(drawn(plan), plan.seed)
    np.testing.assert_allclose(given.lot.amount, held, rtol=1e-12)
    assert (held < planned).any()
    assert (held > planned).any()


def test_two_arms_collect_from_the_same_persons(written):
    result = run_study(written())
    once, again = (result.outcomes[result.outcomes["arm"] == one] for one in ("cells once", "cells again"))
    ratio = again["lot_collection_cells"].to_numpy() / once["lot_collection_cells"].to_numpy()
    np.testing.assert_allclose(ratio, 8.0, rtol=1e-12)


def test_figures_say_how_many_lots_were_released(written):
    result = run_study(written("value: 1e8 cell", "value: 8e8 cell"))
    again = {one.label: one.figures for one in result.summaries}["cells again"]
    assert again["lot.released"].value == pytest.approx(1.0 - again["lot.rejected.too_few_cells"].value)
    assert 0.1 < again["lot.released"].value < 0.9
    assert again["lot.collection.cells"].unit == "cell"
    assert again["lot.collection.few"].unit == "fraction"


def test_numbers_of_the_making_are_listed_with_their_sources(written):
    table = run_study(written()).sources
    rows = table[table["block"] == "lot long"].set_index("parameter")
    assert rows.loc["collection.days", "kind"] == "chosen"
    assert rows.loc["collection.least", "value"] == 1e8


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("process: toy, set: {collection.days: 1 day}", "process: toi", "'toy'"),
        ("collection.days: 1 day", "collection.day: 1 day", "collection.days"),
        ("collection.days: 1 day", "collection.days: 1 kg", "another unit"),
        ("collection.days: 1 day", "fill.share: 0.5", "no decision"),
        ("lot: short", "lot: shirt", "short"),
        ("collection.few,", "collection.fewer,", "collection.few"),
        ("  short: {", "  a/b: {", "usable name"),
        ('give: tisagenlecleucel, lot: long, dose: "1e8 cell"', "give: fludarabine, lot: long", "not cells"),
        ("of: [collection.cells,", "lot: longer, of: [collection.cells,", "did you mean 'long'?"),
        (ASKED, "  - {name: late_malignancy, years: [0.05], copies: cells, counted_at: 1}\n", "no number of copies"),
        (ASKED, "  - {name: late_malignancy, at_risk: all}\n", "or choose other years"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(written, old, new, said):
    with pytest.raises(SpecificationError) as error:
        design(written(old, new))
    assert "small.yaml:" in str(error.value)
    assert said in str(error.value)


def test_a_lot_that_acts_on_nothing_and_one_given_to_nobody_are_said(written, toy, monkeypatch):
    monkeypatch.setitem(catalog._PROCESSES, "toy", lambda: toy(car__engrafting=2.0))
    result = run_study(written("lot: long, ", ""))
    said = "\n".join(result.warnings)
    assert "'car.engrafting', which the model 'b_all_spine' has not" in said
    assert "the lot 'long' is described and given to nobody" in said


def test_cells_are_not_given_before_they_exist(text):
    def study(day):
        lots = f"lots: {{mine: {{process: lentiviral_car_t, collected: {day} d, set: {{culture.days: 9 day}}}}}}\narms:"
        given = 'give: tisagenlecleucel, lot: mine, dose: "3.1e6 cell/kg"'
        whole = text.replace("arms:", lots, 1).replace('give: tisagenlecleucel, dose: "3.1e6 cell/kg"', given)
        return check_study(parse_document(whole, "small.yaml"))

    assert design(study(-9)).arms
    with pytest.raises(SpecificationError) as error:
        design(study(-8))
    assert "small.yaml:" in str(error.value)
    assert "before it exists" in str(error.value)
    assert "day 1 or later" in str(error.value)


@pytest.mark.parametrize(("spread", "apart"), [("", True), (", spread: 0", False)])
def test_persons_differ_in_a_changed_number_unless_the_study_says_otherwise(written, spread, apart):
    changed = f"collection.a_day: {{value: 2e8 cell/day, assumed: {{why: a test, low: 0, high: 1e12}}{spread}}}"
    asked = "      collection.least: {value: 1e8 cell, assumed: {why: a test, low: 0, high: 1e12}}\n"
    result = run_study(written(asked, f"{asked}      {changed}\n"))
    cells = result.outcomes.loc[result.outcomes["arm"] == "cells again", "lot_collection_cells"]
    assert (cells.std() > 0.0) == apart


def test_an_endpoint_is_asked_of_those_whose_lot_was_released(written):
    rows = run_study(_with(written, "lot.released > 0.5", least="8e8")).outcomes.query("arm == 'cells again'")
    released = rows["lot"].to_numpy(bool)
    assert 5 < released.sum() < 35
    assert (rows["given"].isna().to_numpy() == ~released).all()


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("lot.collection.cells > 0.5", "'collection.cells' is a quantity"),
        ("lot.collection.fewer > 0.5", "collection.few"),
        ("lot.released > 0.5 [kg]", "kg"),
    ],
)
def test_groups_by_lots_that_cannot_be_are_refused(written, condition, said):
    with pytest.raises(SpecificationError) as error:
        design(_with(written, condition))
    assert "small.yaml:" in str(error.value)
    assert said in str(error.value)


TISA = "lots:\n  mine: {process: %s, %s}\n"
TWICE = """set: {vector.multiplicity: 5}, \
parameters: {vector.multiplicity: {value: "5", assumed: {why: a test, low: 1, high: 9}}}"""
WIDE = """parameters: {vector.half_life: {value: 24 h, spread: 50, assumed: {why: a test, low: 1, high: 99}}}"""
SHARE = """parameters: {release.process_failure: {value: "1.7", assumed: {why: a test, low: 0, high: 9}}}"""
WORD = """parameters: {release.process_failure: {value: many, assumed: {why: a test, low: 0, high: 9}}}"""


@pytest.mark.parametrize(
    ("lots", "place", "said"),
    [
        (TISA % ("tisa_cel", "set: {vector.contact: -24 h}"), "lots.mine.set.vector.contact", "more than 0"),
        (TISA % ("tisa_cel", 'set: {culture.frozen: "-1"}'), "lots.mine.set.culture.frozen", "0 or 1; got -1"),
        (TISA % ("tisa_cel", "set: {culture.days: 9}"), "lots.mine.set.culture.days", "write '9 day'"),
        (TISA % ("tisa_cel", "set: {fill.most: -1e6 cell/kg}"), "lots.mine.set.fill.most", "more than 0 cell/kg"),
        (TISA % ("tisa_cel", "set: {vector.multiplicity: lots}"), "lots.mine.set.vector.multiplicity", "like '5'"),
        (TISA % ("tisa_cel", "set: {vector.multiplicity: true}"), "lots.mine.set.vector.multiplicity", "1 for yes"),
        (TISA % ("tisa_cel", "set: [culture.days]"), "lots.mine.set", "culture.days: 9 day; got a list"),
        (TISA % ("tisa_cel", "set: {vector.contact: 72 h, culture.days: 1 day}"), "lots.mine", "beyond the end of the"),
        (TISA % ("tisa_cel", TWICE), "lots.mine.parameters.vector.multiplicity", "twice"),
        (TISA % ("tisa_cel", WIDE), "lots.mine.parameters.vector.half_life", "0 to 3"),
        (TISA % ("tisa_cel", SHARE), "lots.mine.parameters.release.process_failure", "0 to 1; got 1.7"),
        (TISA % ("tisa_cel", WORD), "lots.mine.parameters.release.process_failure", "not a quantity"),
        (TISA % ("tisa", "set: {}"), "lots.mine.process", "tisa_cel"),
        ("lots:\n  mine: {set: {culture.days: 9 day}}\n", "lots.mine", "engraft processes"),
        ("lots:\n  mine: tisa_cel\n", "lots.mine", "process: NAME"),
        ("lots:\n  - {process: tisa_cel}\n", "lots", "a list"),
    ],
)
def test_a_lot_that_cannot_be_made_is_refused_with_file_line_and_field(text, lots, place, said):
    whole = text.replace("arms:\n", f"{lots}arms:\n", 1)
    line = whole[: whole.index("lots:\n")].count("\n") + (1 if place == "lots" else 2)
    with pytest.raises(SpecificationError) as error:
        supplies(check_study(parse_document(whole, "small.yaml")))
    assert error.value.what.startswith(f"small.yaml:{line}: {place}: ")
    assert said in str(error.value)
    assert str(error.value).count("\n") <= 2


@pytest.mark.parametrize("asked", [ASKED, ""])
def test_what_goes_wrong_while_a_lot_is_made_names_the_lot(written, toy, monkeypatch, asked):
    def spill(self, batch, at):
        raise SpecificationError("the bag is torn", do="mend it")

    plan = design(written(ASKED, asked))
    monkeypatch.setattr(type(toy().steps["fill"]), "apply", spill)
    for go in (lambda: design(written(ASKED, asked)), lambda: plan.arms[1].run.supplies["long"].make(drawn(plan), 1)):
        with pytest.raises(SpecificationError, match=r"^small\.yaml:\d+: lots\.\w+: the bag is torn\nmend it$"):
            go()


def test_frozen_material_that_waits_is_not_there_earlier(text):
    lots = "lots: {mine: {process: tisa_cel, collected: -54 d, set: {collection.storage: 50 day}}}\narms:"
    given = 'give: tisagenlecleucel, lot: mine, dose: "3.1e6 cell/kg"'
    whole = text.replace("arms:", lots, 1).replace('give: tisagenlecleucel, dose: "3.1e6 cell/kg"', given)
    with pytest.raises(SpecificationError, match="day 5 or later: collected on day -54, stored for 50 days"):
        design(check_study(parse_document(whole, "small.yaml")))


def _with(written, condition, **more):
    """Write the small study with an endpoint that is asked of a group."""
    return written(ASKED, f'{ASKED}  - {{name: remission, as_: given, among: "{condition}"}}\n', **more)


def test_what_is_given_is_at_most_the_dose_and_at_most_the_lot(written):
    result = run_study(written("of: [collection.cells,", "lot: short, of: [cells, given_per_weight, collection.cells,"))
    rows = result.outcomes[result.outcomes["arm"] == "cells once"]
    expected = np.minimum(rows["lot_cells"], 3.1e6 * rows["weight"])
    np.testing.assert_allclose(rows["lot_given"], expected, rtol=1e-12)
    np.testing.assert_allclose(rows["lot_given_per_weight"] * rows["weight"], rows["lot_given"], rtol=1e-12)
    figures = {one.label: one.figures for one in result.summaries}
    assert figures["cells once"]["lot.given"].unit == "cell"
    assert not np.isfinite(figures["cells again"]["lot.given"].value)


def test_several_days_use_one_lot_up_and_who_has_none_is_given_none(written):
    rows = run_study(written("of: [collection.cells,", "of: [cells, collection.cells,", least="8e8")).outcomes
    again = rows[rows["arm"] == "cells again"]
    released = again["lot"].to_numpy(bool)
    assert 5 < released.sum() < 35
    np.testing.assert_allclose(again["lot_given"], np.minimum(again["lot_cells"], 2e8), rtol=1e-12)
    assert ((again["lot_given"] > 0.0).to_numpy() == released).all()


def test_cells_of_no_lot_are_an_infusion_too(written):
    """Whose lot was not released gets cells off the shelf a month later."""
    enrolled = f"{ASKED}  - {{name: intention_to_treat}}\n"
    shelf = 'lot: long, dose: "1e8 cell", day: 0}\n      - {give: tisagenlecleucel, dose: "1e8 cell", day: 28}'
    result = run_study(written('lot: long, dose: "1e8 cell", days: [0, 28]}', shelf, least="8e8", asked=enrolled))
    figures = {one.label: one.figures for one in result.summaries}["cells again"]
    assert figures["lot.released"].value < 0.9
    assert figures["intention_to_treat.infused"].value == 1.0


def test_cells_against_another_antigen_are_refused_unless_the_study_means_it(written, toy, monkeypatch):
    monkeypatch.setitem(catalog._PROCESSES, "toy", lambda: replace(toy(), antigen="CD3 and CD7"))
    with pytest.raises(SpecificationError, match="toy makes cells against CD3 and CD7") as error:
        design(written())
    assert "small.yaml:" in str(error.value)
    assert "stands_for: CD19" in str(error.value)
    with pytest.raises(SpecificationError, match="said to stand for CD22"):
        design(written(stands="CD22"))
    meant = run_study(written(stands="CD19"))
    assert "the lots 'short' and 'long' hold cells against CD3 and CD7 and stand for" in "\n".join(meant.warnings)
    monkeypatch.setitem(catalog._PROCESSES, "toy", lambda: replace(toy(), antigen="CD19 and CD22"))
    assert design(written()).arms


def test_lots_that_act_alike_on_nothing_are_named_in_one_sentence(written, toy, monkeypatch):
    monkeypatch.setitem(catalog._PROCESSES, "toy", lambda: toy(car__engrafting=2.0))
    said = [line for line in run_study(written()).warnings if "car.engrafting" in line]
    assert len(said) == 1
    assert said[0].startswith("the lots 'short' and 'long' act on")


def test_a_sweep_over_a_lot_that_no_arm_gives_says_so(written):
    over = ["lots.long.set.collection.days=1 day,8 day"]
    said = "no arm gives the lot 'long', so nothing changes along lots.long.set.collection.days"
    assert any(line.startswith(said) for line in sweep_study(written("lot: long, ", ""), over, patients=4).warnings)
    assert not any("no arm gives" in line for line in sweep_study(written(), over, patients=4).warnings)


def test_the_nearest_of_the_quantities_of_the_lot_that_is_asked_for(written):
    with pytest.raises(SpecificationError, match="of the lot 'short' of this study"):
        design(written("of: [collection.cells,", "lot: short, of: [collection.cell,"))
