"""What must never be committed: a path or a host of the machine it was written on."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BUILT = {"runs", "build", "dist", "__pycache__"}
TEXT = {"", ".cff", ".css", ".csv", ".html", ".js", ".json", ".md", ".py", ".sh", ".toml", ".txt", ".yaml"}
PUBLIC = {"pypi.org", "files.pythonhosted.org"}


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Give every text file of the checkout; git is not needed."""
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        folders = set(inside.parts[:-1])
        hidden = any((part.startswith(".") and part != ".ci") or part.endswith(".egg-info") for part in folders)
        if path.is_file() and not hidden and not folders & BUILT and path.suffix in TEXT:
            yield str(inside), path.read_text(encoding="utf-8")


def hosts() -> set[str]:
    """Give the hosts that this machine's pip is told to install from."""
    told = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    return set(re.findall(r"https?://(?:[^@/\s']*@)?([^/:\s']+)", told)) - PUBLIC


def test_no_path_or_host_of_this_machine(root):
    folders = {f"{folder}/" for folder in (root, root.parent, Path.home()) if folder != folder.parent}
    private = re.compile("|".join(rf"(?<![\w./-]){re.escape(s)}" for s in sorted(folders | hosts())))
    found = [f"{name}: {match.group()}" for name, text in texts(root) for match in private.finditer(text)]
    assert found == []


def test_constraints_are_names_and_versions(root):
    lines = [line for line in (root / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert lines
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in lines)
