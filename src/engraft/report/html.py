"""The report: one HTML file that works offline, on a phone, on paper and without JavaScript."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engraft.errors import SpecificationError, nearest
from engraft.kernel.compiled.cache import cached
from engraft.report.against import published_tables
from engraft.report.artist import SNIPPET, VEGALITE
from engraft.report.charts.theme import LAYOUTS, ROW_LIMIT, WIDE, Layout, Spec, row_count, still, unchecked
from engraft.report.findings import anybody, headline_finding
from engraft.report.identified import identified_tables
from engraft.report.picture import Picture
from engraft.report.pictures import pictures
from engraft.report.studio import Studio
from engraft.report.tables import (
    Table,
    block_table,
    endpoint_table,
    failed_table,
    published_table,
    source_table,
    tolerance_table,
    whole_endpoint_table,
)
from engraft.report.tables_given import effect_table, together_table
from engraft.report.words import NOTICE, short_arms, tied, warning_words

if TYPE_CHECKING:
    from markupsafe import Markup

    from engraft.trial.result import StudyResult

PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
SIZE_LIMIT = 5_000_000
OWN_SCRIPT = Path(__file__).parent / "templates" / "report.js"


@dataclass(frozen=True)
class Drawn:
    """A picture with what the page needs of it: specifications without their data, and still drawings."""

    picture: Picture
    specs: dict[str, Spec]
    drawings: dict[str, Future[str]]

    @property
    def stills(self) -> dict[str, Markup]:
        """Give the drawings, each as soon as it is done."""
        return {
            name: _inlined(drawing.result(), f"{self.picture.key}-{name}-") for name, drawing in self.drawings.items()
        }


def write_report(result: StudyResult, path: Path) -> Path:
    """Write the report of a study, whole or not at all.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    return write_whole(path, report_html(result).encode("utf-8"))


def save_picture(result: StudyResult, path: Path, *, key: str = "", scale: float = 2.0) -> Path:
    """Write a chart with its finding as a PNG, for a page that cannot embed the report; without a key the headline.

    Raises
    ------
    SpecificationError
        The report has no picture of this key; the nearest is suggested.
    """
    drawn = {one.key: one for one in pictures(result)}
    if key and key not in drawn:
        raise SpecificationError(f"the report of '{result.study.name}' has no picture '{key}'", do=nearest(key, drawn))
    return save_png(drawn[key] if key else next(iter(drawn.values())), path, scale=scale)


def save_png(picture: Picture, path: Path, *, layout: Layout = WIDE, scale: float = 2.0) -> Path:
    """Write one chart with its finding as a PNG."""
    import vl_convert

    spec = still(picture.draw(layout))
    title = _wrapped(_level(picture.title), layout.width * 88 // WIDE.width)
    spec["title"] = {"text": title, "anchor": "start", "offset": 14}
    spec["padding"] = 18
    return write_whole(path, vl_convert.vegalite_to_png(json.dumps(spec), vl_version=VEGALITE, scale=scale))


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file beside its place and move it there, so that nobody meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def report_html(result: StudyResult) -> str:
    """Compose the whole page of a study."""

    def words() -> dict[str, Any]:
        """Write what stands around the pictures."""
        return {
            "study": result.study,
            "headline": headline_finding(result),
            "anybody": anybody(result),
            "beside": beside(result),
            "tables": _tables(result),
            "published": published_tables(result),
            "identified": identified_tables(result),
            "provenance": provenance_lines(result),
            "warnings": [warning_words(result, warning) for warning in result.warnings],
        }

    return composed("report.html.j2", pictures(result), words)


def composed(template: str, shown: Iterable[Picture], words: Callable[[], dict[str, Any]]) -> str:
    """Compose a page of pictures and words, with everything in it that it needs.

    ``words`` are what the template asks for besides the pictures; they are made while these are drawn.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["tied"] = typeset
    data: dict[str, Any] = {}
    with Studio() as studio:  # a chart is drawn while the next is laid out
        drawn = [_drawn(picture, data, studio) for picture in shown]
        said = words()
        bundle = _bundle(studio)
    scripts = {"bundle": bundle, "own": OWN_SCRIPT.read_text(encoding="utf-8")}
    return environment.get_template(template).render(
        **said,
        drawn=drawn,
        notice=NOTICE,
        data=_json(data),
        specs={d.picture.key: {name: _json(spec) for name, spec in d.specs.items()} for d in drawn},
        scripts={name: Markup(text) for name, text in scripts.items()},
        policy=_policy(scripts.values()),
    )


def _drawn(picture: Picture, data: dict[str, Any], studio: Studio) -> Drawn:
    """Draw one picture at every width; its data joins the page's one store."""
    specs, drawings = {}, {}
    for layout in LAYOUTS:
        with unchecked():
            spec = _rounded(picture.draw(layout))
        check_rows(spec)
        data.update(spec["datasets"])
        specs[layout.name] = {k: v for k, v in spec.items() if k not in ("$schema", "datasets")}
        specs[layout.name]["datasets"] = sorted(spec["datasets"])
        drawings[layout.name] = studio.ask("svg", json.dumps(still(spec)))
    return Drawn(picture, specs, drawings)


def check_rows(spec: Spec) -> None:
    """Refuse a chart with more rows than a browser draws at ease."""
    rows = row_count(spec)
    if rows >= ROW_LIMIT:
        raise ValueError(f"a chart carries {rows} rows, at most {ROW_LIMIT} are drawn: aggregate first")


def _inlined(svg: str, own: str) -> Markup:
    """Take a drawing into the page; its element names begin with ``own`` so that several drawings fit one page."""
    from markupsafe import Markup

    svg = svg[svg.index("<svg") :]
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{own}\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{own}\1)", svg)
    svg = re.sub(r"-?\d+\.\d{2,}", lambda found: f"{float(found.group()):.1f}", svg)
    svg = re.sub(r' (?:class|xmlns:xlink|version)="[^"]*"', "", svg)
    return Markup(svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))


def _rounded(value: Any) -> Any:
    """Keep five digits of every number: a chart shows three."""
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


def _bundle(studio: Studio) -> str:
    """Give the script that draws all charts; it is the same for every report, and kept beside the compiled objects."""
    from importlib.metadata import version

    told = f"{version('vl-convert-python')} {VEGALITE} {SNIPPET}"
    key = f"bundle-{hashlib.sha256(told.encode()).hexdigest()}"
    return cached(key, lambda: studio.ask("bundle").result().encode("utf-8")).decode("utf-8")


def _json(value: Any) -> Markup:
    """Write data so that no text in it can end the script element it stands in."""
    from markupsafe import Markup

    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def _policy(scripts: Any) -> str:
    """Allow the two scripts of this page by their hashes, and nothing from outside."""
    hashes = (base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode() for text in scripts)
    allowed = " ".join(f"'sha256-{value}'" for value in hashes)
    rest = "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; script-src {allowed}; {rest}"


def _tables(result: StudyResult) -> dict[str, Table | None]:
    """Make the tables by their place in the page."""
    return {
        "endpoints": endpoint_table(result),
        "figures": whole_endpoint_table(result),
        "failed": failed_table(result),
        "tolerance": tolerance_table(result) if not result.tolerance.empty else None,
        "blocks": block_table(result),
        "sources": source_table(result),
        "together": together_table(result),
        "effects": effect_table(result),
    }


def beside(result: StudyResult) -> str:
    """Say what was published of the headline's figure, if anything was."""
    rows = published_table(result).rows
    known = result.published
    alone = known["over"] == "" if "over" in known.columns else [True] * len(known)
    keys = [key if own else "" for key, own in zip(known["endpoint"].astype(str), alone, strict=True)]
    found = [row for row, key in zip(rows, keys, strict=True) if key == result.headline.get("figure")]
    short = short_arms(result.arms)
    told = [f"{row[3]}{f' ({short[row[1]]})' if len(short) > 1 else ''}, {row[4]}" for row in found]
    return f"Published: {'; '.join(told)}." if told else ""


def provenance_lines(result: StudyResult) -> list[tuple[str, str]]:
    """List what is needed to get the same numbers again."""
    known, study = result.provenance, result.study
    versions = known.get("versions", {})
    lines = [
        ("Command", str(known.get("command", f"engraft run {study.name} --patients {study.n} --seed {study.seed}"))),
        ("Seed", str(known.get("seed", study.seed))),
        ("Observed data", "{file}, SHA-256 {sha256}".format(**known["observed"]) if "observed" in known else ""),
        ("Study hash", str(known.get("study_hash", ""))),
        ("Backend", str(known.get("backend", ""))),
        ("Versions", ", ".join(f"{name} {version}" for name, version in versions.items()) if versions else ""),
        ("Wall time", f"{float(known['wall_time_s']):.0f} s" if "wall_time_s" in known else ""),
        ("Finished", str(known.get("finished", ""))),
    ]
    return [(name, value) for name, value in lines if value]


def typeset(text: str) -> Markup:
    """Escape a text, keep numbers and units on one line, and raise exponents.

    Examples
    --------
    >>> "10<sup>−9</sup> &lt;" in typeset("2 × 10⁻⁹ < 1")
    True
    """
    from markupsafe import Markup, escape

    said = tied(text)
    raised = re.sub(r"[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: f"<sup>{found.group().translate(PLAIN)}</sup>", str(escape(said)))
    return Markup(raised)


def _level(text: str) -> str:
    """Write powers of ten on the line: a drawing has no raised text, and few fonts have all raised digits.

    Examples
    --------
    >>> _level("from 1.5 × 10⁻⁵ to 10⁴ cells")
    'from 1.5e−5 to 1e4 cells'
    """
    plain = re.sub(r"\s×\s10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "e", text)
    return re.sub(r"\b10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "1e", plain).translate(PLAIN)


def _wrapped(text: str, width: int) -> list[str]:
    """Break a title into lines."""
    import textwrap

    return textwrap.wrap(text, width)
