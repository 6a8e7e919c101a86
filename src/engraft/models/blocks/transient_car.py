"""T cells that show a receptor for some days, because they were given its mRNA in the body."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, State

_KIMMEL = "10.1098/rspb.2021.0229"
_ADULT = 70.0


class TransientCar(Model):
    """Entry makes T cells positive; mRNA, receptor and division make them negative again.

    dC/dt = u (T w - C) - (kmRNA + kturn + kg) C
    v = γ C/(h w + A + C)                                   killed per target and day, as of infused CAR T cells

    After one dose that has left plasma C falls as C0 e^-(kmRNA + kturn + kg)t: cells live on, the receptor does
    not, and division gives each daughter half. Positive cells do not multiply: what a lentiviral product gains by
    division, this one loses.

    ======  ==================  =========================================================================
    symbol  here                meaning
    ======  ==================  =========================================================================
    u       entry (port)        T cells that get the mRNA, per cell and day
    T       reachable           CD8 T cells that particles in blood can reach
    kmRNA   mrna_loss           loss of the mRNA
    kturn   receptor_loss       loss of the receptor from the surface
    kg      division            dilution by division
    A       antigen (port)      CD19 positive cells
    γ, h    kills, half_meeting killing at most, and targets at which a cell meets one half of the time
    ======  ==================  =========================================================================

    What this model cannot say: how much receptor a cell shows (it does or it does not), exhaustion, cytokine release,
    CD4 cells, immune answers to a receptor given again and again, T cells that earlier treatment has used up.

    References
    ----------
    Kimmel GJ, et al. Proc R Soc B 2021;288:20210229. doi:10.1098/rspb.2021.0229 (killing). Lin L, et al. Leukemia
    2021;35:752-763 (PMC7785573: an mRNA receptor against BCMA is shown for a week)
    """

    reference = "PMC7785573"

    cells = State("cell", description="T cells that show the receptor")
    entry = Port("1/day", "T cells that get the mRNA, per cell")
    antigen = Port("cell", "CD19 positive cells")
    weight = Port("kg", "body weight")
    reachable = Parameter(
        1e10 / _ADULT, "cell/kg",
        source=Assumed("CD8 cells of blood and of what exchanges with it within a day: 1e10 of about 1e11 at 70 kg",
                       2e9 / _ADULT, 1e11 / _ADULT),
        spread=0.5,
        description="CD8 T cells that particles reach, per body weight; spread assumed",
    )  # fmt: skip
    mrna_loss = Parameter(
        math.log(2.0),
        "1/day",
        source=Assumed("half-life of a day of a modified mRNA in T cells (recalled)", 0.35, 2.0),
        description="loss of the mRNA",
    )
    receptor_loss = Parameter(
        0.15,
        "1/day",
        source=Assumed(
            "with the two others an e-fold in about a day: hardly any is left after a week (PMC7785573, abstract)",
            0.0,
            1.0,
        ),
        description="loss of the receptor",
    )
    division = Parameter(
        0.05,
        "1/day",
        source=Assumed("T cells that rest divide every few weeks, those that meet antigen daily", 0.0, 0.7),
        description="dilution by division",
    )
    kills = Parameter(
        1.15, "1/day", source=Paper(_KIMMEL, "Table 1", "gammaB"), spread=math.log(1.35 / 0.64) / 1.349,
        description="targets one cell kills per day at most; spread from the quartiles",
    )  # fmt: skip
    half_meeting = Parameter(
        2.024e9 / _ADULT, "cell/kg", source=Paper(_KIMMEL, "Table 1", "kB, at 70 kg"),
        description="targets at which a cell meets one half of the time",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield how cells become positive and negative."""
        rest = self.reachable * self.weight - self.cells
        yield Flow("T cells get the mRNA", into=self.cells, rate=self.entry * rest)
        yield Flow(
            "mRNA and receptor are lost", out_of=self.cells, rate=(self.mrna_loss + self.receptor_loss) * self.cells
        )
        yield Flow("division dilutes the receptor", out_of=self.cells, rate=self.division * self.cells)

    def observables(self) -> Iterator[Observable]:
        """Yield the share of positive cells, how fast it fades, and the killing."""
        yield Observable(
            "share", self.cells / (self.reachable * self.weight), "1", "positive among reachable CD8 T cells"
        )
        yield Observable("fading", self.fading(), "1/day", "rate at which the receptor goes")
        killed = self.kills * self.cells / (self.half_meeting * self.weight + self.antigen + self.cells)
        yield Observable("kill_rate", killed, "1/day", "killed per CD19 positive cell")

    def fading(self) -> Expression:
        """Return the rate at which positive cells turn negative."""
        return self.mrna_loss + self.receptor_loss + self.division
