"""Rabbit antibodies against T cells, given before the graft and still there when it comes."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, State

_PLASMA = Paper(
    "10.1038/s41409-019-0505-5", "abstract", "active antibody after 6 mg/kg: 20.8 ug/mL, 16 to 19 L, 6.1 days"
)
_WALLER = Paper(
    "10.1007/s40262-015-0340-9", "Table 3, Waller 2003", "below 1 ug/mL subtherapeutic, reached on day 15 (8 to 38)"
)


class AntithymocyteGlobulin(Model):
    """Two products in one body: active antibody in plasma and the rate at which T cells die of it.

    dA/dt = -ln 2/t½ A for both,   c = (A1 + φ A2)/(V w/70),   kill = k c/(c + c½)

    ``thymoglobulin`` is raised against thymocytes, ``atlg`` against a T-cell line; the latter is given in ten times
    the milligrams for about the same effect, so each of its milligrams counts a tenth (φ).

    What this model cannot say: antibody that is used up by lymphocytes, so the count at the start (Admiraal's dosing),
    total and active antibody, complement and antibody-dependent killing apart, B and NK cells, regulatory T cells,
    antibodies against rabbit, differences between batches.

    References
    ----------
    Effect of plasmapheresis on ATG (Thymoglobulin) clearance. Bone Marrow Transplant 2019.
    doi:10.1038/s41409-019-0505-5. McCune JS, et al. Clin Pharmacokinet 2016;55:551-593.
    doi:10.1007/s40262-015-0340-9 (Table 3).
    """

    reference = "10.1038/s41409-019-0505-5"

    thymoglobulin = State("mg", description="active antibody of antithymocyte globulin in the body")
    atlg = State("mg", description="anti-T-lymphocyte globulin in the body")
    weight = Port("kg", "body weight")
    half_life = Parameter(6.1, "day", source=_PLASMA, spread=0.3, description="half-life; spread assumed, 30 %")
    volume = Parameter(0.25, "L/kg", source=_PLASMA, description="volume per weight: 17.5 L at an assumed 70 kg")
    relative_potency = Parameter(
        0.1, "1",
        source=Assumed("usual courses: 60 mg/kg of the one, 4.5 to 7.5 mg/kg of the other; bounds: twofold", 0.05, 0.2),
        description="effect of a milligram of anti-T-lymphocyte globulin relative to antithymocyte globulin",
    )  # fmt: skip
    half_effect = Parameter(1.0, "ug/mL", source=_WALLER, description="antibody at half of the killing")
    fastest = Parameter(
        math.log(10.0) / 15.0, "1/day",
        source=Assumed(
            "what stays above 1 ug/mL for 15 days (Waller 2003) leaves a tenth of the donor T cells, as in the first "
            "months after it; bounds: half left to two logs. A stated rule, not a fit to any outcome",
            math.log(2.0) / 15.0, math.log(100.0) / 15.0,
        ),
        description="killing of T cells by a large concentration",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield elimination."""
        gone = math.log(2.0) / self.half_life
        yield Flow("antithymocyte globulin is cleared", out_of=self.thymoglobulin, rate=gone * self.thymoglobulin)
        yield Flow("anti-T-lymphocyte globulin is cleared", out_of=self.atlg, rate=gone * self.atlg)

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration and the rate of killing."""
        concentration = self._concentration()
        yield Observable("concentration", concentration, "ug/mL", "active antibody, as antithymocyte globulin")
        kill = self.fastest * concentration / (concentration + self.half_effect)
        yield Observable("kill", kill, "1/day", "rate at which T cells die of antibody")

    def _concentration(self) -> Expression:
        """Active antibody in plasma."""
        return (self.thymoglobulin + self.relative_potency * self.atlg) / (self.volume * self.weight)
