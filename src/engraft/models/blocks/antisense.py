"""An antisense oligonucleotide in blasts: what gets in, what is left of mRNA and protein, and how far it sensitizes."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, Port, Rate, State, maximum

_DAI = Paper("PMID 15837754", "abstract", "3.4 to 40.6 pmol/mg in marrow of patients; range over four as SD of the log")
_INSIDE = math.sqrt(17.0 * 4.4)
_PLASMA = 2.3


class Antisense(Model):
    """Oligonucleotide enters blasts slowly, speeds the loss of BCL2 mRNA, and blasts that lack the protein die sooner.

    dI/dt = λ (ρ c - I)              in blasts, pmol per mg of protein; ρ c at rest
    dM/dt = d (1 - M (1 + I/H))      mRNA, 1 untreated; 1/(1 + I/H) at rest
    dP/dt = p (M - P)                protein, 1 untreated
    sensitivity = 1 + γ (1 - P)      of blasts to chemotherapy, 1 untreated

    ======  ==============  ===============================================================================
    symbol  here            meaning
    ======  ==============  ===============================================================================
    c       concentration   oligonucleotide in plasma (port)
    ρ, λ    entry, exchange concentration inside per concentration in plasma; rate at which the two settle
    H       half_inside     concentration inside at which mRNA is lost twice as fast
    d, p    mrna_loss, protein_loss
    γ       sensitizes      killing by chemotherapy gained where no protein is left
    ======  ==============  ===============================================================================

    Entry is measured in blasts: at a steady plasma concentration of about 2.3 ug/mL the marrow of 7 mg/kg a day
    held a median of 17.0 pmol/mg in those who then had a complete remission and 4.4 in the others (n = 29 untreated
    older adults; geometric mean 8.6). How far that silences is not: BCL2 mRNA fell in 9 of 12 (another trial), and
    rose in those who did not respond. The rule, stated before any trial was run: the typical patient's mRNA falls
    by a quarter (H = three times the typical concentration), and blasts without any BCL2 would be killed twice as
    fast. So what a trial shows follows from a knock-down that is small, needs days to reach protein, and differs
    tenfold in its cause.

    What this model cannot say: BCL-XL and MCL-1, which stand in for BCL2; cause and effect (blasts that take more
    up may be the sensitive ones for another reason); immune stimulation by CpG motifs; BCL2 in healthy cells.

    References
    ----------
    Marcucci G, et al. J Clin Oncol 2005;23:3404-3411. doi:10.1200/JCO.2005.09.118, abstract. Dai G, et al. Clin
    Cancer Res 2005, PMID 15837754, abstract. Marcucci G, et al. Blood 2003;101:425-432 (9 of 12), abstract
    """

    reference = "10.1200/JCO.2005.09.118"

    inside = State("pmol/mg", negligible=1e-3, description="oligonucleotide in blasts, per protein")
    mrna = State("1", initial=1.0, negligible=1e-4, description="BCL2 mRNA, as a share of untreated")
    protein = State("1", initial=1.0, negligible=1e-4, description="BCL2 protein, as a share of untreated")
    concentration = Port("mg/L", "oligonucleotide in plasma")
    entry = Parameter(
        _INSIDE / _PLASMA,
        "L*pmol/mg/mg",
        source=_DAI,
        spread=math.log(40.6 / 3.4) / 4.0,
        description="concentration inside per concentration in plasma; typical: geometric mean of 17.0 and 4.4",
    )
    exchange = Parameter(
        math.log(2.0), "1/day", source=Assumed("oligonucleotides enter and leave cells over a day", 0.2, 3.0),
        description="rate at which inside and outside settle",
    )  # fmt: skip
    half_inside = Parameter(
        3.0 * _INSIDE, "pmol/mg",
        source=Assumed("the rule above: mRNA of the typical patient falls by a quarter; bounds: by a half, by a tenth",
                       _INSIDE, 9.0 * _INSIDE),
        description="concentration inside at which mRNA is lost twice as fast",
    )  # fmt: skip
    mrna_loss = Parameter(
        math.log(2.0) / 4.0, "1/hour", source=Assumed("half-life of some hours", 0.05, 1.0), description="loss of mRNA"
    )
    protein_loss = Parameter(
        math.log(2.0) / 20.0, "1/hour", source=Assumed("BCL2 protein lives for most of a day (recalled)", 0.01, 0.1),
        description="loss of protein",
    )  # fmt: skip
    sensitizes = Parameter(
        1.0, "1", source=Assumed("the rule above: twice the killing without BCL2; bounds: none, threefold", 0.0, 2.0),
        description="killing by chemotherapy gained where no protein is left",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield turnover of mRNA and protein."""
        yield Flow("mRNA is made", into=self.mrna, rate=self.mrna_loss)
        yield Flow("mRNA is lost", out_of=self.mrna, rate=self.mrna_loss * self.mrna)
        faster = self.mrna_loss * self.inside / self.half_inside * self.mrna
        yield Flow("antisense has mRNA cut", out_of=self.mrna, rate=faster)
        yield Flow("protein is made", into=self.protein, rate=self.protein_loss * self.mrna)
        yield Flow("protein is lost", out_of=self.protein, rate=self.protein_loss * self.protein)

    def rates(self) -> Iterator[Rate]:
        """Yield the exchange with plasma, which plasma does not feel."""
        change = self.exchange * (self.entry * self.concentration - self.inside)
        yield Rate(self.inside, change, "oligonucleotide enters and leaves blasts")

    def observables(self) -> Iterator[Observable]:
        """Yield what is left, and the sensitivity to chemotherapy."""
        yield Observable("mrna_left", self.mrna, "1", "BCL2 mRNA in blasts, as a share of untreated")
        yield Observable("protein_left", self.protein, "1", "BCL2 protein in blasts, as a share of untreated")
        yield Observable(
            "sensitivity", 1.0 + self.sensitizes * maximum(0.0, 1.0 - self.protein), "1", "killing, to untreated blasts"
        )
