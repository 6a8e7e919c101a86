"""A nuclease cuts a gene, the cell repairs it, and what the repair leaves behind (Brinkman 2018, CLEAR-time dPCR)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, State

_CLEAR = "10.1038/s41467-025-65182-4"
_FORM = "the values with which the published calculator is demonstrated; the fitted ones were not seen"
_SLOW = "half-lives of repair go up to about 10 h (Brinkman 2018, abstract): ln 2/10 h for all ways together"


class CutRepair(Model):
    """Copies of a gene as shares of one: intact, cut, restored, and four scars that no nuclease recognises.

    dO/dt = -O ln2/td                        outside the nucleus;   dN/dt = O ln2/td - f N
    dW/dt = kpr B - (kdsb + kc) N W          intact or restored, so that W = intact + restored
    dB/dt = kdsb N W - (kpr + kej + kmm + kld + kti) B
    dI/dt = (kej + kmm) B,  dL/dt = kld B,  dT/dt = kti B,  dC/dt = kc N W
    kti = kh c D/(KD + D)

    Without fading N = 1 - 2^(-t/td), the delay of the published calculator. Of what is cut and does not fade all
    becomes scar in the end, I : L : T = (kej + kmm) : kld : kti. What is restored can be cut again: a nuclease
    that stays pushes every copy through breaks until a repair goes wrong.

    ==========  ====================================  =============================================================
    symbol      here                                  meaning
    ==========  ====================================  =============================================================
    O, N        outside, inside                       nuclease outside and inside the nucleus, of what was delivered
    W           intact, restored                      copies as they were, never cut or restored (PR of the paper)
    B           broken                                copies with an open double-strand break
    I, L, T     joined, microhomology; large_deletion; inserted   scars: indels of two ways, loss, the donor's gene
    C           converted                             copies that a base editor changed without a break
    kdsb, kpr   cutting, restoring                    cutting when all nuclease is inside; precise repair
    kej, kmm    joining, microhomology_joining        end joining with an indel; through microhomology (kin together)
    kld         deleting                              repair with a large deletion
    kh, c       templated, cycling                    repair from a donor in S and G2; share of cells there
    D, KD       donor, half_donor                     donor per cell in units of that for half of the effect, and 1
    td, f       delay, fading                         half-time of entry; loss of activity
    kc          converting                            conversion by a base editor
    ==========  ====================================  =============================================================

    What this model cannot say: which indel (in frame or not), the two copies in one cell, how the balance of the
    ways of joining shifts with time (Brinkman saw that it does), cell death and chromosome loss by open breaks,
    off-target cuts. The rates are those of a demonstration, not of a gene; nothing can be given, the nuclease is
    there from the start.

    References
    ----------
    Brinkman EK, Chen T, de Haas M, et al. Kinetics and fidelity of the repair of Cas9-induced double-strand DNA
    breaks. Mol Cell 2018;70:801-813. doi:10.1016/j.molcel.2018.04.016
    Chalk A, White N, Turchiano G, et al. CLEAR-time dPCR. Nat Commun 2025. doi:10.1038/s41467-025-65182-4
    (equations as its calculator, A-Chalk/DSB-Kinetics-Calculator, states them)
    """

    reference = _CLEAR

    outside = State("1", initial=1.0, source=Paper(_CLEAR, "calculator"), description="nuclease outside of the nucleus")
    inside = State("1", description="nuclease at work in the nucleus")
    intact = State("1", initial=1.0, source=Paper(_CLEAR, "calculator"), description="copies never cut")
    restored = State("1", description="copies cut and repaired without a trace")
    broken = State("1", description="copies with an open double-strand break")
    joined = State("1", description="copies with an indel of end joining")
    microhomology = State("1", description="copies with an indel between microhomologies")
    large_deletion = State("1", description="copies with a large deletion")
    inserted = State("1", description="copies with the donor's gene")
    converted = State("1", description="copies that a base editor converted")

    cutting = Parameter(
        0.1, "1/hour", source=Assumed(_FORM, 0.02, 1.0), description="cutting by all the nuclease (kdsb)"
    )
    restoring = Parameter(0.1, "1/hour", source=Assumed(_FORM, 0.0, 0.5), description="repair without a trace (kpr)")
    joining = Parameter(
        0.04,
        "1/hour",
        source=Assumed(f"{_FORM}; kin 0.05, of which four fifths; {_SLOW}", 0.01, 0.2),
        description="end joining that leaves an indel (of kin)",
    )
    microhomology_joining = Parameter(
        0.01,
        "1/hour",
        source=Assumed(f"{_FORM}; kin 0.05, of which one fifth: both ways contribute (Brinkman 2018)", 0.0, 0.05),
        description="joining through microhomology (of kin)",
    )
    deleting = Parameter(
        0.005, "1/hour", source=Assumed(_FORM, 0.0, 0.02), description="repair with a large deletion (kld)"
    )
    templated = Parameter(
        0.3,
        "1/hour",
        source=Assumed("of the order of all end joining, where a sister or a donor is at hand", 0.0, 1.0),
        description="repair from a donor in a cell in S or G2 with donor enough",
    )
    cycling = Parameter(
        0.4,
        "1",
        source=Assumed("share of dividing T cells in S and G2; resting cells repair by end joining only", 0.0, 0.7),
        description="share of cells in S and G2",
    )
    donor = Parameter(
        1.0,
        "1",
        source=Assumed("as much as half of the effect; 0 where no gene is put in", 0.0, 10.0),
        description="donor",
    )
    half_donor = Parameter(
        1.0, "1", source=Assumed("the unit in which the donor is counted", 0.5, 2.0), description="half-effective donor"
    )
    delay = Parameter(2.0, "hour", source=Assumed(_FORM, 0.1, 12.0), description="half-time of entry into the nucleus")
    fading = Parameter(
        math.log(2.0) / 24.0,
        "1/hour",
        source=Assumed("not in the published model (0 there); a protein not made anew, half-life of a day", 0.0, 0.1),
        description="loss of nuclease activity",
    )
    converting = Parameter(
        0.0,
        "1/hour",
        source=Assumed("a nuclease converts nothing; a base editor does", 0.0, 1.0),
        description="conversion by all of a base editor",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield entry and loss of the nuclease, cutting, conversion, and the ways of repair."""
        enters = self.outside * math.log(2.0) / self.delay
        yield Flow("nuclease enters the nucleus", out_of=self.outside, into=self.inside, rate=enters)
        yield Flow("nuclease loses its activity", out_of=self.inside, rate=self.fading * self.inside)
        for name in ("intact", "restored"):
            copies: Expression = getattr(self, name)
            met = self.inside * copies
            yield Flow(f"{name} copies are cut", out_of=copies, into=self.broken, rate=self.cutting * met)
            yield Flow(f"{name} copies are converted", out_of=copies, into=self.converted, rate=self.converting * met)
        for what, into, rate in (
            ("repaired without a trace", self.restored, self.restoring),
            ("joined with an indel", self.joined, self.joining),
            ("joined at a microhomology", self.microhomology, self.microhomology_joining),
            ("joined with a large deletion", self.large_deletion, self.deleting),
            ("filled from the donor", self.inserted, self._inserting()),
        ):
            yield Flow(f"breaks are {what}", out_of=self.broken, into=into, rate=rate * self.broken)

    def observables(self) -> Iterator[Observable]:
        """Yield what an assay of alleles reads."""
        indel = self.joined + self.microhomology
        yield Observable("wild_type", self.intact + self.restored, "1", "copies that read as wild type")
        yield Observable("indel", indel, "1", "copies with a small insertion or deletion")
        changed = indel + self.large_deletion + self.inserted + self.converted
        yield Observable("edited", changed, "1", "copies changed for good")
        yield Observable(
            "inserting", self._inserting(), "1/day", "rate at which breaks are filled from the donor (kti)"
        )

    def _inserting(self) -> Expression:
        """Rate of repair from the donor: only cells in S or G2, and only with donor."""
        return self.templated * self.cycling * self.donor / (self.half_donor + self.donor)
