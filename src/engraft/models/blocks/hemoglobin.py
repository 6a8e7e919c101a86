"""Hemoglobin: red cells that age, a marrow that is hindered, and transfusion."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, State, maximum
from engraft.models.blocks.inhibited_marrow import HALF_INHIBITION, LEAST_ROOM, open_room, spared


def _mass(m: Hemoglobin) -> Expression:
    """Give the hemoglobin of the body at rest."""
    return m.baseline * m.volume_per_weight * m.weight


def _half(m: Hemoglobin) -> Expression:
    """Start at rest, where half of the hemoglobin is in young red cells."""
    return 0.5 * _mass(m)


class Hemoglobin(Model):
    """Red cells are made as room, drugs, inflammation and the level allow, and pass through two ages of equal length.

    dY/dt = M0/t · room h max(0, 1 - E) (M0/(Y + O))^γ - 2 Y/t
    dO/dt = 2 Y/t - 2 O/t,     level = (Y + O)/(V weight)

    ======  =========================  =========================================================
    symbol  here                       meaning
    ======  =========================  =========================================================
    Y, O    young, old                 hemoglobin in young and in old red cells of the body
    M0      baseline                   level at rest, here of the whole body
    t       life_span                  mean life span of a red cell
    γ       feedback                   how strongly a low level speeds production
    h       half_inhibition            share that interferon-gamma lets divide, c_I/(c_I + IFN-γ)
    E       stop_progenitors (port)    share of production prevented
    room    marrow_room (port)         share of the marrow that is not leukemia
    ======  =========================  =========================================================

    Progenitors are not followed: red cells outlive them tenfold. Transfused red cells are of all ages
    and enter the old ones, so they last half a life span; 10 mL/kg of packed cells (hematocrit 0.6)
    hold the 1.5 g/kg of hemoglobin that raise the level by 2 g/dL (Davies 2007).

    What this model cannot say: erythropoietin and iron by themselves, bleeding, blood drawn, hemolysis,
    dilution by fluids.

    References
    ----------
    Franco RS. Transfus Med Hemother 2012;39:302-307. doi:10.1159/000342232
    Davies P, et al. Transfusion 2007;47:212-216.
    Linderkamp O, et al. Eur J Pediatr 1977;125:227-234 (blood volume).
    """

    reference = "10.1159/000342232"

    young = State("mg", initial=_half, negligible=1.0, description="hemoglobin in young red cells of the body")
    old = State("mg", initial=_half, negligible=1.0, description="hemoglobin in old red cells, transfused ones too")
    stop_progenitors = Port("1", "share of division prevented by drugs")
    ifn_gamma = Port("pg/mL", "interferon-gamma in blood")
    marrow_room = Port("1", "share of the marrow that is not leukemia")
    weight = Port("kg", "body weight")
    baseline = Parameter(
        125.0,
        "g/L",
        source=Assumed("a healthy child of school age; without leukemia in its marrow", 105.0, 145.0),
        spread=0.08,
        description="hemoglobin at rest; spread assumed, 8 %",
    )
    life_span = Parameter(
        115.0,
        "day",
        source=Paper("10.1159/000342232", "p. 302", "range 70 to 140 days"),
        description="mean life span of a red cell",
    )
    feedback = Parameter(
        1.0,
        "1",
        source=Assumed("half of the level doubles production; none to fourfold", 0.0, 2.0),
        description="how strongly a low level speeds production",
    )
    volume_per_weight = Parameter(
        75.0,
        "mL/kg",
        source=Paper("Linderkamp 1977, Eur J Pediatr 125:227", "Table 1", "68 to 80 mL/kg from 4 to 14 years"),
        description="blood volume per body weight",
    )
    half_inhibition = HALF_INHIBITION
    least_room = LEAST_ROOM

    def flows(self) -> Iterator[Flow]:
        """Yield production, aging and the end of red cells."""
        aging = 2.0 / self.life_span
        wanted = (_mass(self) / (self.young + self.old)) ** self.feedback
        let = open_room(self.marrow_room, self.least_room) * spared(self.ifn_gamma, self.half_inhibition)
        made = _mass(self) / self.life_span * let * maximum(0.0, 1.0 - self.stop_progenitors) * wanted
        yield Flow("red cells are made", into=self.young, rate=made)
        yield Flow("red cells age", out_of=self.young, into=self.old, rate=aging * self.young)
        yield Flow("red cells end", out_of=self.old, rate=aging * self.old)

    def observables(self) -> Iterator[Observable]:
        """Yield the level of hemoglobin."""
        level = (self.young + self.old) / (self.volume_per_weight * self.weight)
        yield Observable("level", level, "g/L", "hemoglobin in blood")
