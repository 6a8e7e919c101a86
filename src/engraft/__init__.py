"""Virtual leukemia patients, from vein to vein to verdict.

This is the front door: it lists, it does not work. A name is imported from its room when it
is first asked for, so that ``import engraft`` costs nothing. A name here is never the name of
a room: to simulate one system for one cohort, ``from engraft.simulate import simulate``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from engraft.version import VERSION

__version__ = VERSION

_ROOMS = {
    "engraft.errors": ("CompatibilityError", "EngraftError", "SpecificationError"),
    "engraft.language": (
        "Assumed",
        "Calibrated",
        "Flow",
        "Hazard",
        "Model",
        "Observable",
        "Paper",
        "Parameter",
        "Port",
        "Rate",
        "State",
        "System",
        "join",
    ),
    "engraft.population": ("Cohort", "Population", "draw"),
    "engraft.simulate": ("Needs", "Trajectories"),
    "engraft.therapy": ("Product", "Regimen", "give", "infuse", "rule"),
    "engraft.trial": ("Study", "load_study", "run_study"),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Import a name from its room, once."""
    if name not in _HOME:
        raise AttributeError(f"module 'engraft' has no attribute '{name}'")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the front door for tab completion."""
    return [*__all__, "__version__"]
