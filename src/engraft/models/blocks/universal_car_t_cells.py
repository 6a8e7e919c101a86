"""CAR T cells of a stranger: an antibody kills those that kept CD52, the host rejects those it can see."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Observable, Parameter, Port, Rate, State, minimum
from engraft.models.blocks.car_t_cells import CarTCells


class UniversalCarTCells(CarTCells):
    """The block ``CarTCells`` with losses to alemtuzumab and to the host, which differ between edited cells.

    dx/dt = … - (a c + o r + (1 - o) r0) x              for every kind x of CAR T cells
    dc/dt = -a c (1 - c),   do/dt = (r0 - r) o (1 - o)  where there are cells

    ======  ======================  ====================================================================
    symbol  here                    meaning
    ======  ======================  ====================================================================
    c       cd52                    share of the cells that carry CD52; the antibody selects against it
    o       class_one               share that carries HLA class I; the host selects among them
    a       antibody_kill (port)    killed by alemtuzumab, per cell with CD52
    r, r0   reject,                 rejected by the host, per cell with and without HLA class I
            reject_without (ports)
    ======  ======================  ====================================================================

    The share of cells that can be killed follows the law of selection, of which the closed form is known: the odds of
    CD52 fall as exp(-∫a), so that an edited lot survives what an unedited one does not. With all losses 0 this is
    ``CarTCells`` to the last digit. TCR positive cells of the lot are counted here as well: some of them recognise the
    host, see ``ResidualTCells``.

    A lot says how it was edited by three parameters: ``tcr_positive``, ``cd52_kept``, ``class_one_kept``.

    What this model cannot say: edits that go together in one cell (CD52, HLA and the receptor of T cells are
    independent here), edited cells that divide more slowly, HLA class II, other ways to hide (HLA-E, CD47); what
    ``CarTCells`` cannot.

    References
    ----------
    Qasim W, et al. Sci Transl Med 2017;9:eaaj2013. doi:10.1126/scitranslmed.aaj2013 (TCR and CD52 knocked out).
    Stein 2019, doi:10.1002/psp4.12388 (as ``CarTCells``).
    """

    cd52 = State(
        "1", initial=lambda m: minimum(1.0, m.cd52_kept), negligible=1e-9, description="share of CAR T cells with CD52"
    )
    class_one = State(
        "1",
        initial=lambda m: minimum(1.0, m.class_one_kept),
        negligible=1e-9,
        description="share of CAR T cells with HLA class I",
    )
    antibody_kill = Port("1/day", "killed by alemtuzumab, per cell with CD52")
    reject = Port("1/day", "rejected by the host, per cell with HLA class I")
    reject_without = Port("1/day", "rejected by the host, per cell without HLA class I")

    tcr_positive = Parameter(
        0.007, "1",
        source=Assumed("UCART19: less than 1 % after depletion, 0.7 % as recalled of the first lot; high: a bad lot",
                       0.0, 1.0),
        description="share of the cells that kept their T-cell receptor, at most 1",
    )  # fmt: skip
    cd52_kept = Parameter(
        0.36, "1",
        source=Assumed("UCART19: CD52 is gone from two thirds, as recalled of the first lot; unedited: 1", 0.0, 1.0),
        description="share of the infused cells with CD52",
    )  # fmt: skip
    class_one_kept = Parameter(
        1.0, "1", source=Assumed("beta-2-microglobulin is not edited; knocked out: 0", 0.0, 1.0),
        description="share of the infused cells with HLA class I",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield the flows of CAR T cells, and what antibody and host take of every kind."""
        yield from super().flows()
        rejected = self._rejected()
        for kind, cells in self._kinds():
            killed = self.antibody_kill * self.cd52 * cells
            yield Flow(f"alemtuzumab kills {kind} CAR T cells", out_of=cells, rate=killed)
            yield Flow(f"the host rejects {kind} CAR T cells", out_of=cells, rate=rejected * cells)

    def rates(self) -> Iterator[Rate]:
        """Yield fatigue, and selection among edited cells."""
        yield from super().rates()
        there = self._total() / (self._total() + self.few)
        lost = -1.0 * self.antibody_kill * self.cd52 * (1.0 - self.cd52)
        yield Rate(self.cd52, there * lost, "alemtuzumab selects cells without CD52")
        chosen = (self.reject_without - self.reject) * self.class_one * (1.0 - self.class_one)
        yield Rate(self.class_one, there * chosen, "the host selects among cells by HLA class I")

    def observables(self) -> Iterator[Observable]:
        """Yield what CAR T cells yield, and what the TCR positive among them share."""
        yield from super().observables()
        lost = self.antibody_kill * self.cd52 + self._rejected()
        yield Observable("lost", lost, "1/day", "lost to antibody and host, per CAR T cell")
        engrafts = minimum(1.0, self.tcr_positive) * minimum(1.0, self.engrafting)
        yield Observable("tcr_arriving", engrafts * self.homing * self.infused, "cell/day", "TCR positive cells that "
                         "settle and will divide")  # fmt: skip
        fastest = self.growth + self.contraction + self.exhaustion
        helped = self.support / self.full_drive * (1.0 - self.steroid_stops * self.steroid)
        yield Observable("drive", fastest * helped, "1/day", "division of a fresh cell that always meets antigen")
        yield Observable("dying", self.contraction + self.exhaustion, "1/day", "death and exhaustion of such a cell")
        yield Observable("tiring", 1.0 / self.tiring_time, "1/day", "pace at which such a cell loses its drive")

    def _rejected(self) -> Expression:
        """Rejected per CAR T cell and day, on average."""
        return self.class_one * self.reject + (1.0 - self.class_one) * self.reject_without

    def _kinds(self) -> tuple[tuple[str, Expression], ...]:
        """Name the kinds of cells."""
        return (
            ("infused", self.infused), ("lodged", self.lodged), ("effector", self.effector),
            ("memory", self.memory), ("exhausted", self.exhausted),
        )  # fmt: skip
