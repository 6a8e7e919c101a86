"""Busulfan and melphalan before a transplant: plasma, and the progenitors, leukemia and lymphocytes they kill."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, State

_MOLAR_BUSULFAN = 0.2463  # mg per µmol
_BUSULFAN_AREA = 16 * 1167.0 * _MOLAR_BUSULFAN / 1440.0  # mg·day/L of 16 doses
_MELPHALAN_AREA = 140.0 * 1.8 / 27.8 / 24.0  # mg·day/L of 140 mg/m2 at 1.8 m2
_MYELOABLATIVE = math.log(1e4)
_LABEL = Paper(
    "Busulfan Injection USPI", "Table 3", "0.8 mg/kg every 6 h, n = 59: CL 2.52 mL/min/kg (CV 25 %), AUC 1167 uM min"
)
_NATH = Paper("10.1111/j.1365-2125.2010.03638.x", "abstract", "total melphalan 27.8 L/h, 34 % between 100 patients")
_MOREAU = Paper("Moreau 1996, Br J Haematol 95:527", "abstract", "14.6 L/m2 at steady state, at 1.8 m2")


def _slope(logs: float, area: float, what: str, whose: str) -> Parameter:
    """Declare a slope of killing by what a whole course leaves."""
    why = f"no published slope: the course leaves exp(-{logs:.3g}) of {what}; bounds: a third to twice that on the log"
    source = Assumed(f"{why}. A stated rule, not a fit to any outcome", logs / area / 3.0, 2.0 * logs / area)
    return Parameter(logs / area, "L/mg/day", source=source, description=f"{what} killed by {whose}")


class HighDoseAlkylator(Model):
    """One compartment, and killing in proportion to the concentration in plasma.

    dA/dt = -CL A/V,   kill of a tissue = slope A/V, per day

    Values go with weight, both of them, so weight stays in the concentration alone. Busulfan: clearance is that of its
    label; its volume, 0.81 L/kg, is the one at which the label's peak and area (1222 ng/mL and 1167 µM·min in steady
    state, infused over 2 h every 6 h) belong to one compartment. A population analysis of 1,610 patients found 12.4 L/h
    at 70 kg, the label's value is 10.6 L/h.

    What this model cannot say: dosing by measured concentration, children, obesity, glutathione (fludarabine and
    busulfan), the liver and the lung, mucositis, seizures.

    References
    ----------
    Busulfan Injection, US prescribing information, section 12.3. McCune JS, et al. Clin Cancer Res 2014;20:754-763.
    doi:10.1158/1078-0432.CCR-13-1960
    Nath CE, et al. Br J Clin Pharmacol 2010;69:484-497. Moreau P, et al. Br J Haematol 1996;95:527-530.
    """

    reference = "10.1158/1078-0432.CCR-13-1960"

    amount = State("mg", description="drug in the body")
    weight = Port("kg", "body weight")
    clearance = Parameter(
        2.52, "mL/min/kg", source=_LABEL, spread=0.246, description="clearance per body weight; spread: CV of the label"
    )
    volume = Parameter(
        0.813, "L/kg",
        source=Paper("Busulfan Injection USPI", "Table 3", "worked out of peak and area, see above"),
        description="volume per body weight",
    )  # fmt: skip
    kill_progenitors = _slope(_MYELOABLATIVE, _BUSULFAN_AREA, "progenitors", "busulfan")
    kill_leukemia = _slope(math.log(30.0), _BUSULFAN_AREA, "leukemia", "busulfan")
    kill_lymphocytes = _slope(math.log(2.0), _BUSULFAN_AREA, "lymphocytes", "busulfan")

    def flows(self) -> Iterator[Flow]:
        """Yield elimination; weight cancels."""
        yield Flow("the drug is cleared", out_of=self.amount, rate=self.clearance / self.volume * self.amount)

    def observables(self) -> Iterator[Observable]:
        """Yield concentration and rates of killing."""
        yield Observable("concentration", self._concentration(), "mg/L", "drug in plasma")
        for name, slope in (
            ("progenitors", self.kill_progenitors),
            ("leukemia", self.kill_leukemia),
            ("lymphocytes", self.kill_lymphocytes),
        ):
            yield Observable(
                f"{name}_killed", slope * self._concentration(), "1/day", f"rate at which {name} die of it"
            )

    def _concentration(self) -> Expression:
        """Drug in plasma."""
        return self.amount / (self.volume * self.weight)


def busulfan() -> HighDoseAlkylator:
    """Return busulfan: myeloablative at 16 doses of 0.8 mg/kg, with little effect on lymphocytes."""
    return HighDoseAlkylator()


def melphalan() -> HighDoseAlkylator:
    """Return melphalan: myeloablative at 140 mg/m2, and gone within hours.

    References
    ----------
    Nath CE, et al. Br J Clin Pharmacol 2010;69:484-497. Moreau P, et al. Br J Haematol 1996;95:527-530.
    """
    return HighDoseAlkylator(
        clearance=Parameter(
            27.8 / 70.0, "L/hour/kg", source=_NATH, spread=0.33, description="clearance per body weight, at 70 kg"
        ),
        volume=Parameter(14.6 * 1.8 / 70.0, "L/kg", source=_MOREAU, description="volume per body weight, at 70 kg"),
        kill_progenitors=_slope(_MYELOABLATIVE, _MELPHALAN_AREA, "progenitors", "melphalan"),
        kill_leukemia=_slope(math.log(30.0), _MELPHALAN_AREA, "leukemia", "melphalan"),
        kill_lymphocytes=_slope(math.log(10.0), _MELPHALAN_AREA, "lymphocytes", "melphalan"),
    )
