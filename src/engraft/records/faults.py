"""Faults of a file of records: all of them at once, each with its line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engraft.errors import CompatibilityError, SpecificationError

MOST_SPANS = 12  # of lines named for one kind of fault; beyond it they are counted


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in one line; ``got`` is what stands there, ``what`` the same for all of its kind."""

    line: int
    what: str
    got: str = ""


class RecordsError(SpecificationError):
    """A file of records is malformed; ``faults`` holds everything that is wrong with it."""

    def __init__(self, what: str, *, faults: Sequence[Fault], do: str = "") -> None:
        super().__init__(f"{what}\n{told(faults)}", do=do)
        self.faults = tuple(faults)


class RecordsMisfit(CompatibilityError):
    """Good records do not fit what they are laid over; ``faults`` holds every line that does not."""

    def __init__(self, what: str, *, faults: Sequence[Fault], do: str = "") -> None:
        super().__init__(f"{what}\n{told(faults)}", do=do)
        self.faults = tuple(faults)


def refuse(origin: str, faults: Sequence[Fault], *, rows: int, do: str = "") -> None:
    """Raise all faults of a file together, if there are any."""
    if faults:
        raise RecordsError(f"{origin}: {count(faults)} in {rows:,} rows", faults=faults, do=do)


def misfit(origin: str, faults: Sequence[Fault], *, of: str, do: str = "") -> None:
    """Raise together everything in a file that does not fit a study, if there is anything."""
    if faults:
        raise RecordsMisfit(f"{origin}: {count(faults)} against {of}", faults=faults, do=do)


def count(faults: Sequence[Fault]) -> str:
    """Say how many faults there are."""
    return f"{len(faults):,} fault{'' if len(faults) == 1 else 's'}"


def told(faults: Iterable[Fault]) -> str:
    """Write faults in one line, those of a kind together, in the order in which the kinds first occur.

    Examples
    --------
    >>> told([Fault(3, "time is not a number", "x"), Fault(9, "negative time"), Fault(4, "time is not a number", "y")])
    "lines 3–4: time is not a number ('x', …); line 9: negative time"
    """
    kinds: dict[str, list[Fault]] = {}
    for fault in faults:
        kinds.setdefault(fault.what, []).append(fault)
    return plain("; ".join(_kind(what, some) for what, some in kinds.items()))


def plain(text: str) -> str:
    r"""Keep what a terminal only shows: a cell of a file may hold signs that command it.

    Examples
    --------
    >>> plain("red \x1b[31m")
    'red ?[31m'
    """
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _kind(what: str, faults: Sequence[Fault]) -> str:
    """Write the faults of one kind."""
    shown = list(dict.fromkeys(fault.got for fault in faults if fault.got))
    got = f" ('{shown[0]}'{', …' if len(shown) > 1 else ''})" if shown else ""
    return f"{_lines(sorted({fault.line for fault in faults}))}: {what}{got}"


def _lines(lines: Sequence[int]) -> str:
    """Write line numbers as ranges.

    Examples
    --------
    >>> _lines([2, 3, 4, 9])
    'lines 2–4, 9'
    """
    spans: list[list[int]] = []
    for line in lines:
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    said = [str(a) if a == b else f"{a}–{b}" for a, b in spans[:MOST_SPANS]]
    left = sum(b - a + 1 for a, b in spans[MOST_SPANS:])
    more = f" and {left:,} more" if left else ""
    return f"line{'' if len(lines) == 1 else 's'} {', '.join(said)}{more}"
