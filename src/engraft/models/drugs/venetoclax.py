"""Venetoclax from tablets to plasma."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Flow, Model, Observable, Paper, Parameter, State

_CODE = "AMLDT/Venex_Neutropenia_Models"
_REVIEW = "10.2147/DDDT.S458927"
_READ = Paper(_CODE, "new_patient_model.py", "from Table 2 of a paper it does not name")


def _spread(what: str) -> Paper:
    """Say where a value and its spread are from."""
    return Paper(_CODE, "new_patient_model.py", f"spread: {what}, median of six analyses, doi:{_REVIEW}, abstract")


class Venetoclax(Model):
    """Two compartments with first-order absorption, all values apparent (per share absorbed).

    dG/dt = -ka G,  dA/dt = ka G - (CL + Q) A/V2 + Q P/V3,  dP/dt = Q A/V2 - Q P/V3

    Values are those of the program that fits AML patients (``Amldt2025``). A review of six population analyses finds
    446 L/day and 114.5 L in the median, against 449 L/day and 99 L here; the label's volume at steady state is 256
    to 321 L, here V2 + V3 = 246 L.

    What this model cannot say: food (a meal raises exposure three- to fivefold; everybody eats), strong inhibitors of
    CYP3A such as azoles, with which the label lowers the dose, exposure that grows less than the dose (the program
    names the power -0.178 and leaves it out), the lag of absorption.

    References
    ----------
    AMLDT/Venex_Neutropenia_Models, new_patient_model.py. Zhao Y, et al. Drug Des Devel Ther 2024;18:1771-1784.
    doi:10.2147/DDDT.S458927 (abstract: spread between patients)
    """

    reference = _CODE

    gut = State("mg", description="venetoclax in the gut")
    central = State("mg", description="venetoclax in plasma")
    peripheral = State("mg", description="venetoclax in tissue")
    absorption = Parameter(3.83, "1/day", source=_READ, description="absorption rate")
    clearance = Parameter(
        449.0, "L/day", source=_spread("CV 39.5 %"), spread=0.381, description="apparent clearance"
    )  # fmt: skip
    volume = Parameter(99.0, "L", source=_spread("CV 46.7 %"), spread=0.444, description="apparent volume of plasma")
    exchange = Parameter(130.0, "L/day", source=_READ, description="exchange with tissue")
    tissue_volume = Parameter(147.0, "L", source=_READ, description="apparent volume of tissue")

    def flows(self) -> Iterator[Flow]:
        """Yield absorption, exchange and clearance."""
        concentration = self.central / self.volume
        yield Flow("venetoclax is absorbed", out_of=self.gut, into=self.central, rate=self.absorption * self.gut)
        yield Flow("to tissue", out_of=self.central, into=self.peripheral, rate=self.exchange * concentration)
        back = self.exchange * self.peripheral / self.tissue_volume
        yield Flow("from tissue", out_of=self.peripheral, into=self.central, rate=back)
        yield Flow("venetoclax is cleared", out_of=self.central, rate=self.clearance * concentration)

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration, and the amount that the model of AML reads."""
        yield Observable("concentration", self.central / self.volume, "ug/mL", "venetoclax in plasma")
        yield Observable("amount", self.central, "mg", "venetoclax in plasma, as an amount")
