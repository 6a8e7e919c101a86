"""Write a run into docs/benchmarks.md: `engraft bench --json > run.json`, then `python -m benchmarks.page run.json`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from engraft.cli.benchmark.row import Row

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
START, END = "<!-- run: written by benchmarks/page.py -->", "<!-- end of run -->"
HEADS = "| row | value | bar | aim | | peer: its value | note |\n|---|---|---|---|---|---|---|\n"


def table(rows: list[dict[str, Any]]) -> str:
    """Lay a run out as Markdown, the machine first."""
    machine, versions = rows[0].pop("machine"), rows[0].pop("versions")
    for row in rows[1:]:
        del row["machine"], row["versions"]
    load = ", ".join(f"{x:.1f}" for x in machine["load_average"] or [])
    told = f"{machine['processor']}, {machine['cores']} cores, {machine['system']}; {machine['date']}; load average at "
    head = f"{told}the end {load}. " + ", ".join(f"{name} {version}" for name, version in versions.items()) + ".\n\n"
    return head + HEADS + "".join(map(_line, rows))


def _line(told: dict[str, Any]) -> str:
    row = Row(**told)
    way = "≤" if row.lower_is_better else "≥"
    bars = [f"{way} {mark:g}" if mark is not None else "" for mark in (row.bar, row.aim)]
    value = "–" if row.value is None else f"**{row.value:.3g}** {row.unit}"
    peer = f"{row.peer}: {row.peer_value:,.4g}" if row.peer_value is not None else row.peer or ""
    return f"| {' | '.join([row.row, value, *bars, row.verdict, peer, row.note])} |\n"


def main(path: str) -> None:
    """Replace what stands between the marks."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    rows = json.loads(Path(path).read_text(encoding="utf-8"))
    PAGE.write_text(f"{before}{START}\n{table(rows)}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
