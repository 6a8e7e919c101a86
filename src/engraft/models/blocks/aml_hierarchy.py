"""Acute myeloid leukemia under treatment: Stiehl's two hierarchies, with places for drugs and T cells."""

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
from engraft.models.blocks.feedback_hierarchy import divide_and_renew

_REF = "Cancer Res 2015;75:940"
_READ = "as written out in radivot/myelo, stiehl15.R"
_HEALTHY = Paper(_REF, "supplement, healthy hematopoiesis", _READ)
_RANGE = "10.1186/s12918-019-0684-0"
_GUESS = "guessed by who replicated Figure 3A of Stiehl 2015 (radivot/myelo, stiehl15fig3.R), not read in the paper"


def _late_renewal(m: AmlHierarchy) -> Expression:
    """Share of renewal of healthy maturing cells that keeps the counts at rest."""
    turnover = m.death * m.mature_at_rest / (m.division * m.stem_at_rest)
    return m.renewal * (2.0 - turnover) / (1.0 - turnover)


def _late_division(m: AmlHierarchy) -> Expression:
    """Division rate of healthy maturing cells that keeps the counts at rest."""
    return m.division * m.stem_at_rest / m.precursors_at_rest / (1.0 - _late_renewal(m) / m.renewal)


def _renewals(m: AmlHierarchy) -> tuple[Expression, Expression]:
    """Shares of renewal of leukemic immature and maturing cells, without feedback; the latter renew less often."""
    first = m.renewal + (1.0 - m.renewal) * minimum(1.0, m.renewal_advantage)
    return first, minimum(m.late_renewal_ratio * _late_renewal(m), 0.98 * first)


def _quotient(m: AmlHierarchy) -> Expression:
    """Renewal of maturing leukemic cells over that of immature ones."""
    first, second = _renewals(m)
    return second / first


def _blasts(m: AmlHierarchy) -> Expression:
    """Leukemic blasts per body weight at the start, in a marrow as full as at rest."""
    return m.blasts_at_start * (m.stem_at_rest + m.precursors_at_rest)


def _per_stem(m: AmlHierarchy) -> Expression:
    """Leukemic maturing cells per immature one, as where leukemia neither grows nor shrinks and heals nowhere."""
    return m.division_ratio * m.division / ((1.0 - _quotient(m)) * m.late_division_ratio * _late_division(m))


def _in_blood(m: AmlHierarchy) -> Expression:
    """Leukemic cells in blood at the start: as many come as die where leukemia neither grows nor shrinks."""
    maturing = _blasts(m) * _per_stem(m) / (1.0 + _per_stem(m))
    comes = 2.0 * (1.0 - 0.5 * _quotient(m)) * m.late_division_ratio * _late_division(m) * maturing
    return comes / (m.death_ratio * m.death)


class AmlHierarchy(Model):
    """Healthy and leukemic cells hear one feedback signal; drugs kill dividing cells, T cells any leukemic cell.

    s = 1/(1 + k (c3 + l3)),  k = (2 a1 - 1)/c3 at rest
    dc1/dt = (2 a1 s - 1) p1 c1 - E p1 c1
    dc2/dt = 2 (1 - a1 s) p1 c1 + (2 a2 s - 1) p2 c2 - E p2 c2
    dc3/dt = 2 (1 - a2 s) p2 c2 - d3 c3
    dl1/dt, dl2/dt, dl3/dt alike with their own a, p, d;  less (v + T) l1, (v + T) l2, T l3 in place of E

    ==========  ======================================  ==========================================================
    symbol      here                                    meaning
    ==========  ======================================  ==========================================================
    c1, c2, c3  stem, precursors, mature                healthy cells per body weight, as in ``Stiehl2015``
    l1, l2, l3  leukemic_stem, …_precursors, …_mature   leukemic cells of the same three stages
    E           healthy_effect (port)                   division of healthy cells that drugs prevent; above 1 they kill
    v           leukemia_kill (port)                    leukemic dividing cells that drugs kill, per cell and day
    T           t_cell_kill (port)                      leukemic cells that T cells kill, per cell and day
    -           renewal_advantage                       how far leukemic renewal lies between healthy (0) and all (1)
    -           division_ratio, …                       leukemic values in units of the healthy ones
    -           pace (port)                             what the subtype makes of leukemic division
    ==========  ======================================  ==========================================================

    Without drugs and T cells this is ``Stiehl2015`` (the same code divides the cells) with a renewal of leukemic cells
    that is a share: ``Stiehl2015`` warns that its own, 1.36, cannot be treated. At the start the marrow is as full as
    at rest, ``blasts_at_start`` of it are leukemic, and the leukemic stages stand to each other as in a leukemia that
    has taken all it can.

    What this model cannot say: chance and so the end of the last cell (a leukemia that is treated and not eradicated
    by law comes back), several clones, an empty or a packed marrow, platelets and red cells, blasts in tissue.
    Neutrophils are mature healthy cells, scaled.

    References
    ----------
    Stiehl T, Baran N, Ho AD, Marciniak-Czochra A. Cancer Res 2015;75:940-949 (law, healthy values). Banck JC, Görlich
    D. BMC Syst Biol 2019;13:18. doi:10.1186/s12918-019-0684-0 (leukemia where renewal exceeds 0.87).
    """

    reference = _REF

    stem = State(
        "cell/kg",
        initial=lambda m: (1.0 - m.blasts_at_start) * m.stem_at_rest,
        negligible=1e-3,
        description="healthy immature cells",
    )
    precursors = State(
        "cell/kg",
        initial=lambda m: (1.0 - m.blasts_at_start) * m.precursors_at_rest,
        negligible=1e-3,
        description="healthy maturing cells",
    )
    mature = State(
        "cell/kg",
        initial=lambda m: (1.0 - m.blasts_at_start) * m.mature_at_rest,
        negligible=1e-3,
        description="healthy cells in blood",
    )
    leukemic_stem = State(
        "cell/kg",
        initial=lambda m: _blasts(m) / (1.0 + _per_stem(m)),
        negligible=1e-3,
        description="immature leukemic cells",
    )
    leukemic_precursors = State(
        "cell/kg",
        initial=lambda m: _blasts(m) * _per_stem(m) / (1.0 + _per_stem(m)),
        negligible=1e-3,
        description="maturing leukemic cells",
    )
    leukemic_mature = State("cell/kg", initial=_in_blood, negligible=1e-3, description="leukemic cells in blood")

    leukemia_kill = Port("1/day", "leukemic dividing cells that drugs kill, per cell")
    t_cell_kill = Port("1/day", "leukemic cells that T cells kill, per cell")
    healthy_effect = Port("1", "division of healthy cells that drugs prevent; above 1 they kill")
    pace = Port("1", "what the subtype makes of leukemic division")
    weight = Port("kg", "body weight")

    stem_at_rest = Parameter(1e7, "cell/kg", source=_HEALTHY, description="healthy immature cells at rest")
    precursors_at_rest = Parameter(2e9, "cell/kg", source=_HEALTHY, description="healthy maturing cells at rest")
    mature_at_rest = Parameter(4e8, "cell/kg", source=_HEALTHY, description="healthy cells in blood at rest")
    renewal = Parameter(0.85, "1", source=_HEALTHY, description="share of renewal of healthy immature cells")
    division = Parameter(0.1, "1/day", source=_HEALTHY, description="division of healthy immature cells")
    death = Parameter(2.3, "1/day", source=_HEALTHY, description="death of healthy cells in blood")
    blasts_at_start = Parameter(
        0.3,
        "1",
        source=Assumed("a population sets it", 0.05, 0.95),
        description="share of blasts in the marrow on day 0",
    )
    renewal_advantage = Parameter(
        0.5,
        "1",
        source=Assumed(
            f"leukemia arises where renewal lies above the healthy 0.87 (doi:{_RANGE}, Fig. 3): half way", 0.1, 1
        ),
        spread=0.3,
        description="leukemic renewal between healthy (0) and all (1), at most 1; spread assumed",
    )
    late_renewal_ratio = Parameter(
        1.0, "1", source=Assumed(_GUESS, 0.5, 1.0), description="renewal of maturing cells, leukemic to healthy"
    )
    division_ratio = Parameter(
        2.0,
        "1",
        source=Assumed(_GUESS, 0.5, 4.0),
        spread=0.3,
        description="division of immature cells, leukemic to healthy; spread assumed",
    )
    late_division_ratio = Parameter(
        0.5, "1", source=Assumed(_GUESS, 0.25, 2.0), description="division of maturing cells, leukemic to healthy"
    )
    death_ratio = Parameter(
        0.25, "1", source=Assumed(_GUESS, 0.1, 1.0), description="death of mature cells, leukemic to healthy"
    )
    neutrophils_at_rest = Parameter(
        3.53e9,
        "cell/L",
        source=Paper(
            "10.1007/s11095-014-1429-9", "typical value", "as written out in radivot/myelo, demo/quartino14.R"
        ),
        spread=0.3,
        description="neutrophils of the person without leukemia; spread assumed",
    )

    def feedback(self) -> Expression:
        """Return how strongly mature cells lower renewal, from the rest of healthy immature cells."""
        return maximum(2.0 * self.renewal - 1.0, 0.05) / self.mature_at_rest  # at one half nobody could live

    def signal(self) -> Expression:
        """Return the feedback signal that both hierarchies hear."""
        return 1.0 / (1.0 + self.feedback() * (self.mature + self.leukemic_mature))

    def flows(self) -> Iterator[Flow]:
        """Yield renewal, maturation and death of both hierarchies, and what drugs and T cells kill."""
        yield from self._healthy()
        yield from self._leukemic()

    def _healthy(self) -> Iterator[Flow]:
        """Yield healthy cells."""
        signal, division = self.signal(), (self.division, _late_division(self))
        cells = (self.stem, self.precursors, self.mature)
        heard = (self.renewal * signal, _late_renewal(self) * signal)
        yield from divide_and_renew("healthy", cells, heard, division)
        yield Flow("healthy cells die in blood", out_of=self.mature, rate=self.death * self.mature)
        for stage, cell, pace in zip(("immature", "maturing"), cells, division, strict=False):
            rate = self.healthy_effect * pace * cell
            yield Flow(f"drugs keep healthy {stage} cells from dividing", out_of=cell, rate=rate)

    def _leukemic(self) -> Iterator[Flow]:
        """Yield leukemic cells."""
        signal, paces = self.signal(), (self.division_ratio, self.late_division_ratio)
        division = (paces[0] * self.division * self.pace, paces[1] * _late_division(self) * self.pace)
        cells = (self.leukemic_stem, self.leukemic_precursors, self.leukemic_mature)
        heard = tuple(share * signal for share in _renewals(self))
        yield from divide_and_renew("leukemic", cells, heard, division)
        lost = self.death_ratio * self.death * self.leukemic_mature
        yield Flow("leukemic cells die in blood", out_of=self.leukemic_mature, rate=lost)
        for stage, cell in zip(("immature", "maturing", "mature"), cells, strict=True):
            if stage != "mature":
                yield Flow(f"drugs kill leukemic {stage} cells", out_of=cell, rate=self.leukemia_kill * cell)
            yield Flow(f"T cells kill leukemic {stage} cells", out_of=cell, rate=self.t_cell_kill * cell)

    def observables(self) -> Iterator[Observable]:
        """Yield the share of blasts, leukemic cells in the body, neutrophils, and the signal."""
        blasts = self.leukemic_stem + self.leukemic_precursors
        share = blasts / (self.stem + self.precursors + blasts)
        yield Observable("blast_fraction", share, "1", "leukemic blasts among marrow cells")
        whole = (blasts + self.leukemic_mature) * self.weight
        yield Observable("burden", whole, "cell", "leukemic cells in the body")
        count = self.neutrophils_at_rest * self.mature / self.mature_at_rest
        yield Observable("anc", count, "cell/L", "absolute neutrophil count")
        yield Observable("feedback_signal", self.signal(), "1", "feedback signal that both hierarchies hear")
