"""A radioligand against cells of the marrow: doses of the marrow, the liver and the whole body from one injection."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, Rate, State
from engraft.models.drugs.radiation import Radiation

_MATTHEWS = "Blood 1999;94:1237"
_PER_ACTIVITY = "cGy per mCi in 44 patients with acute leukemia or myelodysplasia, mean"


def _organ(value: float, error: float, organ: str) -> Parameter:
    """Enter the dose of an organ per dose of the liver, from doses per activity."""
    where = f"{_PER_ACTIVITY} {value:g}, standard error {error:g}; of the liver 2.8"
    source = Paper(_MATTHEWS, "abstract", where)
    spread = error * math.sqrt(44.0) / value
    return Parameter(
        value / 2.8, "1", source=source, spread=spread, description=f"dose of the {organ} over the liver's"
    )


class Radioligand(Model):
    """Iodine-131 on an antibody against CD45: what the organs get, and at which rate it kills in the marrow.

    dQ/dt = -λ Q,   R = λ Q                  to the liver, by whose dose it is prescribed
    dDo/dt = f_o R                           marrow, spleen, liver, kidney, whole body
    kill = α f_marrow R                      leukemia, and the progenitors of the marrow beside it

    ======  ====================  ============================================================
    symbol  here                  meaning
    ======  ====================  ============================================================
    Q       remaining             dose that the liver is still to get; a dose in Gy enters here
    Do      liver_dose …          dose that an organ has got
    f_o     marrow …              dose of an organ over that of the liver
    λ       loss                  decay and excretion together
    α       leukemia_alpha …      killed by one hit
    ======  ====================  ============================================================

    Killing is by one hit: given over days, most damage of a pair of hits is repaired before the second.
    Spread: standard error times the square root of 44 patients over the mean, read as the SD of the log.

    What this model cannot say: leukemia outside of the marrow; how the marrow's dose depends on burden and on the
    antibody's amount; retention that differs between organs (one half-life for all, which changes when and
    not how much); lung and mucosa, which bound the dose in the trial; late effects. Without a graft the marrow does
    not come back.

    References
    ----------
    Matthews DC, et al. Blood 1999;94:1237-1247 (abstract: doses per activity, 10.5 Gy to the liver tolerated).
    Uckun FM, et al. J Clin Invest 1993;91:1044-1051. doi:10.1172/JCI116261 (leukemia), and what else ``Radiation``
    rests on (progenitors).
    """

    reference = _MATTHEWS

    remaining = State("Gy", negligible=1e-6, description="dose that the liver is still to get")
    liver_dose = State("Gy", negligible=1e-6, description="dose of the liver")
    marrow_dose = State("Gy", negligible=1e-6, description="dose of the marrow")
    spleen_dose = State("Gy", negligible=1e-6, description="dose of the spleen")
    body_dose = State("Gy", negligible=1e-6, description="dose of the whole body")

    loss = Parameter(
        math.log(2.0) / 2.5, "1/day",
        source=Assumed("half-life of 2.5 days: iodine-131 decays in 8.0 and the antibody leaves within days",
                       math.log(2.0) / 8.0, math.log(2.0) / 1.0),
        description="decay and excretion",
    )  # fmt: skip
    marrow = _organ(6.5, 0.5, "marrow")
    spleen = _organ(13.5, 1.3, "spleen")
    body = _organ(0.4, 0.02, "whole body")
    leukemia_alpha = Radiation.declared["leukemia_alpha"]
    progenitors_alpha = Radiation.declared["progenitors_alpha"]

    def flows(self) -> Iterator[Flow]:
        """Yield decay."""
        yield Flow("radioligand decays", out_of=self.remaining, into=self.liver_dose, rate=self.loss * self.remaining)

    def rates(self) -> Iterator[Rate]:
        """Yield the doses of other organs than the one by which it is prescribed."""
        rate = self.loss * self.remaining
        yield Rate(self.marrow_dose, self.marrow * rate, "the marrow is irradiated")
        yield Rate(self.spleen_dose, self.spleen * rate, "the spleen is irradiated")
        yield Rate(self.body_dose, self.body * rate, "the body is irradiated")

    def observables(self) -> Iterator[Observable]:
        """Yield dose rate and the rates of killing in the marrow."""
        rate = self.marrow * self.loss * self.remaining
        yield Observable("marrow_rate", rate, "Gy/day", "dose rate in the marrow")
        yield Observable("kill_leukemia", self.leukemia_alpha * rate, "1/day", "killed per leukemic cell of the marrow")
        killed = self.progenitors_alpha * rate
        yield Observable("kill_progenitors", killed, "1/day", "killed per normal progenitor of the marrow")
