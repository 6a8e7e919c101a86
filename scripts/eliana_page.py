"""Work out docs/evidence/eliana.md: what the study of ELIANA says beside what was published, and what it costs.

    python scripts/eliana_page.py            # takes some minutes

Runs the commands a user would run, in processes of their own, and writes down what they print.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engraft.trial.laws import find_laws
from engraft.version import VERSION

PAGE = Path(__file__).resolve().parents[1] / "docs" / "evidence" / "eliana.md"
STUDIES = ("eliana", "eliana-nulls", "tisa-cel-real-world")
PATIENTS, MANY = 4000, 10_000


def main() -> None:
    """Run everything and write the page."""
    told = [_validated(study) for study in STUDIES]
    parts = [_opening(), *(_table(one) for one in told), _verdict(told), _laws(), _cost()]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _engraft(*words: str) -> tuple[str, float]:
    """Run a command and give what it printed and how long it took."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "engraft", *words], capture_output=True, text=True, check=True)
    return done.stdout, time.perf_counter() - began


def _validated(study: str) -> dict[str, Any]:
    printed, _ = _engraft("validate", study, "--patients", str(PATIENTS), "--json")
    found: dict[str, Any] = json.loads(printed)
    return found


def _opening() -> str:
    day = datetime.now(UTC).date().isoformat()
    return (
        "# ELIANA: what was published and what the virtual trial says\n\n"
        f"Written by `scripts/eliana_page.py` on {day} with engraft {VERSION}, Python {platform.python_version()}. "
        f"`engraft validate STUDY --patients {PATIENTS}`: other persons than those of the calibration, drawn from all "
        "laws. *Interval*: 95 % of trials of the published size. A calibrated figure is inside if it lies within one "
        "standard error of an interval, or within an engineering band; a predicted one if it lies within the bounds."
    )


def _table(found: Mapping[str, Any]) -> str:
    """Lay one study out."""
    lines = ["| id | role | figure | published | simulated | interval | inside |", "|---|---|---|---|---|---|---|"]
    for row in found["rows"]:
        published = f"{_said(row['published'])} ({_said(row['lower'])} to {_said(row['upper'])})"
        interval = " to ".join(_said(end) for end in row["interval"] or ())
        inside = {True: "yes", False: "**no**", None: "–"}[row["inside"]]
        cells = (row["id"], row["role"], f"`{row['endpoint']}`", published, _said(row["simulated"]), interval, inside)
        lines.append("| " + " | ".join(cells) + " |")
    return f"## {found['study']}\n\nSeed {found['seed']}, {found['patients']} patients.\n\n" + "\n".join(lines)


def _said(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}" if abs(value) < 1e4 else f"{value:,.0f}"


def _verdict(told: Sequence[Mapping[str, Any]]) -> str:
    """Count results: rows that differ by a last letter are one."""
    results: dict[tuple[str, str], bool] = {}
    for row in (row for found in told for row in found["rows"] if row["inside"] is not None):
        key = (row["role"], row["id"].rstrip("abcdefgh"))
        results[key] = results.get(key, True) and row["inside"]
    lines = []
    for role in ("calibrate", "predict"):
        mine = {name: inside for (kind, name), inside in results.items() if kind == role}
        missed = ", ".join(name for name, inside in mine.items() if not inside) or "none"
        inside = f"{sum(mine.values())} of {len(mine)} results have every figure inside"
        lines.append(f"* {role}: {inside}; missed: {missed}.")
    return "## Verdict\n\n" + "\n".join(lines)


def _laws() -> str:
    """Say where the laws are from."""
    laws = find_laws("eliana")
    kish = sorted(one.kish / laws.pool.persons for one in laws.laws)
    heaviest = max(one.max_weight for one in laws.laws)
    return (
        "## Laws\n\n"
        f"`engraft calibrate eliana`: {len(laws.laws)} laws of {len(laws.parameters)} parameters, {laws.hash}; pool of "
        f"{laws.pool.persons} persons, seed {laws.pool.seed}; Kish effective size {kish[0]:.0%} to {kish[-1]:.0%} of "
        f"the pool, largest weight {heaviest:.2%}; rank R-hat {laws.chain.r_hat:.3f}, least bulk effective size "
        f"{laws.chain.ess:.0f}. What the data taught and left open, and the Sobol ranking: "
        "[eliana-calibration.md](eliana-calibration.md)."
    )


def _cost() -> str:
    """Time a large run, report included."""
    with tempfile.TemporaryDirectory() as folder:
        _engraft("run", "eliana", "--patients", "64", "--quiet", "--out", folder)  # compiles
        _, took = _engraft("run", "eliana", "--patients", str(MANY), "--quiet", "--out", folder)
    return (
        f"## Cost\n\n`engraft run eliana --patients {MANY}` (36 months, every endpoint, report included): {took:.0f} s "
        "on 2 cores, compiled code at hand."
    )


if __name__ == "__main__":
    main()
