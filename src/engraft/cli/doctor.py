"""``engraft doctor``: tell whether this machine can run engraft and whether the kernel is right."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

OLDEST_PYTHON = (3, 11)
LEAST_MEMORY_GB = 2.0
SELF_TEST_TOLERANCE = 1e-5


@dataclass(frozen=True)
class Check:
    """One thing looked at: whether it is all right, what was found, what was expected."""

    name: str
    ok: bool
    found: str
    expected: str


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """Check Python, packages, processors, memory and disk, and hold the kernel against a closed form."""
    checks = list(examine())
    healthy = all(check.ok for check in checks)
    if as_json:
        typer.echo(json.dumps({"ok": healthy, "checks": [asdict(check) for check in checks]}, indent=2))
    else:
        _print_table(checks)
    if not healthy:
        raise typer.Exit(1)


def examine() -> Iterator[Check]:
    """Look at everything, cheapest first."""
    yield _python()
    yield from _packages()
    yield _processors()
    yield _memory()
    yield _disk()
    yield _kernel()


def _python() -> Check:
    """Compare the interpreter with the oldest one supported."""
    expected = ">= " + ".".join(map(str, OLDEST_PYTHON))
    return Check("python", sys.version_info >= OLDEST_PYTHON, platform.python_version(), expected)


def _packages() -> Iterator[Check]:
    """Compare every package that engraft needs with the range it declares."""
    from packaging.requirements import Requirement

    try:
        declared = metadata.requires("engraft") or []
    except metadata.PackageNotFoundError:
        yield Check("packages", True, "run from a source tree, versions not checked", "engraft installed")
        return
    for requirement in map(Requirement, declared):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield _package(requirement.name, str(requirement.specifier))


def _package(name: str, wanted: str) -> Check:
    """Compare one installed version with the range wanted."""
    from packaging.specifiers import SpecifierSet

    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(name, False, "not installed", wanted)
    return Check(name, SpecifierSet(wanted).contains(version, prereleases=True), version, wanted)


def _processors() -> Check:
    """Count the processors this process may use."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Check("processors", count >= 1, f"{count} ({platform.machine()})", "1 or more")


def _memory() -> Check:
    """Measure the memory that is free now."""
    import psutil

    free = psutil.virtual_memory().available / 1e9
    return Check("free memory", free >= LEAST_MEMORY_GB, f"{free:.1f} GB", f"{LEAST_MEMORY_GB:.0f} GB or more")


def _disk() -> Check:
    """Try to write where a run would leave its folder."""
    here = Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=here) as probe:
            probe.write(b"engraft")
    except OSError as error:
        return Check("disk", False, f"{here}: {error.strerror}", "writable")
    return Check("disk", True, f"{here} is writable", "writable")


def _kernel() -> Check:
    """Solve a chain of two decays and compare it with its closed form."""
    try:
        error = chain_error()
    except ImportError as missing:
        return Check("kernel", False, str(missing), "a complete installation")
    return Check(
        "kernel",
        error <= SELF_TEST_TOLERANCE,
        f"error {error:.1e} against the closed form",
        f"at most {SELF_TEST_TOLERANCE:.0e}",
    )


def chain_error(first: float = 0.7, second: float = 0.2) -> float:
    """Measure the kernel's largest error on a linear chain that starts with 1, against Bateman's formula.

    References
    ----------
    Bateman 1910, Proceedings of the Cambridge Philosophical Society 15:423.
    """
    import numpy as np

    from engraft.kernel.ensemble import solve
    from engraft.kernel.expression import symbol
    from engraft.kernel.problem import Ensemble, Problem, Schedule

    a, b, ka, kb = (symbol(name) for name in ("a", "b", "ka", "kb"))
    problem = Problem(
        states=("a", "b"),
        parameters=("ka", "kb"),
        rates=(-ka * a, ka * a - kb * b),
        negligible=(1e-9, 1e-9),
        outputs=(("a", a), ("b", b)),
    )
    people = Ensemble(
        parameters=np.array([[first], [second]]),
        initial=np.array([[1.0], [0.0]]),
        persons=np.array([0]),
        schedule=Schedule.empty(1),
    )
    times = np.linspace(0.0, 10.0, 11)
    solved = solve(problem, people, times, span=(0.0, 10.0)).outputs[:, 1:, 0]
    gone, left = np.exp(-first * times[1:]), np.exp(-second * times[1:])
    exact = np.stack([gone, first / (second - first) * (gone - left)])
    return float(np.max(np.abs(solved - exact)))


def _print_table(checks: list[Check]) -> None:
    """Print one line per check, the failed ones marked."""
    width = max(len(check.name) for check in checks)
    for check in checks:
        verdict = "ok     " if check.ok else "PROBLEM"
        wanted = "" if check.ok else f"  (expected {check.expected})"
        typer.echo(f"{verdict}  {check.name:<{width}}  {check.found}{wanted}")
