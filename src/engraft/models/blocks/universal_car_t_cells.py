"""CAR T cells of a stranger: an antibody kills those that kept CD52, the host rejects those it can see."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import (
    Assumed,
    Expression,
    Flow,
    Observable,
    Parameter,
    Port,
    Rate,
    State,
    exp,
    maximum,
    minimum,
)
from engraft.models.blocks.car_t_cells import CarTCells

_ENDLESS = 50.0  # a number, not biology: exp of it fits into a double


class UniversalCarTCells(CarTCells):
    """The block ``CarTCells`` with losses to alemtuzumab and to the host, which differ between edited cells.

    dx/dt = … - (a c + o r + (1 - o) r0) x        for every kind x of CAR T cells
    c/(1 - c) = c0/(1 - c0) exp(-A),   o/(1 - o) = o0/(1 - o0) exp(R0 - R)
    dA/dt = a,  dR/dt = r,  dR0/dt = r0           where there are cells

    ======  ======================  ====================================================================
    symbol  here                    meaning
    ======  ======================  ====================================================================
    c       cd52                    share of the cells that carry CD52; the antibody selects against it
    o       class_one               share that carries HLA class I; the host selects among them
    c0, o0  cd52_kept,              these shares as infused
            class_one_kept
    A       met_antibody            killing that the cells in the body have met; R and R0 rejection
    a       antibody_kill (port)    killed by alemtuzumab, per cell with CD52
    r, r0   reject,                 rejected by the host, per cell with and without HLA class I
            reject_without (ports)
    ======  ======================  ====================================================================

    The shares follow the law of selection (dc/dt = -a c (1 - c)) in its closed form, so that an edited lot survives
    what an unedited one does not. A second lot is taken to be as selected as what is left of the first. With all
    losses 0 this is ``CarTCells`` to the last digit. TCR positive cells of the lot are counted here as well: some of
    them recognise the host, see ``ResidualTCells``.

    A lot says how it was edited by three parameters: ``tcr_positive``, ``cd52_kept``, ``class_one_kept``.

    What this model cannot say: edits that go together in one cell (CD52, HLA and the receptor of T cells are
    independent here), edited cells that divide more slowly, HLA class II, other ways to hide (HLA-E, CD47); what
    ``CarTCells`` cannot.

    References
    ----------
    Qasim W, et al. Sci Transl Med 2017;9:eaaj2013. doi:10.1126/scitranslmed.aaj2013 (TCR and CD52 knocked out).
    Stein 2019, doi:10.1002/psp4.12388 (as ``CarTCells``).
    """

    met_antibody = State("1", negligible=1e-6, description="killing by alemtuzumab that cells with CD52 have met")
    met_host = State("1", negligible=1e-6, description="rejection that cells with HLA class I have met")
    met_host_without = State("1", negligible=1e-6, description="rejection that cells without HLA class I have met")
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
            killed = self.antibody_kill * self._cd52() * cells
            yield Flow(f"alemtuzumab kills {kind} CAR T cells", out_of=cells, rate=killed)
            yield Flow(f"the host rejects {kind} CAR T cells", out_of=cells, rate=rejected * cells)

    def rates(self) -> Iterator[Rate]:
        """Yield fatigue, and selection among edited cells."""
        yield from super().rates()
        there = self._total() / (self._total() + self.few)
        yield Rate(self.met_antibody, there * self.antibody_kill, "alemtuzumab selects cells without CD52")
        yield Rate(self.met_host, there * self.reject, "the host selects against HLA class I")
        yield Rate(self.met_host_without, there * self.reject_without, "the host selects for HLA class I")

    def observables(self) -> Iterator[Observable]:
        """Yield what CAR T cells yield, and what the TCR positive among them share."""
        yield from super().observables()
        yield Observable("cd52", self._cd52(), "1", "share of CAR T cells with CD52")
        yield Observable("class_one", self._class_one(), "1", "share of CAR T cells with HLA class I")
        lost = self.antibody_kill * self._cd52() + self._rejected()
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
        return self._class_one() * self.reject + (1.0 - self._class_one()) * self.reject_without

    def _cd52(self) -> Expression:
        """Share of the cells with CD52: what was infused, less what the antibody has taken."""
        return _selected(self.cd52_kept, self.met_antibody)

    def _class_one(self) -> Expression:
        """Share of the cells with HLA class I: what was infused, as the host has chosen among them."""
        return _selected(self.class_one_kept, self.met_host - self.met_host_without)

    def _kinds(self) -> tuple[tuple[str, Expression], ...]:
        """Name the kinds of cells."""
        return (
            ("infused", self.infused), ("lodged", self.lodged), ("effector", self.effector),
            ("memory", self.memory), ("exhausted", self.exhausted),
        )  # fmt: skip


def _selected(share: Expression, against: Expression) -> Expression:
    """Share of a kind whose odds have fallen by exp(-against); beyond exp(50) either way nothing is left to tell."""
    kept = minimum(1.0, share)
    return kept / (kept + (1.0 - kept) * exp(minimum(_ENDLESS, maximum(-_ENDLESS, against))))
