"""A file of observations is read whole or refused whole, with every fault and its line."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.records import RecordsError, read_observed

KINETICS = "person,time,time_unit,value,unit,lloq,censored,analyte\n"
SURVIVAL = "person,time,time_unit,event,endpoint\n"


@pytest.fixture
def file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "seen.csv"
        path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
        return path

    return write


def refused(path):
    with pytest.raises(SpecificationError) as caught:
        read_observed(path)
    assert len(str(caught.value).splitlines()) <= 3
    return caught.value


def test_kinetics_are_told_by_their_columns_and_converted(file):
    path = file(KINETICS + "a,2,week,5,cell/uL,0.1,0,flow\nb,12,hour,0.05,cell/uL,0.1,,flow\n")
    seen = read_observed(path)
    assert (seen.kind, seen.persons, seen.ignored) == ("kinetics", 2, ())
    assert seen.table["line"].tolist() == [2, 3]
    assert seen.table["day"].tolist() == [14.0, 0.5]
    assert seen.table["value"].iloc[0] == pytest.approx(5e6)  # cells per litre
    assert seen.digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_survival_is_told_by_its_columns(file):
    seen = read_observed(file(SURVIVAL + "a,2,month,1,overall_survival\nb,0,day,0,overall_survival\n"))
    assert seen.kind == "survival"
    assert seen.table["day"].tolist() == [60.875, 0.0]
    assert seen.table["event"].tolist() == [True, False]


def test_all_faults_come_at_once_with_their_lines(file):
    error = refused(
        file(
            KINETICS
            + "a,1,day,x,cell/uL,,,\n"
            + "a,nan,day,1,cell/uL,,,\n"
            + "a,1,fortnight,1,cell/uL,,,\n"
            + "a,3,day,1,cell/uLL,,,\n"
            + "a,4,day,0,cell/uL,,,\n"
            + "a,5,day,1,cell/uL,,,\n"
            + "a,5,day,2,cell/uL,,,\n"
            + "a,6,day,-1,cell/uL,,,\n"
            + "a,7,day,1,cell/uL,,yes,\n"
            + "a,1e9,day,1,cell/uL,,,\n"
            + "a,8,mg,1,cell/uL,,,\n"
            + ",9,day,1,cell/uL,,,\n"
            + "a,10,day\n"
        )
    )
    assert isinstance(error, RecordsError)
    assert {fault.line for fault in error.faults} == {2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14}
    said = {fault.line: fault.what for fault in error.faults}
    assert "'value' is not a finite number" in said[2]
    assert "'time' is not a finite number" in said[3]
    assert "not a known unit" in said[4]
    assert "did you mean 'uL'?" in said[5]
    assert "below some limit" in said[6]
    assert said[8] == "the same person, time and analyte as in line 7"
    assert "negative" in said[9]
    assert "neither 0 nor 1" in said[10]
    assert "hundred years" in said[11]
    assert "not a unit of time" in said[12]
    assert said[13] == "'person' is empty"
    for line in (2, 8, 12):
        assert f"line {line}:" in str(error)


def test_survival_refuses_what_cannot_be(file):
    error = refused(
        file(SURVIVAL + "a,-1,day,1,os\nb,1,day,2,os\nc,2,day,1,os\nc,3,day,1,os\nc,3,day,1,efs\nd,inf,day,0,os\n")
    )
    said = {fault.line: fault.what for fault in error.faults}
    assert set(said) == {2, 3, 5, 7}
    assert "before day 0" in said[2]
    assert "neither 0 (last seen without it) nor 1 (happened)" in said[3]
    assert said[5] == "the same person and endpoint as in line 4"


def test_a_missing_column_is_named_with_the_one_that_was_meant(file):
    error = refused(file("person,tme,time_unit,value,unit\na,1,day,1,mg/L\n"))
    assert "line 1: no column 'time' (is 'tme' meant?)" in str(error)
    assert "columns of kinetics: person, time, time_unit, value, unit, lloq?" in str(error)


def test_both_columns_that_are_missing_are_named(file):
    error = refused(file("person,time,event\na,1,1\n"))
    assert [fault.what for fault in error.faults] == ["no column 'time_unit'", "no column 'endpoint'"]


def test_a_mistyped_optional_column_is_not_passed_over(file):
    error = refused(file("person,time,time_unit,value,unit,llod,weight\na,1,day,1,mg/L,1,30\n"))
    assert "the column 'llod' is not read (is 'lloq' meant?)" in str(error)
    assert "weight" not in str(error)


def test_columns_that_are_not_read_are_told(file):
    assert read_observed(file(SURVIVAL.strip() + ",site\na,1,day,1,os,north\n")).ignored == ("site",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (KINETICS, "a header and no rows"),
        ("a;b;c\n1;2;3\n", "not separated by commas"),
        ("alpha,beta\n1,2\n", "none that engraft reads"),
        ("person,person,time\n1,2,3\n", "'person' is there twice"),
        (b"person,time\xff\xfe\n", "not a table in plain text"),
        ('person,time,time_unit,value,unit\n"a,1,day,1,mg/L\n', "not a table in plain text"),
        ("person,time,time_unit,value,unit,event,endpoint\na,1,day,1,mg/L,1,os\n", "at once"),
    ],
)
def test_what_is_no_table_of_observations_is_refused(file, text, said):
    assert said in str(refused(file(text)))


def test_no_file_and_a_folder_are_refused(tmp_path):
    assert "there is no such file" in str(refused(tmp_path / "nothing.csv"))
    assert "not a plain file" in str(refused(tmp_path))


def test_a_mark_of_byte_order_and_lines_of_windows_are_read(file):
    seen = read_observed(file("\ufeff" + SURVIVAL.replace("\n", "\r\n") + "a,1,day,1,os\r\n\r\n"))
    assert (seen.kind, len(seen.table)) == ("survival", 1)


def test_what_commands_a_terminal_is_not_printed(file):
    error = refused(file(SURVIVAL + "a,\x1b[31mred,day,1,os\n"))
    assert "\x1b" not in str(error)
    assert "?[31mred" in str(error)


def test_a_row_longer_than_its_header_is_a_fault(file):
    error = refused(file(SURVIVAL + "a,1,day,1,os,more\n"))
    assert error.faults[0].what == "this row does not have the 5 cells of the header"


def test_readings_below_a_limit_are_censored_however_they_are_written(file):
    rows = [
        "a,1,day,<0.1,cell/uL,,,",
        "a,2,day,0,cell/uL,0.1,,",
        "a,3,day,,cell/uL,0.1,1,",
        "a,4,day,0.1,cell/uL,,1,",
        "a,5,day,0.05,cell/uL,0.1,1,",
    ]
    table = read_observed(file(KINETICS + "\n".join(rows) + "\n")).table
    assert table["below"].all()
    assert np.isnan(table["value"]).all()  # never a zero
    assert table["limit"].tolist() == pytest.approx([1e5] * 5)  # 0.1 cells per µL in cells per litre


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,1,day,0,cell/uL,,1,", "no limit is known"),
        ("a,1,day,3,cell/uL,0.1,1,", "above its 'lloq'"),
        ("a,1,day,0.01,cell/uL,0.1,0,", "below its 'lloq', and 'censored' is 0"),
        ("a,1,day,<0.1,cell/uL,,0,", "below a limit, and 'censored' is 0"),
        ("a,1,day,<x,cell/uL,,,", "not a number above zero after '<'"),
        ("a,1,day,1,cell/uL,0,,", "'lloq' must be above zero"),
        ("a,1,day,,cell/uL,,,", "'value' is empty"),
    ],
)
def test_a_reading_that_says_two_things_is_refused(file, row, said):
    assert said in str(refused(file(KINETICS + row + "\n")))


def test_a_reading_at_its_limit_is_a_value(file):
    table = read_observed(file(KINETICS + "a,1,day,0.1,cell/uL,0.1,,\n")).table
    assert not table["below"].iloc[0]


def test_the_baseline_before_day_0_is_a_reading(file):
    assert read_observed(file(KINETICS + "a,-7,day,1,cell/uL,,,\n")).table["day"].tolist() == [-7.0]
