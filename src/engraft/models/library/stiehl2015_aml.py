"""Acute myeloid leukemia: a healthy and a leukemic hierarchy that hear the same feedback signal (Stiehl 2015)."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, State
from engraft.models.blocks.feedback_hierarchy import divide_and_renew

_REF = "Cancer Res 2015;75:940"
_READ = "as written out in radivot/myelo, stiehl15.R and stiehl15fig3.R"
_HEALTHY = Paper(_REF, "supplement, healthy hematopoiesis", _READ)
_GUESS = "guessed by who replicated Figure 3A (radivot/myelo, stiehl15fig3.R), not read in the paper"


def _ratio(value: float, low: float, high: float, what: str, more: str = "") -> Parameter:
    """Declare what leukemic cells do in units of what healthy cells do."""
    source = Assumed(_GUESS + more, low, high)
    return Parameter(value, "1", source=source, description=f"{what}, leukemic to healthy")


class Stiehl2015(Model):
    """Cells renew or differentiate by division; mature cells of both hierarchies lower the renewal of both.

    s = 1/(1 + k (c3 + l3))
    dc1/dt = (2 a1 s - 1) p1 c1
    dc2/dt = 2 (1 - a1 s) p1 c1 + (2 a2 s - 1) p2 c2
    dc3/dt = 2 (1 - a2 s) p2 c2 - d3 c3,  the same for l1, l2, l3 with their own a, p and d

    ==========  ====================================  ==========================================================
    paper       here                                  meaning
    ==========  ====================================  ==========================================================
    c1, c2, c3  stem, precursors, mature              healthy cells per body weight: immature and maturing in the
                                                      marrow, mature in blood
    l1, l2, l3  leukemic_stem, … _precursors,         leukemic cells of the same three stages
                … _mature
    a1, p1, d3  renewal, division, death              share of renewal without feedback, division, death when mature
    s           signal()                              the feedback signal, between 0 and 1
    k, a2, p2   feedback(), late_renewal(),           what keeps the healthy counts at rest; worked out, see below
                late_division()
    -           stem_at_rest, …                       healthy counts without leukemia
    -           renewal_ratio, …                      leukemic values in units of the healthy ones
    ==========  ====================================  ==========================================================

    At rest nothing changes: with x = d3 c3/(p1 c1) that gives k = (2 a1 - 1)/c3, a2 = a1 (2 - x)/(1 - x) and
    p2 = p1 (c1/c2)/(1 - a2/a1). These three are no parameters, so that other counts at rest need no retyping.

    The leukemia. The five ratios are a guess by which Figure 3A was replicated, and renewal_ratio 1.6 makes a1 of the
    leukemic cells 1.36: a share above 1, which is impossible unless the signal lowers it. It does, because s is
    0.59 at rest and lower with leukemia, so that a1 s is at most 0.8; where both mature populations fall low, as under
    chemotherapy, a1 s would pass 1; it is bent from 0.9 on and held at 1. Do not treat this leukemia.
    The demonstration puts in its cell on day 1; here it is there on day 0, so all happens a day earlier.

    What this model cannot say: treatment, nothing can be given; chance, by which a single leukemic cell mostly dies
    out (the paper's equations are deterministic and so is this: one cell always wins if its renewal is higher);
    several clones; the niche; symptoms and death. Marrow blasts are l1 and l2 among all cells of these four states.

    References
    ----------
    Stiehl T, Baran N, Ho AD, Marciniak-Czochra A. Cell division patterns in acute myeloid leukemia stem-like cells
    determine clinical course: a model to predict patient survival. Cancer Res 2015;75:940-949.
    """

    reference = _REF

    stem = State("cell/kg", initial=lambda m: m.stem_at_rest, negligible=1e-3, description="healthy immature cells")
    precursors = State(
        "cell/kg", initial=lambda m: m.precursors_at_rest, negligible=1e-3, description="healthy maturing cells"
    )
    mature = State("cell/kg", initial=lambda m: m.mature_at_rest, negligible=1e-3, description="healthy cells in blood")
    leukemic_stem = State(
        "cell/kg",
        initial=1.0,
        source=Assumed("one leukemic cell per kg, as in Figure 3A by radivot/myelo; Figure 3B starts from 100", 1, 100),
        negligible=1e-3,
        description="immature leukemic cells",
    )
    leukemic_precursors = State("cell/kg", negligible=1e-3, description="maturing leukemic cells")
    leukemic_mature = State("cell/kg", negligible=1e-3, description="leukemic cells in blood")
    stem_at_rest = Parameter(1e7, "cell/kg", source=_HEALTHY, description="healthy immature cells at rest")
    precursors_at_rest = Parameter(2e9, "cell/kg", source=_HEALTHY, description="healthy maturing cells at rest")
    mature_at_rest = Parameter(4e8, "cell/kg", source=_HEALTHY, description="healthy cells in blood at rest")
    renewal = Parameter(0.85, "1", source=_HEALTHY, description="share of renewal of healthy immature cells")
    division = Parameter(0.1, "1/day", source=_HEALTHY, description="division of healthy immature cells")
    death = Parameter(2.3, "1/day", source=_HEALTHY, description="death of healthy cells in blood")
    renewal_ratio = _ratio(1.6, 1.0, 1.6, "renewal of immature cells", "; above 1/0.85 it makes a share above 1")
    late_renewal_ratio = _ratio(1.0, 0.5, 1.2, "renewal of maturing cells")
    division_ratio = _ratio(2.0, 0.5, 4.0, "division of immature cells")
    late_division_ratio = _ratio(0.5, 0.25, 2.0, "division of maturing cells")
    death_ratio = _ratio(0.25, 0.1, 1.0, "death of mature cells")

    def feedback(self) -> Expression:
        """Return how strongly mature cells lower renewal, from the rest of healthy immature cells."""
        return (2.0 * self.renewal - 1.0) / self.mature_at_rest

    def late_renewal(self) -> Expression:
        """Return the share of renewal of maturing cells that keeps all three counts at rest."""
        turnover = self.death * self.mature_at_rest / (self.division * self.stem_at_rest)
        return self.renewal * (2.0 - turnover) / (1.0 - turnover)

    def late_division(self) -> Expression:
        """Return the division rate of maturing cells that keeps all three counts at rest."""
        passed = self.division * self.stem_at_rest / self.precursors_at_rest
        return passed / (1.0 - self.late_renewal() / self.renewal)

    def signal(self) -> Expression:
        """Return the feedback signal that both hierarchies hear."""
        return 1.0 / (1.0 + self.feedback() * (self.mature + self.leukemic_mature))

    def flows(self) -> Iterator[Flow]:
        """Yield renewal, differentiation and death of both hierarchies."""
        healthy = (self.stem, self.precursors, self.mature)
        leukemic = (self.leukemic_stem, self.leukemic_precursors, self.leukemic_mature)
        renewal, division = (self.renewal, self.late_renewal()), (self.division, self.late_division())
        ratios = (self.renewal_ratio, self.late_renewal_ratio), (self.division_ratio, self.late_division_ratio)
        signal = self.signal()
        heard = [share * signal for share in renewal]
        yield from divide_and_renew("healthy", healthy, heard, division)
        renewal = (renewal[0] * ratios[0][0], renewal[1] * ratios[0][1])
        division = (division[0] * ratios[1][0], division[1] * ratios[1][1])
        heard = [share * signal for share in renewal]
        yield from divide_and_renew("leukemic", leukemic, heard, division)
        yield Flow("healthy cells die in blood", out_of=self.mature, rate=self.death * self.mature)
        lost = self.death_ratio * self.death * self.leukemic_mature
        yield Flow("leukemic cells die in blood", out_of=self.leukemic_mature, rate=lost)

    def observables(self) -> Iterator[Observable]:
        """Yield the share of blasts in the marrow, the signal, and cells in blood."""
        blasts = self.leukemic_stem + self.leukemic_precursors
        share = blasts / (self.stem + self.precursors + blasts)
        yield Observable("blast_fraction", share, "1", "leukemic blasts among marrow cells")
        yield Observable("feedback_signal", self.signal(), "1", "feedback signal that both hierarchies hear")
        yield Observable("blood_cells", self.mature + self.leukemic_mature, "cell/kg", "mature cells in blood, of both")
