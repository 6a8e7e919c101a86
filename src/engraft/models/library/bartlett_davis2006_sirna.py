"""Silencing in one cell by siRNA that is diluted by division (Bartlett and Davis 2006)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, State, maximum

_DOI = "10.1093/nar/gkj439"
_TABLE = Paper(_DOI, "Table 2", "PMC1331994; the stored table ends before k_formRISC")
_REREAD = (
    "Table 2 was cut off where it was read; the value of a program of 2015 that says it follows the paper (iGEM "
    "NJU-China, RNAi module){}"
)


def _rest(m: BartlettDavis2006) -> Expression:
    """Give the mRNA of an untreated cell."""
    return m.transcription / (m.mrna_loss + m.division)


class BartlettDavis2006(Model):
    """siRNA loads RISC, RISC cleaves mRNA again and again, and every division halves what a cell has of all of it.

    ds/dt  = -kfR s (R - C - Cm) + kdR C - (kin + kg) s
    dC/dt  =  kfR s (R - C - Cm) - kdR C - kfRm C m + (kdRm + kcl) Cm - (kdegR + kg) C
    dCm/dt =  kfRm C m - (kdRm + kcl + kdegR + kg) Cm
    dm/dt  =  km - (kdegm + kg) m - kfRm C m + kdRm Cm
    dP/dt  =  kp m - (kdegP + kg) P

    ============  ==================  ====================================================================
    paper         here                meaning
    ============  ==================  ====================================================================
    s, C, Cm      sirna, active,      siRNA free in the cell, RISC that carries it, the same bound to mRNA
                  bound
    m, P          mrna, protein       target mRNA and protein (luciferase in the paper)
    R             risc                RISC of a cell
    kg            division            ln 2 over the doubling time; 0 in cells at rest
    kfR, kdR      loading, unloading  RISC takes siRNA up, and lets go of it
    kfRm, kdRm    binding, release    loaded RISC finds mRNA, and lets go of it
    kcl           cleavage            cleavage by bound RISC, which then goes on
    kin, kdegR    sirna_loss,         loss of free siRNA and of loaded RISC
                  risc_loss
    km, kdegm     transcription, mrna_loss
    kp, kdegP     translation, protein_loss
    ============  ==================  ====================================================================

    The cell starts with ``delivered`` copies in the cytosol: the steps before are left to a drug. One half-life of
    siRNA for all cells cannot make more than about a factor of two between dividing and resting ones; the paper
    says less than one week and more than three, with longer half-lives (its Figure 6).

    What this model cannot say (and nothing can be given to it): entry and escape from endosomes, cells that differ,
    off-target silencing, immune answers, disease.

    References
    ----------
    Bartlett DW, Davis ME. Insights into the kinetics of siRNA-mediated gene silencing from live-cell and live-animal
    bioluminescent imaging. Nucleic Acids Res 2006;34:322-333. doi:10.1093/nar/gkj439 (PMC1331994)
    """

    reference = _DOI

    sirna = State(
        "copy/L", initial=lambda m: m.delivered / m.volume, negligible=1e9, description="siRNA free in the cell (s)"
    )
    active = State("copy/L", negligible=1e9, description="RISC that carries siRNA (C)")
    bound = State("copy/L", negligible=1e7, description="loaded RISC bound to mRNA (Cm)")
    mrna = State("copy/L", initial=_rest, negligible=1e9, description="target mRNA (m)")
    protein = State(
        "copy/L",
        initial=lambda m: m.translation * _rest(m) / (m.protein_loss + m.division),
        negligible=1e12,
        description="target protein (P)",
    )
    delivered = Parameter(
        1e7,
        "copy",
        source=Assumed(
            "copies in the cytosol; with the loading of the program, the product that the evidence file found to "
            "silence 86 to 88 % (1e6 copies at ten times that loading). Not read in the paper",
            1e5,
            1e8,
        ),
        description="siRNA that reaches the cytosol of one cell",
    )
    volume = Parameter(4e-12, "L", source=_TABLE, description="inside of a cell (Vi)")
    risc = Parameter(1.9e15, "copy/L", source=_TABLE, description="RISC of a cell (rtot)")
    division = Parameter(
        math.log(2.0), "1/day", source=Paper(_DOI, "legend of Figure 6", "0.029 per hour: doubling in a day"),
        description="division, ln 2 over the doubling time (kgrowth)",
    )  # fmt: skip
    loading = Parameter(
        2e-19, "L/copy/hour", source=Assumed(_REREAD.format(""), 1e-19, 2e-18), description="RISC takes siRNA up"
    )
    unloading = Parameter(1e-9, "1/hour", source=_TABLE, description="RISC lets go of siRNA (kdisRISC)")
    binding = Parameter(
        1.1e-14,
        "L/copy/hour",
        source=Assumed(_REREAD.format(", there without the minus of its exponent"), 1.6e-16, 1.1e-13),
        description="loaded RISC finds mRNA",
    )
    release = Parameter(1.0, "1/hour", source=_TABLE, description="RISC lets go of mRNA (kdisRISCm)")
    cleavage = Parameter(7.2, "1/hour", source=_TABLE, description="cleavage by bound RISC (kcleavage)")
    sirna_loss = Parameter(0.029, "1/hour", source=_TABLE, description="loss of free siRNA (kdeginna)")
    risc_loss = Parameter(0.077, "1/hour", source=_TABLE, description="loss of loaded RISC (kdegRISC)")
    transcription = Parameter(
        5.2e13,
        "copy/L/hour",
        source=Assumed(_REREAD.format(", which trebles it for its own gene"), 5e12, 5e14),
        description="new mRNA",
    )
    mrna_loss = Parameter(2.0, "1/hour", source=_TABLE, description="loss of mRNA (kdegmRNA)")
    translation = Parameter(
        520.0, "1/hour", source=Assumed(_REREAD.format(""), 50.0, 5000.0), description="new protein per mRNA"
    )
    protein_loss = Parameter(0.35, "1/hour", source=_TABLE, description="loss of luciferase (kdegprot)")

    def flows(self) -> Iterator[Flow]:
        """Yield loading, cleavage, turnover and dilution."""
        free = maximum(0.0, self.risc - self.active - self.bound)
        loads = self.loading * self.sirna * free
        yield Flow("RISC takes siRNA up", out_of=self.sirna, into=self.active, rate=loads)
        yield Flow("RISC lets go of siRNA", out_of=self.active, into=self.sirna, rate=self.unloading * self.active)
        yield Flow("siRNA is lost", out_of=self.sirna, rate=self.sirna_loss * self.sirna)
        finds = self.binding * self.active * self.mrna
        yield Flow("RISC finds mRNA", out_of=self.active, into=self.bound, rate=finds)
        yield Flow("mRNA is found", out_of=self.mrna, rate=finds)
        yield Flow("RISC lets go of mRNA", out_of=self.bound, into=self.active, rate=self.release * self.bound)
        yield Flow("mRNA is let go", into=self.mrna, rate=self.release * self.bound)
        yield Flow("RISC cleaves and goes on", out_of=self.bound, into=self.active, rate=self.cleavage * self.bound)
        yield from self._turnover()

    def _turnover(self) -> Iterator[Flow]:
        """Yield what is made, lost and diluted."""
        yield Flow("loaded RISC is lost", out_of=self.active, rate=self.risc_loss * self.active)
        yield Flow("bound RISC is lost", out_of=self.bound, rate=self.risc_loss * self.bound)
        yield Flow("mRNA is made", into=self.mrna, rate=self.transcription)
        yield Flow("mRNA is lost", out_of=self.mrna, rate=self.mrna_loss * self.mrna)
        yield Flow("protein is made", into=self.protein, rate=self.translation * self.mrna)
        yield Flow("protein is lost", out_of=self.protein, rate=self.protein_loss * self.protein)
        parts = {"siRNA": self.sirna, "loaded RISC": self.active, "bound RISC": self.bound, "mRNA": self.mrna}
        for name, part in (parts | {"protein": self.protein}).items():
            yield Flow(f"division dilutes {name}", out_of=part, rate=self.division * part)

    def observables(self) -> Iterator[Observable]:
        """Yield mRNA and protein as shares of those of an untreated cell that divides as fast."""
        rest = _rest(self)
        protein = self.translation * rest / (self.protein_loss + self.division)
        yield Observable("mrna_left", self.mrna / rest, "1", "mRNA, as a share of that at rest")
        yield Observable("protein_left", self.protein / protein, "1", "protein, as a share of that at rest")
