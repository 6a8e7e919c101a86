"""Targeted radionuclide and CAR T cells against myeloma in mice (Adhikarla 2021)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, State

_DOI = "10.3390/cancers13205171"
_PROGRAM = "the authors' program (cohmathonc/TRT-and-CAR-T-cell-combination-therapy)"
_START = f"start value of the fit in {_PROGRAM}, whose result was not found; bounds: those of that fit"
HALF_LIFE = 9.92  # days, of actinium-225


def _of_fit(value: float, unit: str, low: float, high: float, description: str) -> Parameter:
    """Enter a start value of the authors' fit with the bounds of that fit."""
    return Parameter(value, unit, source=Assumed(_START, low, high), description=description)


class Adhikarla2021(Model):
    """Myeloma that a radionuclide in it irradiates as it decays, and CAR T cells that kill it and are irradiated too.

    R = λ Q,   dQ/dt = -λ Q,   dD/dt = λ Q
    dN/dt = ρ N - αT R N - k1 N C
    dM/dt = αT R N - k1 M C - kcl M
    dC/dt = k2 (N + M) C - αC R C - θ C

    ======  ==================  ================================================================
    paper   here                meaning
    ======  ==================  ================================================================
    R       dose_rate           dose rate in the tumor, η A exp(-λ t) there
    Q, D    remaining, given    dose that the radionuclide has still to give, and has given
    λ       decay               of actinium-225, half-life 9.92 d
    N, M    tumor, damaged      myeloma cells, and those that radiation has doomed
    C       car                 CAR T cells at the tumor; a dose enters here
    ρ       growth              of myeloma
    αT, αC  tumor_alpha, car_alpha   killed by one hit, per Gy
    k1, k2  kill, expansion     myeloma killed, and CAR T cells gained, per meeting
    θ, kcl  loss, clearing      of CAR T cells, of doomed cells
    ======  ==================  ================================================================

    A dose is said in the Gy that all decays together give to the tumor: the paper's 0.2 µCi at 4 Gy/d per µCi are
    0.8 Gy/d at first and 0.8/λ = 11.4 Gy in all. So the dose given by day t is exactly Q0 (1 - exp(-λ t)).

    What this model cannot say: people; organs other than the tumor, so no toxicity of radiation; clearance of the
    antibody (the program has the physical half-life alone); tumor that is too small to matter (none dies out). The
    fitted values were not found, so nothing here may be read as that paper's result: the order of events, and that
    an interval neither short nor long is best, is what the equations say at the values the fit started from.

    References
    ----------
    Adhikarla V, Awuah D, Brummer AB, et al. Cancers 2021;13:5171. doi:10.3390/cancers13205171
    """

    reference = _DOI

    remaining = State("Gy", negligible=1e-9, description="dose that the radionuclide has still to give")
    given = State("Gy", negligible=1e-9, description="dose that the radionuclide has given to the tumor")
    tumor = State(
        "cell",
        initial=Parameter(
            5e6, "cell", source=Paper(_DOI, "program", "N0, cells that were injected"), description="at inoculation"
        ),
        description="myeloma cells",
    )
    damaged = State("cell", description="myeloma cells that radiation has doomed")
    car = State("cell", description="CAR T cells at the tumor")

    decay = Parameter(
        math.log(2.0) / HALF_LIFE, "1/day", source=Paper(_DOI, "program", "half-life 9.92 d"), description="decay"
    )
    growth = _of_fit(0.27, "1/day", 0.1, 0.35, "growth of myeloma")
    tumor_alpha = _of_fit(1.5, "1/Gy", 1.0, 2.0, "myeloma killed by one hit")
    car_alpha = _of_fit(1.8, "1/Gy", 0.05, 5.0, "CAR T cells killed by one hit")
    kill = _of_fit(1e-6, "1/cell/day", 1e-8, 1e-3, "myeloma killed per CAR T cell")
    expansion = _of_fit(1e-12, "1/cell/day", 1e-15, 1e-9, "CAR T cells gained per myeloma cell")
    loss = _of_fit(0.02, "1/day", 0.0, 0.1, "loss of CAR T cells")
    clearing = _of_fit(0.6, "1/day", 0.05, 1.0, "clearing of doomed cells")

    def flows(self) -> Iterator[Flow]:
        """Yield decay, growth, and killing by radiation and by CAR T cells."""
        rate = self.decay * self.remaining
        yield Flow("radionuclide decays", out_of=self.remaining, into=self.given, rate=rate)
        yield Flow("myeloma grows", into=self.tumor, rate=self.growth * self.tumor)
        doomed = self.tumor_alpha * rate * self.tumor
        yield Flow("radionuclide dooms myeloma", out_of=self.tumor, into=self.damaged, rate=doomed)
        yield Flow("CAR T cells kill myeloma", out_of=self.tumor, rate=self.kill * self.tumor * self.car)
        yield Flow("CAR T cells kill doomed myeloma", out_of=self.damaged, rate=self.kill * self.damaged * self.car)
        yield Flow("doomed myeloma is cleared", out_of=self.damaged, rate=self.clearing * self.damaged)
        gained = self.expansion * (self.tumor + self.damaged) * self.car
        yield Flow("CAR T cells expand", into=self.car, rate=gained)
        yield Flow("radionuclide kills CAR T cells", out_of=self.car, rate=self.car_alpha * rate * self.car)
        yield Flow("CAR T cells are lost", out_of=self.car, rate=self.loss * self.car)

    def observables(self) -> Iterator[Observable]:
        """Yield burden and dose rate."""
        yield Observable("burden", self.tumor + self.damaged, "cell", "myeloma, doomed cells included")
        yield Observable("dose_rate", self.decay * self.remaining, "Gy/day", "dose rate in the tumor")
