"""Work out docs/evidence/validation.md: every published figure of every shipped study beside the simulated one.

    python scripts/validation_page.py            # takes some minutes

Runs ``engraft validate --json`` as a user would and writes down what it prints.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engraft.version import VERSION

PAGE = Path(__file__).resolve().parents[1] / "docs" / "evidence" / "validation.md"
PATIENTS = 2000
HEAD = ("id", "figure", "published", "simulated", "95 % of trials", "inside")
ROLES = {"calibrate": "calibrated", "predict": "predicted", "input": "input"}


def main() -> None:
    """Hold everything and write the page."""
    command = [sys.executable, "-m", "engraft", "validate", "--json"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, Any] = json.loads(printed)
    parts = [_opening(found), *(_study(one, found) for one in found["studies"])]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _opening(found: Mapping[str, Any]) -> str:
    day = datetime.now(UTC).date().isoformat()
    told = ", ".join(
        f"{words} {found['results'][role]['inside']} of {found['results'][role]['of']}"
        for role, words in ROLES.items()
        if role != "input"
    )
    return (
        "# Every published figure beside the simulated one\n\n"
        f"Written by `scripts/validation_page.py` on {day} with engraft {VERSION}, Python {platform.python_version()}: "
        f"`engraft validate --json`, {PATIENTS} patients or those of the study, each study with its own seed, which is "
        "never that of its calibration. A calibrated figure is inside within one standard error of what was published, "
        "a predicted one within the published interval; figures whose ids differ by a last letter are one result.\n\n"
        f"Results with every figure inside: {told}. Why the others miss stands in each study's `limits` and notes, and "
        "on its own page of evidence."
    )


def _study(one: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """Lay one study out, a table per role."""
    rows = [row for row in found["rows"] if row["study"] == one["study"]]
    parts = [f"## {one['study']}\n\nSeed {one['seed']}, {one['patients']} patients."]
    for role, words in ROLES.items():
        mine = [row for row in rows if row["role"] == role]
        if mine:
            lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD), *map(_line, mine)]
            parts.append(f"**{words.capitalize()}**\n\n" + "\n".join(lines))
    return "\n\n".join(parts)


def _line(row: Mapping[str, Any]) -> str:
    bounds = [_said(row[end]) for end in ("lower", "upper")]
    published = (
        f"{_said(row['published'])} ({' to '.join(bounds)})" if set(bounds) != {"–"} else _said(row["published"])
    )
    trials = " to ".join(_said(end) for end in row["interval"] or ())
    inside = {True: "yes", False: "**no**", None: "–"}[row["inside"]]
    return f"| {row['id']} | `{row['endpoint']}` | {published} | {_said(row['simulated'])} | {trials} | {inside} |"


def _said(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"


if __name__ == "__main__":
    main()
