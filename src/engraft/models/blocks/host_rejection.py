"""What a host does to T cells of a stranger: some of its T cells are primed and divide, its NK cells do not wait."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from engraft.language import Assumed, Expression, Flow, Model, Observable, Parameter, Port, State
from engraft.models.blocks.car_t_cells import CarTCells
from engraft.models.blocks.donor_t_cells import DonorTCells

_MIRROR = "that of donor T cells which recognise a host (block DonorTCells): the same cells, the other way round"


def _mirrored(parameter: Parameter, what: str) -> Parameter:
    """Take the rate of a donor's T cells for those of the host, with the bounds it has there."""
    source = parameter.source
    bounds = (source.low, source.high) if isinstance(source, Assumed) else (0.0, math.inf)
    return replace(parameter, source=Assumed(_MIRROR, *bounds), description=what)


class HostRejection(Model):
    """Host T cells that recognise foreign HLA are primed by the cells infused, divide, and kill; NK cells kill at once.

    s = F/(F + K w) (o + t (1 - o)),   P = f τ N
    dR/dt = r s P + p s q R∞ w/(R∞ w + R) R - (δ + k + z e) R
    T = γ R/(h w + F + R),   NK = γ ν N/(h w + F + ν N)
    reject = T + m NK (cells with HLA class I),   reject_without = t T + NK (cells without)

    ======  ====================  ============================================================================
    symbol  here                  meaning
    ======  ====================  ============================================================================
    N       lymphocytes (port)    T and NK cells of the host that conditioning left, or that grew back
    F       foreign (port)        infused cells in the body;  o class_one (port): share of them with HLA class I
    R       primed                host T cells that met foreign HLA and divide
    f, τ    alloreactive,         share of T cells that recognise a stranger's HLA; share of N that are T cells
            t_share
    ν       nk_share              share of N that are NK cells
    r, p    recruitment, division how fast precursors begin to divide, and primed cells divide
    δ, R∞   death, crowding       loss of primed cells; primed cells per weight that halve division
    K       half_antigen          infused cells per weight at half of the priming
    t       class_two             share of recognition that is left where cells lack HLA class I
    m       mismatch              share of NK cells that a stranger's class I does not hold back
    γ, h    kills, half_meeting   targets one cell kills per day; targets at which it is busy half of the time
    q       support (port)        IL-15, which conditioning leaves to host and infused cells alike
    k       kill (port)           drugs and antibodies that kill lymphocytes
    e       steroid (port)        effect of steroids
    ======  ====================  ============================================================================

    Why conditioning decides: precursors go as the lymphocytes that are left, and an antibody that is still there
    kills primed cells as fast as they divide. When it is gone the host comes back and ends persistence.

    What this model cannot say: antibodies against HLA and against the receptor, memory against this donor's HLA,
    which HLA are shared, regulatory T cells, lymph nodes and marrow apart, infused cells that kill those that attack
    them.

    References
    ----------
    Kimmel GJ, Locke FL, Altrock PM. Proc R Soc B 2021;288:20210229. doi:10.1098/rspb.2021.0229 (killing)
    D'Orsogna LJ, et al. Immunogenetics 2012;64:77-85. doi:10.1007/s00251-011-0590-0 (memory T cells see foreign HLA)
    """

    reference = "10.1098/rspb.2021.0229"

    primed = State("cell", negligible=1.0, description="host T cells that divide against the infused cells")
    lymphocytes = Port("cell", "T and NK cells of the host")
    foreign = Port("cell", "infused cells in the body")
    class_one = Port("1", "share of the infused cells that carry HLA class I")
    support = Port("1", "support of division by IL-15, 0 to 1")
    kill = Port("1/day", "rate at which treatment kills lymphocytes of the host")
    steroid = Port("1", "effect of steroids, 0 to 1")
    weight = Port("kg", "body weight")

    alloreactive = Parameter(
        0.03, "1",
        source=Assumed("textbooks: 1 to 10 % of T cells answer a stranger's HLA; geometric mean", 0.01, 0.1),
        spread=0.7,
        description="share of T cells that recognise foreign HLA; spread: 1 to 10 % as 5th and 95th percentile",
    )  # fmt: skip
    t_share = Parameter(
        0.85, "1", source=Assumed("adults: T cells 70 to 95 % of T and NK cells in blood", 0.7, 0.95),
        description="share of T cells among T and NK cells",
    )  # fmt: skip
    nk_share = Parameter(
        0.1, "1", source=Assumed("adults: 5 to 20 % of lymphocytes are NK cells", 0.05, 0.2),
        description="share of NK cells among T and NK cells",
    )  # fmt: skip
    half_antigen = Parameter(
        1e6, "cell/kg",
        source=Assumed("a usual dose primes at half of the fastest; bounds: tenfold less, the peak of expansion more",
                       1e5, 1e8),
        description="infused cells per weight at half of the priming",
    )  # fmt: skip
    class_two = Parameter(
        0.3, "1",
        source=Assumed("activated T cells show class II too, and CD4 cells see it; bounds wide", 0.0, 0.7),
        description="share of recognition by T cells that is left without HLA class I",
    )  # fmt: skip
    mismatch = Parameter(
        0.03, "1",
        source=Assumed("a stranger lacks a ligand of a subset of NK cells in some pairs: 10 % of cells in a third",
                       0.0, 0.3),
        description="share of NK cells that a stranger's HLA class I does not hold back",
    )  # fmt: skip
    recruitment = _mirrored(DonorTCells.recruitment, "precursors that begin to divide, at full antigen")
    division = _mirrored(DonorTCells.division, "division of primed cells at full antigen and support")
    death = _mirrored(DonorTCells.death, "loss of primed cells")
    crowding = _mirrored(DonorTCells.crowding, "primed cells per weight at which their division is halved")
    steroid_kill = _mirrored(DonorTCells.steroid_kill, "primed cells killed at full effect of steroids")
    kills = Parameter(
        CarTCells.kills.value, "1/day",
        source=Assumed("that of CAR T cells (doi:10.1098/rspb.2021.0229, Table 1); bounds: its quartiles, twofold",
                       0.32, 2.7),
        description="targets one cell kills per day at most",
    )  # fmt: skip
    half_meeting = Parameter(
        CarTCells.half_meeting.value, "cell/kg",
        source=Assumed("that of CAR T cells (doi:10.1098/rspb.2021.0229, Table 1, at 70 kg); bounds: its quartiles, "
                       "twofold", 1e7, 9e7),
        description="targets at which a cell meets one half of the time",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield priming, division, loss and killing of host T cells."""
        s, crowd = self._antigen(), self.crowding * self.weight
        precursors = self.alloreactive * self.t_share * self.lymphocytes
        yield Flow("host T cells are primed", into=self.primed, rate=self.recruitment * s * precursors)
        speed = s * self.support * crowd / (crowd + self.primed)
        yield Flow("primed host T cells divide", into=self.primed, rate=self.division * speed * self.primed)
        yield Flow("primed host T cells die", out_of=self.primed, rate=self.death * self.primed)
        yield Flow("treatment kills primed host T cells", out_of=self.primed, rate=self.kill * self.primed)
        steroids = self.steroid_kill * self.steroid * self.primed
        yield Flow("steroids kill primed host T cells", out_of=self.primed, rate=steroids)

    def observables(self) -> Iterator[Observable]:
        """Yield what happens to an infused cell with HLA class I, and to one without."""
        by_t, by_nk = self._killed_by(self.primed), self._killed_by(self.nk_share * self.lymphocytes)
        yield Observable("reject", by_t + self.mismatch * by_nk, "1/day", "rejection of a cell with HLA class I")
        without = self.class_two * by_t + by_nk
        yield Observable("reject_without", without, "1/day", "rejection of a cell without HLA class I")
        yield Observable("antigen", self._antigen(), "1", "foreign HLA that primes host T cells, 0 to 1")

    def _antigen(self) -> Expression:
        """Foreign HLA, 0 to 1."""
        visible = self.class_one + self.class_two * (1.0 - self.class_one)
        return visible * self.foreign / (self.foreign + self.half_antigen * self.weight)

    def _killed_by(self, killers: Expression) -> Expression:
        """Killed per infused cell and day by so many killers."""
        return self.kills * killers / (self.half_meeting * self.weight + self.foreign + killers)
