"""A process that draws: charts become pictures there, because drawing holds Python's lock.

Run by ``engraft.report.studio`` as a script, with what is to be done on the standard input, one JSON object a line;
answers in kind, one JSON text a line. Imports nothing of ours, so that it starts at once.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable

VEGALITE = "6.4"
SNIPPET = "window.vegaEmbed = vegaEmbed;"


def svg(spec: str) -> str:
    """Draw a chart without a browser."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec, vl_version=VEGALITE))


def bundle(_: str = "") -> str:
    """Give the one script that draws all charts, without any address it would load from."""
    import vl_convert

    return str(vl_convert.javascript_bundle(SNIPPET, VEGALITE))


SKILLS: dict[str, Callable[[str], str]] = {"svg": svg, "bundle": bundle}


def main() -> None:
    """Do what is asked until nothing more is; whoever asks is interrupted and ends us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        made = SKILLS[asked["skill"]](asked["told"])
        sys.stdout.buffer.write(json.dumps(made).encode("ascii") + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
