"""What the kernel knows of the machine it runs on."""

from __future__ import annotations

import os
import sys

import psutil
import pytest

from engraft.kernel.machine import physical_memory


def test_the_memory_is_what_another_library_says():
    assert physical_memory() == pytest.approx(psutil.virtual_memory().total, rel=0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked in another way")
@pytest.mark.parametrize("answer", [-1, ValueError])
def test_a_machine_that_does_not_say_has_enough(answer, monkeypatch):
    def ask(_):
        if answer is ValueError:
            raise ValueError
        return answer

    monkeypatch.setattr(os, "sysconf", ask)
    assert physical_memory() == sys.maxsize
