"""Times to an event: whether it happened then, or the person was last seen without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engraft.records.sheet import Sheet

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("line", "person", "day", "event", "endpoint")


def survival(sheet: Sheet) -> pd.DataFrame:
    """Read every row of a file of times to an event; what is wrong is noted in the sheet."""
    import pandas as pd

    seen: dict[tuple[object, ...], int] = {}
    rows = []
    for row in sheet.rows:
        person, endpoint = sheet.word(row, "person"), sheet.word(row, "endpoint")
        if person and endpoint:
            sheet.once(row, (person, endpoint), seen, "person and endpoint")
        event = sheet.word(row, "event")
        if event not in ("", "0", "1"):
            sheet.fault(row, "'event' is neither 0 (last seen without it) nor 1 (happened)", event)
        rows.append((row.line, person, sheet.day(row, least=0.0), event == "1", endpoint))
    return pd.DataFrame(rows, columns=list(COLUMNS))
