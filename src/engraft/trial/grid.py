"""The grid of a sweep: lists of values for fields of a study file, and the studies that they make."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from engraft import units
from engraft.errors import EngraftError, SpecificationError
from engraft.trial.axis_words import said_of
from engraft.trial.design import Design, design
from engraft.trial.reading import OVER, Document, Where, apply_overrides, one_line, written
from engraft.trial.study import Study, check_study

_NUMBER = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)((?:\s|[^\d\s.eE+-]).*)?")
_OPEN, _CLOSE, _QUOTES = "[{(", "]})", "'\""
_WHO: tuple[Where, ...] = (("population", "n"), ("seed",))


@dataclass(frozen=True)
class Axis:
    """One field of a study file and the values it takes, in the order they were asked for.

    ``values`` are as they were written, ``shown`` without quotes and sources. ``numbers`` are there if all values are
    numbers of one ``unit``. ``label`` says in words what is varied.
    """

    path: str
    values: tuple[str, ...]
    shown: tuple[str, ...]
    where: Where
    numbers: tuple[float, ...] = ()
    unit: str = ""
    label: str = ""

    @property
    def words(self) -> str:
        """Say what is varied; the path where nobody found words."""
        return self.label or self.path

    @property
    def asked(self) -> str:
        """Say the axis as it stands on the command line."""
        return one_line(f"{OVER} {self.path}={','.join(self.values)}", 100)


@dataclass(frozen=True)
class Point:
    """One point of a grid: the values shown of it on every axis, and the study with these values, looked up."""

    number: int
    values: tuple[str, ...]
    plan: Design


def grid(study: Study, over: Sequence[str], *, most: int) -> tuple[tuple[Axis, ...], tuple[Point, ...]]:
    """Read ``path=a,b,c`` texts and make every combination of their values, the last list running fastest.

    A value that holds a comma is written in quotes or brackets.

    Raises
    ------
    SpecificationError
        A path leads nowhere, a list has one value, one twice or several units, the grid is too large, or the study
        does not allow a value; nothing was simulated by then.
    """
    if not over:
        raise SpecificationError("a sweep needs something to vary", expected=f"{OVER} path=a,b,c")
    axes = tuple(_axis(study.document, text) for text in over)
    _check_apart(study.document, axes)
    size = math.prod(len(axis.values) for axis in axes)
    if size > most:
        counted = " x ".join(str(len(axis.values)) for axis in axes)
        raise SpecificationError(
            f"the grid has too many points: {counted} = {size:,}",
            expected=f"at most {most:,}",
            do=f"shorten a list, or allow it with --max-points {size}",
        )
    places = product(*(range(len(axis.values)) for axis in axes))
    points = tuple(_point(study, axes, number, place) for number, place in enumerate(places))
    return tuple(replace(axis, label=said_of(points[0].plan, axis.where)) for axis in axes), points


def split(text: str) -> list[str]:
    """Split a list at its commas, not at those inside of quotes or brackets.

    Examples
    --------
    >>> split("1e6 cell/kg, 3e6 cell/kg"), split("[0, 20],[0, 30]"), split('"a, b",c')
    (['1e6 cell/kg', '3e6 cell/kg'], ['[0, 20]', '[0, 30]'], ['"a, b"', 'c'])
    """
    pieces, depth, quote = [""], 0, ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in _QUOTES and (depth or not pieces[-1].strip()):
            quote = sign
        depth += 0 if quote else (sign in _OPEN) - (sign in _CLOSE)
        if sign == "," and not quote and depth <= 0:
            pieces.append("")
        else:
            pieces[-1] += sign
    return [piece.strip() for piece in pieces]


def _axis(document: Document, text: str) -> Axis:
    """Read one ``path=a,b,c``."""
    path, equals, listed = (part.strip() for part in text.partition("="))
    said = one_line(f"{OVER} {text}", 100)
    if not equals or not path:
        raise SpecificationError(f"{said}: not a list of values", expected="path=a,b,c, as arms.0.regimen.0.day=0,7")
    values = split(listed)
    if "" in values:
        raise SpecificationError(f"{said}: a value is empty", expected="values between the commas")
    if len(values) == 1:
        do = f"set it with --set {one_line(text, 80)}"
        raise SpecificationError(f"{said}: one value is no sweep", expected="two values or more", do=do)
    bare = replace(document, overridden={}, said={})
    changed = [apply_overrides(bare, [f"{path}={value}"], by=OVER) for value in values]
    where = next(iter(changed[0].said))
    _check_same_persons(document, changed, said)
    data = [_at(one.data, where) for one in changed]
    numbers, unit = _numbers(data, said)
    _check_unlike(values, numbers or [json.dumps(one, sort_keys=True) for one in data], said)
    shown = [one_line(_shown(value, one)) for value, one in zip(values, data, strict=True)]
    unlike = tuple(f"{one} ({k + 1})" if shown.count(one) > 1 else one for k, one in enumerate(shown))
    return Axis(path, tuple(values), unlike, where, numbers, unit)


def _shown(value: str, data: Any) -> str:
    """Show a value without the quotes that held it together, and of a parameter only its value."""
    if isinstance(data, dict) and "value" in data:
        return str(data["value"])
    return data if isinstance(data, str) else value


def _at(data: Any, where: Where) -> Any:
    """Take a field out of plain data."""
    for step in where:
        data = data[step]
    return data


def _check_same_persons(document: Document, changed: Sequence[Document], said: str) -> None:
    """Refuse to vary who is treated: points are compared on the same persons."""
    for where in _WHO:
        if any(_who(one.data, where) != _who(document.data, where) for one in changed):
            raise SpecificationError(
                f"{said}: a sweep treats the same persons at every point",
                do=f"set {written(where)} once, with {'--patients' if where[-1] == 'n' else '--seed'}",
            )


def _who(data: Any, where: Where) -> Any:
    """Take a field that may be absent."""
    for step in where:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _check_unlike(values: Sequence[str], keys: Sequence[object], said: str) -> None:
    """Refuse a value that stands twice, in whatever writing."""
    for k, key in enumerate(keys):
        if key in keys[:k]:
            first = values[keys.index(key)]
            again = f"{values[k]!r}" + (f", which is {first!r}" if first != values[k] else "")
            raise SpecificationError(f"{said}: a value stands twice", got=again, do="leave one of them out")


def _numbers(data: Sequence[Any], said: str) -> tuple[tuple[float, ...], str]:
    """Read the values as numbers of one unit; nothing if some are no numbers.

    Raises
    ------
    SpecificationError
        They are numbers of several units: a reader of the axis would compare what cannot be compared.
    """
    pairs = [_quantity(one) for one in data]
    known = [pair for pair in pairs if pair is not None]
    written_units = list(dict.fromkeys(unit for _, unit in known))
    real = [unit for unit in written_units if not unit or _is_unit(unit)]
    if len(real) > 1:
        got = " and ".join(f"'{unit}'" if unit else "a plain number" for unit in real[:3])
        raise SpecificationError(f"{said}: the values have several units", expected="one unit for all", got=got)
    if len(known) < len(pairs) or len(written_units) > 1:
        return (), ""
    return tuple(value for value, _ in known), written_units[0]


def _quantity(value: Any) -> tuple[float, str] | None:
    """Read a number, or a text that begins with one, as value and unit."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value), ""
    if isinstance(value, dict) and "value" in value:
        return _quantity(value["value"])
    found = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    return None if found is None else (float(found[1]), " ".join((found[2] or "").split()))


def _is_unit(text: str) -> bool:
    """Tell whether a text is a unit."""
    try:
        units.check_unit(text)
    except SpecificationError:
        return False
    return True


def _check_apart(document: Document, axes: Sequence[Axis]) -> None:
    """Refuse two lists for one field, and a field that is set too."""
    for k, axis in enumerate(axes):
        for other in axes[:k]:
            if _nested(axis.where, other.where):
                raise SpecificationError(
                    f"{axis.asked}: {OVER} {other.path} varies the same field", do="keep one of the lists"
                )
        for where, setting in document.overridden.items():
            if _nested(axis.where, where):
                raise SpecificationError(f"{axis.asked}: '{setting}' sets the same field", do="keep one of them")


def _nested(a: Where, b: Where) -> bool:
    """Tell whether one field is the other or inside of it."""
    return all(x == y for x, y in zip(a, b, strict=False))


def _point(study: Study, axes: Sequence[Axis], number: int, place: Sequence[int]) -> Point:
    """Look up the study of one point; what does not fit is said of the point."""
    settings = [f"{axis.path}={axis.values[k]}" for axis, k in zip(axes, place, strict=True)]
    shown = tuple(axis.shown[k] for axis, k in zip(axes, place, strict=True))
    try:
        return Point(number, shown, design(check_study(apply_overrides(study.document, settings, by=OVER))))
    except EngraftError as error:
        if error.what.startswith(OVER) or error.what == _own_fault(study):
            raise
        at = " ".join(f"{OVER} {setting}" for setting in settings)
        what = f"{one_line(at, 160)}: {error.what}"
        raise SpecificationError(what, expected=error.expected, got=error.got, do=error.do) from error


def _own_fault(study: Study) -> str:
    """Say what is wrong with a study whatever is swept; nothing if it is sound."""
    try:
        design(study)
    except EngraftError as error:
        return error.what
    return ""
