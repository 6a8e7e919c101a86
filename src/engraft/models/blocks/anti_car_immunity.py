"""Immunity against the receptor: host T cells that see its foreign parts are primed, divide, kill and remember."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, State
from engraft.models.blocks.donor_t_cells import DonorTCells
from engraft.models.blocks.host_rejection import HostRejection

_ALANIO = "Alanio 2010, Blood 115:3718, abstract"
_BLATTMAN = "Blattman 2002, J Exp Med 195:657"
_LEAST, _MOST = 0.6e-6, 1.3e-4  # of naive CD8 T cells, per epitope


class AntiCarImmunity(Model):
    """Primed host T cells kill CAR T cells; some stay as memory, which meets a second infusion at once.

    s = C/(C + K w),   P = u f n N
    dR/dt = r s P + r s M + p s R∞ w/(R∞ w + R) R - c (1 - s) R - (k + z e) R
    dM/dt = μ c (1 - s) R - r s M - (d + k) M
    reject = γ R/(h w + C + R)

    ======  ====================  ============================================================================
    symbol  here                  meaning
    ======  ====================  ============================================================================
    C       foreign (port)        CAR T cells in the body
    N       lymphocytes (port)    T and NK cells of the host that conditioning left, or that grew back
    R, M    primed, memory        host T cells that divide against the receptor; those that remember it
    u       recognised            1 in persons whose HLA shows a foreign part of the receptor, else 0
    f, n    precursors,           share of naive CD8 T cells that see it; share of N that are naive CD8 T cells
            naive_share
    r       recruitment           how fast precursors and memory cells begin to divide, at full antigen
    p, R∞   division, crowding    division of primed cells; primed cells per weight that halve it
    K       half_antigen          CAR T cells per weight at half of the antigen
    c, μ    contraction, kept     loss of primed cells without antigen; share of them that becomes memory
    d       forgetting            loss of memory
    γ, h    kills, half_meeting   targets one cell kills per day; targets at which it is busy half of the time
    k, e    kill, steroid (ports) drugs that kill lymphocytes; effect of steroids, z its rate
    ======  ====================  ============================================================================

    Conditioning acts twice: it thins out precursors before the first infusion, and memory before a second one, which
    without it is met by the memory of the first. Whose HLA shows nothing foreign has no immunity at all.

    What this model cannot say: antibodies against the receptor (which are common and change little, as recalled), help
    by CD4 cells, which HLA show what, humanised receptors but for a smaller share of persons who recognise them.

    References
    ----------
    Turtle CJ, et al. J Clin Invest 2016;126:2123-2138. doi:10.1172/JCI85309 (CD8 responses limit persistence).
    Alanio C, et al. Blood 2010;115:3718-3725 (precursors). Blattman JN, et al. J Exp Med 2002;195:657-664 (division,
    memory; in mice).
    """

    reference = "10.1172/JCI85309"

    primed = State("cell", negligible=1.0, description="host T cells that divide against the receptor")
    memory = State("cell", negligible=1.0, description="host T cells that remember the receptor")
    lymphocytes = Port("cell", "T and NK cells of the host")
    foreign = Port("cell", "CAR T cells in the body")
    kill = Port("1/day", "rate at which treatment kills lymphocytes of the host")
    steroid = Port("1", "effect of steroids, 0 to 1")
    weight = Port("kg", "body weight")

    recognised = Parameter(
        1.0, "1",
        source=Assumed("somebody whose HLA shows a foreign part; a population sets 0 or 1", 0.0, 1.0),
        description="1 where the receptor is recognised, else 0",
    )  # fmt: skip
    precursors = Parameter(
        math.sqrt(_LEAST * _MOST), "1",
        source=Assumed(f"{_ALANIO}: six epitopes, geometric mean of least and most; one epitope", _LEAST, _MOST),
        spread=math.log(_MOST / _LEAST) / (2.0 * 1.645),
        description="share of naive CD8 T cells that see the receptor; spread: least and most as 5th and 95th centile",
    )  # fmt: skip
    naive_share = Parameter(
        0.15, "1", source=Assumed("a third of T cells is CD8, half of these naive in the young", 0.03, 0.3),
        description="share of naive CD8 T cells among T and NK cells",
    )  # fmt: skip
    division = Parameter(
        14.0 * math.log(2.0) / 7.0, "1/day",
        source=Paper(_BLATTMAN, "abstract", "14 divisions in a week, in mice"),
        spread=0.3,
        description="net division of primed cells at full antigen; spread assumed",
    )  # fmt: skip
    kept = Parameter(
        0.05, "1", source=Paper(_BLATTMAN, "abstract", "5 % of primed cells become memory, in mice"),
        description="share of primed cells that become memory when antigen is gone",
    )  # fmt: skip
    recruitment = Parameter(
        DonorTCells.recruitment.value, "1/day",
        source=Assumed("that of donor T cells (block DonorTCells)", 0.1, 1.0),
        description="precursors and memory cells that begin to divide, at full antigen",
    )  # fmt: skip
    contraction = Parameter(
        DonorTCells.death.value, "1/day",
        source=Assumed("that of donor T cells (block DonorTCells): they halve in a week", 0.03, 0.2),
        description="loss of primed cells without antigen",
    )  # fmt: skip
    forgetting = Parameter(
        math.log(2.0) / 450.0, "1/day",
        source=Assumed("memory CD8 T cells after vaccination halve in 450 days, as recalled", 0.0, 0.01),
        description="loss of memory",
    )  # fmt: skip
    crowding = Parameter(
        DonorTCells.crowding.value, "cell/kg",
        source=Assumed("that of donor T cells (block DonorTCells)", 1.4e7, 1.4e9),
        description="primed cells per weight at which their division is halved",
    )  # fmt: skip
    # What the host's T cells do to cells of a stranger, they do to these.
    half_antigen: Parameter = HostRejection.half_antigen
    kills: Parameter = HostRejection.kills
    half_meeting: Parameter = HostRejection.half_meeting
    steroid_kill = Parameter(
        DonorTCells.steroid_kill.value, "1/day",
        source=Assumed("that of donor T cells (block DonorTCells)", 0.1, 0.7),
        description="primed cells killed at full effect of steroids",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield priming, division, contraction, memory and what treatment kills."""
        s, crowd = self._antigen(), self.crowding * self.weight
        seen = self.recognised * self.precursors * self.naive_share * self.lymphocytes
        yield Flow("host T cells are primed by the receptor", into=self.primed, rate=self.recruitment * s * seen)
        recalled = self.recruitment * s * self.memory
        yield Flow("memory of the receptor is recalled", out_of=self.memory, into=self.primed, rate=recalled)
        grows = self.division * s * crowd / (crowd + self.primed) * self.primed
        yield Flow("primed T cells divide", into=self.primed, rate=grows)
        lost = self.contraction * (1.0 - s) * self.primed
        yield Flow("primed T cells become memory", out_of=self.primed, into=self.memory, rate=self.kept * lost)
        yield Flow("primed T cells die", out_of=self.primed, rate=(1.0 - self.kept) * lost)
        yield Flow("memory of the receptor is lost", out_of=self.memory, rate=self.forgetting * self.memory)
        yield Flow("treatment kills primed T cells", out_of=self.primed, rate=self.kill * self.primed)
        yield Flow("treatment kills memory of the receptor", out_of=self.memory, rate=self.kill * self.memory)
        steroids = self.steroid_kill * self.steroid * self.primed
        yield Flow("steroids kill primed T cells", out_of=self.primed, rate=steroids)

    def observables(self) -> Iterator[Observable]:
        """Yield what happens to a CAR T cell."""
        rate = self.kills * self.primed / (self.half_meeting * self.weight + self.foreign + self.primed)
        yield Observable("reject", rate, "1/day", "rejection of a CAR T cell")
        yield Observable("antigen", self._antigen(), "1", "receptor that primes host T cells, 0 to 1")

    def _antigen(self) -> Expression:
        """Receptor that host T cells meet, 0 to 1."""
        return self.foreign / (self.foreign + self.half_antigen * self.weight)
