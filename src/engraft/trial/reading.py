"""Read a study file as plain data that remembers its lines; this is a border, so distrust everything.

Only the plain part of YAML passes: mappings with text keys, lists, text, finite numbers, true, false
and null. Tags, anchors, aliases, merge keys, directives and further documents are refused, because a
study file has no use for them and they are how a YAML file does harm.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from engraft.errors import EngraftError, SpecificationError, nearest

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_EVENTS = 20_000
SET = "--set"
OVER = "--over"

Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """Plain data read from a file, with the line of every field and the fields set from outside.

    ``overridden`` holds ``path=value`` as it was set, ``said`` the words of the command line that set it.
    """

    data: dict[str, Any]
    origin: str
    lines: Mapping[Where, int] = field(default_factory=dict)
    overridden: Mapping[Where, str] = field(default_factory=dict)
    said: Mapping[Where, str] = field(default_factory=dict)

    def locate(self, where: Where) -> str:
        """Say where a field stands: file, line and path; a field set from outside says so."""
        for k in range(len(where), 0, -1):
            if where[:k] in self.said:
                return self.said[where[:k]]
        known = next((self.lines[where[:k]] for k in range(len(where), 0, -1) if where[:k] in self.lines), 1)
        return f"{self.origin}:{known}: {written(where)}".removesuffix(": ")

    @contextmanager
    def at(self, *where: str | int) -> Iterator[None]:
        """Name the field in every specification or compatibility error raised inside."""
        try:
            yield
        except EngraftError as error:
            if error.what.startswith((f"{self.origin}:", *self.said.values())):
                raise  # an inner field has its place already
            what = f"{self.locate(where)}: {one_line(error.what)}"
            rest = {"expected": error.expected, "got": error.got, "do": error.do}
            raise SpecificationError(what, **{k: one_line(v) for k, v in rest.items()}) from error


def written(where: Where) -> str:
    """Write a path as it is given on the command line: ``arms.0.name``."""
    return ".".join(map(str, where))


def one_line(text: str, limit: int = 300) -> str:
    """Fold text to one line and cut it, so that an error keeps to three."""
    folded = " ".join(text.split())
    return folded if len(folded) <= limit else folded[: limit - 1] + "…"


def read_document(path: Path) -> Document:
    """Read one study file.

    Raises
    ------
    SpecificationError
        It is missing, not a plain file, too large, binary, or not the plain part of YAML.
    """
    return parse_document(_text_of(path), str(path))


def parse_document(text: str, origin: str) -> Document:
    """Turn YAML text into plain data with line numbers; ``origin`` names it in errors."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        _check_events(YAML(typ="rt", pure=True).parse(text), origin)
        loaded = YAML(typ="rt", pure=True).load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark is not None else ""
        problem = str(getattr(error, "problem", None) or str(error).splitlines()[0])
        raise SpecificationError(f"{origin}{line}: this is not readable YAML: {one_line(problem)}") from error
    except (ValueError, RecursionError) as error:
        raise SpecificationError(f"{origin}: this is not readable YAML: {one_line(str(error))}") from error
    if not isinstance(loaded, dict):
        got = "an empty file" if loaded is None else f"a {_kind(loaded)}"
        raise SpecificationError(f"{origin}:1: a study file is a mapping of fields", expected="name: value", got=got)
    lines: dict[Where, int] = {}
    return Document(_plain(loaded, (), lines, origin), origin, lines)


def apply_overrides(document: Document, settings: Iterable[str], *, by: str = SET) -> Document:
    """Set fields from ``path=value`` texts; a list item is named by its number from 0.

    ``by`` is the option of the command line that asks for it, so that an error names what was written there.

    Raises
    ------
    SpecificationError
        A setting has no ``=``, its path leads nowhere, or its value is not plain YAML.
    """
    for setting in settings:
        path, equals, value = setting.partition("=")
        said = f"{by} {setting if by in {SET, OVER} else value}"
        if not equals or not path.strip():
            raise SpecificationError(f"{said}: not a setting", expected="path=value, as population.n=50")
        new = parse_document(f"value: {one_line(value, MAX_BYTES)}\n", said).data["value"]
        where, data = _with_value(document.data, path.strip(), new, said)
        overridden, words = {**document.overridden, where: setting}, {**document.said, where: said}
        document = replace(document, data=data, overridden=overridden, said=words)
    return document


def shipped() -> dict[str, str]:
    """List the studies that come with engraft, those of design questions too: name and text, in order of name."""
    folder = resources.files("engraft.trial") / "studies"
    questions = folder / "questions"
    every = (*folder.iterdir(), *(questions.iterdir() if questions.is_dir() else ()))
    files = sorted((item for item in every if item.name.endswith(".yaml")), key=lambda item: item.name)
    return {item.name.removesuffix(".yaml"): item.read_text(encoding="utf-8") for item in files}


def find_document(name_or_path: str | Path) -> Document:
    """Read a shipped study by name, or any file by path."""
    text = str(name_or_path)
    path = Path(text)
    known = shipped()
    if isinstance(name_or_path, str) and text in known and not path.is_file():
        document = _shipped_document(known[text], f"{text}.yaml")
        return replace(document, data=_copy(document.data))
    if path.suffix in {".yaml", ".yml"} or len(path.parts) > 1 or path.exists():
        return read_document(path)
    raise SpecificationError(f"no study is called {text!r} and no such file exists", do=nearest(text, known))


@cache
def _shipped_document(text: str, origin: str) -> Document:
    """Read a study that comes with engraft once; whoever asks for it gets a copy."""
    return parse_document(text, origin)


def _text_of(path: Path) -> str:
    """Read a text file after checking that it is one."""
    if path.is_dir():
        raise SpecificationError(f"{path}: this is a directory", expected="a study file")
    if not path.exists():
        if path.is_symlink():
            raise SpecificationError(f"{path}: this link leads nowhere", expected="a study file")
        names = (item.name for item in path.parent.glob("*.y*ml")) if path.parent.is_dir() else ()
        raise SpecificationError(f"{path}: no such file", do=nearest(path.name, names))
    if not path.is_file():
        raise SpecificationError(f"{path}: this is not a plain file", expected="a study file")
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise SpecificationError(f"{path}: cannot be read: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise SpecificationError(f"{path}: too large for a study file", expected="at most 1 MB")
    if b"\0" in content:
        raise SpecificationError(f"{path}: this is a binary file", expected="a study file, UTF-8 text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SpecificationError(f"{path}:{line}: this is not text", expected="a study file, UTF-8 text") from error


def _check_events(events: Iterable[Any], origin: str) -> None:
    """Refuse what a study file has no use for, before anything is built from it."""
    depth = documents = 0
    for count, event in enumerate(events, start=1):
        kind = type(event).__name__.removesuffix("Event")
        documents += kind == "DocumentStart"
        depth += kind.endswith(("SequenceStart", "MappingStart")) - kind.endswith(("SequenceEnd", "MappingEnd"))
        fault = _fault(event, kind)
        if documents > 1:
            fault = "a second document"
        if depth > MAX_DEPTH or count > MAX_EVENTS:
            fault = "nesting this deep" if depth > MAX_DEPTH else "a file with this many entries"
        if fault:
            at = f"{origin}:{event.start_mark.line + 1}"
            raise SpecificationError(f"{at}: a study file may not contain {fault}", do="write it out plainly")


def _fault(event: Any, kind: str) -> str:
    """Name what is forbidden about one event, or nothing."""
    if kind == "Alias":
        return f"an alias (*{event.anchor})"
    if getattr(event, "anchor", None):
        return f"an anchor (&{event.anchor})"
    if kind in {"Scalar", "SequenceStart", "MappingStart"} and event.tag is not None:
        return f"a tag ({event.tag})"
    if kind == "DocumentStart" and (event.version or event.tags):
        return "a YAML directive (%)"
    return "a merge key (<<)" if kind == "Scalar" and event.value == "<<" and event.implicit[0] else ""


def _plain(node: Any, where: Where, lines: dict[Where, int], origin: str) -> Any:
    """Copy to plain types, noting lines and refusing what is not plain."""
    at = f"{origin}:{lines.get(where, 1)}: {written(where)}".removesuffix(": ")
    marks: Any = getattr(node, "lc", None)
    if isinstance(node, dict):
        for key in node:
            if not isinstance(key, str):
                raise SpecificationError(f"{at}: a field name is not text", got=repr(key))
            lines[(*where, str(key))] = marks.key(key)[0] + 1
        return {str(key): _plain(value, (*where, str(key)), lines, origin) for key, value in node.items()}
    if isinstance(node, list):
        lines.update({(*where, k): marks.item(k)[0] + 1 for k in range(len(node))})
        return [_plain(value, (*where, k), lines, origin) for k, value in enumerate(node)]
    if node is None or isinstance(node, bool):
        return node
    for plain in (str, int, float):
        if isinstance(node, plain):
            if isinstance(node, float) and not math.isfinite(node):
                raise SpecificationError(f"{at}: a number is not finite", got=str(float(node)))
            return plain(node)
    raise SpecificationError(f"{at}: a {_kind(node)} is not understood", do="put it in quotes if it is text")


def _kind(node: object) -> str:
    """Name a YAML type for an error."""
    return {"CommentedSeq": "list", "TimeStamp": "date"}.get(type(node).__name__, type(node).__name__)


def _with_value(data: dict[str, Any], path: str, new: object, said: str) -> tuple[Where, dict[str, Any]]:
    """Copy the data with one field set; names with dots inside match the longest key."""
    where: list[str | int] = []
    copied = _copy(data)
    own = path.removeprefix("parameters.")
    table = copied.setdefault("parameters", {}) if own != path else None
    if isinstance(table, dict) and not any(own == name or own.startswith(f"{name}.") for name in table):
        table[own] = new  # a parameter the file does not mention yet
        return ("parameters", own), copied
    parent: Any = copied
    parts = path.split(".")
    while parts:
        parent = _spelled_out(copied, where, parent, parts)
        if len(where) == 3 and where[0] == "lots" and where[2] in NAMED and not _leads(parent, parts):
            parts = [".".join(parts)]  # a decision or number of a lot that the file does not mention yet
            parent[parts[0]] = new
            return (*where, parts[0]), copied
        if len(where) == 2 and where[0] == "lots" and parts[0] in NAMED and isinstance(parent, dict):
            parent.setdefault(parts[0], {})
        key, parts = _step(parent, parts, said, optional=len(where) == 2 and where[0] == "endpoints")
        where.append(key)
        if not parts:
            parent[key] = new
        else:
            parent = parent[key]
    return tuple(where), copied


def _spelled_out(copied: dict[str, Any], where: list[str | int], node: Any, parts: list[str]) -> Any:
    """Write an endpoint that stands as a bare name as a mapping, so that it can have options."""
    if len(where) == 2 and where[0] == "endpoints" and isinstance(node, str) and parts != ["name"]:
        copied["endpoints"][where[1]] = {"name": node}
        return copied["endpoints"][where[1]]
    return node


def _leads(parent: object, parts: list[str]) -> bool:
    """Tell whether a table has the first key of a path, dots inside of it allowed."""
    return not isinstance(parent, dict) or any(".".join(parts[:k]) in parent for k in range(len(parts), 0, -1))


def _step(parent: object, parts: list[str], said: str, *, optional: bool = False) -> tuple[Any, list[str]]:
    """Take the next key of a path from what it leads through; where any field is ``optional`` it may be new.

    Whether a new field may stand there at all is checked with the whole file.
    """
    if isinstance(parent, list):
        if parts[0].isdecimal() and int(parts[0]) < len(parent):
            return int(parts[0]), parts[1:]
        got = f"{parts[0]!r} for a list of {len(parent)}"
        raise SpecificationError(f"{said}: no such item", expected="a number from 0", got=got)
    if not isinstance(parent, dict):
        raise SpecificationError(f"{said}: {parts[0]!r} is inside a value that has no fields")
    for k in range(len(parts), 0, -1):
        if ".".join(parts[:k]) in parent:
            return ".".join(parts[:k]), parts[k:]
    if len(parts) == 1 and (optional or parts[0] in OPTIONAL_FIELDS):
        return parts[0], []
    raise SpecificationError(f"{said}: no field {parts[0]!r} here", do=nearest(parts[0], parent))


def _copy(node: Any) -> Any:
    """Copy plain data."""
    if isinstance(node, dict):
        return {key: _copy(value) for key, value in node.items()}
    return [_copy(value) for value in node] if isinstance(node, list) else node


NAMED = ("set", "parameters")  # fields of a lot that hold names of decisions and numbers
OPTIONAL_FIELDS = frozenset(
    {
        *("question", "limits", "parameters", "laws", "seed", "start", "rtol", "rounds", "visits", "assays", "lots"),
        *("published", "n", "label", "covariates", "correlations", "derived", "adds", "sets", "effects"),
        *("day", "days", "dose", "over", "into", "lot", "traits", "after", "every_at_least", "at_most", "without"),
        *("id", "role", "arm", "contrast", "allocation", "value", "lower", "upper", "band", "scale", "note", "spread"),
    }
)
