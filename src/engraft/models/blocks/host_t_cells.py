"""A person's own T cells that see the leukemia, and tire of it."""

from __future__ import annotations

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
    State,
    maximum,
    minimum,
)

_KIMMEL = "10.1098/rspb.2021.0229"
_KIROUAC = "10.1038/s41587-023-01687-x"
_STEIN = "10.1002/psp4.12388"
_ADULT = 70.0  # kg, of the adults in whom Kimmel's and Kirouac's numbers of cells were found
_OF_CAR = "of CAR T cells; taken for T cells that see the leukemia by their own receptor"


def _working_share(m: HostTCells) -> Expression:
    """Share of the T cells at rest that works: as many tire as exhausted ones die."""
    return m.exhausted_loss / (m.exhausted_loss + m.exhaustion)


def _at_start(m: HostTCells) -> Expression:
    """T cells that see the leukemia at the start."""
    return m.specific * m.weight


class HostTCells(Model):
    """Working and exhausted T cells of one specificity: they divide on leukemia, kill it, tire, and return if released.

    s = L/(L + K w),  g = d + min(1, v) kx
    dE/dt = A s + g s E max(0, 1 - (E + X)/(C w)) (1 - z steroid) - d E - kx s tiring E + release X
    dX/dt = kx s tiring E - dx X - release X
    kill  = q γ (E + p X)/(h w + L + E + X),    A = (1 - min(1, v)) kx E0

    ======  =====================  ==================================================================
    symbol  here                   meaning
    ======  =====================  ==================================================================
    E, X    effector, exhausted    T cells that see the leukemia; E0 working ones at the start
    L       leukemia (port)        leukemic cells; K leukemia for half stimulation
    w       weight (port)          body weight
    v       vigor                  share of exhaustion that division makes up for, at most 1
    kx      exhaustion             cells that tire, at full stimulation
    d, dx   loss, exhausted_loss   loss of working and of exhausted cells
    A       -                      cells that come anew per day: what keeps the start at rest
    C       capacity               cells at which division stops
    q       recognition            share of leukemic cells that the T cells see
    γ, h    kills, half_meeting    targets one cell kills per day; targets at which it is busy half of the time
    p       tired_potency          killing by an exhausted cell relative to a working one
    tiring, release (ports)        what a checkpoint leaves of exhaustion, and gives back: see ``Checkpoint``
    z       steroid_stops          share of division that full steroid effect stops
    ======  =====================  ==================================================================

    At the start, under leukemia far above K, nothing moves: these T cells have met the leukemia, hold it back a little
    and tire. With tiring 1 and release 0 they stay there. What a lifted checkpoint does depends on ``vigor``: the
    nearer to 1, the faster they grow. Rates are those of CAR T cells, for want of rates of these cells.

    What this model cannot say: which antigen; CD4 and CD8 cells; memory (when leukemia is gone the working cells die
    within weeks); new specificities, HLA lost, suppressor cells; T cells of a donor. A person's T cells after many
    lines of therapy may be fewer: ``specific`` says how many.

    References
    ----------
    Kirouac 2023, doi:10.1038/s41587-023-01687-x (exhaustion, stimulation). Kimmel 2021, doi:10.1098/rspb.2021.0229
    (killing, room). Stein 2019, doi:10.1002/psp4.12388 (loss).
    """

    reference = _KIROUAC

    effector = State(
        "cell", initial=lambda m: _at_start(m) * _working_share(m), description="T cells that see the leukemia and work"
    )
    exhausted = State(
        "cell", initial=lambda m: _at_start(m) * (1.0 - _working_share(m)), description="T cells that tired of it"
    )
    leukemia = Port("cell", "leukemic cells")
    weight = Port("kg", "body weight")
    tiring = Port("1", "exhaustion relative to that without antibody")
    release = Port("1/day", "tired cells that return to work, per cell")
    steroid = Port("1", "effect of steroids, 0 to 1")

    specific = Parameter(
        4e6,
        "cell/kg",
        source=Assumed(
            "0.3 % of 1e11 CD8 cells in 70 kg see antigens of leukemia; tetramers find 0.01 to 3 %", 1e5, 4e7
        ),
        spread=1.0,
        description="T cells that see the leukemia at the start, per body weight; spread assumed",
    )
    recognition = Parameter(
        1.0,
        "1",
        source=Assumed("all leukemic cells show what the T cells see; a population or a subtype sets less", 0.0, 1.0),
        description="share of leukemic cells that the T cells see",
    )
    vigor = Parameter(
        0.5,
        "1",
        source=Assumed("untreated the T cells neither vanish (0) nor grow (1): half way", 0.0, 1.0),
        spread=0.5,
        description="share of exhaustion that division makes up for, at most 1; spread assumed",
    )
    exhaustion = Parameter(
        0.361,
        "1/day",
        source=Paper(_KIROUAC, "parameter sets of responders", f"median kex of 12, {_OF_CAR}"),
        description="cells that tire at full stimulation",
    )
    loss = Parameter(
        0.16,
        "1/day",
        source=Paper(_STEIN, "Table 1", f"half-life 4.3 d, {_OF_CAR}"),
        description="loss of working cells",
    )
    exhausted_loss = Parameter(
        0.0905,
        "1/day",
        source=Paper(_KIROUAC, "parameter sets of partial responders", f"median dx of 12, {_OF_CAR}"),
        description="loss of exhausted cells",
    )
    half_stimulation = Parameter(
        1.99e9 / _ADULT,
        "cell/kg",
        source=Paper(_KIROUAC, "parameter sets of responders", f"median B50 of 12, 1.99e9 cells, at 70 kg, {_OF_CAR}"),
        description="leukemia for half stimulation",
    )
    capacity = Parameter(
        6.96e10 / _ADULT,
        "cell/kg",
        source=Paper(_KIMMEL, "Table 1", f"KC, at 70 kg, {_OF_CAR}"),
        description="cells at which division stops",
    )
    kills = Parameter(
        1.15,
        "1/day",
        source=Paper(_KIMMEL, "Table 1", f"gammaB, {_OF_CAR}"),
        description="targets one cell kills per day",
    )
    half_meeting = Parameter(
        2.024e9 / _ADULT,
        "cell/kg",
        source=Paper(_KIMMEL, "Table 1", f"kB, at 70 kg, {_OF_CAR}"),
        description="targets at which a cell meets one half of the time",
    )
    tired_potency = Parameter(
        0.3,
        "1",
        source=Assumed("exhausted cells keep part of their killing, as assumed of CAR T cells", 0.05, 1.0),
        description="killing by an exhausted cell relative to a working one",
    )
    steroid_stops = Parameter(
        0.2,
        "1",
        source=Assumed("steroids slow division of T cells, as assumed of CAR T cells", 0.0, 0.6),
        description="share of division stopped by full steroid effect",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield what comes, divides, tires, returns and dies."""
        s, vigor = self._stimulation(), minimum(1.0, self.vigor)
        comes = (1.0 - vigor) * self.exhaustion * _working_share(self) * _at_start(self)
        yield Flow("T cells come that see the leukemia", into=self.effector, rate=comes * s)
        room = maximum(0.0, 1.0 - self._total() / (self.capacity * self.weight))
        divides = (self.loss + vigor * self.exhaustion) * s * room * (1.0 - self.steroid_stops * self.steroid)
        yield Flow("T cells divide on leukemia", into=self.effector, rate=divides * self.effector)
        yield Flow("working T cells die", out_of=self.effector, rate=self.loss * self.effector)
        tires = self.exhaustion * s * self.tiring * self.effector
        yield Flow("T cells tire", out_of=self.effector, into=self.exhausted, rate=tires)
        back = self.release * self.exhausted
        yield Flow("exhausted T cells return to work", out_of=self.exhausted, into=self.effector, rate=back)
        yield Flow("exhausted T cells die", out_of=self.exhausted, rate=self.exhausted_loss * self.exhausted)

    def observables(self) -> Iterator[Observable]:
        """Yield counts, stimulation, and what happens to a leukemic cell."""
        total = self._total()
        working = self.effector + self.tired_potency * self.exhausted
        rate = self.recognition * self.kills * working / (self.half_meeting * self.weight + self.leukemia + total)
        engaged = self.effector / (self.effector + self.half_meeting * self.weight) * self._stimulation()
        yield Observable("total", total, "cell", "T cells that see the leukemia")
        yield Observable("stimulation", self._stimulation(), "1", "stimulation by leukemia, 0 to 1")
        yield Observable("activity", engaged, "1", "interferon-gamma by working T cells on leukemia, 0 to 1")
        yield Observable("kill_rate", rate, "1/day", "killed per leukemic cell")

    def _total(self) -> Expression:
        """All T cells of this specificity."""
        return self.effector + self.exhausted

    def _stimulation(self) -> Expression:
        """Stimulation by leukemia."""
        return self.leukemia / (self.half_stimulation * self.weight + self.leukemia)
