"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("ENGRAFT_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of this checkout."""
    return ROOT


@pytest.fixture
def shared() -> Path:
    """Give the folder of external material: published data and models that are not part of engraft."""
    if not SHARED.is_dir():
        pytest.skip(f"external material is absent: no folder {SHARED}")
    return SHARED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every test that did not run, and why: nothing is left out in silence."""
    skipped = sorted((report.nodeid, reason(report)) for report in terminalreporter.getreports("skipped"))
    if not skipped:
        return
    terminalreporter.section("NOT TESTED")
    for name, why in skipped:
        terminalreporter.line(f"{name}: {why}")
    terminalreporter.line(f"{len(skipped)} tests did not run. External material is found by ENGRAFT_SHARED: {SHARED}")


def reason(report: pytest.TestReport) -> str:
    """Give the reason of a skip."""
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
