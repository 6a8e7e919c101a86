"""The page of a sweep, and its pictures as files."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engraft.report.html import composed, save_png, write_whole
from engraft.report.sweep import finding, sweep_lead, sweep_pictures
from engraft.report.tables import Group, Table
from engraft.report.words import in_words

if TYPE_CHECKING:
    from engraft.trial.sweep import SweepResult

PAGE, FLAG = "report.html", "--extrapolate"


def write_sweep(result: SweepResult, folder: Path) -> Path:
    """Write the page of a sweep, and every picture of it as a PNG beside.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    for picture in sweep_pictures(result):
        save_png(picture, folder / f"{picture.key}.png")
    return write_whole(folder / PAGE, sweep_html(result).encode("utf-8"))


def sweep_html(result: SweepResult) -> str:
    """Compose the page; it works offline and without JavaScript."""

    def words() -> dict[str, Any]:
        """Write what stands around the pictures."""
        return {
            "study": result.study,
            "headline": finding(result, result.shown[0]) if result.shown else result.study.title,
            "lead": sweep_lead(result),
            "warnings": [in_words(warning) for warning in result.warnings],
            "points": _points(result),
            "provenance": _provenance(result),
        }

    return composed("sweep.html.j2", sweep_pictures(result), words)


def _points(result: SweepResult) -> Table:
    """List the points with the command that runs each with all its tables."""
    rows = tuple((str(one.number), *one.values, one.command) for one in result.points)
    figures = result.table["figure"].nunique()
    caption = f"{len(rows)} points, {figures} figures of each arm at every one: sweep.csv and sweep.parquet hold all."
    columns = ("Point", *(axis.path for axis in result.axes), "Command")
    return Table(caption, columns, (Group("", rows),), numeric=(0,))


def _provenance(result: SweepResult) -> list[tuple[str, str]]:
    """List what is needed to get the same numbers again."""
    known = result.provenance
    versions = ", ".join(f"{name} {version}" for name, version in known["versions"].items())
    return [
        ("Command", sweep_command(result)),
        ("Seed", str(known["seed"])),
        ("Backend", str(known["backend"])),
        ("Redrawn trials", f"{known['trials']} of the size of the study, for the intervals of differences"),
        ("Versions", versions),
        ("Wall time", f"{float(known['wall_time_s']):.0f} s"),
    ]


def sweep_command(result: SweepResult) -> str:
    """Write the command that gives the same numbers."""
    words = [*shlex.split(result.points[0].command)]
    varied = {axis.path for axis in result.axes}
    kept = [word for k, word in enumerate(words) if not _of(varied, words, k)]
    over = [part for axis in result.axes for part in ("--over", f"{axis.path}={','.join(axis.values)}")]
    kept = [word for word in kept if word != FLAG]
    flag = [FLAG] if any(one.extrapolated for one in result.points) else []
    return shlex.join(["engraft", "sweep", *kept[2:], *over, *flag])


def _of(varied: set[str], words: list[str], k: int) -> bool:
    """Tell whether a word sets what is varied, or announces it."""
    path = (words[k + 1] if words[k] == "--set" and k + 1 < len(words) else words[k]).partition("=")[0]
    own = path in varied
    return own and (words[k] == "--set" or words[k - 1] == "--set")
