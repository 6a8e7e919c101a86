"""The error tree.

    EngraftError
    ├── SpecificationError    a noun is malformed: a parameter, a model, a study file
    └── CompatibilityError    two good nouns do not fit together; both are named

What goes wrong while one virtual patient is integrated is not an exception: it is a
status of that patient (see ``engraft.kernel.status``), counted in every table.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class EngraftError(Exception):
    """Say what is wrong, what was expected, what was got, and what to do, in at most three lines."""

    def __init__(self, what: str, *, expected: str = "", got: str = "", do: str = "") -> None:
        super().__init__(what)
        self.what, self.expected, self.got, self.do = what, expected, got, do

    def __str__(self) -> str:
        facts = [f"expected {self.expected}"] * bool(self.expected) + [f"got {self.got}"] * bool(self.got)
        return "\n".join(line for line in (self.what, "; ".join(facts), self.do) if line)


class SpecificationError(EngraftError):
    """A noun is malformed."""


class CompatibilityError(EngraftError):
    """Two good nouns do not fit together."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Suggest the known name closest to a mistyped one, or list a few.

    Examples
    --------
    >>> nearest("leukemai", ["car", "leukemia"])
    "did you mean 'leukemia'?"
    """
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return f"did you mean '{close[0]}'?"
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return f"known: {shown}" if names else "none are known here"
