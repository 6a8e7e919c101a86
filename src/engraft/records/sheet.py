"""A table as it stands in a file, and its cells read one at a time: what cannot be read is a fault, not an end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from engraft import units
from engraft.errors import EngraftError
from engraft.records.faults import Fault
from engraft.records.observed import LONGEST

NAN = float("nan")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_SHOWN = 30


@dataclass(frozen=True)
class Row:
    """The cells of one line by the names of their columns."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Give a cell; a column that the file lacks is empty."""
        return self.cells.get(column, "")


@dataclass
class Sheet:
    """The rows of a file, and the faults found in them so far."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row: Row, what: str, got: str = "") -> None:
        """Note what is wrong in a row."""
        self.faults.append(Fault(row.line, what, got[:_SHOWN]))

    def word(self, row: Row, column: str) -> str:
        """Read a cell that may not be empty."""
        if not row[column]:
            self.fault(row, f"'{column}' is empty")
        return row[column]

    def number(self, row: Row, column: str) -> float:
        """Read a finite number; NaN if it is none."""
        text = self.word(row, column)
        value = plain_number(text)
        if text and value is None:
            self.fault(row, f"'{column}' is not a finite number", text)
        return NAN if value is None else value

    def unit(self, row: Row, column: str) -> str:
        """Read a unit; empty if it is none."""
        text = self.word(row, column)
        said = _unit_trouble(text) if text else ""
        if said:
            self.fault(row, f"'{column}': {said}")
        return "" if said else text

    def day(self, row: Row, *, least: float) -> float:
        """Read a time in its unit as a day; NaN if it is none or cannot be."""
        time, unit = self.number(row, "time"), self.unit(row, "time_unit")
        if not unit or time != time:
            return NAN
        if units.dimension(unit) != units.dimension("day"):
            self.fault(row, "'time_unit' is not a unit of time, such as 'day'", unit)
            return NAN
        day = time * units.factor(unit)
        if day < least:
            self.fault(row, f"the time is before day {least:g}", f"{row['time']} {unit}")
        if day > LONGEST:
            self.fault(row, "the time is more than a hundred years after the start", f"{row['time']} {unit}")
        return day

    def once(self, row: Row, key: tuple[object, ...], seen: dict[tuple[object, ...], int], what: str) -> None:
        """Refuse a second row that says the same."""
        if key in seen:
            self.fault(row, f"the same {what} as in line {seen[key]}")
        seen.setdefault(key, row.line)


def plain_number(text: str) -> float | None:
    """Read a finite number written plainly; None for anything else.

    Examples
    --------
    >>> plain_number("1.5e3"), plain_number("1_000"), plain_number("nan"), plain_number("1e999")
    (1500.0, None, None, None)
    """
    if len(text) > _SHOWN * 2 or _NUMBER.fullmatch(text) is None:
        return None
    value = float(text)
    return value if abs(value) < float("inf") else None


@lru_cache(maxsize=1024)
def _unit_trouble(text: str) -> str:
    """Say what is wrong with a unit; nothing if it is one."""
    try:
        units.check_unit(text)
    except EngraftError as error:
        return "; ".join(part for part in (error.what, error.do) if part)
    return ""
