"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("ENGRAFT_SHARED", ROOT.parent / "shared"))
ABSENT = "external material is absent"


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of this checkout."""
    return ROOT


@pytest.fixture
def shared() -> Path:
    """Give the folder of external material: published data and models that are not part of engraft."""
    if not SHARED.is_dir():
        pytest.skip(f"{ABSENT}: set ENGRAFT_SHARED")
    return SHARED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every test that could not run because external material is absent."""
    skipped = [report.nodeid for report in terminalreporter.getreports("skipped") if ABSENT in str(report.longrepr)]
    if not skipped:
        return
    terminalreporter.section("not tested: external material is absent")
    terminalreporter.line(f"{len(skipped)} tests need the folder named by ENGRAFT_SHARED (default: ../shared)")
    for name in sorted(skipped):
        terminalreporter.line(f"  {name}")
