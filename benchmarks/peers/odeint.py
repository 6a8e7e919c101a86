"""SciPy's LSODA again, through ``odeint``: an older door whose loop costs less Python."""

from __future__ import annotations

from benchmarks.peers.lsoda import older_door as prepare

__all__ = ["ABOUT", "PATIENTS", "prepare"]

PATIENTS = 40
ABOUT = "odeint, right-hand side by numba, one process on one core"
