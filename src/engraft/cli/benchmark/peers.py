"""The rows that need other solvers: each runs in a process of its own, so that a peer's crash is a row."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from engraft.cli.benchmark.case import Case
from engraft.cli.benchmark.row import Row
from engraft.cli.benchmark.rows import NOT_CART12

LONGEST = 1800.0  # seconds
HEYOKA_ERRORS = (1e-5, 1e-7)


@dataclass(frozen=True)
class Peer:
    """Somebody else's solver: what it needs, and by how much we want to be faster (bar, aim), once per row."""

    row: str
    modules: tuple[str, ...]
    bars: tuple[tuple[float, float], ...]
    unit: str


PEERS: Mapping[str, Peer] = {
    "heyoka": Peer(
        "over heyoka batch 8, at max error {}",
        ("heyoka",),
        ((7.0, 20.0), (3.5, 8.0)),
        "heyoka, patients per core-second",
    ),
    "pydiffsol": Peer(
        "over pydiffsol BDF, rtol 1e-6", ("pydiffsol",), ((12.0, 40.0),), "pydiffsol, patients per core-second"
    ),
    "roadrunner": Peer(
        "over libroadrunner, rtol 1e-6", ("roadrunner",), ((25.0, 80.0),), "libroadrunner, patients per core-second"
    ),
    "lsoda": Peer(
        "over SciPy LSODA with numba, rtol 1e-6",
        ("scipy", "numba"),
        ((150.0, 500.0),),
        "solve_ivp LSODA, patients per core-second",
    ),
    "odeint": Peer(
        "over SciPy odeint (LSODA) with numba, rtol 1e-6",
        ("scipy", "numba"),
        ((150.0, 500.0),),
        "odeint, patients per core-second",
    ),
}


def folder() -> Path | None:
    """Find the folder ``benchmarks`` of a checkout: here, or above our own source."""
    for place in (Path.cwd(), Path(__file__).resolve().parents[4]):
        if (place / "benchmarks" / "contest.py").is_file():
            return place
    return None


def against(case: Case, name: str, *, quick: bool) -> list[Row]:
    """Race one peer; where that cannot be done its rows say why."""
    peer = PEERS[name]
    root = folder()
    if case.truth is None:
        return list(_absent(peer, NOT_CART12))
    if root is None:
        return list(_absent(peer, "absent: the folder benchmarks/ is part of a checkout, not of the package"))
    lacking = [module for module in peer.modules if find_spec(module) is None]
    if lacking:
        return list(_absent(peer, f"absent: {', '.join(lacking)}; pip install engraft[bench]"))
    return _raced(root, name, quick=quick)


def _raced(root: Path, name: str, *, quick: bool) -> list[Row]:
    """Run the contest and read its last line; what a peer prints before is its own affair."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "ENGRAFT_SHARED": str(Path(os.environ.get("ENGRAFT_SHARED", "../shared")).resolve()),
    }
    words = [sys.executable, "-m", "benchmarks.contest", name, *(["--quick"] if quick else [])]
    try:
        done = subprocess.run(
            words, cwd=root, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return list(_absent(PEERS[name], f"not finished within {LONGEST:.0f} s"))
    if done.returncode:
        said = done.stderr.strip().splitlines()
        return list(_absent(PEERS[name], f"failed: {said[-1] if said else f'exit code {done.returncode}'}"))
    return [Row(**told) for told in json.loads(done.stdout.strip().splitlines()[-1])]


def _absent(peer: Peer, why: str) -> Iterator[Row]:
    for error, (bar, aim) in zip(HEYOKA_ERRORS, peer.bars, strict=False):
        yield Row(peer.row.format(f"{error:.0e}"), None, "×", bar, aim, peer=peer.unit, note=why)
