"""Azacitidine from under the skin to plasma."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Flow, Model, Observable, Paper, Parameter, State

_CODE = "AMLDT/Venex_Neutropenia_Models"
_READ = Paper(_CODE, "new_patient_model.py", "its source is not named")
_CLEARED = Paper(_CODE, "new_patient_model.py", "spread: 147 ± 47 L/h in the EU label of Vidaza, EU/1/08/488")


class Azacitidine(Model):
    """One compartment with first-order absorption; gone within hours, while its effect is taken to follow it.

    dG/dt = -ka G,  dA/dt = ka G - CL A/V

    Values are those of the program that fits AML patients (``Amldt2025``). They are off what was measured: after
    75 mg/m2 under the skin the label has a peak of 750 (SD 403) ng/mL and Marcucci 2005 a half-life of 0.69 h, where
    these values give 238 ng/mL half an hour after 135 mg and 1.0 h (absorption is the slow step). Clearance is close:
    147 L/h into a vein of which 89 % arrives makes 165 L/h by label, here 191.

    What this model cannot say: incorporation into DNA and RNA and the methylation lost over cycles, by which
    azacitidine acts for weeks; the tablet; renal function.

    References
    ----------
    AMLDT/Venex_Neutropenia_Models, new_patient_model.py. Vidaza, EU/1/08/488, section 5.2. Marcucci G, et al. J Clin
    Pharmacol 2005;45:597-602. doi:10.1177/0091270004271947 (bioavailability, half-lives)
    """

    reference = _CODE

    depot = State("mg", description="azacitidine under the skin")
    central = State("mg", description="azacitidine in plasma")
    absorption = Parameter(17.0, "1/day", source=_READ, description="absorption rate")
    clearance = Parameter(4589.0, "L/day", source=_CLEARED, spread=0.312, description="apparent clearance")
    volume = Parameter(110.0, "L", source=_READ, description="apparent volume")

    def flows(self) -> Iterator[Flow]:
        """Yield absorption and clearance."""
        absorbed = self.absorption * self.depot
        yield Flow("azacitidine is absorbed", out_of=self.depot, into=self.central, rate=absorbed)
        yield Flow("azacitidine is cleared", out_of=self.central, rate=self.clearance * self.central / self.volume)

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration, and the amount that the model of AML reads."""
        yield Observable("concentration", self.central / self.volume, "ng/mL", "azacitidine in plasma")
        yield Observable("amount", self.central, "mg", "azacitidine in plasma, as an amount")
