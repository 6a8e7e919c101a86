"""Imatinib in plasma, relative to what the standard dose keeps there."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Flow, Model, Observable, Paper, Parameter, State

_SCHMIDLI = "PMC1884912"
_HE = "10.2217/pgs-2018-0139"


class Imatinib(Model):
    """One compartment with first-order absorption, all values apparent (per share absorbed).

    dG/dt = -ka G,  dP/dt = ka G - CL/V P,  relative exposure = CL P/V / standard dose rate

    The relative exposure averages 1 at the standard dose whatever a patient's clearance is, because the killing rates
    it multiplies (Hähnel 2020) are each patient's own at his own exposure. So pharmacokinetics here decide only when
    the effect comes and goes and that half the dose is half the exposure.

    What this model cannot say: differences between patients, food, protein binding, interactions, missed tablets,
    other tyrosine kinase inhibitors, adverse events. The clearance is that of day 29; on day 1 it was 14 L/h.

    References
    ----------
    Schmidli H, Peng B, Riviere GJ, et al. Br J Clin Pharmacol 2005;60:35-44 (PMC1884912, abstract). The absorption:
    Population pharmacokinetic and pharmacogenetics of imatinib in Chinese patients with chronic myeloid leukemia.
    Pharmacogenomics 2019;20:251-260. doi:10.2217/pgs-2018-0139 (abstract).
    """

    reference = _SCHMIDLI

    gut = State("mg", description="imatinib in the gut")
    plasma = State("mg", description="imatinib in the body")
    absorption = Parameter(0.329, "1/hour", source=Paper(_HE, "abstract"), description="absorption rate")
    clearance = Parameter(
        10.0, "L/hour", source=Paper(_SCHMIDLI, "abstract", "14 L/h on day 1, 4 less on day 29"),
        description="apparent clearance from day 29",
    )  # fmt: skip
    volume = Parameter(252.0, "L", source=Paper(_SCHMIDLI, "abstract"), description="apparent volume")
    standard_dose = Parameter(
        400.0, "mg/day", source=Paper(_SCHMIDLI, "abstract", "400 mg once daily"),
        description="dose at which the relative exposure averages 1",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield absorption and clearance."""
        yield Flow("imatinib is absorbed", out_of=self.gut, into=self.plasma, rate=self.absorption * self.gut)
        yield Flow("imatinib is cleared", out_of=self.plasma, rate=self.clearance * self.plasma / self.volume)

    def observables(self) -> Iterator[Observable]:
        """Yield concentration and exposure."""
        concentration = self.plasma / self.volume
        relative = self.clearance * concentration / self.standard_dose
        yield Observable("concentration", concentration, "mg/L", "imatinib in plasma")
        yield Observable("relative_exposure", relative, "1", "exposure in units of that under the standard dose")
