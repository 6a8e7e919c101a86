"""Leukemia of the marrow that three payloads reach: a radioligand, an antibody's toxin, a suicide gene."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, Port, State, maximum

_LEONTRIANA = "10.1016/j.cnsns.2020.105570"


class DeliveredLeukemia(Model):
    """Leukemic cells, those with a suicide gene apart, and the normal progenitors that lie beside them.

    dU/dt = g U - (r + i + b) U - v U
    dT/dt = g T - (r + i + k) T + v U          the gene is inherited
    dM/dt = -m M                               nothing replaces progenitors here

    ======  ======================  ============================================================
    symbol  here                    meaning
    ======  ======================  ============================================================
    U, T    leukemia, with_gene     leukemia without and with the suicide gene
    M       progenitors             normal progenitors of the marrow, 1 at the start
    g       growth                  net growth of leukemia
    r, i    radioligand, toxin      killed per leukemic cell by either
    k, b    suicide, neighbour      killed by poison, with the gene and beside cells with it
    v       transduces              gets the gene, per cell
    m       progenitors_killed      killed per progenitor by the radioligand
    ======  ======================  ============================================================

    Leukemia is made of cells: when few are left they die out by chance, or do not. Growth is net, so that a cell of a
    clone is born and never dies of itself: the few that are left come back somewhat surer than in life. Cells with the
    gene are few at first and counted so, in steps of six hours: of a vector that is gone in a day the share that gets
    the gene comes out a hundredth higher.

    What this model cannot say: sanctuaries, resistance, blood; marrow that comes back from a graft; turnover of cells.

    References
    ----------
    León-Triana 2021, doi:10.1016/j.cnsns.2020.105570 (growth, cells at the start).
    """

    reference = _LEONTRIANA

    leukemia = State(
        "cell",
        initial=Parameter(5e10, "cell", source=Paper(_LEONTRIANA, "initial value"), description="leukemia at first"),
        clone=True,
        description="leukemic cells without the suicide gene",
    )
    with_gene = State("cell", clone=True, description="leukemic cells with the suicide gene")
    progenitors = State(
        "1",
        initial=Parameter(1.0, "1", source=Assumed("relative to the start", 0.1, 1.0), description="at the start"),
        negligible=1e-9, description="normal progenitors of the marrow, relative to the start",
    )  # fmt: skip
    radioligand = Port("1/day", "killed per leukemic cell by the radioligand")
    toxin = Port("1/day", "killed per leukemic cell by the antibody's toxin")
    suicide = Port("1/day", "killed per cell with the suicide gene")
    neighbour = Port("1/day", "killed per cell beside those with the gene")
    transduces = Port("1/day", "gets the gene, per cell")
    progenitors_killed = Port("1/day", "killed per normal progenitor by the radioligand")

    growth = Parameter(
        1.0 / 30.0, "1/day", source=Paper(_LEONTRIANA, "eqs 4a-4c"), spread=0.5,
        description="net growth of leukemia; spread as in the block leukemia_clones",
    )  # fmt: skip
    one_cell = Parameter(
        1.0, "cell", source=Assumed("a number, not biology: of less than one cell there is no share", 1e-3, 1.0),
        description="cells below which no share is told",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield growth, transduction, and killing by each payload."""
        gets = self.transduces * self.leukemia
        yield Flow("leukemia gets the suicide gene", out_of=self.leukemia, into=self.with_gene, rate=gets)
        for name, cells in (("leukemia", self.leukemia), ("leukemia with the gene", self.with_gene)):
            yield Flow(f"{name} grows", into=cells, rate=self.growth * cells)
            yield Flow(f"radioligand kills {name}", out_of=cells, rate=self.radioligand * cells)
            yield Flow(f"toxin kills {name}", out_of=cells, rate=self.toxin * cells)
        yield Flow("poison kills its maker", out_of=self.with_gene, rate=self.suicide * self.with_gene)
        beside = self.neighbour * self.leukemia
        yield Flow("poison kills neighbours", out_of=self.leukemia, rate=beside)
        killed = self.progenitors_killed * self.progenitors
        yield Flow("radioligand kills progenitors", out_of=self.progenitors, rate=killed)

    def observables(self) -> Iterator[Observable]:
        """Yield all leukemia, and the share with the gene."""
        total = self.leukemia + self.with_gene
        yield Observable("total", total, "cell", "leukemic cells")
        share = self.with_gene / maximum(total, self.one_cell)
        yield Observable("transduced", share, "1", "share of leukemia with the suicide gene")
