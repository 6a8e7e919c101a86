"""``make`` finds a Python that can make a virtual environment, or says in one line what is missing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.fixture
def find(root):
    def ask(*candidates):
        environment = {**os.environ, "PYTHON": " ".join(map(str, candidates))}
        script = ["sh", str(root / "scripts" / "find_python.sh")]
        return subprocess.run(script, env=environment, capture_output=True, text=True, check=False)

    return ask


@pytest.fixture
def stripped(tmp_path):
    """Give a Python without ensurepip, as Debian ships it."""
    python = tmp_path / "stripped"
    python.write_text(f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1 ;; esac\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return python


@pytest.fixture
def old(tmp_path):
    """Give a Python that calls itself too old."""
    python = tmp_path / "old"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    return python


def test_a_good_python_is_named(find):
    assert find(sys.executable).stdout.strip() == sys.executable


def test_an_old_or_absent_python_is_passed_over(find, old):
    assert find("no-such-python", old, sys.executable).stdout.strip() == sys.executable


def test_a_python_without_venv_yields_to_one_with_it(find, stripped):
    assert find(stripped, sys.executable).stdout.strip() == sys.executable


def test_the_debian_package_is_named_in_one_line(find, stripped):
    answer = find(stripped)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.count("\n") == 1
    assert f"python3.{sys.version_info.minor}-venv" in answer.stderr


def test_no_python_at_all_is_said_in_one_line(find, old):
    answer = find(old, "no-such-python")
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "3.11 or newer" in answer.stderr
