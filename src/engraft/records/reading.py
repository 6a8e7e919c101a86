"""Read a file of observations; this is a border, so distrust every cell and say everything that is wrong at once."""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from engraft.errors import SpecificationError
from engraft.records.faults import Fault, RecordsError, plain, refuse
from engraft.records.kinetics import kinetics
from engraft.records.observed import KINETICS, KINETICS_OPTIONAL, SURVIVAL, Kind, Observed
from engraft.records.sheet import Row, Sheet
from engraft.records.survival import survival

MAX_BYTES = 20_000_000
NEEDED: dict[Kind, tuple[str, ...]] = {"kinetics": KINETICS, "survival": SURVIVAL}
OPTIONAL: dict[Kind, tuple[str, ...]] = {"kinetics": KINETICS_OPTIONAL, "survival": ()}
READ = {"kinetics": kinetics, "survival": survival}
_SHOWN = 40


def read_observed(path: str | Path) -> Observed:
    """Read kinetics or survival data of real persons from a CSV file; the columns tell which of the two it is.

    Raises
    ------
    SpecificationError
        The file cannot be read as a table.
    RecordsError
        Columns or cells are wrong: all of it at once, with line numbers.
    """
    origin = str(path)
    content = _content(Path(path))
    sheet = _sheet(content, origin)
    kind = _kind(sheet, origin)
    table = READ[kind](sheet)
    refuse(origin, sorted(sheet.faults, key=lambda fault: fault.line), rows=len(sheet.rows))
    ignored = tuple(name for name in sheet.header if name not in {*NEEDED[kind], *OPTIONAL[kind]})
    return Observed(kind, table, origin, hashlib.sha256(content).hexdigest(), ignored)


def _content(path: Path) -> bytes:
    """Read the bytes of a plain file of a sensible size."""
    if not path.is_file():
        what = "this is not a plain file" if path.exists() else "there is no such file"
        raise SpecificationError(f"{path}: {what}", expected="a CSV file of observations")
    if path.stat().st_size > MAX_BYTES:
        raise SpecificationError(f"{path}: this file is too large", expected=f"at most {MAX_BYTES // 1_000_000} MB")
    return path.read_bytes()


def _sheet(content: bytes, origin: str) -> Sheet:
    """Take a file apart into rows; a row of another length is a fault."""
    try:
        text = content.decode("utf-8-sig")
        lines = list(_lines(text))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SpecificationError(f"{origin}: this is not a table in plain text: {error}"[:200]) from error
    if not lines:
        raise SpecificationError(f"{origin}: this file is empty", expected=_formats())
    (_, first), *others = lines
    header = tuple(name.lower() for name in first)
    _check_header(header, origin)
    sheet = Sheet(header, tuple(Row(line, dict(zip(header, cells, strict=False))) for line, cells in others))
    wrong = [line for line, cells in others if len(cells) != len(header)]
    sheet.faults += [Fault(line, f"this row does not have the {len(header)} cells of the header") for line in wrong]
    if not others:
        raise SpecificationError(f"{origin}: this file has a header and no rows", expected="one row per observation")
    return sheet


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield line numbers and cells, empty lines left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, [cell.strip() for cell in cells]


def _check_header(header: Sequence[str], origin: str) -> None:
    """Refuse a header that names nothing, or one thing twice."""
    if len(header) == 1 and any(sign in header[0] for sign in ";\t"):
        raise SpecificationError(f"{origin}:1: the cells are not separated by commas", expected=_formats())
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise SpecificationError(f"{origin}:1: the column '{plain(twice[0][:_SHOWN])}' is there twice")


def _kind(sheet: Sheet, origin: str) -> Kind:
    """Tell by the columns what was observed; columns that are missing or mistyped are faults of line 1."""
    found = {kind: sum(name in sheet.header for name in names[3:]) for kind, names in NEEDED.items()}
    both = found["kinetics"] and found["survival"]
    if both and all(set(names) <= set(sheet.header) for names in NEEDED.values()):
        raise SpecificationError(
            f"{origin}:1: these are columns of readings and of survival at once", do="put them into two files"
        )
    if not any(found.values()):
        close = {kind: sum(bool(_near(name, sheet.header)) for name in names[3:]) for kind, names in NEEDED.items()}
        if not any(close.values()):
            raise SpecificationError(f"{origin}:1: these columns are none that engraft reads", expected=_formats())
        found = close
    kind: Kind = "kinetics" if found["kinetics"] >= found["survival"] else "survival"
    faults = [*_missing(kind, sheet.header), *_mistyped(kind, sheet.header)]
    if faults:
        do = f"columns of {kind}: {', '.join((*NEEDED[kind], *(f'{name}?' for name in OPTIONAL[kind])))}"
        raise RecordsError(f"{origin}: the columns of {kind} are not all there", faults=faults, do=do)
    return kind


def _missing(kind: Kind, header: Sequence[str]) -> Iterator[Fault]:
    """Name each column that is not there, and the one that may have been meant."""
    spare = [name for name in header if name not in NEEDED[kind]]
    for name in NEEDED[kind]:
        if name not in header:
            near = _near(name, spare)
            yield Fault(1, f"no column '{name}'" + (f" (is '{near[:_SHOWN]}' meant?)" if near else ""))


def _mistyped(kind: Kind, header: Sequence[str]) -> Iterator[Fault]:
    """Name each column that looks like an optional one: to pass it over would change what the readings mean."""
    for name in OPTIONAL[kind]:
        near = _near(name, [other for other in header if other not in (*NEEDED[kind], *OPTIONAL[kind])], 0.75)
        if name not in header and near:
            yield Fault(1, f"the column '{near[:_SHOWN]}' is not read (is '{name}' meant?)")


def _near(name: str, others: Sequence[str], alike: float = 0.6) -> str:
    """Find the name most like another; nothing if none is."""
    close = difflib.get_close_matches(name, others, n=1, cutoff=alike)
    return close[0] if close else ""


def _formats() -> str:
    """Say what columns a file may have."""
    return " or ".join(",".join(names) for names in NEEDED.values())
