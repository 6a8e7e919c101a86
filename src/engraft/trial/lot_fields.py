"""What a study file says of a lot."""

from __future__ import annotations

from pydantic import Field

from engraft.trial.fields import Day, Section, Text, problem
from engraft.trial.sources import Override


class LotFile(Section):
    """How the cells of a lot are made: a process of the catalog, decisions made otherwise, and other numbers.

    ``collected`` is the day of collection; where it is said, cells cannot be given before they exist. ``stands_for``
    is the antigen of a product as which the cells are given although their receptor binds another.
    """

    process: Text
    collected: Day | None = None
    stands_for: Text | None = None
    set: dict[str, Text | float] = Field(default_factory=dict)
    parameters: dict[str, Override] = Field(default_factory=dict)


def lot_name(text: str) -> str:
    """Refuse a name of a lot that would not be told from a quantity of it."""
    if not text.strip() or any(letter in text for letter in "/[] "):
        raise problem("this is not a usable name of a lot", expected="letters, digits and . _ -", got=repr(text)[:60])
    return text
