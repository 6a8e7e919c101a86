"""Where pictures are drawn: in a process beside us, or here if there can be none."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from engraft.report import artist

SCRIPT = Path(artist.__file__)


class Studio:
    """Draw one thing after the other beside the caller, who goes on laying out the next.

    A drawing that the process beside us does not deliver (it could not be started, or ended) is made here: the
    result is the same, and a chart that cannot be drawn raises what it always did.
    """

    def __init__(self, command: tuple[str, ...] = (sys.executable, "-P", str(SCRIPT))) -> None:
        self._queue = ThreadPoolExecutor(1)
        try:
            self._artist: subprocess.Popen[bytes] | None = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError:
            self._artist = None

    def __enter__(self) -> Studio:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None and self._artist is not None:
            self._artist.kill()
        self._queue.shutdown(cancel_futures=kind is not None)
        if self._artist is not None:
            self._artist.communicate()

    def ask(self, skill: str, told: str = "") -> Future[str]:
        """Have something drawn; ``skill`` is one of the artist's."""
        return self._queue.submit(self._made, skill, told)

    def _made(self, skill: str, told: str) -> str:
        """Hand the work over and wait, or do it."""
        if self._artist is not None:
            try:
                return self._handed_over(self._artist, skill, told)
            except (OSError, ValueError):
                self._artist.kill()
                self._artist.communicate()
                self._artist = None
        return artist.SKILLS[skill](told)

    @staticmethod
    def _handed_over(hired: subprocess.Popen[bytes], skill: str, told: str) -> str:
        """Write one line and read one; an end without an answer is no JSON."""
        if hired.stdin is None or hired.stdout is None:
            raise ValueError("no pipes")
        hired.stdin.write(json.dumps({"skill": skill, "told": told}).encode("ascii") + b"\n")
        hired.stdin.flush()
        return str(json.loads(hired.stdout.readline()))
