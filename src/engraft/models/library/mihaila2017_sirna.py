"""siRNA in lipid nanoparticles: from outside of the cell to cleaved mRNA (Mihaila 2017)."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, State

_DOI = "PMC5415968"
_CODE = Paper(_DOI, "Table 1", "as written out in yuezheli/mRNA-therapeutics, Mihaila2017.jl; L dropped from rates")
VOLUME = 1.4e-12  # L, of the inside of a cell, as in the same program
_PER_NANOMOLE = 6.02e14  # copies


def nanomolar(copies: float) -> float:
    """Give the concentration of so many copies in a cell, nmol/L.

    Examples
    --------
    >>> round(nanomolar(100.0), 3)
    0.119
    """
    return copies / _PER_NANOMOLE / VOLUME


class Mihaila2017(Model):
    """Nanoparticles enter, a few leave the endosome, RISC takes the siRNA up and cleaves its mRNA.

    dN/dt   = k1 E - (k2 + k3) N
    dS/dt   = k2 N - k5 S - k4 S R
    dSR/dt  = k4 S R - k6 M SR + ρ k7 SRM
    dSRM/dt = k6 M SR - k7 SRM
    dM/dt   = k8 - k9 M - k7 SRM

    ======  ======================  ====================================================================
    paper   here                    meaning
    ======  ======================  ====================================================================
    E       outside                 siRNA outside, held constant by who replicated the paper
    N, S    endosome, cytosol       siRNA in endosomes, and free in the cell
    SR      loaded                  RISC that carries it
    SRM     bound                   the same, bound to mRNA
    M       mrna                    mRNA of the gene SSB
    R       risc                    RISC, 1e4 copies, held constant
    k1-k9   entry … decay           rates, per hour and nmol/L
    ρ       returns                 share of RISC that goes on after a cleavage: none here, see below
    ======  ======================  ====================================================================

    The program that the values are from gives no RISC back after a cleavage (ρ = 0) and fits k1 E, with which its
    curve goes through the digitised points of Figure S2. In cells RISC is a catalyst (ρ = 1, as in
    ``BartlettDavis2006``). One cell line in culture, for a day.

    What this model cannot say (nothing can be given to it, siRNA is outside from the start): division and its
    dilution, loss of RISC, protein, medium that runs out of siRNA, other cells, anything in a body.

    References
    ----------
    Mihaila R, et al. Mol Ther Nucleic Acids 2017 (PMC5415968), by way of github.com/yuezheli/mRNA-therapeutics, folder
    Mihaila2017 (digitised points of Figure S2 too).
    """

    reference = _DOI

    endosome = State("nmol/L", negligible=1e-3, description="siRNA in endosomes (N)")
    cytosol = State("nmol/L", negligible=1e-6, description="free siRNA in the cell (S)")
    loaded = State("nmol/L", negligible=1e-6, description="RISC that carries siRNA (SR)")
    bound = State("nmol/L", negligible=1e-8, description="loaded RISC bound to mRNA (SRM)")
    mrna = State(
        "nmol/L", initial=nanomolar(100.0), source=_CODE, negligible=1e-6, description="mRNA, 100 copies at rest (M)"
    )
    entry = Parameter(
        0.005 / 3.6e-7,
        "1/hour",
        source=Assumed("k1 over a volume, fitted with the concentration outside by who replicated the paper", 1e3, 1e5),
        description="entry into endosomes (k1)",
    )
    outside = Parameter(
        10.0, "nmol/L", source=Assumed("fitted by who replicated the paper; a scale, k1 E counts", 1.0, 100.0),
        description="siRNA outside (E)",
    )  # fmt: skip
    escape = Parameter(5e-4, "1/hour", source=_CODE, description="escape from endosomes (k2)")
    lysosome = Parameter(3.0, "1/hour", source=_CODE, description="loss in lysosomes (k3)")
    loading = Parameter(0.001, "L/nmol/hour", source=_CODE, description="loading of RISC (k4)")
    sirna_loss = Parameter(0.03, "1/hour", source=_CODE, description="loss of free siRNA (k5)")
    binding = Parameter(0.1, "L/nmol/hour", source=_CODE, description="loaded RISC finds mRNA (k6)")
    cleavage = Parameter(7.2, "1/hour", source=_CODE, description="cleavage by bound RISC (k7)")
    transcription = Parameter(
        nanomolar(100.0), "nmol/L/hour", source=_CODE, description="new mRNA, 100 copies per hour (k8)"
    )
    decay = Parameter(1.0, "1/hour", source=_CODE, description="loss of mRNA (k9)")
    risc = Parameter(nanomolar(1e4), "nmol/L", source=_CODE, description="RISC, 1e4 copies (R)")
    returns = Parameter(
        0.0,
        "1",
        source=Assumed("none goes on in the program that was read; in cells all would", 0.0, 1.0),
        description="share of RISC that goes on after a cleavage",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield entry, escape, loading, binding and cleavage."""
        yield Flow("particles enter", into=self.endosome, rate=self.entry * self.outside)
        yield Flow("lysosomes destroy siRNA", out_of=self.endosome, rate=self.lysosome * self.endosome)
        yield Flow("siRNA escapes", out_of=self.endosome, into=self.cytosol, rate=self.escape * self.endosome)
        yield Flow("siRNA is lost", out_of=self.cytosol, rate=self.sirna_loss * self.cytosol)
        loads = self.loading * self.cytosol * self.risc
        yield Flow("RISC takes siRNA up", out_of=self.cytosol, into=self.loaded, rate=loads)
        finds = self.binding * self.mrna * self.loaded
        yield Flow("RISC finds mRNA", out_of=self.loaded, into=self.bound, rate=finds)
        cuts = self.cleavage * self.bound
        yield Flow("RISC is spent", out_of=self.bound, rate=(1.0 - self.returns) * cuts)
        yield Flow("RISC goes on", out_of=self.bound, into=self.loaded, rate=self.returns * cuts)
        yield Flow("mRNA is made", into=self.mrna, rate=self.transcription)
        yield Flow("mRNA is lost", out_of=self.mrna, rate=self.decay * self.mrna)
        yield Flow("RISC cleaves mRNA", out_of=self.mrna, rate=cuts)

    def observables(self) -> Iterator[Observable]:
        """Yield mRNA as a share of that at rest."""
        rest = self.transcription / self.decay
        yield Observable("mrna_left", self.mrna / rest, "1", "mRNA, as a share of that at rest")
