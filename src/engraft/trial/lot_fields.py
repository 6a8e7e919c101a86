"""What a study file says of a lot."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from engraft.trial.fields import Day, Number, Section, Text, problem
from engraft.trial.sources import Override


def _decision(value: object) -> object:
    """Refuse what is no quantity: true and false, lists, nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or value == "":
        yes = "; write 1 for yes and 0 for no" if isinstance(value, bool) else ""
        raise problem(
            "a decision is one quantity", expected=f"such as 9 day, or a plain number{yes}", got=repr(value)[:60],
            do="engraft show PROCESS lists decisions and their units",
        )  # fmt: skip
    return value


def _mapping(what: str, expected: str) -> BeforeValidator:
    """Make a check that something is a mapping."""

    def check(value: object) -> object:
        if not isinstance(value, dict):
            got = "a list" if isinstance(value, list) else "nothing" if value is None else repr(value)[:60]
            raise problem(f"{what} are a mapping", expected=expected, got=got, do="write a name and a colon for each")
        return value

    return BeforeValidator(check)


Decision = Annotated[Text | Number, BeforeValidator(_decision)]


class LotFile(Section):
    """How the cells of a lot are made: a process of the catalog, decisions made otherwise, and other numbers.

    ``collected`` is the day of collection; where it is said, cells cannot be given before they exist. ``stands_for``
    is the antigen of a product as which the cells are given although their receptor binds another.
    """

    process: Text
    collected: Day | None = None
    stands_for: Text | None = None
    set: Annotated[dict[str, Decision], _mapping("decisions", "culture.days: 9 day")] = Field(default_factory=dict)
    parameters: dict[str, Override] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _made(cls, data: Any) -> Any:
        """Refuse a lot of which nobody says how it is made."""
        if not isinstance(data, dict) or "process" not in data:
            what, expected = "this lot says no process by which it is made", "process: NAME, such as process: tisa_cel"
            got = "" if isinstance(data, dict) else "nothing" if data is None else repr(data)[:60]
            raise problem(what, expected=expected, got=got, do="engraft processes lists them")
        return data


def lot_name(text: str) -> str:
    """Refuse a name of a lot that would not be told from a quantity of it."""
    if not text.strip() or any(letter in text for letter in "/[] "):
        raise problem("this is not a usable name of a lot", expected="letters, digits and . _ -", got=repr(text)[:60])
    return text


Lots = Annotated[
    dict[Annotated[str, AfterValidator(lot_name)], LotFile],
    _mapping("lots", "day-9: {process: lentiviral_car_t}, the name of each lot and how it is made"),
]
