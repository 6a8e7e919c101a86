"""Oncolytic virus in a tumor: mixed or clumped infected cells (framework of Wodarz and Komarova 2009)."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, State

_DOI = "10.1371/journal.pone.0004271"
_OPEN = "dimensionless in the paper; a number to see its two kinds of dynamics with, of no particular virus"


def _chosen(value: float, unit: str, low: float, high: float, description: str) -> Parameter:
    """Enter a number that shows the dynamics."""
    return Parameter(value, unit, source=Assumed(_OPEN, low, high), description=description)


class WodarzKomarova2009(Model):
    """Uninfected and infected tumor cells and free virus; infected cells mix with the others, or clump.

    dx/dt = r x - f,   dy/dt = f - a y,   f = k v x/(x + y + e) (1 + y/s)^-c
    dv/dt = b a y - u v - k v (x + y)/(x + y + e)

    ======  =================  ======================================================================
    symbol  here               meaning
    ======  =================  ======================================================================
    x, y    tumor, infected    tumor cells without and with virus
    v       virus              free particles; a dose enters here
    r       growth             growth of the tumor
    a       death              infected cells burst
    b       burst              particles per burst
    k       landing            particles that land on a cell, per day
    u       loss               particles lost otherwise
    c, s    clumping, clump    0: mixed; above: of a clump's cells those inside meet only infected ones; cells per clump
    e       half_tumor         tumor cells at which half of the particles that could land do
    ======  =================  ======================================================================

    The paper's framework is x' = x F - β y G, y' = β y G - a y, and its result that G decides: where G stays in
    proportion as the tumor grows (mixed, "fast spread"), a threshold of replication parts control from growth whatever
    the numbers; where infected cells clump (G falls with y, "slow spread"), a larger tumor escapes a virus that
    controls a smaller one. Free particles are added here, so that the threshold can be said as a burst size.

    Mixed, and large against e: infected cells outgrow an uninfected tumor where the larger root of
    (λ + a)(λ + u + k) = b k a exceeds r, that is

        b > (1 + r/a)(1 + (r + u)/k)              burst size that controls a growing tumor
        b > 1 + u/k                               burst size that keeps the virus in one that does not grow

    With particles much faster than cells this is β > r + a of the paper's two equations, β = k b a/(u + k).

    What this model cannot say: any virus or tumor by its numbers; immunity against the virus, which ends most
    treatments; space, other than by c; chance, so that a tumor that sinks below one cell comes back. The paper's forms
    of F and G other than these.

    References
    ----------
    Wodarz D, Komarova N. PLoS ONE 2009;4:e4271. doi:10.1371/journal.pone.0004271 (abstract, legend of Figure 5: r = 1,
    a = 0.5)
    """

    reference = _DOI

    tumor = State(
        "cell",
        initial=_chosen(1e6, "cell", 1.0, 1e9, "tumor cells at the start"),
        description="tumor cells without virus",
    )
    infected = State("cell", description="tumor cells with virus")
    virus = State("copy", description="free particles of virus")

    growth = Parameter(
        1.0, "1/day", source=Paper(_DOI, "legend of Figure 5", "r = 1; the unit of time is taken as a day"),
        description="growth of the tumor",
    )  # fmt: skip
    death = Parameter(
        0.5, "1/day", source=Paper(_DOI, "legend of Figure 5", "a = 0.5"), description="bursting of infected cells"
    )
    burst = _chosen(100.0, "copy/cell", 1.0, 1e4, "particles per burst")
    landing = _chosen(1.0, "1/day", 0.01, 100.0, "particles that land on a cell, where there are many cells")
    infects = _chosen(1.0, "cell/copy", 0.01, 1.0, "cells infected per particle that lands on one")
    loss = _chosen(2.0, "1/day", 0.1, 20.0, "particles lost otherwise")
    half_tumor = _chosen(1e3, "cell", 1.0, 1e6, "tumor cells at which half of the particles that could land do")
    clumping = _chosen(0.0, "1", 0.0, 1.0, "0: infected cells mix with the others; a third: they lie on a surface")
    clump = _chosen(1e4, "cell", 10.0, 1e8, "infected cells from which on clumping matters")

    def flows(self) -> Iterator[Flow]:
        """Yield growth, infection, bursting and the loss of particles."""
        total = self.tumor + self.infected
        lands = self.landing * self.virus / (total + self.half_tumor)
        clumped = (1.0 + self.infected / self.clump) ** (0.0 - self.clumping)
        yield Flow("tumor grows", into=self.tumor, rate=self.growth * self.tumor)
        infection = self.infects * lands * self.tumor * clumped
        yield Flow("virus infects tumor", out_of=self.tumor, into=self.infected, rate=infection)
        bursts = self.death * self.infected
        yield Flow("infected tumor bursts", out_of=self.infected, rate=bursts)
        yield Flow("bursts set virus free", into=self.virus, rate=self.burst * bursts)
        yield Flow("virus lands on tumor", out_of=self.virus, rate=lands * total)
        yield Flow("virus is lost", out_of=self.virus, rate=self.loss * self.virus)

    def observables(self) -> Iterator[Observable]:
        """Yield the tumor's size and how far the burst is above what controls it."""
        yield Observable("cells", self.tumor + self.infected, "cell", "tumor cells, infected ones included")
        yield Observable("over_threshold", self.burst / self.needed(), "1", "burst size over that which controls")

    def needed(self) -> Expression:
        """Return the burst size that controls a growing tumor whose infected cells mix with the others."""
        slower = 1.0 + (self.growth + self.loss) / self.landing
        return (1.0 + self.growth / self.death) * slower / self.infects
