"""A gene on its way from outside of a cell into its nucleus, carried by an adenoviral vector (Varga 2005)."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.kernel.expression import Expression
from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, State

_DOI = "10.1038/sj.gt.3302495"
_READ = Paper(_DOI, "rates of Ad5", "read in yuezheli/mRNA-therapeutics, Varga2005/varga2005.cpp, not in the paper")


class Varga2005(Model):
    """Complexes of vector and plasmid are taken up, leave vesicles, bind import proteins and enter the nucleus.

    ======================  =====================  ==============================================================
    reproduction            here                   meaning
    ======================  =====================  ==============================================================
    Complex_extracellular   outside                complexes that one cell can still take up
    Complex_internal        vesicles               complexes in vesicles
    Complex_cytoplasmic     cytoplasm              complexes in the cytoplasm
    ComplexBound_…          at_pore, imported      complexes with import proteins: at a pore, and in the nucleus
    Complex_nuclear         nuclear                complexes in the nucleus
    Plasmid_…               naked, naked_at_pore,  the same of plasmids that left their vector
                            naked_imported, free
    k_bind_uptake           uptake                 binding and uptake
    k_deg_vesicle           vesicle_loss           degradation in vesicles
    k_escape                escape                 escape from them
    k_bind_vector           binding                binding of import proteins to a complex
    k_bind_plasmid          naked_binding          the same to a naked plasmid
    k_unpack                unpacking              the vector lets its plasmid go
    k_degredation           degradation            loss of naked plasmid in the cytoplasm
    k_in                    importing              through a pore
    k_dissociation          dissociation           import proteins let go in the nucleus
    ======================  =====================  ==============================================================

    A complex at a pore counts as nuclear, as in the figure. What import proteins have bound is at a pore within 0.06 s
    (k_NPC, 1000/min): here at once. All vector is there from the start, so nothing can be given. How many complexes a
    cell can take up was chosen by those who reproduced the figure (1e4): the course is tested, and not its height.

    What this model cannot say: copies of a lentivirus (an adenovirus does not integrate), that cells differ, chance
    (a cell with three copies has an average of three), cell division, expression (the paper's protein is not tested
    against data), anything after the few hours of the figure. Cells are a human hepatoma line (C3A), not T cells.

    References
    ----------
    Varga CM, Tedford NC, Thomas M, Klibanov AM, Griffith LG, Lauffenburger DA. Quantitative comparison of
    polyethylenimine formulations and adenoviral vectors in terms of intracellular gene delivery processes. Gene Ther
    2005;12:1023-1032. doi:10.1038/sj.gt.3302495
    """

    reference = _DOI

    outside = State(
        "copy",
        initial=1e4,
        source=Assumed("chosen in the reproduction so that the height of figure 3 is met", 1e3, 1e5),
        description="complexes that one cell can still take up",
    )
    vesicles = State("copy", description="complexes in vesicles")
    cytoplasm = State("copy", description="complexes in the cytoplasm")
    at_pore = State("copy", description="complexes at a nuclear pore")
    imported = State("copy", description="complexes with import proteins in the nucleus")
    nuclear = State("copy", description="complexes in the nucleus")
    naked = State("copy", description="plasmids without vector in the cytoplasm")
    naked_at_pore = State("copy", description="such plasmids at a nuclear pore")
    naked_imported = State("copy", description="such plasmids with import proteins in the nucleus")
    free = State("copy", description="plasmids free in the nucleus")

    uptake = Parameter(6e-3, "1/min", source=_READ, description="binding and uptake by the cell")
    vesicle_loss = Parameter(2e-2, "1/min", source=_READ, description="degradation in vesicles")
    escape = Parameter(1.6e-2, "1/min", source=_READ, description="escape from vesicles")
    binding = Parameter(1e-1, "1/min", source=_READ, description="binding of import proteins to a complex")
    naked_binding = Parameter(2e-3, "1/min", source=_READ, description="binding of import proteins to a naked plasmid")
    unpacking = Parameter(1e-2, "1/min", source=_READ, description="the vector lets its plasmid go")
    degradation = Parameter(5e-3, "1/min", source=_READ, description="loss of naked plasmid in the cytoplasm")
    importing = Parameter(3e-3, "1/min", source=_READ, description="import through a nuclear pore")
    dissociation = Parameter(1e-3, "1/min", source=_READ, description="import proteins let go in the nucleus")

    def flows(self) -> Iterator[Flow]:
        """Yield uptake, escape and losses, and the way into the nucleus with and without vector."""
        yield Flow("the cell takes vector up", out_of=self.outside, into=self.vesicles, rate=self.uptake * self.outside)
        yield Flow("vesicles degrade vector", out_of=self.vesicles, rate=self.vesicle_loss * self.vesicles)
        yield _step("vector escapes", self.vesicles, self.cytoplasm, self.escape)
        yield _step("import proteins bind vector", self.cytoplasm, self.at_pore, self.binding)
        yield _step("vector unpacks in the cytoplasm", self.cytoplasm, self.naked, self.unpacking)
        yield _step("vector is imported", self.at_pore, self.imported, self.importing)
        yield _step("import proteins let vector go", self.imported, self.nuclear, self.dissociation)
        yield _step("vector unpacks in the nucleus", self.nuclear, self.free, self.unpacking)
        yield Flow("naked plasmid is degraded", out_of=self.naked, rate=self.degradation * self.naked)
        yield _step("import proteins bind plasmid", self.naked, self.naked_at_pore, self.naked_binding)
        yield _step("plasmid is imported", self.naked_at_pore, self.naked_imported, self.importing)
        yield _step("import proteins let plasmid go", self.naked_imported, self.free, self.dissociation)

    def observables(self) -> Iterator[Observable]:
        """Yield what the figure shows: copies in the nucleus, and in the whole cell."""
        held = self.at_pore + self.imported + self.nuclear
        nucleus = held + self.naked_at_pore + self.naked_imported + self.free
        rest = self.vesicles + self.cytoplasm + self.naked
        yield Observable("nucleus", nucleus, "copy", "copies in and at the nucleus of one cell")
        yield Observable("whole_cell", nucleus + rest, "copy", "copies in one cell")
        yield Observable("expressible", self.free, "copy", "copies free in the nucleus of one cell")


def _step(name: str, source: Expression, target: Expression, rate: Expression) -> Flow:
    """Move copies on at a rate of their own."""
    return Flow(name, out_of=source, into=target, rate=rate * source)
