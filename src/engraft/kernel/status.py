"""What became of one virtual patient's integration."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """One code per patient; ``message`` says it in words. Codes are kept in archives: new ones come last."""

    SOLVED = 0
    STEP_LIMIT = 1
    NONFINITE = 2
    NEGATIVE = 3
    STEP_COLLAPSE = 4
    EVENT_STORM = 5
    UNSTEADY = 6
    INCONSISTENT = 7

    @property
    def message(self) -> str:
        """Say what happened and what to try."""
        return _MESSAGES[self]


_MESSAGES = {
    Status.SOLVED: "solved to the end of follow-up",
    Status.STEP_LIMIT: "more steps than allowed; look for a rate far faster than the others, or allow more steps",
    Status.NONFINITE: "a state or rate became infinite or undefined; check the parameters of this person",
    Status.NEGATIVE: "an amount that must not be negative fell below zero; tighten rtol or check the flows",
    Status.STEP_COLLAPSE: "the step size fell to nothing; look for a state that grows without end or a rate that jumps",
    Status.EVENT_STORM: "a switch turned itself off and on without end; give it two levels, or smooth what it steers",
    Status.UNSTEADY: "doses repeated for ever lead to no steady state; check the elimination of this person",
    Status.INCONSISTENT: "no solution of the algebraic equations was found from where they were; check the start",
}
