"""What became of one virtual patient's integration."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """One code per patient; ``message`` says it in words."""

    SOLVED = 0
    STEP_LIMIT = 1
    NONFINITE = 2
    NEGATIVE = 3
    UNSTEADY = 6  # 4 and 5 are given to other failures

    @property
    def message(self) -> str:
        """Say what happened and what to try."""
        return _MESSAGES[self]


_MESSAGES = {
    Status.SOLVED: "solved to the end of follow-up",
    Status.STEP_LIMIT: "more steps than allowed; raise max_steps or look for an event storm",
    Status.NONFINITE: "a state or rate became infinite or undefined; check the parameters of this person",
    Status.NEGATIVE: "an amount that must not be negative fell below zero; tighten rtol or check the flows",
    Status.UNSTEADY: "doses repeated for ever lead to no steady state; check the elimination of this person",
}
