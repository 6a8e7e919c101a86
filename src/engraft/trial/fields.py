"""The kinds of values a study file holds, and how each is checked where it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic import Strict as ExactType
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from engraft import units
from engraft.errors import EngraftError, nearest


class Section(BaseModel):
    """A mapping of a study file: no field but the declared ones, no number that is not finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, protected_namespaces=())

    @model_validator(mode="before")
    @classmethod
    def _known(cls, data: object) -> object:
        """Refuse an unknown field and suggest the nearest."""
        if not isinstance(data, dict):
            raise problem("a mapping of fields is needed here", expected=", ".join(cls.names()), got=_shown(data))
        for name in data:
            if name not in cls.names():
                raise PydanticCustomError(
                    "engraft",
                    "unknown field '{name}'",
                    {"name": str(name)[:60], "inside": str(name), "do": nearest(str(name), cls.names())},
                )
        return data

    @classmethod
    def names(cls) -> list[str]:
        """List the fields as they are written in a file."""
        return [field.alias or name for name, field in cls.model_fields.items()]


def problem(what: str, *, expected: str = "", got: str = "", do: str = "") -> PydanticCustomError:
    """Say what is wrong with one field, in the parts an error of engraft has."""
    return PydanticCustomError("engraft", "{what}", {"what": what, "expected": expected, "got": got, "do": do})


@contextmanager
def as_problem() -> Iterator[None]:
    """Turn an error of engraft into one of a field, so that it learns its place in the file."""
    try:
        yield
    except EngraftError as error:
        raise problem(error.what, expected=error.expected, got=error.got, do=error.do) from error


def _measured(unit: str, *, bare: bool, least: float | None) -> Callable[[Any], float]:
    """Make a check that reads text with a unit (or, where ``bare``, a plain number) as a canonical float."""

    def check(value: Any) -> float:
        plain = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not isinstance(value, str) and not (bare and plain):
            raise problem("this needs a unit", expected=f"text such as '12 {unit}'", got=_shown(value))
        with as_problem():
            number = units.canonical(value, unit)
        if least is not None and number < least:
            raise problem("this may not be negative", expected=f"at least {least:g} {unit}", got=_shown(value))
        return number

    return check


def _shown(value: object) -> str:
    """Show a value briefly."""
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _dose(value: object) -> object:
    """Refuse a bare number as a dose with the reason."""
    if isinstance(value, (int, float)):
        raise problem("a dose needs a basis", expected="text such as '3.1e6 cell/kg'", got=_shown(value))
    return value


def _named(pattern: str, expected: str) -> Callable[[str], str]:
    """Make a check of names that become part of a file or a formula."""

    def check(text: str) -> str:
        if re.fullmatch(pattern, text, re.ASCII) is None:
            raise problem("this is not a usable name", expected=expected, got=_shown(text))
        return text

    return check


def _plain_text(text: str) -> str:
    """Refuse characters that command a terminal or turn the direction of writing."""
    hidden = _HIDDEN.search(text)
    if hidden is not None:
        raise problem("this holds a character that cannot be shown", expected="plain text", got=ascii(hidden[0]))
    return text


def _not_empty(value: object) -> object:
    """Refuse an empty list."""
    if isinstance(value, list) and not value:
        raise problem("this list is empty", expected="at least one item")
    return value


_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_TIME = {"type": "string", "examples": ["30 min", "12 h", "28 day", "12 month"]}
_DAY = {
    "type": ["number", "string"],
    "description": "days from day 0, the infusion of cells where there is one; a plain number is days",
}

Duration = Annotated[float, BeforeValidator(_measured("day", bare=False, least=0.0)), WithJsonSchema(_TIME)]
Day = Annotated[float, BeforeValidator(_measured("day", bare=True, least=None)), WithJsonSchema(_DAY)]
Count = Annotated[int, ExactType(), Field(ge=1)]
Seed = Annotated[int, ExactType(), Field(ge=0, lt=2**63)]
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(_plain_text)
]
Word = Annotated[Text, AfterValidator(_named(r"[A-Za-z0-9][A-Za-z0-9._-]{,79}", "letters, digits and . _ -"))]
Symbol = Annotated[Text, AfterValidator(_named(r"[A-Za-z_]\w{,79}", "letters, digits and _"))]
Number = Annotated[float, ExactType()]
NotEmpty = BeforeValidator(_not_empty)
DoseText = Annotated[Text, BeforeValidator(_dose)]
