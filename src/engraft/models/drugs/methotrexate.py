"""Methotrexate in small doses after a transplant: T cells that divide die of it, and progenitors a little."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, State

_DOI = "10.1111/j.1365-2710.2008.00966.x"
_FUKUHARA = Paper(_DOI, "abstract", "renal 5.57 L/h at 80 mL/min and other 0.567 L/h at doses below 10 g; V1 26.9 L")
_AREA = 10.0 * 1.8 / 6.137 / 24.0  # mg·day/L of 10 mg/m2 at 1.8 m2


class Methotrexate(Model):
    """One compartment; cells die in proportion to the concentration, those of progenitors slower than dividing T cells.

    dA/dt = -CL A/V,   kill = slope A/V

    The second compartment of the analysis (2.3 L behind 0.08 L/h) holds too little to matter here.

    What this model cannot say: polyglutamates in cells, which act on for a day, folinic acid, kidney function, fluid in
    pleura and abdomen, mucositis, doses of grams; leukemia.

    References
    ----------
    Fukuhara K, et al. J Clin Pharm Ther 2008;33:677-684. doi:10.1111/j.1365-2710.2008.00966.x
    """

    reference = _DOI

    amount = State("mg", description="methotrexate in the body")
    clearance = Parameter(6.137, "L/hour", source=_FUKUHARA, spread=0.3, description="clearance; spread assumed, 30 %")
    volume = Parameter(26.9, "L", source=_FUKUHARA, description="volume")
    dividing = Parameter(
        math.log(2.0) / _AREA, "L/mg/day",
        source=Assumed(
            "10 mg/m2 kill half of the T cells that divide at full speed; bounds: a tenth to nine tenths. A stated "
            "rule, not a fit to any outcome", -math.log(0.9) / _AREA, -math.log(0.1) / _AREA,
        ),
        description="dividing T cells killed by methotrexate",
    )  # fmt: skip
    progenitors = Parameter(
        0.1 * math.log(2.0) / _AREA, "L/mg/day",
        source=Assumed("a tenth of dividing T cells; bounds: none to a half", 0.0, 0.5 * math.log(2.0) / _AREA),
        description="progenitors killed by methotrexate",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield elimination."""
        yield Flow("methotrexate is cleared", out_of=self.amount, rate=self.clearance * self._concentration())

    def observables(self) -> Iterator[Observable]:
        """Yield concentration and rates of killing."""
        concentration = self._concentration()
        yield Observable("concentration", concentration, "mg/L", "methotrexate in plasma")
        yield Observable("kill_dividing", self.dividing * concentration, "1/day", "T cells at full speed die of it")
        yield Observable("kill_progenitors", self.progenitors * concentration, "1/day", "progenitors die of it")

    def _concentration(self) -> Expression:
        """Methotrexate in plasma."""
        return self.amount / self.volume
