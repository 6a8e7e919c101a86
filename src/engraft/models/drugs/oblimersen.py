"""Oblimersen, an antisense oligonucleotide against BCL2, in plasma."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Flow, Model, Observable, Paper, Parameter, Port, State

_MARGOLIN = "Margolin 2007, Cancer Chemother Pharmacol"
_MORRIS = "PMID 11895895"


class Oblimersen(Model):
    """One compartment, gone within hours after an infusion.

    dA/dt = -CL w A/(V w),  c = A/(V w),  V = CL · half-life/ln 2

    What this model cannot say: shortened metabolites, which act less; binding to proteins; kidneys.

    References
    ----------
    Margolin K, et al. Oblimersen and α-interferon in metastatic renal cancer. Cancer Chemother Pharmacol 2007
    (abstract: 2.3 ug/mL at steady state under 7 mg/kg a day, clearance 0.15 (SD 0.07) L/h/kg, n = 23). Morris MJ,
    et al. Clin Cancer Res 2002;8:679-683. PMID 11895895 (abstract: half-life about 2 h, n = 35)
    """

    reference = _MORRIS

    central = State("mg", description="oblimersen in plasma")
    weight = Port("kg", "body weight")
    clearance = Parameter(
        0.15,
        "L/hour/kg",
        source=Paper(_MARGOLIN, "abstract", "0.15 (SD 0.07) L/h/kg"),
        spread=math.sqrt(math.log(1.0 + (0.07 / 0.15) ** 2)),
        description="clearance per body weight",
    )
    volume = Parameter(
        0.15 * 2.0 / math.log(2.0),
        "L/kg",
        source=Paper(_MORRIS, "abstract", "half-life about 2 h; the volume follows"),
        description="volume per body weight",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield clearance."""
        yield Flow("oblimersen is cleared", out_of=self.central, rate=self.clearance / self.volume * self.central)

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration."""
        yield Observable("concentration", self.central / (self.volume * self.weight), "mg/L", "oblimersen in plasma")
