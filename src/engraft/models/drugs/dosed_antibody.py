"""An antibody that knows how long ago it was first given."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Observable, Paper, Parameter, Rate, State, select
from engraft.models.drugs.two_compartment_antibody import TwoCompartmentAntibody

_COUNTS = "tells any dose from none: far below what an assay sees of any dose that is given to adults"


class DosedAntibody(TwoCompartmentAntibody):
    """The antibody in two compartments, with a clock that starts at its first dose.

    ds/dt = 1 while more than ``any_dose`` is in the body, else 0

    Published clearances that change "with time" mean the time since the first dose; a study may give that on any day,
    or by a rule. An antibody with another place for doses says so in ``body``.

    What this model cannot say: what changes clearance. The clock stands still when all is gone (after some twenty
    half-lives) and goes on where it stopped when the antibody is given again: what came back meanwhile is not known.

    References
    ----------
    Bajaj G, et al. CPT Pharmacometrics Syst Pharmacol 2017;6:58-66. doi:10.1002/psp4.12143
    """

    reference = "10.1002/psp4.12143"

    since_first = State("day", description="time since the first dose")
    any_dose = Parameter(0.01, "mg", source=Assumed(_COUNTS, 1e-4, 0.1), description="what counts as a dose")

    def body(self) -> Expression:
        """Return all antibody in the body."""
        return self.central + self.peripheral

    def rates(self) -> Iterator[Rate]:
        """Yield the clock."""
        yield Rate(self.since_first, select(self.body() > self.any_dose, 1.0, 0.0), "time since the first dose")

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration, and what of it a person clears now."""
        yield from super().observables()
        yield Observable("total_clearance", self.linear(), "L/day", "clearance at this time")
        yield Observable("plasma_volume", self.plasma(), "L", "volume of the plasma compartment")


def nothing_saturable(doi: str) -> tuple[Parameter, Parameter]:
    """Switch the block's saturable elimination off, which a paper does not have: its rate, and its half saturation.

    Examples
    --------
    >>> nothing_saturable("10.1002/psp4.12143")[0].value
    0.0
    """
    linear = Paper(doi, "final model", "elimination is linear")
    unused = "without effect: no saturable elimination"
    return (
        Parameter(0.0, "mg/day", source=linear, description="no saturable elimination"),
        Parameter(1.0, "mg/L", source=linear, description=unused),
    )
