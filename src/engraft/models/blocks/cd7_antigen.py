"""CD7: what CAR T cells against it meet, leukemia and the host's own T and NK cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engraft.language import Assumed, Flow, Model, Observable, Parameter, Port, Rate, State
from engraft.models.blocks.leukemia_clones import LeukemiaClones
from engraft.models.blocks.lymphocytes import Lymphocytes

_PAN = "10.1200/JCO.21.00389"


class Cd7Antigen(Model):
    """CD7 positive cells as CAR T cells see them: leukemia within reach, T and NK cells of the host; B cells have none.

    A = leukemia seen + c N,    kill of B cells = b v

    What this model cannot say: how much CD7 a cell carries; myeloid progenitors with CD7.

    References
    ----------
    Pan J, et al. J Clin Oncol 2021;39:3340. doi:10.1200/JCO.21.00389 (CD7 positive normal T cells are depleted).
    """

    reference = _PAN

    leukemia = Port("cell", "leukemic cells as CAR T cells see and reach them")
    lymphocytes = Port("cell", "T and NK cells of the host with CD7")
    car_kill = Port("1/day", "killed per CD7 positive cell")
    on_b_cells = Parameter(
        0.0, "1", source=Assumed("B cells carry no CD7", 0.0, 0.02), description="share of B cells with CD7"
    )

    def observables(self) -> Iterator[Observable]:
        """Yield the antigen, and what is done to B cells."""
        yield Observable("cells", self.leukemia + self.lymphocytes, "cell", "CD7 positive cells within reach")
        yield Observable("b_cell_kill", self.on_b_cells * self.car_kill, "1/day", "killing of B cells")


class Cd7Lymphocytes(Lymphocytes):
    """The lymphocytes of ``Lymphocytes``, most of them with CD7, which CAR T cells against it kill.

    dN/dt = … - v c N,    dc/dt = -v c (1 - c)

    c is the share with CD7; those without are left and fill the room, as was seen in patients. While the cells last,
    new T cells with CD7 are killed as they come, so c does not return here.

    What this model cannot say: that T cells with CD7 come back from the thymus when the CAR T cells are gone, what T
    cells without CD7 defend against, T and NK cells apart; what ``Lymphocytes`` cannot.

    References
    ----------
    Pan J, et al. J Clin Oncol 2021;39:3340. doi:10.1200/JCO.21.00389 (CD7 negative T cells expanded).
    """

    reference = _PAN

    cd7 = State("1", initial=lambda m: m.with_cd7, negligible=1e-9, description="share of T and NK cells with CD7")
    car_kill = Port("1/day", "killed per CD7 positive cell")
    with_cd7 = Parameter(
        0.9, "1", source=Assumed("most T and NK cells carry CD7, some 10 % of T cells do not", 0.8, 0.98),
        description="share of T and NK cells with CD7 at the start",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield what treatment and CAR T cells kill."""
        yield from super().flows()
        yield Flow(
            "CAR T cells kill lymphocytes with CD7", out_of=self.cells, rate=self.car_kill * self.cd7 * self.cells
        )

    def rates(self) -> Iterator[Rate]:
        """Yield growth, and selection of lymphocytes without CD7."""
        yield from super().rates()
        lost = -1.0 * self.car_kill * self.cd7 * (1.0 - self.cd7)
        yield Rate(self.cd7, lost, "CAR T cells select lymphocytes without CD7")

    def observables(self) -> Iterator[Observable]:
        """Yield cytokines, cells with CD7, and how fast a typical lymphocyte is killed for it."""
        yield from super().observables()
        yield Observable("with_cd7_cells", self.cd7 * self.cells, "cell", "T and NK cells with CD7")
        yield Observable("cd7_kill", self.cd7 * self.car_kill, "1/day", "killed for their CD7, per T or NK cell")
        share = self.cells / (self.capacity_per_weight * self.weight)
        yield Observable("share_of_rest", share, "1", "T and NK cells, as a share of those at rest")


class Cd7Leukemia(LeukemiaClones):
    """The clones of ``LeukemiaClones`` with CD7 in the place of CD19: T-ALL, whose rates are those of B-ALL.

    Parameters keep their names: ``can_lose_cd19``, ``loss_of_cd19`` and ``negative_share`` are of CD7 here. Switch of
    lineage was not described and stays rare as the population draws it.

    What this model cannot say: anything that T-ALL does otherwise than B-ALL: its growth, its mediastinal mass, how
    often it is in the central nervous system; what ``LeukemiaClones`` cannot.

    References
    ----------
    Tan Y, et al. J Hematol Oncol 2023;16. doi:10.1186/s13045-023-01427-3 (four of six relapses had lost CD7).
    León-Triana 2021, doi:10.1016/j.cnsns.2020.105570 (growth, of B-ALL).
    """

    reference = "10.1186/s13045-023-01427-3"

    def flows(self) -> Iterator[Flow]:
        """Yield the flows of the clones by the name of the antigen."""
        for flow in super().flows():
            yield replace(flow, name=flow.name.replace("CD19", "CD7"))
