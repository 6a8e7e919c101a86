"""CAR T cells: they leave the blood, expand on antigen while there is room, kill, tire, remember and fade."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import (
    Assumed,
    Expression,
    Flow,
    Model,
    Observable,
    Paper,
    Parameter,
    Port,
    Rate,
    State,
    maximum,
    minimum,
)

_STEIN = "10.1002/psp4.12388"
_KIMMEL = "10.1098/rspb.2021.0229"
_KIROUAC = "10.1038/s41587-023-01687-x"
_ADULT = 70.0  # kg, of the adults in whom Kimmel's and Kirouac's numbers of cells were found
_STEIN_RATE = math.log(3900.0) / 9.3  # per day
_GROWTH_SPREAD = math.sqrt(
    0.38**2 - (2.4 / math.log(3900.0)) ** 2
)  # SD of ln Tmax less that of ln(ln fold), were growth and fold independent
_ENGRAFTED = (
    "Stein's Cmax over the fold of expansion, 24,000/3,900 copies/ug, as a share of the median dose: 16 % of 1e9 "
    "nucleated cells/L, blood 75 mL/kg holding 2 % of lymphocytes, make 6e8 cells/kg at the peak and 1.5e5 at its "
    "start, of 3.1e6 infused"
)


class CarTCells(Model):
    """Five kinds of CAR T cells in the whole body: just infused, lodged, effector, memory and exhausted.

    s = A / (K w + A)                           stimulation by the antigen A (CD19+ cells), of Kirouac's form
    g = (rho + alpha + kappa) s q (1 - F)/D (1 - z d) (1 - C/(Kc w))   division; q support, d steroids
    dI/dt = -l I,           f at most 1
    dE/dt = f l I + g E - kappa s E - alpha E + r s M,           k = FB (alpha - beta)
    dM/dt = k (1 - s) E - beta M
    dO/dt = (1 - f) l I - alpha O                              lodged: in tissue, they never divide
    dX/dt = kappa s E - alpha X
    dF/dt = s (1 - F)/t1 - (1 - s) F/t2                       fatigue, where there are cells
    v = gamma N / (h w + A + N),  N = (E + M) (1 - F + p F) + p (X + O)      killed per target and day

    With full stimulation, room, and the mean support and freshness of the days in which Stein saw growth,
    effector cells grow at rho; without antigen
    effector cells fade at alpha, a share becomes memory, which fades at beta: Stein's biphasic decline.
    A memory cell that meets antigen divides into an effector and a memory cell: were memory spent, the new
    B cells of every patient would end persistence within weeks, against Stein's terminal half-life.
    Most infused cells settle in tissue and never come back; they meet antigen and die there.
    Killing saturates in targets and in killers (total quasi-steady state of the pair).

    ======  ==================  ===================================================================
    symbol  here                meaning
    ======  ==================  ===================================================================
    f, l    engrafting, homing  share of the infused cells that will divide; rate of leaving the blood
    rho     growth              net growth at full stimulation and support
    alpha   contraction         loss of effector (memory formed from it included) and exhausted cells
    kappa   exhaustion          effector cells that tire, at full stimulation
    FB      memory_share        amplitude of the slow phase; sets k, what becomes memory without antigen
    r       recall              effectors that a memory cell gives per day, at full stimulation
    beta    memory_loss         loss of memory cells
    K       half_stimulation    antigen per weight for half stimulation
    Kc      capacity            CAR T cells per weight at which division stops
    gamma   kills               targets one cell kills per day when it always meets one
    h       half_meeting        targets per weight at which a cell meets one half of the time
    p       tired_potency       killing by an exhausted cell relative to an effector
    t1, t2  tiring_time, resting_time   days in which drive is lost under antigen, and regained without
    D       full_drive          mean of s q (1 - F) over the days in which rho was seen
    z       steroid_stops       share of division that full steroid effect stops
    ======  ==================  ===================================================================

    What this model cannot say: CD4 and CD8 cells apart, where in the body the cells are (but for what
    the block of leukemia says about sanctuaries), trogocytosis, immunity against the receptor, dose
    limits of toxicity. Kimmel's and Kirouac's numbers of cells are of adults and are taken per 70 kg.

    References
    ----------
    Stein 2019, doi:10.1002/psp4.12388. Kirouac 2023, doi:10.1038/s41587-023-01687-x.
    Kimmel 2021, doi:10.1098/rspb.2021.0229. Gadhamsetty S, et al. Biophys J 2014;106:1979-1991 (form of killing).
    """

    reference = _STEIN

    infused = State("cell", description="infused CAR T cells that have not settled")
    effector = State("cell", description="CAR T cells that divide and kill")
    memory = State("cell", description="CAR T cells that rest and remember")
    exhausted = State("cell", description="CAR T cells that no longer divide")
    lodged = State("cell", description="infused CAR T cells that settled in tissue and do not divide")
    fatigue = State("1", description="share of their drive that dividing cells have lost to antigen")

    antigen = Port("cell", "CD19 positive cells that CAR T cells can reach")
    support = Port("1", "drive by IL-7 and IL-15, 0 to 1")
    steroid = Port("1", "effect of steroids, 0 to 1")
    weight = Port("kg", "body weight")

    engrafting = Parameter(
        0.05,
        "1",
        source=Assumed(_ENGRAFTED, 0.01, 0.25),
        spread=0.5,
        description="share of infused cells that will divide, at most 1; spread assumed",
    )
    homing = Parameter(
        4.0,
        "1/day",
        source=Assumed("infused T cells leave the blood within hours, for lungs, spleen and marrow", 1.0, 24.0),
        description="rate at which infused cells settle",
    )
    growth = Parameter(
        _STEIN_RATE,
        "1/day",
        source=Paper(_STEIN, "Table 1", "ln 3900 / 9.3 d; doubling in 0.78 d"),
        spread=_GROWTH_SPREAD,
        description="net growth at full stimulation; spread: Tmax is ln fold over growth, Stein's SD of both, growth "
        "and fold taken as independent",
    )
    contraction = Parameter(
        0.16,
        "1/day",
        source=Paper(_STEIN, "Table 1", "half-life 4.3 d"),
        spread=0.91,
        description="loss without antigen; spread read as SD",
    )
    exhaustion = Parameter(
        0.361,
        "1/day",
        source=Paper(_KIROUAC, "parameter sets of responders", "median kex of 12"),
        spread=0.3,
        description="effector cells that tire at full stimulation; spread assumed",
    )
    memory_share = Parameter(
        0.0079,
        "1",
        source=Paper(_STEIN, "Table 1", "FB, amplitude of the slow phase"),
        spread=0.80,
        description="share of the peak that the slow phase starts from; spread read as SD",
    )
    memory_loss = Parameter(
        0.0032, "1/day", source=Paper(_STEIN, "Table 1", "half-life 217 d"), spread=0.86, description="loss of memory"
    )
    recall = Parameter(
        0.899,
        "1/day",
        source=Paper(_KIROUAC, "parameter sets of responders", "median um of 12"),
        description="effectors per memory cell at full stimulation",
    )
    half_stimulation = Parameter(
        1.99e9 / _ADULT,
        "cell/kg",
        source=Paper(_KIROUAC, "parameter sets of responders", "median B50 of 12, 1.99e9 cells, at 70 kg"),
        description="antigen for half stimulation",
    )
    capacity = Parameter(
        6.96e10 / _ADULT,
        "cell/kg",
        source=Paper(_KIMMEL, "Table 1", "KC, at 70 kg"),
        spread=math.log(9.65 / 6.15) / 1.349,
        description="CAR T cells at which division stops; spread from the quartiles of KC",
    )
    kills = Parameter(
        1.15,
        "1/day",
        source=Paper(_KIMMEL, "Table 1", "gammaB"),
        spread=math.log(1.35 / 0.64) / 1.349,
        description="targets one cell kills per day at most; spread from the quartiles",
    )
    half_meeting = Parameter(
        2.024e9 / _ADULT,
        "cell/kg",
        source=Paper(_KIMMEL, "Table 1", "kB, at 70 kg"),
        spread=math.log(3.125 / 1.40) / 1.349,
        description="targets at which a cell meets one half of the time; spread from the quartiles",
    )
    tired_potency = Parameter(
        0.3,
        "1",
        source=Assumed("exhausted cells keep part of their killing; no share published for this product", 0.05, 1.0),
        description="killing by an exhausted cell relative to an effector",
    )
    tiring_time = Parameter(
        14.0,
        "day",
        source=Assumed("CAR T cells that meet antigen without pause lose function within two to five weeks", 7.0, 28.0),
        spread=0.3,
        description="days of full stimulation in which the drive falls to a third; spread assumed",
    )
    resting_time = Parameter(
        28.0,
        "day",
        source=Assumed("pauses of days to weeks restore function; not published for patients", 7.0, 90.0),
        description="days without antigen in which lost drive falls to a third",
    )
    few = Parameter(
        1e4,
        "cell",
        source=Assumed("a number, not biology: where there are no cells nothing tires", 1.0, 1e6),
        description="CAR T cells below which fatigue stands still",
    )
    full_drive = Parameter(
        0.422,
        "1",
        source=Assumed(
            "Stein's growth is the mean from infusion to 9.3 d: so is this, of stimulation times support times what "
            "fatigue leaves, in the typical person of the model b_all after Flu/Cy",
            0.25,
            0.69,
        ),
        description="stimulation times support times drive at which the growth was seen",
    )
    steroid_stops = Parameter(
        0.2,
        "1",
        source=Assumed("steroids slow division of T cells; Stein 2019 found no effect on expansion", 0.0, 0.6),
        description="share of division stopped by full steroid effect",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield homing, division, exhaustion, memory and loss."""
        s = self._stimulation()
        settles = self.homing * self.infused
        engrafts = minimum(1.0, self.engrafting)
        yield Flow("infused cells engraft", out_of=self.infused, into=self.effector, rate=engrafts * settles)
        yield Flow(
            "infused cells do not engraft",
            out_of=self.infused,
            into=self.lodged,
            rate=(1.0 - engrafts) * settles,
        )
        yield Flow("CAR T cells divide", into=self.effector, rate=self._division() * self.effector)
        yield Flow(
            "CAR T cells tire", out_of=self.effector, into=self.exhausted, rate=self.exhaustion * s * self.effector
        )
        dies = (self.contraction - self._memory_formation()) * self.effector
        yield Flow("effector cells die", out_of=self.effector, rate=dies)
        yield Flow("exhausted cells die", out_of=self.exhausted, rate=self.contraction * self.exhausted)
        yield Flow("lodged cells die", out_of=self.lodged, rate=self.contraction * self.lodged)
        forms = self._memory_formation() * self.effector
        yield Flow("effector cells become memory", out_of=self.effector, into=self.memory, rate=forms)
        yield Flow("memory gives effectors", into=self.effector, rate=self.recall * s * self.memory)
        yield Flow("memory cells die", out_of=self.memory, rate=self.memory_loss * self.memory)

    def rates(self) -> Iterator[Rate]:
        """Yield the fatigue of cells under antigen, in which no cell moves."""
        s = self._stimulation()
        there = self._total() / (self._total() + self.few)
        change = s * (1.0 - self.fatigue) / self.tiring_time - (1.0 - s) * self.fatigue / self.resting_time
        yield Rate(self.fatigue, there * change, "CAR T cells tire and rest")

    def observables(self) -> Iterator[Observable]:
        """Yield counts, stimulation and what happens to a target."""
        total = self._total()
        fresh = maximum(0.0, 1.0 - self.fatigue)
        potency = fresh + self.tired_potency * self.fatigue
        killers = (self.effector + self.memory) * potency + self.tired_potency * (self.exhausted + self.lodged)
        rate = self.kills * killers / (self.half_meeting * self.weight + self.antigen + killers)
        meeting = (self.infused + self.lodged + self.effector + self.exhausted) * self._stimulation()
        engaged = meeting * fresh / self.weight
        yield Observable("total", total, "cell", "CAR T cells in the body")
        moving = total - self.lodged
        yield Observable("circulating", moving, "cell", "CAR T cells that pass through blood: all but the lodged")
        yield Observable("stimulation", self._stimulation(), "1", "stimulation by antigen, 0 to 1")
        yield Observable("engaged", engaged, "cell/kg", "CAR T cells that answer antigen, per body weight")
        yield Observable("kill_rate", rate, "1/day", "killed per CD19 positive cell")

    def _total(self) -> Expression:
        """All CAR T cells."""
        return self.infused + self.lodged + self.effector + self.memory + self.exhausted

    def _stimulation(self) -> Expression:
        """Stimulation by antigen."""
        return self.antigen / (self.half_stimulation * self.weight + self.antigen)

    def _memory_formation(self) -> Expression:
        """Effector cells that become memory, per cell and day: Stein's amplitude, toggled by antigen."""
        faster = maximum(0.0, self.contraction - self.memory_loss)
        return self.memory_share * faster * (1.0 - self._stimulation())

    def _division(self) -> Expression:
        """Divisions per effector cell and day."""
        fastest = self.growth + self.contraction + self.exhaustion
        room = maximum(0.0, 1.0 - self._total() / (self.capacity * self.weight))
        fresh = maximum(0.0, 1.0 - self.fatigue)
        helped = self.support * fresh / self.full_drive * (1.0 - self.steroid_stops * self.steroid)
        return fastest * self._stimulation() * helped * room
