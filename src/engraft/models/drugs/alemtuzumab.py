"""Alemtuzumab: how much of it is there, and the rate at which cells that carry CD52 die of it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, Port, State

_MARSH_2017 = "10.1016/j.bbmt.2017.01.071"
_HALF_LIFE_SPREAD = math.log(7.8 / 2.7) / 1.349  # of the quartiles
_PEAK_SPREAD = math.log(2.92 / 1.98) / 1.349
_AFTER_FIVE = 0.2 * (1.0 - 2.0 ** (-5.0 / 5.2)) / (1.0 - 2.0 ** (-1.0 / 5.2))  # mg/kg left right after five doses


class Alemtuzumab(Model):
    """One compartment, linear loss; cells with CD52 die at a rate that saturates.

    dA/dt = -ln 2/t½ A,   c = A/(V w),   kill = k c/(c + c½)

    ======  ============  =============================================================
    symbol  here          meaning
    ======  ============  =============================================================
    A       amount        antibody in the body; a dose enters here
    t½, V   half_life,    of children before a transplant, 1 mg/kg over five days; V is that for which five
            volume        such doses reach the published highest concentration
    c½      half_effect   concentration at half of the killing: the threshold below which GvHD came back
    k       fastest       killing by a large concentration
    ======  ============  =============================================================

    What this model cannot say: clearance that falls as lymphocytes do (in chronic lymphocytic leukemia it saturates:
    doi:10.1111/j.1365-2125.2007.02914.x), absorption from under the skin (the doses read so are taken as given into a
    vein), antibodies against it, reactions to the infusion, leukemia that carries CD52, infections by virus.

    References
    ----------
    Marsh RA, et al. Biol Blood Marrow Transplant 2017;23:635-641. doi:10.1016/j.bbmt.2017.01.071
    Marsh RA, et al. Blood 2016;127:503-512 (threshold of killing near 0.1 to 0.16 ug/mL).
    """

    reference = _MARSH_2017

    amount = State("mg", description="alemtuzumab in the body")
    weight = Port("kg", "body weight")
    half_life = Parameter(
        5.2, "day",
        source=Paper(_MARSH_2017, "abstract", "terminal half-life, median of 17 children; quartiles 2.7 and 7.8"),
        spread=_HALF_LIFE_SPREAD, description="half-life; spread from the quartiles",
    )  # fmt: skip
    volume = Parameter(
        _AFTER_FIVE / 2.39, "L/kg",
        source=Assumed(
            "what five daily doses of 0.2 mg/kg leave right after the last (0.78 mg/kg) over the highest "
            "concentration read, 2.39 ug/mL (median of 17 children, quartiles 1.98 and 2.92); high: 52.8 L in 72 kg "
            "of adults with chronic lymphocytic leukemia (doi:10.1111/j.1365-2125.2007.02914.x)", 0.27, 0.73,
        ),
        spread=_PEAK_SPREAD, description="volume per weight; spread from the quartiles of the highest concentration",
    )  # fmt: skip
    half_effect = Parameter(
        0.126, "ug/mL",
        source=Assumed("geometric mean of 0.1 and 0.16 ug/mL, between which a lytic threshold lies (Blood "
                       "2016;127:503, abstract, n = 105)", 0.1, 0.16),
        description="concentration at half of the killing",
    )  # fmt: skip
    fastest = Parameter(
        math.log(20.0) / 5.0, "1/day",
        source=Assumed(
            "five days of it leave a twentieth of the lymphocytes; bounds: in four weeks, and a hundredth in two days. "
            "A stated rule, not a fit to any outcome", math.log(20.0) / 28.0, math.log(100.0) / 2.0,
        ),
        description="killing of cells with CD52 by a large concentration",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield elimination."""
        yield Flow("alemtuzumab is cleared", out_of=self.amount, rate=math.log(2.0) / self.half_life * self.amount)

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration and the rate of killing."""
        concentration = self.amount / (self.volume * self.weight)
        yield Observable("concentration", concentration, "ug/mL", "alemtuzumab in blood")
        kill = self.fastest * concentration / (concentration + self.half_effect)
        yield Observable("kill", kill, "1/day", "rate at which cells that carry CD52 die of it")
