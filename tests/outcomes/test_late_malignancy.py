"""Late malignancy: exact intervals of what was counted, and how they grow with years and copies."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import beta
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.outcomes.binomial import exact_interval
from engraft.outcomes.endpoint import MONTH
from engraft.outcomes.late_families import Counted, families, family
from engraft.outcomes.late_malignancy import LateMalignancy, risk
from engraft.report.words import cell
from engraft.simulate import told


@pytest.mark.parametrize(("k", "n"), [(4, 9), (1, 10), (7, 67), (20, 30_000), (1, 449), (0, 30), (30, 30)])
def test_the_interval_is_that_of_another_program(k, n):
    low, high = exact_interval(k, n, 0.95)
    assert low == pytest.approx(0.0 if k == 0 else beta.ppf(0.025, k, n - k + 1), abs=1e-10)
    assert high == pytest.approx(1.0 if k == n else beta.ppf(0.975, k + 1, n - k), abs=1e-10)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("gammaretrovirus_scid_x1_paris", 0.137, 0.788),  # the intervals that evidence on these counts states
        ("lentivirus_mnd_cald", 0.043, 0.203),  # 0.2035, of which 0.204 is printed elsewhere
    ],
)
def test_at_the_last_look_it_is_the_exact_interval(name, low, high):
    found = risk(family(name), np.array([family(name).until * MONTH]))
    assert [round(float(one[0]), 3) for one in found] == [low, high]


@pytest.mark.parametrize("one", families(), ids=lambda one: one.name)
def test_it_holds_what_was_counted_begins_with_nothing_and_never_falls(one):
    days = np.linspace(0.0, 15 * 12 * MONTH, 400)
    low, high = risk(one, days)
    assert low[0] == 0.0
    assert high[0] == 0.0
    assert (np.diff(low) >= 0.0).all()
    assert (np.diff(high) >= -1e-15).all()
    at = np.array([one.until * MONTH])
    share = one.counted.events / one.counted.persons
    assert risk(one, at)[0] <= share <= risk(one, at)[1]


def test_months_of_every_event_are_the_steps():
    cald = family("lentivirus_mnd_cald")
    low, _ = risk(cald, np.array([13.9, 14.1, 41.0, 43.0]) * MONTH)
    np.testing.assert_allclose(low, cald.bounds[0] * np.array([0, 1, 4, 5]) / 7, rtol=1e-12)


def test_after_the_last_look_it_may_stop_or_go_on():
    penn = family("car_second_primary")
    low, high = risk(penn, np.array([10.3, 60.0]) * MONTH)
    assert low[0] == low[1]
    assert 1 - high[1] == pytest.approx((1 - high[0]) ** (60.0 / 10.3))
    assert low[1] < 0.152 + 0.023 < high[1]  # five years at Penn, which nothing here was made from


def test_reports_that_may_be_missed_borrow_the_upper_bound():
    found = family("car_t_cell_malignancy")
    assert found.bounds == (exact_interval(20, 30_000, 0.95)[0], exact_interval(1, 449, 0.95)[1])


def test_copies_act_from_not_at_all_to_in_proportion():
    run = made((0.0, 5000.0), {"a": ("1", [[1.0, 1.0], [1.0, 1.0]])})
    noted = {told("mine/vector.copies", "1", "copies per cell"): np.array([0.5, 4.0])}
    ask = LateMalignancy(years=(5.0,), copies="vector.copies", counted_at=2.0)
    rows = ask.verdict(replace(run, lots=noted))
    low, high = risk(family(ask.family), np.array([5 * 12 * MONTH]))
    expected = [-math.expm1(math.log1p(-low[0]) * 0.25), low[0]]
    np.testing.assert_allclose(rows["late_malignancy_year_5_lower"], expected, rtol=1e-12)
    np.testing.assert_allclose(
        rows["late_malignancy_year_5_upper"], [high[0], 1.0 - (1.0 - high[0]) ** 2.0], rtol=1e-12
    )


def test_the_dead_are_no_longer_at_risk_and_there_is_no_middle():
    run = made((0.0, 6000.0), {"a": ("1", [[1.0, 1.0], [1.0, 1.0]])}, end=[0.0, 6000.0])
    verdict = LateMalignancy().verdict(run)
    assert verdict.loc[verdict.index[0]].sum() == 0.0
    figure = LateMalignancy().figures(verdict)["late_malignancy.year_15"]
    assert math.isnan(figure.value)
    assert 0.0 < figure.lower < figure.upper
    assert cell(figure, 2).startswith("between ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"family": "lentivirus_mnd_calf"}, "lentivirus_mnd_cald"),
        ({"years": ()}, "years"),
        ({"counted_at": 0.3}, "counted_at and no copies"),
        ({"copies": "vector.copies_per_cell"}, "copies and no counted_at"),
        ({"copies": "vector.copies_per_cell", "counted_at": 1e-9}, "0.01 to 100"),
        ({"copies": "vector.copies_per_cell", "counted_at": 1e9}, "0.01 to 100"),
    ],
)
def test_what_was_never_counted_is_refused(options, said):
    with pytest.raises(SpecificationError, match=said):
        LateMalignancy(**options)


def test_who_got_no_cells_is_not_at_risk_and_has_no_value():
    run = made((0.0, 6000.0), {"a": ("1", [[1.0, 1.0]] * 3)})
    released = {"own/released [yes] lot released": np.array([1.0, 0.0, 0.0])}
    ask = LateMalignancy(years=(5.0,), at_risk="all")
    verdict = ask.verdict(replace(run, lots=released))
    assert verdict["late_malignancy_year_5_upper"].isna().tolist() == [False, True, True]
    assert ask.figures(verdict)["late_malignancy.year_5"].n == 1
    others = released | {told("infused", "yes", "given any cells"): np.array([1.0, 0.0, 1.0])}
    assert ask.figures(ask.verdict(replace(run, lots=others)))["late_malignancy.year_5"].n == 2


def test_an_upper_bound_of_other_persons_is_said_to_be_theirs():
    run = made((0.0, 6000.0), {"a": ("1", [[1.0, 1.0], [1.0, 1.0]])})
    texts = {}
    for name in ("car_t_cell_malignancy", "lentivirus_mnd_cald"):
        ask = LateMalignancy(family=name, years=(5.0,))
        texts[name] = ask.figures(ask.verdict(run))["late_malignancy.year_5"].text
    assert "20 of 30,000 reported; upper bound of 1 of 449 in another cohort" in texts["car_t_cell_malignancy"]
    assert "(7 of 67 counted)" in texts["lentivirus_mnd_cald"]


@pytest.mark.parametrize(
    ("name", "unit"), [("vector.copies_per_cell", "1"), ("release.measured_copies_per_transduced_cell", "copy/cell")]
)
def test_numbers_of_copies_are_taken(name, unit):
    LateMalignancy(copies=name, counted_at=1.0).check_copies(unit)


@pytest.mark.parametrize(
    ("name", "unit"), [("culture.cells", "cell"), ("vector.many_copies", "1"), ("vector.copies_per_cell", "yes")]
)
def test_what_is_no_number_of_copies_is_refused(name, unit):
    with pytest.raises(SpecificationError, match="no number of copies"):
        LateMalignancy(copies=name, counted_at=1.0).check_copies(unit)


def test_more_events_than_persons_are_refused():
    with pytest.raises(SpecificationError, match="10 of 9"):
        Counted(10, 9, family("lentivirus_mnd_cald").counted.source)


def test_as_if_nobody_died_the_dead_count_too():
    run = made((0.0, 6000.0), {"a": ("1", [[1.0, 1.0], [1.0, 1.0]])}, end=[0.0, 6000.0])
    rows = LateMalignancy(at_risk="all").verdict(run)
    assert rows.iloc[0].tolist() == rows.iloc[1].tolist()
    with pytest.raises(SpecificationError, match="alive or all"):
        LateMalignancy(at_risk="dead")
