"""T cells in a stirred vessel: they grow on glucose until what they excrete stops them (Duran-Villalobos 2023)."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Rate, State, exp, select

_REF = "github.com/CarlosADuranVIllalobos/webappdemo"
_CODE = Paper(_REF, "cells_sim_2.py, tcellmodel", "T cells in a stirred vessel of 15 mL (ambr15)")
_START = Paper(_REF, "cells_sim_2.py, control_tcell, Y0")
_FED = Assumed("nothing is replaced in the run that the code does by default; its users set the feed", 0.0, 5.0)


def _sigmoid(x: Expression) -> Expression:
    """Rise from 0 to 1."""
    return 1.0 / (1.0 + exp(-x))


class DuranVillalobos2023(Model):
    """Viable cells, dead cells, glucose, and an inhibitor that cells excrete and that nothing removes.

    dX/dt = rg X G/(kp + G) [1 - S(ai (I - bi))] - rd X I/(ad + I) - rdg X [1 - S(ag (G - bg))]
    dD/dt = rd X I/(ad + I) + rdg X [1 - S(ag (G - bg))]
    dG/dt = -rc X G/(kgu + G) + u (Gf - G)
    dI/dt = ri X,        S(x) = 1/(1 + exp(-x))
    as long as I < 0 cells lag: rg is a fifth and rd is zero.

    ==========  ======================  ===================================================================
    code        here                    meaning
    ==========  ======================  ===================================================================
    X, X_dead   viable, dead            cells per volume
    G           glucose                 glucose per volume
    I           inhibitor               what stops cells, in units: one per hour of 1e6 cells/mL; below 0 they lag
    rg          growth                  growth with much glucose and no inhibitor
    rd, ad      exhausted_death, _half  death by the inhibitor, and its half point
    rdg         starved_death           death without glucose
    kp, kgu     half_growth, half_use   glucose at which growth, and use of glucose, are halved
    rc          use                     glucose that cells use
    ai, bi      stop_steepness, stop_at inhibitor at which growth stops, and how sharply
    ag, bg      starve_steepness, starve_at  glucose at which cells starve, and how sharply
    us/V, Co    exchange, feed          medium replaced at constant volume, and the glucose in it
    ==========  ======================  ===================================================================

    Batches differ in the code by three numbers: rg up to twice (0.02 and up to 0.02189 more per hour), the viability
    at the start, and bi; bi is what the code uses without variability, 95.26 + 48. The inhibitor is not replaced with
    the medium, as in the code: so no exchange makes these cells grow tenfold, which cells of clinical processes do.

    What this model cannot say: doses, nothing can be given; phenotypes, the receptor, donors; oxygen and pH, which the
    code computes and nothing in it depends on; anything but the vessel in which its numbers were found, which are not
    published in a paper.

    References
    ----------
    Duran-Villalobos CA, University of Manchester: simulation and control of T cells, source code of 2023,
    github.com/CarlosADuranVIllalobos/webappdemo
    """

    reference = _REF

    viable = State("cell/mL", initial=1.1e6, source=_START, negligible=1.0, description="viable cells per volume")
    dead = State("cell/mL", negligible=1.0, description="dead cells per volume")
    glucose = State("g/L", initial=1.0, source=_START, negligible=1e-6, description="glucose per volume")
    inhibitor = State(
        "1",
        initial=-24.0,
        source=_START,
        signed=True,
        negligible=1e-3,
        description="what stops cells; below 0 they lag",
    )
    growth = Parameter(0.02, "1/hour", source=_CODE, description="growth with much glucose and no inhibitor")
    exhausted_death = Parameter(0.007, "1/hour", source=_CODE, description="death by the inhibitor, at most")
    exhausted_half = Parameter(150.0, "1", source=_CODE, description="inhibitor at half of that death")
    starved_death = Parameter(0.083, "1/hour", source=_CODE, description="death without glucose")
    half_growth = Parameter(2.71, "g/L", source=_CODE, description="glucose at which growth is halved")
    half_use = Parameter(0.2, "g/L", source=_CODE, description="glucose at which its use is halved")
    use = Parameter(0.05e-6, "mg/cell/hour", source=_CODE, description="glucose that one cell uses")
    excreted = Parameter(1e-6, "mL/cell/hour", source=_CODE, description="inhibitor that one cell excretes")
    stop_steepness = Parameter(0.111, "1", source=_CODE, description="how sharply the inhibitor stops growth")
    stop_at = Parameter(143.26, "1", source=_CODE, description="inhibitor at which growth is halved, 95.26 + 48")
    starve_steepness = Parameter(30.0, "L/g", source=_CODE, description="how sharply cells starve")
    starve_at = Parameter(0.05, "g/L", source=_CODE, description="glucose at which half of the cells starve")
    exchange = Parameter(0.0, "1/day", source=_FED, description="share of the medium replaced per day")
    feed = Parameter(20.0, "g/L", source=_CODE, description="glucose in new medium")

    def flows(self) -> Iterator[Flow]:
        """Yield growth, both deaths, use of glucose and exchange of medium."""
        lagging = self.inhibitor < 0.0
        stopped = _sigmoid(self.stop_steepness * (self.inhibitor - self.stop_at))
        starved = 1.0 - _sigmoid(self.starve_steepness * (self.glucose - self.starve_at))
        grows = select(lagging, 0.2 * self.growth, self.growth) * self.glucose / (self.half_growth + self.glucose)
        full = self.inhibitor / (self.exhausted_half + self.inhibitor)
        dies = select(lagging, 0.0 * self.exhausted_death, self.exhausted_death * full)
        used = self.use * self.viable * self.glucose / (self.half_use + self.glucose)
        yield Flow("cells grow", into=self.viable, rate=grows * (1.0 - stopped) * self.viable)
        yield Flow("cells die of the inhibitor", out_of=self.viable, into=self.dead, rate=dies * self.viable)
        yield Flow("cells starve", out_of=self.viable, into=self.dead, rate=self.starved_death * starved * self.viable)
        yield Flow("cells use glucose", out_of=self.glucose, rate=used)
        yield Flow("new medium comes", into=self.glucose, rate=self.exchange * self.feed)
        yield Flow("old medium goes", out_of=self.glucose, rate=self.exchange * self.glucose)

    def rates(self) -> Iterator[Rate]:
        """Yield what cells excrete."""
        yield Rate(self.inhibitor, self.excreted * self.viable, "cells excrete what stops them")

    def observables(self) -> Iterator[Observable]:
        """Yield the viability."""
        yield Observable("viability", self.viable / (self.viable + self.dead), "1", "viable cells among all")
