"""What was counted of malignancies long after cells were changed: of whom, how many, when, and how it was reported."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from engraft.errors import SpecificationError, nearest
from engraft.language.source import Paper, Source
from engraft.outcomes.binomial import exact_interval

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Counted:
    """Some of a number of persons, with the exact interval of their share."""

    events: int
    persons: int
    source: Source

    def __post_init__(self) -> None:
        if not 0 <= self.events <= self.persons or self.persons < 1:
            raise SpecificationError(
                "a count of persons is impossible", expected="0 to all of them", got=f"{self.events} of {self.persons}"
            )

    @cached_property
    def bounds(self) -> tuple[float, float]:
        """Give the exact 95 % interval."""
        return exact_interval(self.events, self.persons, CONFIDENCE)

    def __str__(self) -> str:
        return f"{self.events:,} of {self.persons:,}"


@dataclass(frozen=True)
class Family:
    """One kind of late malignancy after one kind of product.

    Parameters
    ----------
    counted
        Events among persons, all of whom the count is about.
    months
        When the events were found: "each" in turn, the first and the last ("ends"), or between which months
        ("window") where no more was published; ``known`` says which.
    until
        Months after which these persons were looked at last, about.
    fully
        Another count in which nobody can have been missed, where ``counted`` is from spontaneous reports: its upper
        bound holds instead.
    """

    name: str
    about: str
    counted: Counted
    months: tuple[float, ...]
    until: float
    known: Literal["each", "ends", "window"]
    fully: Counted | None = None

    def __post_init__(self) -> None:
        length = self.counted.events if self.known == "each" else 2
        if len(self.months) != length or list(self.months) != sorted(self.months) or max(self.months) > self.until:
            raise SpecificationError(f"months of '{self.name}' are not in order", expected="up to the last look")

    @property
    def said(self) -> str:
        """Say what was counted of how many, and of whom the upper bound is where these are others."""
        if self.fully is None:
            return f"{self.counted} counted"
        return f"{self.counted} reported; upper bound of {self.fully} in another cohort"

    @property
    def bounds(self) -> tuple[float, float]:
        """Give what the share of all persons may be at the last look."""
        low, high = self.counted.bounds
        return low, high if self.fully is None else self.fully.bounds[1]


_PARIS = Paper("10.1172/JCI35700", "abstract", "X-linked SCID, n = 9 treated with success, children")
_LONDON = Paper("10.1172/JCI35798", "abstract", "X-linked SCID, n = 10, children")
_CALD = Paper("Duncan 2024, N Engl J Med, October 10", "abstract", "cerebral adrenoleukodystrophy, n = 67, boys")
_REPORTS = Paper("Blood Adv 2024;8:895", "abstract", "spontaneous reports among more than 30,000, adults and children")
_PENN = Paper("PMID 38266761", "abstract", "one centre, n = 449, lymphoma, myeloma and leukemia, adults and children")

_FAMILIES = (
    Family(
        "gammaretrovirus_scid_x1_paris",
        "T-cell leukemia after stem cells with a gammaretrovirus and its own promoter",
        Counted(4, 9, _PARIS),
        (31.0, 68.0),
        68.0,
        "ends",
    ),
    Family(
        "gammaretrovirus_scid_x1_london",
        "T-cell leukemia after stem cells with a gammaretrovirus and its own promoter",
        Counted(1, 10, _LONDON),
        (0.0, 60.0),
        60.0,
        "window",
    ),
    Family(
        "lentivirus_mnd_cald",
        "myelodysplastic syndrome or leukemia after stem cells with a lentivirus and the MND promoter",
        Counted(7, 67, _CALD),
        (14.0, 26.0, 28.0, 36.0, 42.0, 57.0, 92.0),
        92.0,
        "each",
    ),
    Family(
        "car_t_cell_malignancy",
        "T-cell malignancy after CAR T cells",
        Counted(20, 30_000, _REPORTS),
        (0.0, 60.0),
        60.0,
        "window",
        fully=Counted(1, 449, _PENN),
    ),
    Family(
        "car_second_primary",
        "any second primary malignancy after CAR T cells",
        Counted(16, 449, _PENN),
        (0.0, 10.3),
        10.3,
        "window",
    ),
)

# Not in the abstracts, so a window: the month of the London case (its last look is taken as five years), those of the
# reports after CAR T cells (five years since the first approvals), and those at Penn before the median of 10.3 months.


def families() -> tuple[Family, ...]:
    """List what was counted."""
    return _FAMILIES


def family(name: str) -> Family:
    """Find a family by name.

    Raises
    ------
    SpecificationError
        None is called so; the nearest is suggested.
    """
    known = {one.name: one for one in _FAMILIES}
    if name not in known:
        raise SpecificationError(f"no late malignancy is called '{name}'", do=nearest(name, known))
    return known[name]
