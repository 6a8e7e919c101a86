"""Death after a transplant without relapse: statistics, not mechanism."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import TIME, Assumed, Expression, Hazard, Model, Observable, Paper, Parameter, Port, select

_DONORS = Paper("Blood Adv 2017;1:477", "abstract", "15 % without relapse at 2 years, 3511 matched related donors, AML")
_GVL = "Blood Adv 2019;3:670"
_HILL = Paper("10.1182/blood-2017-07-793760", "Table 4", "hazard ratio with ANC below 500/mm3, 95 % CI 0.85 to 4.89")


class TransplantRisks(Model):
    """A risk of death that is higher early, under severe acute GvHD, without neutrophils and without donor T cells.

    risk = base · early · severe · (1 + (n - 1) few neutrophils) · (1 + w lack of T cells) after day 0

    Empirical. Infections, organ toxicity of conditioning and GvHD are not told apart: the risk is of death without
    relapse, whatever the cause. The base is the mortality of matched related donors, GvHD included, so it is somewhat
    high as a base without it.

    What this model cannot say: why a person dies, age and comorbidity (they act on ``base``), infections that are not
    fatal, veno-occlusive disease, second cancers.

    References
    ----------
    Blood Adv 2017;1:477-486 (alternative donors, AML in first remission: abstract).
    Blood Adv 2019;3:670-680 (5215 patients with ALL: mortality without relapse under grades III and IV, abstract).
    Hill JA, et al. doi:10.1182/blood-2017-07-793760 (infections and neutropenia, after CAR T cells).
    Bacigalupo A, et al. Blood 2001;98:2942 (lethal infections 30 % with 15 mg/kg of ATG, 7 % without).
    """

    reference = "Blood Adv 2017;1:477"

    grade = Port("1", "grade of acute GvHD")
    anc = Port("cell/L", "absolute neutrophil count")
    t_cells = Port("cell", "donor T cells")
    weight = Port("kg", "body weight")
    base = Parameter(
        -math.log(0.85) / 24.0, "1/month", source=_DONORS, spread=0.5,
        description="risk of death without relapse after day 100; spread assumed",
    )  # fmt: skip
    early = Parameter(
        2.0, "1", source=Assumed("twice the risk in the first 100 days; bounds: the same to four times", 1.0, 4.0),
        description="how many times higher the risk is in the first 100 days",
    )  # fmt: skip
    early_until = Parameter(
        100.0,
        "day",
        source=Assumed("day 100, until which acute GvHD is counted", 60.0, 180.0),
        description="end of early",
    )
    severe = Parameter(
        math.sqrt(2.69 * 3.91), "1",
        source=Paper(_GVL, "abstract", "hazard ratios 2.69 to 3.91 in three cohorts, geometric mean of the bounds"),
        description="how many times higher the risk is under grade III or IV",
    )  # fmt: skip
    neutrophil_limit = Parameter(
        0.5e9, "cell/L", source=_HILL, description="neutrophils below which the risk is higher"
    )
    neutropenia = Parameter(2.04, "1", source=_HILL, description="how many times higher it is with few neutrophils")
    without_t_cells = Parameter(
        1.0, "1",
        source=Assumed("lethal infections 30 % with 15 mg/kg of ATG, 7 % without (Blood 2001;98:2942); part of all "
                       "deaths, so doubled at most; bounds: none to threefold", 0.0, 3.0),
        description="added to 1 where no donor T cell is there",
    )  # fmt: skip
    half_t_cells = Parameter(
        7e7, "cell/kg",
        source=Assumed("5e9 in 70 kg, 2 % of a healthy person's: about 20 per uL of blood; bounds: tenfold", 7e6, 7e8),
        description="donor T cells per weight at which half of that is added",
    )  # fmt: skip

    def hazards(self) -> Iterator[Hazard]:
        """Yield the risk of death, counted from the infusion of the graft."""
        yield Hazard(
            "non_relapse",
            select(TIME >= 0.0, self._risk(), 0.0),
            ends=True,
            empirical=True,
            source=_DONORS,
            description="death of infection, organ toxicity or GvHD",
        )

    def observables(self) -> Iterator[Observable]:
        """Yield the risk."""
        yield Observable("risk", self._risk(), "1/month", "risk of death without relapse")

    def _risk(self) -> Expression:
        """Deaths per time."""
        when = select(self.early_until > TIME, self.early, 1.0)
        severe = select(self.grade >= 2.5, self.severe, 1.0)
        counted = self.anc / self.neutrophil_limit
        few = 1.0 / (1.0 + counted * counted * counted * counted)
        lack = self.half_t_cells * self.weight / (self.half_t_cells * self.weight + self.t_cells)
        raised = (1.0 + (self.neutropenia - 1.0) * few) * (1.0 + self.without_t_cells * lack)
        return self.base * when * severe * raised
