"""What is said in place of treatment that a system does not have."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Model, Observable, Parameter


class NoKilling(Model):
    """Nothing else kills, and the marrow of the start is as the population has it.

    What this model cannot say: anything of other treatment; a system that has some wires it in its place.

    References
    ----------
    none: a statement of what is left out
    """

    reference = "none: a statement of what is left out"

    kills = Parameter(
        0.0, "1/day", source=Assumed("no other treatment is given", 0.0, 1.0), description="killed by other treatment"
    )
    blasts = Parameter(
        0.5,
        "1",
        source=Assumed("a population sets it", 0.05, 1.0),
        description="share of blasts in the marrow on day 0",
    )

    def observables(self) -> Iterator[Observable]:
        """Yield what is not there."""
        yield Observable("kill_rate", self.kills, "1/day", "killed per leukemic cell by other treatment")
