"""What somebody measured: readings over time, or times to an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["kinetics", "survival"]

KINETICS = ("person", "time", "time_unit", "value", "unit")
KINETICS_OPTIONAL = ("lloq", "censored", "analyte")
SURVIVAL = ("person", "time", "time_unit", "event", "endpoint")
LONGEST = 36525.0  # days: nobody is followed for longer than a life


@dataclass(frozen=True, eq=False)
class Observed:
    """A file of records, checked.

    A reading below the limit of quantification has no value and is known only to be below ``limit``: it is
    censored, and never a zero.

    Parameters
    ----------
    origin
        The file as it was named.
    digest
        SHA-256 of its bytes.
    ignored
        Columns that nothing is read from.

    Shapes
    ------
    ``table`` has one row per row of the file. Kinetics: columns line, person, day, value (NaN where below), limit
    (NaN where none is known), below, unit (as written), analyte ("" if the file names none).
    Survival: columns line, person, day, event, endpoint.

    Units
    -----
    ``day`` in days from the origin of time; ``value`` and ``limit`` canonical, in what ``unit`` measures.
    """

    kind: Kind
    table: pd.DataFrame
    origin: str
    digest: str
    ignored: tuple[str, ...] = ()

    @property
    def persons(self) -> int:
        """How many persons were observed."""
        return int(self.table["person"].nunique())
