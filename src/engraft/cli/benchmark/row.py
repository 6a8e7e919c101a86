"""One figure of the benchmark and what it is held against."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGES = ("numpy", "llvmlite", "heyoka", "pydiffsol", "libroadrunner", "numba", "scipy")


@dataclass(frozen=True)
class Row:
    """A figure, the least and the hoped-for; no value means that it could not be had, and the note says why.

    Parameters
    ----------
    peer, peer_value
        Whom we are compared with, and what was measured of them in the same run.
    """

    row: str
    value: float | None
    unit: str
    bar: float | None = None
    aim: float | None = None
    lower_is_better: bool = False
    peer: str | None = None
    peer_value: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Say in a word how the figure stands."""
        if self.value is None:
            return "not available"
        sign = -1.0 if self.lower_is_better else 1.0
        if self.bar is None:
            return ""
        if sign * self.value < sign * self.bar:
            return "MISSED"
        return "aim" if self.aim is not None and sign * self.value >= sign * self.aim else "bar"


def machine() -> dict[str, Any]:
    """Describe where and when a run took place."""
    return {
        "processor": _processor(),
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "load_average": list(os.getloadavg()) if hasattr(os, "getloadavg") else None,
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def _processor() -> str:
    """Name the processor; LLVM knows the generation where the system hides the model."""
    import llvmlite.binding as llvm

    told = ""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
        told = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return f"{told or platform.processor()} ({llvm.get_host_cpu_name()})"


def versions() -> dict[str, str]:
    """List what took part; a package that is not installed is said to be absent."""
    from engraft.version import VERSION

    told = {"engraft": VERSION, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            told[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            told[name] = "absent"
    return told
