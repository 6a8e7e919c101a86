"""Published lists of patients that come with engraft, one CSV file each."""

from __future__ import annotations

import csv
from importlib import resources

from engraft.population.law import Listed

FOLDER = "engraft.population.catalog"


def read_lists(name: str) -> dict[str, Listed]:
    """Read a table with one patient in each row, as one list for each column; lines that begin with # are no rows.

    Examples
    --------
    >>> read_lists("jost2020_patients")["Base"].values[0]
    2.5847
    """
    text = (resources.files(FOLDER) / f"{name}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    return {column: Listed(tuple(float(row[column]) for row in rows)) for column in rows[0]}
