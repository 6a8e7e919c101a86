"""Healthy B cells and the line that makes them, which leukemia crowds out and chemotherapy empties."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, State

_STEPS = 3.0


def _rest(m: BCells) -> Expression:
    """Give the B cells of a healthy body of this weight."""
    return m.cells_per_weight * m.weight


class BCells(Model):
    """B cells mature from progenitors without CD19 in the marrow that leukemia leaves, and live for some weeks.

    dP1/dt = r (room - P1) - u P1,    dP2/dt = r (P1 - P2) - u P2,    dP3/dt = r (P2 - P3) - u P3
    dB/dt  = λ B0 P3 - λ B - (k_car + u) B,    B0 = cells per weight · weight,    r = 3/T,    u = z kill

    ======  ==================  ======================================================
    symbol  here                meaning
    ======  ==================  ======================================================
    P1-P3   early, middle, late progenitors, as a share of those at rest
    T       passage             days from stem cell to B cell
    room    marrow_room (port)  share of the marrow that leukemia leaves
    B       cells               healthy CD19 positive B cells in the body
    B0      cells_per_weight    B cells at rest
    λ       turnover            share of B cells replaced per day
    k_car   car_kill (port)     rate at which CAR T cells kill a B cell
    kill    kill (port)         rate at which treatment kills a normal lymphocyte
    z       sensitivity         B cells and their progenitors, relative to that
    ======  ==================  ======================================================

    Under a constant kill k_car the cells settle at B0 λ/(λ + k_car): aplasia lasts as long as CAR T cells do. After
    fludarabine and cyclophosphamide the line starts again from stem cells, so for some weeks hardly a B cell is
    there to meet. Everybody starts with a full line; one in a marrow full of leukemia empties within weeks.

    What this model cannot say: stages of maturation with CD19 (CAR T cells also meet the young ones in the
    marrow), regulation of the input by numbers, memory.

    References
    ----------
    Macallan DC, et al. Blood 2005;105:3633-3640. PMID 15644412
    León-Triana O, et al. Commun Nonlinear Sci Numer Simul 2021;94:105570. doi:10.1016/j.cnsns.2020.105570
    """

    reference = "PMID 15644412"

    cells = State("cell", initial=_rest, description="healthy B cells in the body")
    early = State("1", initial=1.0, negligible=1e-4, description="early progenitors, as a share of those at rest")
    middle = State("1", initial=1.0, negligible=1e-4, description="later progenitors, as a share of those at rest")
    late = State("1", initial=1.0, negligible=1e-4, description="last progenitors, as a share of those at rest")
    weight = Port("kg", "body weight")
    marrow_room = Port("1", "share of the marrow that leukemia leaves")
    car_kill = Port("1/day", "rate at which CAR T cells kill a B cell")
    kill = Port("1/day", "rate at which treatment kills a normal lymphocyte")
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
    passage = Parameter(
        30.0,
        "day",
        source=Assumed("B cells come back one to three months after marrow was emptied; three steps", 14.0, 60.0),
        description="days from stem cell to B cell",
    )
    sensitivity = Parameter(
        math.log(2.5e11 / 3.0e9) / 8.4,
        "1",
        source=Assumed(
            "1.2 % are left of them as of other lymphocytes (doi:10.1098/rspb.2021.0229, Table 1), but those grow back "
            "before they are counted and B cells hardly do: ln 83 over the 8.4 that the course takes of the logarithm "
            "of those; low: a tenth of it, high: the same",
            0.05,
            1.0,
        ),
        description="killing of B cells and progenitors relative to other lymphocytes",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield maturation, age and killing."""
        pace = _STEPS / self.passage
        yield Flow("stem cells give B progenitors", into=self.early, rate=pace * self.marrow_room)
        pools = (self.early, self.middle, self.late)
        for step, (pool, following) in enumerate(zip(pools, (*pools[1:], None), strict=True), start=1):
            yield Flow(f"B progenitors mature, step {step}", out_of=pool, into=following, rate=pace * pool)
            yield Flow(
                f"treatment kills B progenitors, step {step}", out_of=pool, rate=self.sensitivity * self.kill * pool
            )
        yield Flow("B cells mature", into=self.cells, rate=self.turnover * _rest(self) * self.late)
        yield Flow("B cells die", out_of=self.cells, rate=self.turnover * self.cells)
        yield Flow("CAR T cells kill B cells", out_of=self.cells, rate=self.car_kill * self.cells)
        yield Flow("treatment kills B cells", out_of=self.cells, rate=self.sensitivity * self.kill * self.cells)

    def observables(self) -> Iterator[Observable]:
        """Yield B cells as a share of those at rest."""
        yield Observable("share_of_rest", self.cells / _rest(self), "1", "B cells, as a share of those at rest")
