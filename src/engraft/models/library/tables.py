"""Published tables that come with engraft, one CSV file each, next to the model of their paper."""

from __future__ import annotations

import csv
from importlib import resources

FOLDER = "engraft.models.library"


def read_table(name: str) -> dict[str, dict[str, float]]:
    """Read a table whose first column names the patient; lines that begin with # say where it is from.

    Examples
    --------
    >>> read_table("kirouac2023_virtual_patients")["PR1"]["N"]
    5.661549079
    """
    text = (resources.files(FOLDER) / f"{name}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row.pop("patient"): {column: float(value) for column, value in row.items()} for row in rows}
