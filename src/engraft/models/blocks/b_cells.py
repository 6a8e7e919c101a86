"""Healthy B cells: made by progenitors without CD19, lost to age, CAR T cells and chemotherapy."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, State


def _rest(m: BCells) -> Expression:
    """Give the B cells of a healthy body of this weight."""
    return m.cells_per_weight * m.weight


class BCells(Model):
    """B cells mature from progenitors without CD19, which nothing here kills, and live for some weeks.

    dB/dt = λ B0 - λ B - (k_car + kill) B,     B0 = cells per weight · weight

    ======  ==================  ======================================================
    symbol  here                meaning
    ======  ==================  ======================================================
    B       cells               healthy CD19 positive B cells in the body
    B0      cells_per_weight    B cells at rest
    λ       turnover            share of B cells replaced per day
    k_car   car_kill (port)     rate at which CAR T cells kill a B cell
    kill    kill (port)         rate at which treatment kills a B cell
    ======  ==================  ======================================================

    Under a constant kill k the cells settle at B0 λ/(λ + k): aplasia lasts as long as CAR T cells do.

    What this model cannot say: stages of maturation (CAR T cells also meet the young ones in the
    marrow), regulation of the input by numbers, memory, marrow filled with leukemia.

    References
    ----------
    Macallan DC, et al. Blood 2005;105:3633-3640. PMID 15644412
    León-Triana O, et al. Commun Nonlinear Sci Numer Simul 2021;94:105570. doi:10.1016/j.cnsns.2020.105570
    """

    reference = "PMID 15644412"

    cells = State("cell", initial=_rest, description="healthy B cells in the body")
    weight = Port("kg", "body weight")
    car_kill = Port("1/day", "rate at which CAR T cells kill a B cell")
    kill = Port("1/day", "rate at which treatment kills a B cell")
    cells_per_weight = Parameter(
        2.5e10 / 39.0,
        "cell/kg",
        source=Assumed(
            "2.5e10 healthy B cells (doi:10.1016/j.cnsns.2020.105570, initial value) in a child of 39 kg; with "
            "2 % in blood 0.17e9/L, after chemotherapy below a healthy child",
            1e8,
            2.5e9,
        ),
        spread=0.3,
        description="B cells per body weight at rest; spread assumed, 30 %",
    )
    turnover = Parameter(
        0.019,
        "1/day",
        source=Paper("PMID 15644412", "abstract", "1.9 % of B cells divide per day in young adults, SD 1.0"),
        description="share of B cells replaced per day",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield maturation, age and killing."""
        yield Flow("B cells mature", into=self.cells, rate=self.turnover * _rest(self))
        yield Flow("B cells die", out_of=self.cells, rate=self.turnover * self.cells)
        yield Flow("CAR T cells kill B cells", out_of=self.cells, rate=self.car_kill * self.cells)
        yield Flow("treatment kills B cells", out_of=self.cells, rate=self.kill * self.cells)

    def observables(self) -> Iterator[Observable]:
        """Yield B cells as a share of those at rest."""
        yield Observable("share_of_rest", self.cells / _rest(self), "1", "B cells, as a share of those at rest")
