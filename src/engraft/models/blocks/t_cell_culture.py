"""T cells in culture: they wake, divide, drift from stem-like to effector, and use up the medium that is replaced."""

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
    Rate,
    State,
    log,
    maximum,
)

_GHASSEMI = "PMC8274631"
_VESSEL = "github.com/CarlosADuranVIllalobos/webappdemo"
_STARTS = (
    "of healthy persons 69 % are naive at 11 years: linear in age (doi:10.1016/j.mad.2005.11.001, n = 101), half at 33 "
    "years, the mean of CD4 and CD8; chemotherapy is taken to leave 7 of 10 of them; the rest split 40:40:20"
)
_DIVIDES = (
    "once a day: 74- to 115-fold in 8 days of thawed cells of 3 healthy donors (ASH 2020, 136795) is 6.5 doublings "
    "after a day of waking; 30-fold in 13 days (PMID 29287970, n = 7) is less than half of that"
)
_DRIFTS = (
    "cells harvested on day 9 are more differentiated than on days 3 and 5 (PMC8274631) and "
    "mostly central and effector memory (PMID 29287970); shares per day were not read: "
)
_SPREAD = 0.3  # SD of the log between donors where none is published
_SHARP = 4  # how late and how sharply the last divisions slow: a number, not biology


def _start(name: str, resting: bool = True) -> State:
    """Declare a phenotype, at rest as it was put in, or dividing."""
    words = name.replace("_", " ")
    if not resting:
        return State("cell", negligible=1.0, description=f"woken {words} cells")
    part = f"{name}_at_start"
    return State(
        "cell",
        initial=lambda m: m.seeded * getattr(m, part) / m.parts(),
        negligible=1.0,
        description=f"resting {words} cells",
    )


class TCellCulture(Model):
    """Cells of four phenotypes wake, divide while medium and their own limit allow, drift and die.

    w = 1/tw                                            waking
    g = rho Gc/(KG + Gc) / (1 + (Lc/KL)^2) (1 - (d/dmax)^4)   division, with Gc = G/V and Lc = L/V
    dQi/dt = -w Qi                                      resting, i = stem memory, central, effector memory, effector
    dAi/dt = w Qi + g Ai - m Ai - z ki Ai + z k(i-1) A(i-1)   woken; the last drifts nowhere
    dD/dt = m sum(A) - c D                              dead
    dd/dt = g/ln 2 sum(A)/sum(A + Q)                    doublings made
    dG/dt = e (Gf V - G) - u X Gc/(KG + Gc)             glucose, X all living cells
    dL/dt = y u X Gc/(KG + Gc) - e L                    lactate

    ========  =====================================  ========================================================
    symbol    here                                   meaning
    ========  =====================================  ========================================================
    tw        waking                                 mean time from activation to the first cycle
    rho       division                               division with all that cells need
    m, c      death, clearing                        death of woken cells; dead cells fall apart
    ki, z     stem_drift, central_drift,             change to the next phenotype; how much the medium lets them
              memory_drift; drift                    drift, 1 as it is, 0 not at all
    dmax      most_doublings                         doublings at which cells of this donor stop
    V, e      volume, exchange                       volume of the vessel, share of the medium replaced per day
    Gf, KG    feed, half_glucose                     glucose in new medium; at which division and use are halved
    u, y      glucose_use, lactate_yield             glucose used per cell; lactate made of it
    KL        half_lactate                           lactate at which division is halved
    ========  =====================================  ========================================================

    With drift 0, no limit and much medium, X/X(0) = e^-wt + w/(w + r) (e^rt - e^-wt), r = rho - m. Fold is X over what
    was put in, doublings are log2 of the fold. Both limits matter: without exchange a vessel ends where its glucose
    does, with it where lactate holds division and death in balance.

    What this model cannot say: CD4 and CD8 cells apart, cells with the receptor and without, cytokines, a second
    stimulus, oxygen, pH and clumps. Shares per day of culture are assumed: the figure of the paper that shows them
    could not be read. Drift goes by days, not by divisions.

    References
    ----------
    Ghassemi S, Nunez-Cruz S, O'Connor RS, et al. Reducing ex vivo culture improves the antileukemic activity of
    chimeric antigen receptor (CAR) T cells. Cancer Immunol Res 2018;6:1100-1109. PMC8274631
    (that cells differentiate in culture). Saule P, et al. Mech Ageing Dev 2006;127:274-281.
    doi:10.1016/j.mad.2005.11.001 (what is put in). Glucose: github.com/CarlosADuranVIllalobos/webappdemo
    """

    reference = _GHASSEMI

    resting_stem_memory = _start("stem_memory")
    resting_central_memory = _start("central_memory")
    resting_effector_memory = _start("effector_memory")
    resting_effector = _start("effector")
    stem_memory = _start("stem_memory", resting=False)
    central_memory = _start("central_memory", resting=False)
    effector_memory = _start("effector_memory", resting=False)
    effector = _start("effector", resting=False)
    dead = State(
        "cell",
        initial=lambda m: m.seeded * (1.0 / m.alive_at_start - 1.0),
        negligible=1.0,
        description="dead cells that are still counted",
    )
    doublings_made = State("1", negligible=1e-6, description="doublings that the cells have made")
    glucose = State("mg", initial=lambda m: m.feed * m.volume, negligible=1e-3, description="glucose in the vessel")
    lactate = State("mg", negligible=1e-3, description="lactate in the vessel")

    seeded = Parameter(
        1e9,
        "cell",
        source=Assumed("a run starts from the 1e9 CD3+ cells that a collection must hold to be accepted", 1e7, 3e9),
        description="living T cells put into culture",
    )
    alive_at_start = Parameter(
        0.95,
        "1",
        source=Assumed("fresh cells of a leukapheresis; thawed ones are fewer", 0.5, 1.0),
        description="living among the cells put in",
    )
    stem_memory_at_start = Parameter(
        0.49,
        "1",
        source=Assumed(_STARTS, 0.1, 0.8),
        spread=_SPREAD,
        description="part of naive and stem memory cells in what is put in; spread assumed",
    )
    central_memory_at_start = Parameter(
        0.2,
        "1",
        source=Assumed(_STARTS, 0.05, 0.5),
        spread=_SPREAD,
        description="part of central memory cells; spread assumed",
    )
    effector_memory_at_start = Parameter(
        0.2,
        "1",
        source=Assumed(_STARTS, 0.05, 0.5),
        spread=_SPREAD,
        description="part of effector memory cells; spread assumed",
    )
    effector_at_start = Parameter(
        0.11,
        "1",
        source=Assumed(_STARTS, 0.02, 0.5),
        spread=_SPREAD,
        description="part of effector cells; spread assumed",
    )
    waking = Parameter(
        1.5,
        "day",
        source=Assumed("T cells on beads enter their first cycle within one to two and a half days", 1.0, 2.5),
        description="mean time from activation to the first cycle",
    )
    division = Parameter(
        math.log(2.0),
        "1/day",
        source=Assumed(_DIVIDES, 0.25, 0.9),
        spread=0.2,
        description="division of woken cells with all they need; spread between donors assumed",
    )
    batch = Parameter(
        1.0,
        "1",
        source=Assumed(
            "beads, serum and hands differ between batches of one process; how much is not published", 0.5, 2
        ),
        spread=0.1,
        description="division in this batch relative to others; spread assumed",
    )
    death = Parameter(
        0.05,
        "1/day",
        source=Assumed("nine of ten cells of released products live; at most 0.17, full inhibition in S10", 0.01, 0.17),
        description="death of woken cells",
    )
    clearing = Parameter(
        0.3,
        "1/day",
        source=Assumed("dead cells are gone within days, by falling apart and with the medium", 0.1, 1.0),
        description="dead cells that are no longer counted",
    )
    most_doublings = Parameter(
        9.0,
        "1",
        source=Assumed(
            "beads made 500-fold of 5 healthy donors in 8 days (doi:10.1186/s12967-019-2001-5), 56-fold of CD4 and "
            "189-fold of CD8 in 21 (doi:10.1186/1479-5876-8-104): 9, 5.8 and 7.6 doublings",
            5.8,
            12.0,
        ),
        spread=0.15,
        description="doublings at which cells of this donor stop; spread assumed",
    )
    stem_drift = Parameter(
        math.log(2.0) / 2.5,
        "1/day",
        source=Assumed(_DRIFTS + "half within 2.5 days", math.log(2.0) / 5.0, math.log(2.0) / 1.25),
        description="stem memory cells that become central memory",
    )
    central_drift = Parameter(
        math.log(2.0) / 6.0,
        "1/day",
        source=Assumed(_DRIFTS + "half within 6 days", math.log(2.0) / 12.0, math.log(2.0) / 3.0),
        description="central memory cells that become effector memory",
    )
    memory_drift = Parameter(
        math.log(2.0) / 8.0,
        "1/day",
        source=Assumed(_DRIFTS + "half within 8 days", math.log(2.0) / 16.0, math.log(2.0) / 4.0),
        description="effector memory cells that become effectors",
    )
    drift = Parameter(
        1.0,
        "1",
        source=Assumed("the medium with IL-2; IL-7 and IL-15 keep cells younger, recalled without a number", 0.0, 1.5),
        description="drift in this medium relative to IL-2; 0 holds every phenotype",
    )
    volume = Parameter(
        5.0,
        "L",
        source=Assumed("rocking bags hold 1 to 5 L; closed chambers 0.25 L", 0.05, 10.0),
        description="volume of the vessel",
    )
    exchange = Parameter(
        1.0,
        "1/day",
        source=Assumed("the whole medium each day, as perfused bags do; 0 is a flask", 0.0, 3.0),
        description="share of the medium replaced per day",
    )
    feed = Parameter(
        4.5,
        "g/L",
        source=Assumed("media for T cells hold 2 to 4.5 g/L", 2.0, 4.5),
        description="glucose in new medium",
    )
    half_glucose = Parameter(
        0.2,
        "g/L",
        source=Assumed("use is halved at 0.2 in the code of Duran-Villalobos, its growth at 2.7", 0.05, 2.71),
        description="glucose at which division and use are halved",
    )
    glucose_use = Parameter(
        0.05e-6,
        "mg/cell/hour",
        source=Paper(_VESSEL, "cells_sim_2.py, rc", "T cells in a stirred vessel of 15 mL"),
        description="glucose that one cell uses",
    )
    lactate_yield = Parameter(
        0.9,
        "1",
        source=Assumed("woken T cells turn most glucose into lactate; at most all, 1 g per g", 0.5, 1.0),
        description="lactate made per glucose used, by mass",
    )
    half_lactate = Parameter(
        1.8,
        "g/L",
        source=Assumed("20 mmol/L, recalled; not read", 0.9, 3.6),
        description="lactate at which division is halved",
    )

    def parts(self) -> Expression:
        """Return the sum of the parts that are put in."""
        memory = self.stem_memory_at_start + self.central_memory_at_start
        return memory + self.effector_memory_at_start + self.effector_at_start

    def _resting(self) -> tuple[Expression, ...]:
        """List the resting phenotypes."""
        return (
            self.resting_stem_memory,
            self.resting_central_memory,
            self.resting_effector_memory,
            self.resting_effector,
        )

    def _woken(self) -> tuple[Expression, ...]:
        """List the woken phenotypes."""
        return (self.stem_memory, self.central_memory, self.effector_memory, self.effector)

    def _living(self) -> Expression:
        """Count the living cells."""
        return sum(self._woken(), start=sum(self._resting(), start=0.0 * self.seeded))

    def _eating(self) -> Expression:
        """Return how far glucose lets cells live as they would."""
        return self.glucose / (self.half_glucose * self.volume + self.glucose)

    def _division(self) -> Expression:
        """Divisions per woken cell and day."""
        sour = self.lactate / (self.half_lactate * self.volume)
        left = maximum(0.0, 1.0 - (self.doublings_made / self.most_doublings) ** _SHARP)
        return self.division * self.batch * self._eating() / (1.0 + sour**2) * left

    def flows(self) -> Iterator[Flow]:
        """Yield waking, division, death, drift and what happens in the medium."""
        names = ("stem memory", "central memory", "effector memory", "effector")
        drifts = (self.stem_drift, self.central_drift, self.memory_drift)
        woken, divides = self._woken(), self._division()
        for name, asleep, awake in zip(names, self._resting(), woken, strict=True):
            yield Flow(f"{name} cells wake", out_of=asleep, into=awake, rate=asleep / self.waking)
            yield Flow(f"{name} cells divide", into=awake, rate=divides * awake)
            yield Flow(f"{name} cells die", out_of=awake, into=self.dead, rate=self.death * awake)
        for name, younger, older, rate in zip(names[1:], woken[:-1], woken[1:], drifts, strict=True):
            yield Flow(f"cells become {name}", out_of=younger, into=older, rate=self.drift * rate * younger)
        yield Flow("dead cells fall apart", out_of=self.dead, rate=self.clearing * self.dead)
        used = self.glucose_use * self._living() * self._eating()
        yield Flow("cells use glucose", out_of=self.glucose, rate=used)
        yield Flow("cells make lactate", into=self.lactate, rate=self.lactate_yield * used)
        yield Flow("glucose comes with new medium", into=self.glucose, rate=self.exchange * self.feed * self.volume)
        yield Flow("glucose goes with old medium", out_of=self.glucose, rate=self.exchange * self.glucose)
        yield Flow("lactate goes with old medium", out_of=self.lactate, rate=self.exchange * self.lactate)

    def rates(self) -> Iterator[Rate]:
        """Yield the doublings that are made."""
        awake = sum(self._woken(), start=0.0 * self.seeded)
        share = awake / maximum(self._living(), 1e-9 * self.seeded)
        yield Rate(self.doublings_made, self._division() / math.log(2.0) * share, "cells double")

    def observables(self) -> Iterator[Observable]:
        """Yield numbers, shares and the state of the medium."""
        living = self._living()
        among = maximum(living, 1e-9 * self.seeded)
        fold = among / self.seeded
        yield Observable("living", living, "cell", "living cells")
        yield Observable("fold", fold, "1", "living cells per living cell put in")
        yield Observable("doublings", log(fold) / math.log(2.0), "1", "doublings of the living cells, log2 of the fold")
        yield Observable("viability", living / (among + self.dead), "1", "living among all cells")
        for name, asleep, awake in zip(PHENOTYPES, self._resting(), self._woken(), strict=True):
            yield Observable(
                f"{name}_share", (asleep + awake) / among, "1", f"{name.replace('_', ' ')} cells among the living"
            )
        yield Observable("density", living / self.volume, "cell/L", "living cells per volume")
        yield Observable("glucose_left", self.glucose / self.volume, "g/L", "glucose in the medium")
        yield Observable("lactate_there", self.lactate / self.volume, "g/L", "lactate in the medium")


PHENOTYPES = ("stem_memory", "central_memory", "effector_memory", "effector")
