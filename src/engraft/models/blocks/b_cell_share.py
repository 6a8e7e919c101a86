"""Healthy B cells as a share of normal: what an antibody against CD20 leaves of them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Parameter, Port, State


class BCellShare(Model):
    """B cells come back with a constant half-time and die at the rate at which the antibody kills in blood.

    dB/dt = k - k B - r B

    What this model cannot say: places (nodes keep B cells longer), chemotherapy of B cells, plasma cells, IgG.

    References
    ----------
    Gibiansky E, et al. CPT Pharmacometrics Syst Pharmacol 2021. doi:10.1002/psp4.12665 (the antibody; not this block).
    """

    reference = "10.1002/psp4.12665"

    share = State("1", initial=1.0, description="B cells as a share of normal")
    antibody = Port("1/day", "killed by the antibody, per B cell")
    weight = Port("kg", "body weight")
    half_time = Parameter(
        60.0, "day", source=Assumed("B cells return six to twelve months after the last dose", 20.0, 120.0),
        description="time to half of normal when nothing kills",
    )  # fmt: skip
    per_weight = Parameter(
        6.4e8, "cell/kg", source=Assumed("2.5e10 B cells at 39 kg, as in doi:10.1016/j.cnsns.2020.105570", 1e8, 4e9),
        description="B cells per weight at rest",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield return and killing."""
        turnover = math.log(2.0) / self.half_time
        yield Flow("B cells come", into=self.share, rate=turnover)
        yield Flow("B cells die", out_of=self.share, rate=turnover * self.share)
        yield Flow("antibody kills B cells", out_of=self.share, rate=self.antibody * self.share)

    def observables(self) -> Iterator[Observable]:
        """Yield the share and the cells."""
        yield Observable("left", self.share * 1.0, "1", "B cells left, as a share of normal")
        yield Observable("cells", self.share * self.per_weight * self.weight, "cell", "healthy B cells")
