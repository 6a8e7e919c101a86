"""Leukemia and healthy B cells that a receptor against CD19 kills, and that come back when it is gone."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, Port, State, maximum

_DOI = "10.1016/j.cnsns.2020.105570"


class TargetsOfCar(Model):
    """León-Triana's leukemia and B cells under any killing, with an input that keeps B cells where they were.

    dL/dt = ρ (1 - L/K w) L + δ L - δ L - k L,   dB/dt = (B0 w - B)/τ - k B

    Without killing B cells return to rest as 1 - e^-t/τ: their progenitors have no CD19 here. Below 100 cells the
    leukemia is a whole number of cells that divide and die by chance.

    ======  ==============  =====================================================
    symbol  here            meaning
    ======  ==============  =====================================================
    L, B    leukemia, b_cells
    k       kill (port)     killed per CD19 positive cell and day
    ρ, τ    growth, b_cell_lifetime
    δ       turnover        death of leukemic cells, made good by division
    K, B0   capacity, b_cells_at_rest   per body weight
    ======  ==============  =====================================================

    What this model cannot say: loss of CD19, early B cells that carry CD19 (recovery is slower where they are killed),
    sanctuaries, chemotherapy.

    References
    ----------
    León-Triana O, et al. Commun Nonlinear Sci Numer Simul 2021;94:105570. doi:10.1016/j.cnsns.2020.105570
    """

    reference = _DOI

    kill = Port("1/day", "killed per CD19 positive cell")
    weight = Port("kg", "body weight")
    burden = Parameter(
        5e10, "cell", source=Paper(_DOI, "initial values", "as in BIOMD0000001011; a population sets it"),
        description="leukemic cells at the start",
    )  # fmt: skip
    growth = Parameter(
        1.0 / 30.0, "1/day", source=Paper(_DOI, "eqs 4a-4c", "rhoL as in BIOMD0000001011"), spread=0.3,
        description="growth of the leukemia; spread assumed, 30 %",
    )  # fmt: skip
    turnover = Parameter(
        0.1, "1/day", source=Assumed("blasts divide about weekly and most of the gain is lost", 0.0, 0.5),
        description="death of leukemic cells, made good by division",
    )  # fmt: skip
    capacity = Parameter(
        1.4e10, "cell/kg", source=Assumed("1e12 leukemic cells, the textbook's lethal burden, at 70 kg", 3e9, 3e10),
        description="leukemic cells per body weight at which growth stops",
    )  # fmt: skip
    b_cells_at_rest = Parameter(
        2.5e10 / 39.0, "cell/kg", source=Assumed("2.5e10 (León-Triana) in a child of 39 kg", 1e8, 2.5e9), spread=0.3,
        description="B cells per body weight at rest; spread assumed, 30 %",
    )  # fmt: skip
    b_cell_lifetime = Parameter(
        60.0, "day", source=Paper(_DOI, "eqs 4a-4c", "tauB as in BIOMD0000001011"), description="life of a B cell"
    )

    leukemia = State("cell", initial=lambda m: m.burden, clone=True, description="leukemic cells, all CD19 positive")
    b_cells = State("cell", initial=lambda m: m.b_cells_at_rest * m.weight, description="healthy B cells")

    def flows(self) -> Iterator[Flow]:
        """Yield growth, turnover and killing."""
        room = maximum(0.0, 1.0 - self.leukemia / (self.capacity * self.weight))
        yield Flow("leukemia divides", into=self.leukemia, rate=(self.growth * room + self.turnover) * self.leukemia)
        yield Flow("leukemia dies", out_of=self.leukemia, rate=self.turnover * self.leukemia)
        yield Flow("receptor-bearing cells kill leukemia", out_of=self.leukemia, rate=self.kill * self.leukemia)
        rest = self.b_cells_at_rest * self.weight
        yield Flow("B cells are made", into=self.b_cells, rate=rest / self.b_cell_lifetime)
        yield Flow("B cells die", out_of=self.b_cells, rate=self.b_cells / self.b_cell_lifetime)
        yield Flow("receptor-bearing cells kill B cells", out_of=self.b_cells, rate=self.kill * self.b_cells)

    def observables(self) -> Iterator[Observable]:
        """Yield what the receptor can see, and B cells as a share of those at rest."""
        yield Observable("targets", self.leukemia + self.b_cells, "cell", "leukemic and healthy CD19 positive cells")
        share = self.b_cells / (self.b_cells_at_rest * self.weight)
        yield Observable("b_cell_share", share, "1", "healthy B cells, as a share of those at rest")
