"""One recipe for antibodies in two compartments, and the antibodies that follow it."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, State

_FREY = "10.1177/0091270009350623"
_AHAMADI = "10.1002/psp4.12139"
_TYPICAL = "a typical human IgG1; an antibody brings its own value"
_ABSENT = "no saturable elimination unless an antibody brings it"


class TwoCompartmentAntibody(Model):
    """An antibody in plasma and tissue, cleared linearly and, if it has one, by its target.

    dA/dt = -CL A/V1 - Vmax c/(Km + c) - Q A/V1 + Q P/V2,  c = A/V1
    dP/dt = Q A/V1 - Q P/V2

    What this model cannot say: binding to the target in time, anti-drug antibodies, covariates (size
    included) unless a population supplies them.

    References
    ----------
    Frey N, et al. J Clin Pharmacol 2010;50:754-766. doi:10.1177/0091270009350623
    Ahamadi M, et al. CPT Pharmacometrics Syst Pharmacol 2017;6:49-57. doi:10.1002/psp4.12139
    """

    reference = _FREY

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

    def flows(self) -> Iterator[Flow]:
        """Yield exchange and both eliminations."""
        concentration = self.central / self.volume
        yield Flow("to tissue", out_of=self.central, into=self.peripheral, rate=self.exchange * concentration)
        back = self.exchange * self.peripheral / self.tissue_volume
        yield Flow("from tissue", out_of=self.peripheral, into=self.central, rate=back)
        yield Flow("linear elimination", out_of=self.central, rate=self.clearance * concentration)
        taken = self.saturable * concentration / (self.half_saturation + concentration)
        yield Flow("elimination by the target", out_of=self.central, rate=taken)

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration in plasma."""
        yield Observable("concentration", self.central / self.volume, "mg/L", "antibody in plasma")


def tocilizumab() -> TwoCompartmentAntibody:
    """Return tocilizumab as in rheumatoid arthritis (n = 1793 adults); children with CRS were not studied.

    References
    ----------
    Frey N, et al. J Clin Pharmacol 2010;50:754-766. doi:10.1177/0091270009350623
    """
    paper = Paper(_FREY, "final model", "spread: CV between patients")
    return TwoCompartmentAntibody(
        clearance=Parameter(0.3, "L/day", source=paper, spread=0.39, description="linear clearance"),
        volume=Parameter(3.5, "L", source=paper, spread=0.37, description="volume of plasma compartment"),
        exchange=Parameter(0.2, "L/day", source=paper, description="exchange with tissue"),
        tissue_volume=Parameter(2.9, "L", source=paper, spread=0.66, description="volume of tissue compartment"),
        saturable=Parameter(7.5, "mg/day", source=paper, spread=0.54, description="largest elimination by IL-6R"),
        half_saturation=Parameter(2.7, "mg/L", source=paper, description="concentration at half of that rate"),
    )


def pembrolizumab() -> TwoCompartmentAntibody:
    """Return pembrolizumab as in adults with solid tumors of 76.8 kg.

    References
    ----------
    Ahamadi M, et al. CPT Pharmacometrics Syst Pharmacol 2017;6:49-57. doi:10.1002/psp4.12139
    """
    paper = Paper(_AHAMADI, "final model", "spread: root of omega squared, 0.134 and 0.0417")
    linear = Paper(_AHAMADI, "final model", "elimination is linear")
    return TwoCompartmentAntibody(
        clearance=Parameter(0.22, "L/day", source=paper, spread=0.366, description="linear clearance"),
        volume=Parameter(3.48, "L", source=paper, spread=0.204, description="volume of plasma compartment"),
        exchange=Parameter(0.795, "L/day", source=paper, spread=0.366, description="exchange with tissue"),
        tissue_volume=Parameter(4.06, "L", source=paper, spread=0.204, description="volume of tissue compartment"),
        saturable=Parameter(0.0, "mg/day", source=linear, description="no saturable elimination"),
        half_saturation=Parameter(1.0, "mg/L", source=linear, description="without effect: no saturable elimination"),
    )
