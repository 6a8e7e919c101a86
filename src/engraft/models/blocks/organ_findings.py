"""Creatinine, transaminases and fibrinogen under low pressure and leaking vessels."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Paper, Parameter, Port, State

_COLLEN = Paper("Collen 1972, Br J Haematol 22:681", "abstract", "35 healthy adults")


class OrganFindings(Model):
    """Kidneys filter less at low pressure, the liver leaks enzymes, clotting consumes fibrinogen.

    dC/dt = kC (1 - C/(1 + ((1 - q)/d)²))
    dA/dt = kA (A0 + Af L² - A)
    dF/dt = kF F0 (1 + g S/(S + S50)) - kF F (1 + c L)

    ======  =======================  ===========================================================
    symbol  here                     meaning
    ======  =======================  ===========================================================
    C       creatinine               in multiples of its value at rest
    q       pressure_share (port)    systolic pressure with support, as part of normal
    d       filtration_fall          fall of pressure that halves filtration
    A, A0   transaminases, …_rest    in multiples of the upper limit of normal
    Af      transaminases_full       rise at full leak
    L       leak (port)              leaking vessels, 0 at rest, 1 at most
    F, F0   fibrinogen, …_rest       in plasma
    S       il6_signal (port)        IL-6 at free receptors: fibrinogen is an acute-phase protein
    g, S50  acute_phase, …_half      largest rise of production; IL-6 signal at half of it
    c       consumption              rise of consumption at full leak
    k       …_half_life              ln 2 over the half-life of each
    ======  =======================  ===========================================================

    At rest creatinine settles where filtration and production balance: C = 1 + ((1 - q)/d)².
    Fibrinogen falls when consumption outruns the acute phase, and more once tocilizumab takes the
    acute phase away (Perl 2024).

    What this model cannot say: kidneys harmed by drugs or by tumor lysis, dialysis, bilirubin, clotting
    times, bleeding, plasma or cryoprecipitate given, edema, heart and muscle.

    References
    ----------
    Collen D, et al. Br J Haematol 1972;22:681-700 (turnover of fibrinogen)
    Perl M, et al. Haematologica 2024;109:2969-2977. doi:10.3324/haematol.2023.284564
    """

    reference = "10.3324/haematol.2023.284564"

    creatinine = State("1", initial=1.0, negligible=1e-3, description="creatinine, multiples of its value at rest")
    transaminases = State(
        "1",
        initial=lambda m: m.transaminases_rest,
        negligible=1e-3,
        description="transaminases, multiples of the upper limit of normal",
    )
    fibrinogen = State("g/L", initial=lambda m: m.fibrinogen_rest, negligible=1e-3, description="fibrinogen in plasma")

    pressure_share = Port("1", "systolic pressure with support, as part of normal")
    leak = Port("1", "leaking vessels: 0 at rest, 1 at most")
    il6_signal = Port("pg/mL", "IL-6 above rest that reaches free receptors")

    creatinine_half_life = Parameter(
        4.0,
        "hour",
        source=Assumed("creatinine in body water at normal filtration", 2.5, 6.0),
        description="of creatinine",
    )
    filtration_fall = Parameter(
        0.3,
        "1",
        source=Assumed("autoregulation holds filtration down to about two thirds of normal pressure", 0.2, 0.5),
        description="fall of pressure, as part of normal, that halves filtration",
    )
    transaminases_rest = Parameter(
        0.5, "1", source=Assumed("middle of the normal range", 0.3, 2.0), description="transaminases at rest"
    )
    transaminases_full = Parameter(
        20.0,
        "1",
        source=Assumed("20 times the upper limit, where CTCAE grade 4 begins; spread assumed", 5.0, 50.0),
        spread=0.8,
        description="rise of transaminases at full leak",
    )
    transaminases_half_life = Parameter(
        28.0,
        "hour",
        source=Assumed("geometric mean of 17 h (AST) and 47 h (ALT)", 16.0, 48.0),
        description="half-life of transaminases",
    )
    fibrinogen_rest = Parameter(
        2.84, "g/L", source=_COLLEN, spread=0.25, description="fibrinogen at rest (spread: SD 0.71 of 2.84)"
    )
    fibrinogen_half_life = Parameter(4.14, "day", source=_COLLEN, description="half-life of fibrinogen")
    acute_phase = Parameter(
        2.0,
        "1",
        source=Assumed("fibrinogen rises to about three times normal in inflammation", 1.0, 3.0),
        description="largest rise of production, as part of that at rest",
    )
    acute_phase_half = Parameter(
        180.0, "pg/mL", source=Assumed("as for CRP", 50.0, 1000.0), description="IL-6 signal at half of that rise"
    )
    consumption = Parameter(
        10.0,
        "1",
        source=Assumed(
            "largest catabolic rates in disease are seven times the normal 0.24 per day; full leak is rarer still",
            3.0,
            20.0,
        ),
        spread=0.5,
        description="rise of consumption at full leak, as part of that at rest",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield turnover of the three."""
        kidney = math.log(2.0) / self.creatinine_half_life
        filtered = 1.0 / (1.0 + ((1.0 - self.pressure_share) / self.filtration_fall) ** 2)
        yield Flow("muscle makes creatinine", into=self.creatinine, rate=kidney)
        yield Flow("kidneys filter creatinine", out_of=self.creatinine, rate=kidney * filtered * self.creatinine)
        liver = math.log(2.0) / self.transaminases_half_life
        leaked = self.transaminases_rest + self.transaminases_full * self.leak**2
        yield Flow("liver cells leak enzymes", into=self.transaminases, rate=liver * leaked)
        yield Flow("enzymes are cleared", out_of=self.transaminases, rate=liver * self.transaminases)
        clotting = math.log(2.0) / self.fibrinogen_half_life
        driven = self.acute_phase * self.il6_signal / (self.il6_signal + self.acute_phase_half)
        made = self.fibrinogen_rest * (1.0 + driven)
        yield Flow("the liver makes fibrinogen", into=self.fibrinogen, rate=clotting * made)
        used = self.fibrinogen * (1.0 + self.consumption * self.leak)
        yield Flow("fibrinogen is used up", out_of=self.fibrinogen, rate=clotting * used)
