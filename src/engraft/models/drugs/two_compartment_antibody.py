"""One recipe for antibodies in two compartments, and the antibodies that follow it."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Parameter, State

_AHAMADI = "10.1002/psp4.12139"
_TYPICAL = "a typical human IgG1; an antibody brings its own value"
_ABSENT = "no saturable elimination unless an antibody brings it"


class TwoCompartmentAntibody(Model):
    """An antibody in plasma and tissue, cleared linearly and, if it has one, by its target.

    dA/dt = -CL A/V1 - Vmax c/(Km + c) - Q A/V1 + Q P/V2,  c = A/V1
    dP/dt = Q A/V1 - Q P/V2

    An antibody that brings covariates says in ``linear``, ``plasma``, ``passage``, ``tissue`` and ``largest`` how they
    act; tocilizumab is one (``Frey2010``).

    What this model cannot say: binding to the target in time, anti-drug antibodies, covariates (size
    included) unless a population supplies them.

    References
    ----------
    Ahamadi M, et al. CPT Pharmacometrics Syst Pharmacol 2017;6:49-57. doi:10.1002/psp4.12139
    """

    reference = _AHAMADI

    central = State("mg", description="antibody in plasma")
    peripheral = State("mg", description="antibody in tissue")
    clearance = Parameter(0.25, "L/day", source=Assumed(_TYPICAL, 0.1, 0.6), description="linear clearance")
    volume = Parameter(3.5, "L", source=Assumed(_TYPICAL, 2.0, 6.0), description="volume of plasma compartment")
    exchange = Parameter(0.5, "L/day", source=Assumed(_TYPICAL, 0.1, 1.5), description="exchange with tissue")
    tissue_volume = Parameter(3.0, "L", source=Assumed(_TYPICAL, 1.0, 6.0), description="volume of tissue compartment")
    saturable = Parameter(
        0.0, "mg/day", source=Assumed(_ABSENT, 0.0, 0.0), description="largest rate of saturable elimination"
    )
    half_saturation = Parameter(
        1.0, "mg/L", source=Assumed(_ABSENT, 0.1, 10.0), description="concentration at half of that rate"
    )

    def linear(self) -> Expression:
        """Return the linear clearance of this person."""
        return self.clearance

    def plasma(self) -> Expression:
        """Return the volume of this person's plasma compartment."""
        return self.volume

    def passage(self) -> Expression:
        """Return the exchange of this person between plasma and tissue."""
        return self.exchange

    def tissue(self) -> Expression:
        """Return the volume of this person's tissue compartment."""
        return self.tissue_volume

    def largest(self) -> Expression:
        """Return the largest rate at which this person's target eliminates."""
        return self.saturable

    def flows(self) -> Iterator[Flow]:
        """Yield exchange and both eliminations."""
        concentration = self.central / self.plasma()
        yield Flow("to tissue", out_of=self.central, into=self.peripheral, rate=self.passage() * concentration)
        back = self.passage() * self.peripheral / self.tissue()
        yield Flow("from tissue", out_of=self.peripheral, into=self.central, rate=back)
        yield Flow("linear elimination", out_of=self.central, rate=self.linear() * concentration)
        taken = self.largest() * concentration / (self.half_saturation + concentration)
        yield Flow("elimination by the target", out_of=self.central, rate=taken)

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration in plasma."""
        yield Observable("concentration", self.central / self.plasma(), "ug/mL", "antibody in plasma")
