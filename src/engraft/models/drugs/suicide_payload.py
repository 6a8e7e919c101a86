"""A vector that brings thymidine kinase to leukemia, and to liver by mistake: poison where the gene is."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Parameter, Port, Rate, State

_BYSTANDER = "Gene Ther 1997;4:244"
_NOBODY = "no vector of this kind was given to people with leukemia: a number to ask what would have to be true"


def _asked(value: float, unit: str, low: float, high: float, description: str) -> Parameter:
    """Enter a number of something that does not exist yet."""
    return Parameter(value, unit, source=Assumed(_NOBODY, low, high), description=description)


class SuicidePayload(Model):
    """Vector in blood transduces leukemia and liver; ganciclovir becomes poison in what is transduced.

    dV/dt = -γ V
    τ̇ = u V per cell of leukemia,   dh/dt = o u V (1 - h)        liver
    dP/dt = κ p T - λ P,   dH/dt = κ p h - λ H                     poison at the tumor and in the liver
    kill of a transduced cell = d P/(P + P50),   of its neighbour b times that

    ======  ==================  ==================================================================
    symbol  here                meaning
    ======  ==================  ==================================================================
    V       vector              particles in blood; a dose enters here
    u, o    uptake, off_target  transduced per particle and day; of the liver relative to leukemia
    T, h    transduced (port), liver_share    share of leukemia, and of the liver, with the gene
    p       poisoned (port)     of ganciclovir in plasma, 0 to 1
    P, H    tumor_poison, liver_poison   converted drug; 1 where all cells convert at p = 1
    d, P50  division, half_poison   killed per day at most; poison that kills half of that
    b       bystander           killing of untransduced neighbours relative to a transduced cell
    ======  ==================  ==================================================================

    With shares that stay the same, the poison at the tumor and in the liver are in proportion to T and h for any course
    of ganciclovir: what a targeted vector is worth is T/h, and no schedule changes it.

    What this model cannot say: any patient; immunity against the vector or the enzyme; leukemia that moves away from
    its neighbours, as in blood, where no poison passes from cell to cell; whether the liver divides enough to die.

    References
    ----------
    Mechanism of bystander killing: Gene Ther 1997;4:244-251 (abstract: the phosphate passes between cells in some
    tumors and not in others).
    """

    reference = _BYSTANDER

    vector = State("copy", negligible=1.0, description="particles of the vector in blood")
    liver_share = State("1", negligible=1e-9, description="share of the liver with the gene")
    tumor_poison = State("1", negligible=1e-6, description="converted drug at the tumor")
    liver_poison = State("1", negligible=1e-6, description="converted drug in the liver")
    transduced = Port("1", "share of leukemia with the gene")
    poisoned = Port("1", "ganciclovir in plasma, 0 to 1")

    clearing = _asked(2.0, "1/day", 0.5, 20.0, "loss of particles from blood")
    uptake = _asked(4e-13, "1/copy/day", 1e-14, 1e-11, "leukemia transduced per particle")
    off_target = _asked(0.1, "1", 0.001, 10.0, "transduction of the liver relative to leukemia")
    turnover = Parameter(
        1.3, "1/day",
        source=Assumed("the phosphate stays for a day or less: ln 2 over 13 h; bounds: 5 h and 2 days", 0.35, 3.3),
        description="loss of poison",
    )  # fmt: skip
    division = Parameter(
        0.13, "1/day",
        source=Assumed("blasts die as they divide: growth and turnover of the block leukemia_clones", 0.03, 0.5),
        description="killed per day at most",
    )  # fmt: skip
    half_poison = _asked(0.1, "1", 0.01, 1.0, "poison that kills half of what it can")
    bystander = Parameter(
        0.5, "1", source=Assumed(f"full in some tumors, none in others ({_BYSTANDER})", 0.0, 1.0),
        description="share of the killing of a transduced cell that a neighbour without the gene has",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield the loss of vector."""
        yield Flow("vector is cleared", out_of=self.vector, rate=self.clearing * self.vector)

    def rates(self) -> Iterator[Rate]:
        """Yield the transduction of the liver, and poison."""
        taken = self.off_target * self.uptake * self.vector * (1.0 - self.liver_share)
        yield Rate(self.liver_share, taken, "liver is transduced")
        tumor = self.turnover * (self.poisoned * self.transduced - self.tumor_poison)
        yield Rate(self.tumor_poison, tumor, "drug is converted at the tumor")
        liver = self.turnover * (self.poisoned * self.liver_share - self.liver_poison)
        yield Rate(self.liver_poison, liver, "drug is converted in the liver")

    def observables(self) -> Iterator[Observable]:
        """Yield transduction and killing."""
        yield Observable("transduces", self.uptake * self.vector, "1/day", "transduced per leukemic cell")
        yield Observable("kill", self._kill(), "1/day", "killed per transduced leukemic cell")
        yield Observable("kill_neighbour", self.bystander * self._kill(), "1/day", "killed per untransduced cell")

    def _kill(self) -> Expression:
        """Return the killing of a transduced cell."""
        return self.division * self.tumor_poison / (self.tumor_poison + self.half_poison)
