"""Dose records against closed forms, and against what NONMEM 7.5.1 makes of the same records."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.kernel.dose_records import Doing, Record, Records
from engraft.kernel.dosing import dosed, judged
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.problem import Ensemble, Options, Problem, Schedule
from engraft.kernel.status import Status

DEPOT, CENTRAL, KA, CL, V = map(symbol, ("depot", "central", "ka", "cl", "v"))
ORAL = Problem(
    ("depot", "central"), ("ka", "cl", "v"), (-KA * DEPOT, KA * DEPOT - CL / V * CENTRAL), (1e-8, 1e-8),
    outputs=(("per 1000", 1000.0 * CENTRAL / V),),
)  # fmt: skip
X, K = symbol("x"), symbol("k")
DECAY = Problem(("x",), ("k",), (-K * X,), (1e-9,), outputs=(("x", X),))
FINE = Options(rtol=1e-9)


def people(problem, values, patients=1, rest=0.0):
    columns = np.array(values, float)[:, None] * np.ones(patients)
    initial = np.full((len(problem.states), patients), float(rest))
    return Ensemble(columns, initial, np.arange(patients), Schedule.empty(patients))


def course(records, times, *, k=0.1, rest=0.0, problem=DECAY, options=FINE, patients=1):
    """Run the one-compartment model on records; give the amounts at the times."""
    end = float(max(times))
    who = people(problem, [k], patients, rest)
    given = dosed(problem, who, Records.of(records), span=(0.0, end), options=options)
    solution = solve(problem, given.ensemble, np.asarray(times, float), span=(0.0, end), options=options)
    return judged(given, solution)


def amounts(records, times, **more):
    solution = course(records, times, **more)
    assert solution.solved().all()
    return solution.outputs[0, :, 0]


# --- NONMEM -------------------------------------------------------------------------------------------


def read(folder, name):
    with open(folder / name, newline="", encoding="utf-8") as file:
        return [{column.lower(): text for column, text in row.items()} for row in csv.DictReader(file)]


WHAT = {"1": Doing.GIVE, "3": Doing.RESET, "4": Doing.RESET_AND_GIVE}


def record(row):
    """Say a NONMEM record in the kernel's words; lag, bioavailability and duration are the model's, central only."""
    number = {name: float(row[name]) for name in ("time", "amt", "rate", "ii", "lagt", "dur2", "bioav")}
    central = row["cmt"] == "2"
    return Record(
        patient=int(row["id"]) - 1, time=number["time"], doing=WHAT[row["evid"]], target=int(row["cmt"]) - 1,
        amount=number["amt"], rate=max(number["rate"], 0.0), duration=number["dur2"] if number["rate"] == -2 else 0.0,
        lag=number["lagt"] if central else 0.0, bioavailability=number["bioav"] if central else 1.0,
        interval=number["ii"], additional=int(row["addl"]), steady=int(row["ss"]),
    )  # fmt: skip


def last_digits(found, expected):
    """Measure deviations in units of the last of the five digits that were written; zero must be met exactly."""
    unit = np.where(expected > 0, 10.0 ** (np.floor(np.log10(np.maximum(expected, 1e-300))) - 4), 1e-300)
    return np.abs(found - expected) / unit


@pytest.mark.parametrize(("backend", "rtol"), [("llvm", 1e-8), ("numpy", 1e-7)])
def test_all_29_scenarios_agree_with_nonmem_in_every_digit(shared, backend, rtol):
    """Half a unit of the fifth digit is the rounding of the table, a hundredth more is ours."""
    events = shared / "external" / "events"
    rows, expected = read(events, "nm_dosing_data.csv"), read(events, "nm_dosing_expected_NONMEM.csv")
    records = Records.of(record(row) for row in rows if row["evid"] != "0")
    options, times = Options(rtol=rtol, backend=backend), np.arange(131.0)
    steady = replace(options, backend="llvm")  # the search in numpy is tested with the steady states, and is slow
    given = dosed(ORAL, people(ORAL, [1.5, 1.1, 20.0], 29), records, span=(0.0, 130.0), options=steady)
    solution = solve(ORAL, given.ensemble, times, span=(0.0, 130.0), options=options)
    assert solution.solved().all()
    assert [(row["id"], float(row["time"])) for row in rows] == [(row["id"], float(row["time"])) for row in expected]
    who = np.array([int(row["id"]) - 1 for row in rows])
    when = np.array([int(float(row["time"])) for row in rows])
    figure = np.array([float(row["cp"]) for row in expected])
    found = solution.outputs[0, when, who]
    digits = last_digits(found, figure)
    names = {int(row["id"]): row["descr"] for row in read(events, "nm_dosing_scenarios.csv")}
    assert sorted(names) == list(range(1, 30))
    relative = np.abs(found - figure) / np.where(figure > 0, figure, 1.0)
    for scenario, name in names.items():
        mine = who == scenario - 1
        print(f"scenario {scenario} {backend}: {relative[mine].max():.1e}, {digits[mine].max():.3f} digits; {name}")  # noqa: T201
    beyond = {names[k + 1]: digits[who == k].max() for k in range(29) if digits[who == k].max() > 0.51}
    assert beyond == {}
    assert len(figure) == 3837


def test_a_weight_that_changes_agrees_with_nonmem(shared):
    """A covariate holds from the record before up to its own: clearance is set at the record before."""
    events = shared / "external" / "events"
    rows, expected = read(events, "nm_timevarying_data.csv"), read(events, "nm_timevarying_expected_NONMEM.csv")
    clearance = [1.1 * (float(row["wt"]) / 70.0) ** 0.75 for row in rows]
    records = []
    for row, following in zip(rows, [*clearance[1:], clearance[-1]], strict=True):
        records += [record(row)] if row["evid"] != "0" else []
        records.append(Record(0, float(row["time"]), Doing.SET, target=3, amount=following))
    who, span = people(ORAL, [1.5, clearance[0], 20.0]), (0.0, 128.0)
    given = dosed(ORAL, who, Records.of(records), span=span, options=FINE)
    times = np.unique([float(row["time"]) for row in rows])
    solution = solve(ORAL, given.ensemble, times, span=span, options=FINE)
    found = solution.outputs[0, np.searchsorted(times, [float(row["time"]) for row in rows]), 0]
    figure = np.array([float(row["cp"]) for row in expected])
    print(f"changing weight: {(np.abs(found - figure) / np.maximum(figure, 1.0)).max():.1e}")  # noqa: T201
    assert last_digits(found, figure).max() <= 0.51
    np.testing.assert_allclose(clearance, [float(row["cl"]) for row in expected], rtol=5e-5)


# --- closed forms -------------------------------------------------------------------------------------

TIMES = np.arange(0.0, 100.5, 0.5)


def infusion(t, start, duration, amount, k):
    since = np.maximum(t - start, 0.0)
    during = np.minimum(since, duration)
    return amount / duration / k * (1 - np.exp(-k * during)) * np.exp(-k * (since - during))


def bolus(t, at, amount, k):
    return np.where(t >= at, amount * np.exp(-k * np.maximum(t - at, 0.0)), 0.0)


def test_repeated_infusions_superpose_with_lag_and_bioavailability():
    """At a rate the share that arrives shortens, over a duration it slows."""
    repeat = {"interval": 12.0, "additional": 5, "lag": 1.3, "bioavailability": 0.6, "amount": 100.0}
    found = amounts([Record(0, 2.0, rate=5.0, **repeat), Record(0, 3.0, duration=30.0, **repeat)], TIMES)
    starts = 12.0 * np.arange(6)
    exact = sum(infusion(TIMES, 3.3 + s, 12.0, 60.0, 0.1) + infusion(TIMES, 4.3 + s, 30.0, 60.0, 0.1) for s in starts)
    np.testing.assert_allclose(found, exact, rtol=1e-7, atol=1e-9)


def test_a_steady_state_is_the_sum_of_all_earlier_doses():
    accumulation = 1.0 / (1.0 - np.exp(-0.1 * 24.0))
    found = amounts([Record(0, 0.0, amount=10.0, interval=24.0, steady=1, additional=9)], [0.0, 12.0, 24.0, 96.0])
    np.testing.assert_allclose(found, 10 * accumulation * np.array([1, np.exp(-1.2), 1, 1]), rtol=1e-8)


@pytest.mark.parametrize("lag", [0.0, 5.0, 8.0, 20.0, 24.0])
@pytest.mark.parametrize("form", [{}, {"duration": 3.0}, {"duration": 21.0}, {"rate": 2.0}])
def test_a_steady_state_goes_on_as_if_the_doses_had_been_given_for_ever(lag, form):
    """Lags up to three intervals, infusions up to three: repeats continue what is under way."""
    dose = {"amount": 10.0, "interval": 8.0, "lag": lag, **form}
    found = amounts([Record(0, 4.0, steady=1, additional=20, **dose)], TIMES)[8:]
    lasting = dose.get("duration", 10.0 / dose["rate"] if "rate" in dose else 0.0)
    given = 4.0 + lag + 8.0 * np.arange(-60, 21)
    exact = sum(infusion(TIMES, s, lasting, 10.0, 0.1) if lasting else bolus(TIMES, s, 10.0, 0.1) for s in given)[8:]
    np.testing.assert_allclose(found, exact, rtol=1e-7)


@pytest.mark.parametrize(
    ("lag", "interval"), [(1.0, 0.1), (0.3, 0.1), (0.1 + 0.2, 0.1), (2.1, 0.7), (5.0 / 3.0, 1.0 / 3.0)]
)
def test_a_lag_of_many_intervals_up_to_rounding(lag, interval):
    dose = Record(0, 1000.0 / 3.0, amount=10.0, interval=interval, lag=lag, steady=1, additional=60)
    times = 1000.0 / 3.0 + np.array([0.01, 0.03, 1.25, 3.33])
    given = 1000.0 / 3.0 + interval * np.arange(-4000, 61) + round(lag / interval) * interval
    exact = sum(bolus(times, s - 1e-9, 10.0, 0.1) for s in given)
    np.testing.assert_allclose(amounts([dose], times), exact, rtol=1e-7)


def contribution(t, r, k):
    """What one record has brought by the times ``t``: each dose, and those given for ever before."""
    past = 300 if r.steady else 0
    given = r.time + r.lag + r.interval * np.arange(-past, r.additional + 1)
    arrives = r.amount * r.bioavailability
    lasting = arrives / r.rate if r.rate else r.duration
    each = [infusion(t, s, lasting, arrives, k) if lasting else bolus(t, s, arrives, k) for s in given]
    return np.where(t >= r.time, np.sum(each, axis=0), 0.0)


def test_any_mixture_of_records_is_the_sum_of_what_was_not_called_off():
    """Sixty patients with records drawn at random against superposition, written down independently."""
    rng, patients, k = np.random.default_rng(11), 60, 0.3
    records = []
    for p in range(patients):
        for t in np.sort(rng.choice(np.arange(0.0, 40.0, 0.5), 6)):
            form = [{}, {"rate": rng.uniform(0.5, 4)}, {"duration": rng.uniform(0.5, 20)}][rng.integers(3)]
            records.append(
                Record(
                    p, float(t), rng.choice([Doing.GIVE, Doing.GIVE, Doing.GIVE, Doing.RESET, Doing.RESET_AND_GIVE]),
                    amount=rng.uniform(1, 9), lag=rng.choice([0.0, 1.7, 11.0]), bioavailability=rng.uniform(0.2, 1.5),
                    interval=rng.choice([4.0, 7.25]), additional=int(rng.integers(4)),
                    steady=int(rng.choice([0, 0, 1, 2])), **form,
                )
            )  # fmt: skip
    found = course(records, TIMES, k=k, patients=patients).outputs[0]
    for p in range(patients):
        mine, exact = [r for r in records if r.patient == p], np.zeros(len(TIMES))
        for k_, r in enumerate(mine):
            ends = [c.time for c in mine[k_ + 1 :] if c.doing != Doing.GIVE or c.steady == 1]
            gone = min(ends, default=np.inf) <= TIMES
            exact += np.where(gone | (r.doing == Doing.RESET), 0.0, contribution(TIMES, r, k))
        np.testing.assert_allclose(found[:, p], exact, rtol=1e-6, atol=1e-9, err_msg=str(mine))


def test_a_second_steady_state_adds_to_the_first():
    first = Record(0, 0.0, amount=10.0, interval=24.0, steady=1, additional=3)
    second = Record(0, 12.0, amount=5.0, duration=30.0, interval=24.0, steady=2, additional=3)
    found = amounts([first, second], TIMES)
    alone = amounts([first], TIMES) + np.where(TIMES >= 12, amounts([replace(second, steady=1)], TIMES), 0.0)
    np.testing.assert_allclose(found, alone, rtol=1e-7)


def test_an_infusion_that_ran_for_ever_ends_at_its_record():
    found = amounts([Record(0, 6.0, rate=3.0, steady=1)], [0.0, 6.0, 16.0])
    np.testing.assert_allclose(found, [0.0, 30.0, 30.0 / np.e], rtol=1e-8)


def test_a_system_settles_by_itself_from_its_state_at_rest():
    made = replace(DECAY, rates=(2.0 - K * X,))
    found = amounts([Record(0, 5.0, steady=1)], [0.0, 5.0, 10.0], problem=made, rest=7.0)
    np.testing.assert_allclose(found, [7.0, 20.0, 20.0], rtol=1e-8)


def test_a_reset_returns_to_the_state_at_rest():
    found = amounts([Record(0, 0.0, amount=50.0, duration=20.0), Record(0, 10.0, Doing.RESET)], [10.0, 20.0], rest=7.0)
    np.testing.assert_allclose(found, [7.0, 7.0 / np.e], rtol=1e-8)


@pytest.mark.parametrize(
    "cut", [Record(0, 12.0, Doing.RESET), Record(0, 12.0, Doing.RESET_AND_GIVE, lag=200.0),
            Record(0, 12.0, amount=0.0, interval=1.0, steady=1)]
)  # fmt: skip
def test_nothing_given_before_arrives_after_a_reset(cut):
    """Infusions under way, repeats, doses on their way, and repeats at the very instant are called off."""
    before = [Record(0, 0.0, amount=9.0, interval=12.0, additional=5), Record(0, 1.0, amount=9.0, lag=30.0),
              Record(0, 11.0, amount=9.0, duration=9.0)]  # fmt: skip
    found = amounts([*before, cut, Record(0, 40.0, amount=1.0)], [11.9, 12.0, 30.0, 40.0])
    assert found[0] > 3.0
    np.testing.assert_array_equal(found[1:], [0.0, 0.0, 1.0])


def test_another_patient_is_not_reset():
    records = [Record(0, 0.0, amount=9.0, interval=5.0, additional=3), Record(1, 4.0, Doing.RESET)]
    solution = course([*records, Record(1, 6.0, amount=1.0)], [16.0], patients=2)
    np.testing.assert_allclose(
        solution.outputs[0, 0], [9 * np.exp(-0.1 * np.array([1, 6, 11, 16])).sum(), np.exp(-1)], rtol=1e-8
    )


def test_records_of_one_instant_act_in_their_order():
    dose, reset = Record(0, 5.0, amount=2.0), Record(0, 5.0, Doing.RESET)
    put = Record(0, 5.0, Doing.SET, target=0, amount=30.0)
    for order, left in (((dose, reset), 0.0), ((reset, dose), 2.0), ((dose, put), 30.0), ((put, dose), 32.0)):
        assert amounts([Record(0, 0.0, amount=7.0), *order], [0.0, 5.0])[1] == left


def test_a_steady_state_is_that_of_the_parameters_at_its_record():
    faster = Record(0, 5.0, Doing.SET, target=1, amount=0.4)
    dose = Record(0, 5.0, amount=10.0, interval=6.0, steady=1)
    for order, k in (((faster, dose), 0.4), ((dose, faster), 0.1)):
        found = amounts(order, [0.0, 5.0])[1]
        assert found == pytest.approx(10.0 / (1.0 - np.exp(-6.0 * k)), rel=1e-8)


def test_saturable_elimination_at_steady_state_agrees_with_a_long_run():
    """Nothing superposes here: a run of 40 doses before the record is what the record stands for."""
    limited = replace(DECAY, rates=(-4.0 * X / (5.0 + X) - 0.0 * K,))
    dose = {"amount": 20.0, "duration": 2.0, "interval": 8.0}
    short = amounts([Record(0, 0.0, steady=1, additional=5, **dose)], np.arange(0.0, 48.0), problem=limited)
    days = 8.0 * 400 + np.arange(0.0, 48.0)
    long = amounts([Record(0, 0.0, additional=420, **dose)], days, problem=limited)
    np.testing.assert_allclose(short, long, rtol=1e-7)


# --- what does not go well ----------------------------------------------------------------------------


def test_who_has_no_steady_state_breaks_off_there_and_the_others_go_on():
    """Person 0 gets 30 per interval and can eliminate at most 4 · 6; person 1 gets 10."""
    limited = replace(DECAY, rates=(-4.0 * X / (5.0 + X) - 0.0 * K,))
    records = [
        *(Record(p, 0.0, amount=1.0) for p in (0, 1, 2)),
        Record(0, 5.0, amount=30.0, interval=6.0, steady=1),
        Record(1, 5.0, amount=10.0, interval=6.0, steady=1),
    ]
    solution = course(records, [4.0, 20.0], problem=limited, options=Options(rtol=1e-6), patients=3)
    assert solution.status.tolist() == [Status.UNSTEADY, Status.SOLVED, Status.SOLVED]
    assert (solution.where, solution.end_time.tolist()) == (("x", "", ""), [5.0, 20.0, 20.0])
    np.testing.assert_array_equal(np.isnan(solution.outputs[0]), [[False] * 3, [True, False, False]])


def test_refusals():
    who, good = people(DECAY, [0.1]), Record(0, 1.0, amount=1.0)
    filled = dosed(DECAY, who, Records.of([good]), span=(0.0, 9.0)).ensemble
    with pytest.raises(SpecificationError, match="have a schedule already"):
        dosed(DECAY, filled, Records.of([good]), span=(0.0, 9.0))
    storm = replace(good, interval=1e-9, additional=2**60)
    with pytest.raises(SpecificationError, match="patient 0 gets too many doses"):
        dosed(DECAY, who, Records.of([storm]), span=(0.0, 9.0))
    with pytest.raises(SpecificationError, match="does not fit into memory"):
        dosed(
            DECAY, people(DECAY, [0.1], 10_000),
            Records.of([replace(good, interval=1e-4, additional=2**60)]), span=(0.0, 9.0),
        )  # fmt: skip
    clock = replace(DECAY, rates=(-K * X * TIME,))
    with pytest.raises(SpecificationError, match="no steady state"):
        dosed(clock, who, Records.of([replace(good, interval=1.0, steady=1)]), span=(0.0, 9.0))
    dosed(clock, who, Records.of([good]), span=(0.0, 9.0))


def test_repeats_end_with_the_run_and_a_late_dose_may_miss_it():
    given = dosed(
        DECAY, people(DECAY, [0.1], 2), Records.of(
            [Record(1, 1.0, amount=1.0, interval=0.1, additional=10**9), Record(0, 1.0, amount=1.0, lag=5.0)]
        ), span=(0.0, 2.0),
    )  # fmt: skip
    time = given.ensemble.schedule.time
    np.testing.assert_array_equal(time[:, 0], np.inf)
    np.testing.assert_allclose(time[:, 1], 1.0 + 0.1 * np.arange(11))


def test_nobody_needs_a_dose():
    given = dosed(DECAY, people(DECAY, [0.1], 3), Records.of([]), span=(0.0, 2.0))
    assert given.ensemble.schedule.time.shape == (0, 3)


def test_bits_depend_on_nobody_else():
    """Any order of patients, block and number of threads: the steady states beforehand included."""
    rng = np.random.default_rng(7)
    patients = 9
    records = [
        Record(p, float(t), doing, amount=float(a), interval=6.0, additional=2, steady=int(s), duration=float(d))
        for p in range(patients)
        for t, doing, a, s, d in zip(
            np.sort(rng.uniform(0, 50, 4)), rng.choice([Doing.GIVE, Doing.RESET_AND_GIVE], 4), rng.uniform(1, 9, 4),
            rng.integers(0, 3, 4), rng.choice([0.0, 2.0, 15.0], 4), strict=True,
        )
    ]  # fmt: skip
    shuffle = rng.permutation(patients)
    place = np.argsort(shuffle)

    def go(chosen, options):
        return course(chosen, TIMES, patients=patients, options=options).outputs

    plain = go(records, Options())
    mixed = sorted((replace(r, patient=int(place[r.patient])) for r in records), key=lambda r: r.time)
    np.testing.assert_array_equal(go(mixed, Options(block=2, threads=2)), plain[:, :, shuffle])
    np.testing.assert_array_equal(go(records, Options(block=4, threads=1)), plain)
    assert np.isfinite(plain).all()
