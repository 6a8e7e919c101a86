"""RNA in lipid nanoparticles: from the vein to what tissues take out of plasma."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Flow, Model, Observable, Paper, Parameter, Port, State

_PATISIRAN = "10.1002/jcph.1553"
_LABEL = Paper("rxreasoner.com/substances/patisiran/pharmacology", "pharmacokinetics", "7.15 ug/mL after 0.3 mg/kg")


class RnaNanoparticle(Model):
    """One compartment: particles stay in plasma until a tissue takes them up.

    dA/dt = -CL w A/(V w),   c = A/(V w),   taken up per body weight and day = CL c

    CL is that of the siRNA of patisiran in patients with amyloidosis, V its dose over its peak; the half-life of
    ten hours that follows is close to the 12 h of particles in mice (Bartlett and Davis 2006, kelimpl 0.058 per
    hour).

    What this model cannot say: the second peak and the slow phase of plasma (half-life 3.2 days, siRNA that comes back
    from tissue), other lipids, antibodies against PEG, infusion reactions, doses above those studied.

    References
    ----------
    Zhang X, et al. Pharmacokinetics of patisiran. J Clin Pharmacol 2020. doi:10.1002/jcph.1553 (PMC7187331), abstract
    """

    reference = _PATISIRAN

    plasma = State("mg", description="RNA in particles in plasma")
    weight = Port("kg", "body weight")
    clearance = Parameter(
        3.0,
        "mL/hour/kg",
        source=Paper(_PATISIRAN, "abstract", "mean total clearance of the siRNA, n = 29 adults"),
        spread=0.3,
        description="uptake out of plasma; spread assumed",
    )
    volume = Parameter(300.0 / 7.15, "mL/kg", source=_LABEL, description="volume: dose over peak")

    def flows(self) -> Iterator[Flow]:
        """Yield uptake by tissues."""
        yield Flow("tissues take particles up", out_of=self.plasma, rate=self.clearance / self.volume * self.plasma)

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration, and what tissues take up."""
        concentration = self.plasma / (self.volume * self.weight)
        yield Observable("concentration", concentration, "mg/L", "RNA in plasma")
        yield Observable("uptake", self.clearance * concentration, "mg/kg/day", "RNA taken up by all tissues")
