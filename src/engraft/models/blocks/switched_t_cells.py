"""Donor T cells with one of two suicide genes, growing back among their neighbours after a transplant."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Parameter, Port, State, maximum

_ZHOU2016 = "10.1038/mt.2015.234"
_GARIN = "Blood 2001;97:122"
_ROOM = "doi:10.1098/rspb.2021.0229, Table 1, at an assumed 70 kg"
_COUNT = "450 lymphocytes per uL on day 30 (median of 157, doi:10.1016/j.bbmt.2007.07.005), a quarter of healthy 1800"


class SwitchedTCells(Model):
    """T cells with inducible caspase 9, T cells with viral thymidine kinase, and the other lymphocytes.

    g = ρ (1 - (N + S + R + L)/(K w))
    dN/dt = g N - s N                    s: rimiducid, whether they divide or not
    dS/dt = g S - d p S                  p: ganciclovir, at division d
    dR/dt = g R                          the gene is cut: they resist
    dL/dt = g L

    ======  ===================  ==============================================================
    symbol  here                 meaning
    ======  ===================  ==============================================================
    N       caspase              T cells with inducible caspase 9
    S, R    kinase, resistant    T cells with thymidine kinase, whole and cut by splicing
    L       others               lymphocytes without either gene
    s, p    switch_kill, poisoned    ports: killed by rimiducid; share of divisions that kill
    ρ, K    growth, capacity     growth in room, and the room, per body weight
    d       division             divisions of a T cell per day, most of them balanced by death
    ======  ===================  ==============================================================

    Modified cells grow as their neighbours do: nothing says that they know of their gene. So how far the survivors
    grow in three months is predicted from lymphocytes after other transplants. Rimiducid kills within an hour what it
    kills; ganciclovir kills as cells divide, so over days, and never the cut ones, whose share of the cells with that
    gene therefore rises as exp(d ∫p).

    What this model cannot say: graft-versus-host disease and what it makes cells do, other than by ``division``; an
    immune response against the viral enzyme; the thymus; how many cells a person was given.

    References
    ----------
    Zhou X, et al. Mol Ther 2016;24:823-831. doi:10.1038/mt.2015.234. Garin MI, et al. Blood 2001;97:122-129 (the cut
    gene in all of 12 patients, more of it under ganciclovir).
    """

    reference = _ZHOU2016

    caspase = State("cell", lambda m: m.modified() * m.caspase_share, description="T cells with inducible caspase 9")
    kinase = State("cell", lambda m: m.with_kinase() * (1.0 - m.cut_share), description="with whole kinase")
    resistant = State("cell", lambda m: m.with_kinase() * m.cut_share, description="with cut kinase")
    others = State("cell", lambda m: (1.0 - m.modified_share) * m.start(), description="other lymphocytes")
    switch_kill = Port("1/day", "killed per cell by the safety switch")
    poisoned = Port("1", "share of divisions that kill a cell with thymidine kinase")
    weight = Port("kg", "body weight")

    growth = Parameter(
        0.04, "1/day",
        source=Assumed(f"as donor lymphocytes in the block donor_t_cells: {_COUNT}, from the 8 % infused", 0.02, 0.17),
        description="growth of lymphocytes that have room",
    )  # fmt: skip
    capacity = Parameter(
        2.5e11 / 70.0, "cell/kg", source=Assumed(f"2.5e11 cells ({_ROOM})", 2e9, 1e10),
        description="lymphocytes per body weight at which growth stops",
    )  # fmt: skip
    filled = Parameter(0.25, "1", source=Assumed(_COUNT, 0.1, 0.5), description="share of the room taken at the start")
    modified_share = Parameter(
        0.6, "1", source=Assumed("half to three quarters of T cells soon after cells are given; none read", 0.1, 0.9),
        description="share of lymphocytes that are modified, at the start",
    )  # fmt: skip
    caspase_share = Parameter(
        0.5, "1", source=Assumed("nobody had both kinds: equal, so that the switches can be compared", 0.01, 0.99),
        description="share of modified cells with inducible caspase 9, the others have thymidine kinase",
    )  # fmt: skip
    cut_share = Parameter(
        0.05, "1",
        source=Assumed(f"found in all of 12 patients, share not in the abstract ({_GARIN})", 0.005, 0.3),
        description="share of cells with thymidine kinase in which it is cut",
    )  # fmt: skip
    division = Parameter(
        0.5, "1/day",
        source=Assumed("T cells that answer antigen divide every one to two days, resting ones monthly", 0.02, 1.0),
        description="divisions per cell and day",
    )  # fmt: skip

    one_cell = Parameter(
        1.0, "cell", source=Assumed("a number, not biology: of less than one cell there is no share", 1e-3, 1.0),
        description="cells below which no share is told",
    )  # fmt: skip

    def start(self) -> Expression:
        """Return all lymphocytes at the start."""
        return self.filled * self.capacity * self.weight

    def modified(self) -> Expression:
        """Return all modified cells at the start."""
        return self.modified_share * self.start()

    def with_kinase(self) -> Expression:
        """Return those with thymidine kinase at the start, cut or not."""
        return self.modified() * (1.0 - self.caspase_share)

    def flows(self) -> Iterator[Flow]:
        """Yield growth, and killing by either drug."""
        cells = {
            "T cells with caspase 9": self.caspase, "T cells with kinase": self.kinase,
            "T cells with cut kinase": self.resistant, "other lymphocytes": self.others,
        }  # fmt: skip
        total = self.caspase + self.kinase + self.resistant + self.others
        room = maximum(0.0, 1.0 - total / (self.capacity * self.weight))
        for name, pool in cells.items():
            yield Flow(f"{name} grow", into=pool, rate=self.growth * room * pool)
        dead = self.switch_kill * self.caspase
        yield Flow("rimiducid kills T cells with caspase 9", out_of=self.caspase, rate=dead)
        poisoned = self.division * self.poisoned * self.kinase
        yield Flow("ganciclovir kills dividing T cells with kinase", out_of=self.kinase, rate=poisoned)

    def observables(self) -> Iterator[Observable]:
        """Yield the share that resists ganciclovir."""
        modified = self.kinase + self.resistant
        share = self.resistant / maximum(modified, self.one_cell)
        yield Observable("resistant_share", share, "1", "share of cells with thymidine kinase in which it is cut")
