"""Where a number comes from; a number without a source does not construct."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from engraft.errors import SpecificationError

_ID = re.compile(r"(doi:)?10\.\d{4,9}/\S+|[A-Za-z][\w.:,;()&/+ –-]{2,120}")  # a doi, or PMID, NCT, label …


def _need(text: object, what: str) -> None:
    if not isinstance(text, str) or not text.strip():
        raise SpecificationError(f"{what} is empty", do="say where the number comes from")


@dataclass(frozen=True)
class Paper:
    """A published number: which publication, and where in it.

    Examples
    --------
    >>> Paper("10.1016/j.cnsns.2020.105570", "Table 1").text()
    '10.1016/j.cnsns.2020.105570, Table 1'
    """

    doi: str
    where: str
    note: str = ""
    kind = "paper"

    def __post_init__(self) -> None:
        """Refuse an empty or unrecognisable reference."""
        _need(self.doi, "the reference of a paper")
        _need(self.where, f"the place in {self.doi}")
        if "://" in self.doi or not _ID.fullmatch(self.doi):
            raise SpecificationError(
                f"'{self.doi}' is not a reference", expected="a doi (10.…/…), PMID, trial or label id without address"
            )

    def text(self) -> str:
        """Write the source on one line."""
        return f"{self.doi}, {self.where}" + (f" ({self.note})" if self.note else "")


@dataclass(frozen=True)
class Calibrated:
    """A number that was fitted to data by a run of engraft."""

    run: str
    note: str = ""
    kind = "calibrated"

    def __post_init__(self) -> None:
        """Refuse an unnamed run."""
        _need(self.run, "the run of a calibrated number")

    def text(self) -> str:
        """Write the source on one line."""
        return f"calibrated in {self.run}" + (f" ({self.note})" if self.note else "")


@dataclass(frozen=True)
class Assumed:
    """A number nobody published: why this one, and between which bounds it is varied.

    ``low`` and ``high`` are in the unit the parameter is declared in.
    """

    why: str
    low: float
    high: float
    kind = "assumed"

    def __post_init__(self) -> None:
        """Refuse an unexplained assumption or crossed bounds."""
        _need(self.why, "the reason of an assumed number")
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low <= self.high):
            raise SpecificationError(
                f"the bounds of an assumed number are wrong ({self.why[:60]})",
                expected="finite low <= high",
                got=f"{self.low} to {self.high}",
            )

    def text(self) -> str:
        """Write the source on one line."""
        return f"assumed: {self.why} (varied {self.low:g} to {self.high:g})"


@dataclass(frozen=True)
class Chosen:
    """A number that is a decision and no finding, such as how long cells are grown: who decides, and why so."""

    who: str
    why: str = ""
    kind = "chosen"

    def __post_init__(self) -> None:
        """Refuse a decision that nobody takes."""
        _need(self.who, "who decides on a chosen number")

    def text(self) -> str:
        """Write the source on one line."""
        return f"chosen by {self.who}" + (f": {self.why}" if self.why else "")


Source = Paper | Calibrated | Assumed | Chosen


def check_source(source: object, what: str) -> None:
    """Refuse anything that is not a source."""
    if not isinstance(source, (Paper, Calibrated, Assumed, Chosen)):
        raise SpecificationError(
            f"{what} has no source",
            expected="Paper(doi, where), Calibrated(run) or Assumed(why, low, high)",
            got="nothing" if source is None else type(source).__name__,
        )
