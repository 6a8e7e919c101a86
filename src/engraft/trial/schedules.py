"""Schedules of visits that a guidance asks for, by name."""

from __future__ import annotations

from dataclasses import dataclass

from engraft.errors import SpecificationError, nearest
from engraft.language.source import Paper, Source

YEAR = 365.25  # days


@dataclass(frozen=True)
class Schedule:
    """Days on which persons are seen or asked, with who asks for them.

    ``examined`` are days of an examination in person, ``queried`` those of which a query is enough.
    """

    name: str
    about: str
    examined: tuple[float, ...]
    queried: tuple[float, ...]
    source: Source

    @property
    def days(self) -> tuple[float, ...]:
        """List all days in order."""
        return tuple(sorted({*self.examined, *self.queried}))


_SCHEDULES = (
    Schedule(
        "gene_therapy_15_years",
        "after a vector that integrates: examined every year for five years, then asked every year for ten",
        (0.0, *(YEAR * year for year in range(1, 6))),
        tuple(YEAR * year for year in range(6, 16)),
        Paper(
            "FDA, Long Term Follow-up After Administration of Human Gene Therapy Products, January 2020",
            "duration of follow-up",
            "read in RAPS, Regulation of Regenerative Medicines, page 53; day 0 is the infusion",
        ),
    ),
)


def schedule(name: str) -> Schedule:
    """Find a schedule by name.

    Raises
    ------
    SpecificationError
        None is called so; the nearest is suggested.

    Examples
    --------
    >>> len(schedule("gene_therapy_15_years").days)
    16
    """
    known = {one.name: one for one in _SCHEDULES}
    if name not in known:
        raise SpecificationError(f"no schedule of visits is called '{name}'", do=nearest(name, known))
    return known[name]
