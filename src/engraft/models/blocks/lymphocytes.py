"""Normal lymphocytes, the room they leave, and the cytokines they consume."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, Rate, State, log

_KIMMEL = "10.1098/rspb.2021.0229"
_DE_BOCK = "10.1371/journal.pone.0055876"
_DEPLETED = "medians before conditioning and on day 7, n = 70, as if no lymphocyte were left on day 7"


class Lymphocytes(Model):
    """T and NK cells grow back into their room; they and CAR T cells consume IL-15 and IL-7.

    dN/dt = -r N ln((N + C)/K) - kill N,     K = capacity per weight · weight
    IL-15 = I0 / (1 - f + f (N + C)/K),      IL-7 alike
    support = IL-15 / (IL-15 + H)

    ======  =========================  ======================================================
    symbol  here                       meaning
    ======  =========================  ======================================================
    N       cells                      normal T and NK cells in the body
    C       car_total (port)           CAR T cells in the body
    K       capacity_per_weight        lymphocytes at which growth stops
    r       growth                     growth rate of normal lymphocytes
    I0      il15_rest, il7_rest        concentration at rest, N + C = K
    f       il15_share, il7_share      share of consumption that is by lymphocytes at rest
    H       half_support               IL-15 at half of its support
    ======  =========================  ======================================================

    The law of growth is Kimmel's, its room scaled with weight. Concentrations follow consumption at
    once: IL-15 has a half-life of about an hour (doi:10.1182/blood-2010-10-311456) and is made at a
    constant rate, so it rises by 1/(1 - f) where all lymphocytes are gone. Support is what IL-15 lends
    to the expansion of CAR T cells.

    What this model cannot say: subsets of lymphocytes, thymus, trafficking, IL-15 made in inflammation
    (which rises again at the peak of CAR T cells), receptors, and why one patient's IL-15 rises more.

    References
    ----------
    Kimmel GJ, Locke FL, Altrock PM. Proc R Soc B 2021;288:20210229. doi:10.1098/rspb.2021.0229
    De Bock M, et al. PLoS ONE 2013;8:e55876. doi:10.1371/journal.pone.0055876
    Kochenderfer JN, et al. J Clin Oncol 2017;35:1803-1813. doi:10.1200/JCO.2016.71.3024
    Waldmann TA, et al. Blood 2011;117:4787-4795. doi:10.1182/blood-2010-10-311456
    """

    reference = _KIMMEL

    cells = State(
        "cell", initial=lambda m: m.capacity_per_weight * m.weight, description="normal T and NK cells in the body"
    )
    weight = Port("kg", "body weight")
    car_total = Port("cell", "CAR T cells in the body")
    kill = Port("1/day", "rate at which treatment kills normal lymphocytes")
    capacity_per_weight = Parameter(
        2.5e11 / 70.0,
        "cell/kg",
        source=Assumed(
            "2.5e11 cells (doi:10.1098/rspb.2021.0229, Table 1) at an assumed 70 kg; with 2 % in blood 0.95e9/L",
            2e9,
            1e10,
        ),
        spread=0.3,
        description="lymphocytes per body weight at which growth stops; spread assumed, 30 %",
    )
    growth = Parameter(0.17, "1/day", source=Paper(_KIMMEL, "Table 1"), description="growth rate of lymphocytes")
    il15_rest = Parameter(
        2.4, "pg/mL", source=Paper(_DE_BOCK, "abstract", "before conditioning"), description="IL-15 at rest"
    )
    il7_rest = Parameter(
        3.8, "pg/mL", source=Paper(_DE_BOCK, "abstract", "before conditioning"), description="IL-7 at rest"
    )
    il15_share = Parameter(
        1.0 - 2.4 / 12.5,
        "1",
        source=Paper(_DE_BOCK, "abstract", f"1 - 2.4/12.5: {_DEPLETED}"),
        description="share of IL-15 consumption that is by lymphocytes",
    )
    il7_share = Parameter(
        1.0 - 3.8 / 5.1,
        "1",
        source=Paper(_DE_BOCK, "abstract", f"1 - 3.8/5.1: {_DEPLETED}"),
        description="share of IL-7 consumption that is by lymphocytes",
    )
    half_support = Parameter(
        5.5,
        "pg/mL",
        source=Assumed("geometric mean of IL-15 at rest and depleted, 2.4 and 12.5; bounds are these two", 2.4, 12.5),
        description="IL-15 at half of its support",
    )

    def rates(self) -> Iterator[Rate]:
        """Yield growth into the room, negative where there is none."""
        yield Rate(self.cells, -self.growth * self.cells * log(self._filled()), "lymphocytes grow into their room")

    def flows(self) -> Iterator[Flow]:
        """Yield what treatment kills."""
        yield Flow("treatment kills lymphocytes", out_of=self.cells, rate=self.kill * self.cells)

    def observables(self) -> Iterator[Observable]:
        """Yield the cytokines and what they lend to CAR T cells."""
        il15 = self._left(self.il15_rest, self.il15_share)
        yield Observable("il15", il15, "pg/mL", "interleukin-15 in blood")
        yield Observable("il7", self._left(self.il7_rest, self.il7_share), "pg/mL", "interleukin-7 in blood")
        support = il15 / (il15 + self.half_support)
        yield Observable("support", support, "1", "support of CAR T cells by IL-15, 0 to 1")

    def _filled(self) -> Expression:
        """Lymphocytes of both kinds, as a share of their room."""
        return (self.cells + self.car_total) / (self.capacity_per_weight * self.weight)

    def _left(self, rest: Expression, share: Expression) -> Expression:
        """Concentration of a cytokine that is made at a constant rate and consumed by lymphocytes and others."""
        return rest / (1.0 - share + share * self._filled())
