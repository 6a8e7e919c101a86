"""mRNA of a receptor in lipid nanoparticles that bind CD8: from the vein to receptors on T cells."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, Port, State

_CD7 = "endolab.net/research/papers/8d242fe3-2a91-45b6-9ee3-b80ced5ccb39"
_NO_NUMBER = "no rate of these particles was read; {}"


class CarMrnaNanoparticle(Model):
    """Particles bind the receptor they are built for; how fast a T cell swallows it decides how much mRNA it gets.

    dA/dt = -λ A,   c = A/(V w),   entry per T cell and day = ki c/(K + c)

    ======  ===============  =============================================================================
    symbol  here             meaning
    ======  ===============  =============================================================================
    λ, V    leaves, volume   loss from plasma, nearly all of it to the liver; volume
    K       half_bound       concentration at which half of the receptors hold a particle
    ki      internalisation  T cells that take up enough to show the receptor, per day, with all receptors held
    ======  ===============  =============================================================================

    At high doses more receptors on a cell or more particles change nothing and a faster receptor does: of CD2, CD4,
    CD5, CD7 and CD8, internalisation and not abundance told how much was delivered, CD7 the most (human T cells in
    culture).

    What this model cannot say: other receptors than by their rate, particles in other cells, antibodies against PEG,
    reactions to the infusion, doses of patients (none was read).

    References
    ----------
    Rapid receptor internalization potentiates CD7-targeted lipid nanoparticles, preprint, abstract:
    endolab.net/research/papers/8d242fe3-2a91-45b6-9ee3-b80ced5ccb39
    CD8-targeted particles with a CD22 receptor against Nalm6 in humanized mice (longevitytoday.com, on Mol Ther)
    """

    reference = _CD7

    plasma = State("mg", description="mRNA in particles in plasma")
    weight = Port("kg", "body weight")
    leaves = Parameter(
        math.log(2.0) / 4.0,
        "1/hour",
        source=Assumed(_NO_NUMBER.format("half-life of 4 h, hours as of others"), 0.05, 1.4),
        description="loss from plasma",
    )
    volume = Parameter(
        42.0,
        "mL/kg",
        source=Paper(
            "rxreasoner.com/substances/patisiran/pharmacology", "pharmacokinetics", "as of patisiran: dose over peak"
        ),
        description="volume",
    )
    half_bound = Parameter(
        0.3, "mg/L", source=Assumed(_NO_NUMBER.format("a tenth of the peak of 0.1 mg/kg"), 0.03, 3.0),
        description="concentration at which half of the receptors hold a particle",
    )  # fmt: skip
    internalisation = Parameter(
        0.5,
        "1/day",
        source=Assumed(
            _NO_NUMBER.format("so that one dose reaches tens of percent of the T cells within a day"), 0.05, 5.0
        ),
        spread=0.5,
        description="T cells that take up enough per day, all receptors held; spread assumed",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield loss from plasma."""
        yield Flow("particles leave plasma", out_of=self.plasma, rate=self.leaves * self.plasma)

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration, the receptors held, and entry into T cells."""
        c = self.plasma / (self.volume * self.weight)
        held = c / (self.half_bound + c)
        yield Observable("concentration", c, "mg/L", "mRNA in plasma")
        yield Observable("held", held, "1", "share of receptors that hold a particle")
        yield Observable("entry", self.internalisation * held, "1/day", "T cells that get the mRNA, per cell and day")
