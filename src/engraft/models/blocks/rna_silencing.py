"""siRNA in a leukemic cell: out of the particle, onto RISC, and what is left of mRNA and protein of a driver."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, Port, State, maximum

_DAVIS = "10.1093/nar/gkj439"
_TABLE = Paper(_DAVIS, "Table 2", "PMC1331994")
_MIHAILA = Paper("PMC5415968", "Table 1", "as written out in yuezheli/mRNA-therapeutics, Mihaila2017.jl")
_MARROW_CELLS = 5e10 / 0.74 / 39.0


class RnaSilencing(Model):
    """What particles bring to one marrow cell silences its driver, until division and decay have taken it away.

    de/dt = φ n u/m - (x + z) e - g e        siRNA in endosomes, copies per cell; u taken up by all tissues
    ds/dt = x e - a s (1 - C/R) - b s - g s  siRNA free in the cell
    dC/dt = a s (1 - C/R) - r C - g C        RISC that carries it, and goes on after each cleavage
    dM/dt = (d + g0) - (d + g) M - q C M     mRNA of the driver, 1 in an untreated cell
    dP/dt = (p + g0) M - (p + g) P           its protein, 1 in an untreated cell

    ==========  ==========================  ===================================================================
    symbol      here                        meaning
    ==========  ==========================  ===================================================================
    φ           marrow_share                share of what tissues take up that marrow cells take up
    n, m        copies, marrow_cells        copies per mg; marrow cells per body weight, among whom it is spread
    x, z        escape, endosome_loss       siRNA leaves the endosome (2 % of it), or is destroyed there
    a, R        loading, risc               RISC takes siRNA up; RISC of a cell
    b, r        sirna_loss, risc_loss       loss of free siRNA and of loaded RISC
    q           cleavage                    mRNA cleaved per loaded RISC: kfRm kcl/(kcl + kdRm) of the paper
    d, p        mrna_loss, protein_loss     turnover of the driver's mRNA and protein
    g, g0       division, full_division     division of the clone now, and untreated (ports)
    ==========  ==========================  ===================================================================

    With no siRNA nothing changes as long as the cell divides; slower division lets both rise a little (they are diluted
    less). Nothing but loss and dilution, e^-(b + g) t, ends the effect of what was delivered. Loading is that
    of ``Mihaila2017``, the catalytic step that of ``BartlettDavis2006``, whose
    bound RISC is left out: a cell has fewer driver mRNAs than loaded RISC.

    How much reaches leukemic cells in a person is not known. ``marrow_share`` is chosen by a rule, before any course of
    disease was run: one dose of 0.3 mg/kg leaves 20 % of the mRNA at its lowest, as lipopolymer particles did with
    KMT2A::AFF1 in RS4;11 cells (about 80 % silenced). So the depth after one dose is an input; how long it lasts, what
    intervals do and what the clone makes of it follow.

    What this model cannot say: cells that particles miss (all get alike), immune answers to RNA, off-target effects,
    wild-type genes that a siRNA against a fusion spares, feedback on transcription of the driver.

    References
    ----------
    Bartlett DW, Davis ME. Nucleic Acids Res 2006;34:322-333. doi:10.1093/nar/gkj439. Mihaila R, et al. PMC5415968.
    KMT2A::AFF1 siRNA in lipopolymer nanoparticles (biocloudy.com/literatureDetail/MTQ4NTgwOQ==, abstract)
    """

    reference = _DAVIS

    endosome = State("copy/cell", negligible=1.0, description="siRNA in endosomes")
    cytosol = State("copy/cell", negligible=0.1, description="siRNA free in the cell")
    loaded = State("copy/cell", negligible=0.1, description="RISC that carries siRNA")
    mrna = State("1", initial=1.0, negligible=1e-4, description="mRNA of the driver, as a share of untreated")
    protein = State("1", initial=1.0, negligible=1e-4, description="protein of the driver, as a share of untreated")

    uptake = Port("mg/kg/day", "RNA that all tissues take up")
    division = Port("1/day", "division of the clone that depends on the driver")
    full_division = Port("1/day", "the same, untreated")

    marrow_share = Parameter(
        0.041,
        "1",
        source=Assumed(
            "rule: see above, 20 % of the mRNA left by 0.3 mg/kg; bounds: the paper's partition to a third", 1e-3, 0.3
        ),
        spread=0.5,
        description="share of the uptake that goes to marrow cells; spread assumed",
    )
    copies = Parameter(
        6.022e23 / 14304e3,
        "copy/mg",
        source=Assumed(
            "sodium salt of the siRNA of patisiran, 14,304 g/mol (recalled); siRNAs have 13 to 15 kg/mol",
            3.9e16,
            4.7e16,
        ),
        description="copies per mg",
    )
    marrow_cells = Parameter(
        _MARROW_CELLS,
        "cell/kg",
        source=Assumed("as in the block of the marrow; counts of all marrow cells are ten times higher", 1e9, 2e10),
        description="marrow cells that share the uptake, per body weight",
    )
    escape = Parameter(
        0.01,
        "1/hour",
        source=Assumed(
            "Table 2 of Bartlett and Davis was cut off before it; 1e-2 in a program that follows the "
            "paper (iGEM NJU-China "
            "2015), so 2 % leave the endosome", 0.003, 0.05,
        ),
        description="siRNA leaves the endosome",
    )  # fmt: skip
    endosome_loss = Parameter(0.5, "1/hour", source=_TABLE, description="siRNA is destroyed in endosomes (kdegendna)")
    loading = Parameter(
        0.001 * 1e4 / 6.02e14 / 1.4e-12, "1/hour", source=_MIHAILA, description="free RISC takes siRNA up (k4 R)"
    )
    risc = Parameter(1e4, "copy/cell", source=_MIHAILA, description="RISC of a cell")
    sirna_loss = Parameter(0.029, "1/hour", source=_TABLE, description="loss of free siRNA (kdeginna)")
    risc_loss = Parameter(0.077, "1/hour", source=_TABLE, description="loss of loaded RISC (kdegRISC)")
    cleavage = Parameter(
        1.1e-14 / 4e-12 * 7.2 / 8.2,
        "cell/copy/hour",
        source=Assumed(
            "1.1e-14 L per copy and hour of the same program in 4e-12 L, 7.2 of 8.2 found mRNAs "
            "cleaved; low: the value "
            "of PMC5415968", 1e-4, 1e-2,
        ),
        description="mRNA cleaved per loaded RISC",
    )  # fmt: skip
    mrna_loss = Parameter(
        math.log(2.0) / 4.0,
        "1/hour",
        source=Assumed("half-life of 4 h: mRNAs of regulators live shorter than the median of 7 to 10 h", 0.05, 1.0),
        description="loss of the driver's mRNA",
    )
    protein_loss = Parameter(
        math.log(2.0) / 24.0,
        "1/hour",
        source=Assumed("half-life of a day; the paper's two proteins have 2 and 48 h", math.log(2.0) / 72.0, 0.35),
        description="loss of the driver's protein",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield delivery, loading, cleavage, turnover and dilution."""
        brought = self.marrow_share * self.copies * self.uptake / self.marrow_cells
        yield Flow("particles bring siRNA", into=self.endosome, rate=brought)
        yield Flow("siRNA is destroyed in endosomes", out_of=self.endosome, rate=self.endosome_loss * self.endosome)
        yield Flow("siRNA escapes", out_of=self.endosome, into=self.cytosol, rate=self.escape * self.endosome)
        yield Flow("siRNA is lost", out_of=self.cytosol, rate=self.sirna_loss * self.cytosol)
        loads = self.loading * self.cytosol * maximum(0.0, 1.0 - self.loaded / self.risc)
        yield Flow("RISC takes siRNA up", out_of=self.cytosol, into=self.loaded, rate=loads)
        yield Flow("loaded RISC is lost", out_of=self.loaded, rate=self.risc_loss * self.loaded)
        for name, part in (("endosomes", self.endosome), ("siRNA", self.cytosol), ("loaded RISC", self.loaded)):
            yield Flow(f"division dilutes {name}", out_of=part, rate=self.division * part)
        yield from self._driver()

    def _driver(self) -> Iterator[Flow]:
        """Yield mRNA and protein of the driver."""
        yield Flow("driver mRNA is made", into=self.mrna, rate=self.mrna_loss + self.full_division)
        yield Flow(
            "driver mRNA is lost and diluted", out_of=self.mrna, rate=(self.mrna_loss + self.division) * self.mrna
        )
        yield Flow("RISC cleaves driver mRNA", out_of=self.mrna, rate=self.cleavage * self.loaded * self.mrna)
        made = (self.protein_loss + self.full_division) * self.mrna
        yield Flow("driver protein is made", into=self.protein, rate=made)
        gone = (self.protein_loss + self.division) * self.protein
        yield Flow("driver protein is lost and diluted", out_of=self.protein, rate=gone)

    def observables(self) -> Iterator[Observable]:
        """Yield what is left and what was delivered."""
        yield Observable("mrna_left", self.mrna, "1", "driver mRNA, as a share of untreated")
        yield Observable("protein_left", self.protein, "1", "driver protein, as a share of untreated")
