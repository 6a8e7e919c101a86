"""Readings over time: a value, or only that it is below a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engraft import units
from engraft.records.observed import LONGEST
from engraft.records.sheet import NAN, Row, Sheet, plain_number

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("line", "person", "day", "value", "limit", "below", "unit", "analyte")
FLAGS = {"": None, "0": False, "1": True}


def kinetics(sheet: Sheet) -> pd.DataFrame:
    """Read every row of a file of readings; what is wrong is noted in the sheet."""
    import pandas as pd

    seen: dict[tuple[object, ...], int] = {}
    rows = []
    for row in sheet.rows:
        person, day = sheet.word(row, "person"), sheet.day(row, least=-LONGEST)
        if person and day == day:
            sheet.once(row, (person, day, row["analyte"]), seen, "person, time and analyte")
        rows.append((row.line, person, day, *_reading(sheet, row), row["analyte"]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _reading(sheet: Sheet, row: Row) -> tuple[float, float, bool, str]:
    """Read value, limit, whether it is below, and unit; canonical."""
    unit, limit = sheet.unit(row, "unit"), _limit(sheet, row)
    value, below = _value(sheet, row, limit)
    if below and limit != limit:
        limit = value  # "<0.1", or a censored value: the limit stands where the value would
    factor = units.factor(unit) if unit else NAN
    return (NAN if below else value * factor), limit * factor, below, unit


def _limit(sheet: Sheet, row: Row) -> float:
    """Read the limit of quantification, if the row has one."""
    if not row["lloq"]:
        return NAN
    limit = sheet.number(row, "lloq")
    if limit <= 0.0:
        sheet.fault(row, "'lloq' must be above zero", row["lloq"])
    return limit


def _value(sheet: Sheet, row: Row, limit: float) -> tuple[float, bool]:
    """Read a value and tell whether it is only known to be below the limit."""
    said, flag = row["value"], row["censored"]
    if flag not in FLAGS:
        sheet.fault(row, "'censored' is neither 0 nor 1", flag)
    censored = FLAGS.get(flag) is True
    if said.startswith("<"):
        return _beneath(sheet, row, said[1:].strip()), True
    if censored and not said and limit == limit:
        return limit, True
    value = sheet.number(row, "value")
    if value < 0.0:
        sheet.fault(row, "'value' is negative", said)
    if censored or value < limit:
        _check_censored(sheet, row, value, limit)
        return value, True
    if value == 0.0:
        sheet.fault(row, "a value of zero is below some limit: give it in 'lloq', or write the value as '<0.1'")
    return value, False


def _beneath(sheet: Sheet, row: Row, text: str) -> float:
    """Read the limit of a value written as '<0.1'."""
    value = plain_number(text)
    if value is None or value <= 0.0:
        sheet.fault(row, "'value' is not a number above zero after '<'", row["value"])
    if row["censored"] == "0":
        sheet.fault(row, "'value' is below a limit, and 'censored' is 0", row["value"])
    return NAN if value is None else value


def _check_censored(sheet: Sheet, row: Row, value: float, limit: float) -> None:
    """Refuse a censored reading that nothing is known of, and one that is flagged both ways."""
    if limit != limit and not value > 0.0:
        sheet.fault(row, "'censored' is 1 and no limit is known: give it in 'lloq'", row["value"])
    if value > limit:
        sheet.fault(row, "'censored' is 1 and the value lies above its 'lloq'", row["value"])
    if row["censored"] == "0":
        sheet.fault(row, "the value lies below its 'lloq', and 'censored' is 0", row["value"])
