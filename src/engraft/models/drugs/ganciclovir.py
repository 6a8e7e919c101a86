"""Ganciclovir, and how much of its poison a cell with thymidine kinase makes of it."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, Port, State

_LABEL = "ganciclovir US label"


class Ganciclovir(Model):
    """One compartment by weight; a cell with viral thymidine kinase is poisoned by c/(IC50 + c).

    dA/dt = -CL w A/(V w),   c = A/(V w),   poisoned = c/(IC50 + c)

    With the label's clearance the area after 5 mg/kg is 23.7 ug h/mL, between its 22.1 and 26.8; the peak is a third
    lower than the label's 8.3 to 9.0 ug/mL, as the fast first phase (a half-life of 0.8 h) is left out.

    What this model cannot say: failing kidneys, which slow elimination threefold; the stay of the phosphate in the
    cell, which outlasts plasma; damage to marrow and kidney.

    References
    ----------
    The ganciclovir US label, prescribing information, 12.3 (clearance 3.52 mL/min/kg, volume 0.74 L/kg, n = 98).
    """

    reference = _LABEL

    central = State("mg", description="ganciclovir in the body")
    weight = Port("kg", "body weight")
    clearance = Parameter(
        3.52, "mL/min/kg", source=Paper(_LABEL, "12.3", "3.52, SD 0.80, n = 98"), spread=0.22,
        description="clearance; spread: SD over mean",
    )  # fmt: skip
    volume = Parameter(0.74, "L/kg", source=Paper(_LABEL, "12.3", "0.74, SD 0.15, n = 98"), description="volume")
    half_maximal = Parameter(
        0.25, "mg/L",
        source=Assumed("about 1 umol/L halves growth of cells with thymidine kinase (recalled); tenfold", 0.025, 2.5),
        description="concentration that poisons half",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield elimination."""
        yield Flow("ganciclovir is cleared", out_of=self.central, rate=self.clearance / self.volume * self.central)

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration, and what it does in a cell with thymidine kinase."""
        concentration = self.central / (self.volume * self.weight)
        yield Observable("concentration", concentration, "mg/L", "ganciclovir in plasma")
        poisoned = concentration / (self.half_maximal + concentration)
        yield Observable("poisoned", poisoned, "1", "share of divisions that kill a cell with thymidine kinase")
