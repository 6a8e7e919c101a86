"""Records that cannot be carried out are refused with their number, patient and time."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.kernel.dose_records import Doing, Record, Records, check_records
from engraft.kernel.expression import symbol
from engraft.kernel.problem import Problem

X, Y = symbol("x"), symbol("y")
PROBLEM = Problem(("x", "y"), ("k",), (-X, -Y), (1e-6, 1e-6))
GOOD = Record(0, 1.0, amount=5.0)


def check(*records):
    check_records(Records.of(records), PROBLEM, patients=2, span=(0.0, 10.0))


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (Record(2, 1.0), "names no patient"), (Record(-1, 1.0), "names no patient"),
        (Record(0, 1.0, target=2), "no such target"), (Record(0, 1.0, target=-1), "no such target"),
        (Record(0, 1.0, Doing.SET, target=3), "no such target"), (Record(0, 1.0, 4), "something unknown"),
        (Record(0, -1.0), "outside the run"), (Record(0, 10.5), "outside the run"),
        (Record(0, np.nan), "outside the run"),
        (replace(GOOD, amount=-1.0), "impossible amount"), (replace(GOOD, amount=np.nan), "not finite"),
        (replace(GOOD, lag=-1.0), "impossible lag"),
        (replace(GOOD, bioavailability=np.inf), "impossible bioavailability"),
        (replace(GOOD, rate=-2.0), "impossible rate"), (replace(GOOD, duration=np.nan), "impossible duration"),
        (replace(GOOD, interval=-1.0), "impossible interval"), (replace(GOOD, additional=-1), "impossible additional"),
        (replace(GOOD, steady=3, interval=1.0), "unknown kind of steady state"),
        (replace(GOOD, rate=1.0, duration=1.0), "a rate and a duration"),
        (replace(GOOD, additional=2), "repeats a dose without interval"),
        (Record(0, 1.0, rate=2.0), "infuses nothing"), (replace(GOOD, steady=1), "steady state without interval"),
        (Record(0, 1.0, rate=2.0, steady=1, lag=1.0), "later or again"),
        (Record(0, 1.0, rate=2.0, steady=2, additional=1), "later or again"),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_out_is_refused(record, words):
    check(GOOD)
    with pytest.raises(SpecificationError, match=words):
        check(GOOD, record)


def test_the_refusal_names_the_first_and_counts_the_others():
    with pytest.raises(SpecificationError) as error:
        check(GOOD, replace(GOOD, patient=1, time=2.0, amount=-3.0), replace(GOOD, time=4.0, amount=-1.0))
    assert str(error.value).splitlines() == [
        "dose record 1 (patient 1, time 2) has an impossible amount, and so do 1 more", "expected zero or more; got -3",
    ]  # fmt: skip


def test_times_ascend_within_a_patient_only():
    check(GOOD, replace(GOOD, patient=1, time=0.5), GOOD, replace(GOOD, patient=1, time=0.5))
    with pytest.raises(SpecificationError, match=r"record 2 .* comes before the one above it"):
        check(GOOD, replace(GOOD, patient=1, time=9.0), replace(GOOD, time=0.5))


def test_arrays_that_differ_or_are_no_whole_numbers_are_refused():
    good = Records.of([GOOD])
    with pytest.raises(SpecificationError, match="differ in length"):
        check_records(replace(good, lag=np.zeros(2)), PROBLEM, 2, (0.0, 10.0))
    with pytest.raises(SpecificationError, match="target of dose records is a whole number"):
        check_records(replace(good, target=np.zeros(1)), PROBLEM, 2, (0.0, 10.0))


def test_bioavailability_shortens_an_infusion_at_a_rate_and_slows_one_over_a_duration():
    records = Records.of(
        [
            replace(GOOD, rate=2.0, bioavailability=0.4),
            replace(GOOD, duration=2.5, bioavailability=0.4),
            replace(GOOD, bioavailability=0.4),
        ]
    )
    np.testing.assert_array_equal(records.arriving, [2.0, 2.0, 2.0])
    np.testing.assert_array_equal(records.lasting, [1.0, 2.5, 0.0])


def test_no_records_are_records():
    none = Records.of([])
    assert all(getattr(none, f.name).shape == (0,) for f in fields(Records))
    check_records(none, PROBLEM, 2, (0.0, 10.0))
