"""What chemotherapy of a newly diagnosed leukemia costs, transplant in remission, death after failure: statistics."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import (
    TIME,
    Assumed,
    Expression,
    Hazard,
    Model,
    Observable,
    Paper,
    Parameter,
    Port,
    Rate,
    State,
    select,
)

_GIMEMA = Paper("GIMEMA ALL 0288, Blood 2002;99:863", "abstract", "induction deaths 7 % of 778 adults")
_RELAPSE = Paper("10.1038/bcj.2016.111", "abstract", "overall survival after relapse 19.3 % at 2 years, n = 229")
_REFRACTORY = Paper("10.1056/NEJMoa1609783", "chemotherapy arm", "median overall survival 4.0 months, n = 134")
_DHEDIN = Paper("10.1182/blood-2014-09-599894", "abstract", "non-relapse mortality 15.5 % at 3 years, n = 282")
_HILL = Paper("10.1182/blood-2017-07-793760", "Table 4", "hazard ratio of infection with ANC below 500/mm3")
_ASH = Paper("slideplayer.com/amp/12984133 (ASH 2015, abstract 1)", "text", "allo-SCT in CR1 34 and 20 %")
_BLASTS = Paper("10.1056/NEJMoa1709866", "definition of remission", "less than 5 % marrow blasts")


class FirstLineCourse(Model):
    """Deaths of treatment, transplant in first remission, death with leukemia that stays or returns: empirical.

    induction: risk i until day 42;   later, while treated and in remission: risk q (1 + (n - 1) few neutrophils)
    both times 2^((age - 40)/20)
    transplant: on day D in whoever is in remission and has a rank below the share of his arm; then the graft kills
    leukemia at rate g, and death of the transplant has its risk for a year
    with 5 % blasts or more from day 42: risk ln 2/4 months if remission was never seen, ln(1/0.193)/2 years after it

    ``rank`` is a number from 0 to 1 that a population draws. The share transplanted is an input of the trial: another
    one where rituximab is in the blood on day D, because that arm had more transplants.

    What this model cannot say: why a person dies, who is chosen for transplant (drawn independently of the leukemia),
    the day a donor is found, graft-versus-host disease, chemotherapy that stops after a transplant or a relapse.

    References
    ----------
    Annino L, et al. Blood 2002;99:863-871. Desjonquères A, et al. Blood Cancer J 2016;6:e504. doi:10.1038/bcj.2016.111
    Dhédin N, et al. Blood 2015;125:2486. doi:10.1182/blood-2014-09-599894
    """

    reference = "10.1038/bcj.2016.111"

    seen = State("1", description="remission was seen: 0 no, 1 yes")
    transplanted = State("1", description="transplanted in first remission: 0 no, 1 yes")
    blast_fraction = Port("1", "leukemic cells among marrow cells")
    anc = Port("cell/L", "absolute neutrophil count")
    rituximab = Port("mg/L", "rituximab in serum")
    age = Port("year", "age")

    induction = Parameter(
        -math.log(1.0 - 0.07) / 42.0, "1/day", source=_GIMEMA, description="risk of death in induction at 40 years"
    )
    toxicity = Parameter(
        0.05, "1/year", source=Assumed("deaths in remission of 2 to 15 % a year under chemotherapy", 0.02, 0.15),
        spread=0.3, description="risk of death in remission under treatment at 40 years; spread assumed",
    )  # fmt: skip
    neutropenia_ratio = Parameter(2.04, "1", source=_HILL, description="how much higher it is with few neutrophils")
    neutrophil_limit = Parameter(0.5e9, "cell/L", source=_HILL, description="below which neutrophils are few")
    doubling_age = Parameter(
        20.0, "year", source=Assumed("toxicity rises with age (Huguet 2018); how, is assumed", 10.0, 60.0),
        description="years of age that double the risks of treatment",
    )  # fmt: skip
    usual_age = Parameter(
        40.0, "year", source=Paper("10.1056/NEJMoa1605085", "ASH 2015 abstract", "median age 40"),
        description="age the risks are for",
    )  # fmt: skip
    induction_ends = Parameter(
        42.0, "day", source=Assumed("blood has recovered and consolidation begins", 35.0, 56.0),
        description="day on which induction ends and remission is assessed",
    )  # fmt: skip
    treatment_ends = Parameter(
        980.0, "day", source=Assumed("two years of maintenance after nine months", 700.0, 1100.0),
        description="day on which treatment ends",
    )  # fmt: skip
    after_relapse = Parameter(
        -math.log(0.193) / 24.0, "1/month", source=_RELAPSE, description="risk of death after relapse"
    )
    without_response = Parameter(
        math.log(2.0) / 4.0, "1/month", source=_REFRACTORY, description="risk of death with leukemia that never clears"
    )
    rank = Parameter(
        1.0, "1", source=Assumed("never transplanted; a population draws it", 0.0, 1.0), description="rank"
    )
    share = Parameter(
        0.20 / 0.90, "1", source=_ASH, description="transplanted of those in remission without rituximab: 20 of 90 %"
    )
    share_with_rituximab = Parameter(0.34 / 0.92, "1", source=_ASH, description="the same with rituximab: 34 of 92 %")
    rituximab_there = Parameter(
        1.0, "mg/L", source=Assumed("far below what is there two weeks after a dose", 0.1, 10.0),
        description="concentration from which rituximab counts as given",
    )  # fmt: skip
    transplant_day = Parameter(
        150.0, "day", source=Assumed("a donor is found and consolidation begun; no median found", 90.0, 240.0),
        description="day of the transplant",
    )  # fmt: skip
    transplant_risk = Parameter(
        -math.log(1.0 - 0.155),
        "1/year",
        source=_DHEDIN,
        description="risk of death of a transplant, first year",
    )
    graft_kill = Parameter(
        1.0 / 15.0, "1/day",
        source=Assumed("leukemia shrinks as fast as it typically grows: twice its growth of 1/30 per day", 0.0, 0.3),
        description="killed by the graft, per leukemic cell",
    )  # fmt: skip
    instant = Parameter(
        10.0, "1/day", source=Assumed("a memory, not biology: what is decided happens within hours", 1.0, 24.0),
        description="rate at which the memories fill and a transplant happens",
    )  # fmt: skip
    day_long = Parameter(
        1.0, "day", source=Assumed("a memory fills within it", 1.0, 3.0), description="how long a transplant is decided"
    )
    year_long = Parameter(1.0, "year", source=_DHEDIN, description="in which all deaths of the transplant are put")
    threshold = Parameter(0.05, "1", source=_BLASTS, description="marrow blasts from which leukemia is active")

    def rates(self) -> Iterator[Rate]:
        """Yield the memories of remission and of a transplant."""
        clear = (self.blast_fraction < self.threshold) & (self.induction_ends <= TIME)
        yield Rate(self.seen, select(clear, self.instant * (1.0 - self.seen), 0.0), "remission is seen")
        given = self.rituximab >= self.rituximab_there
        chosen = self.rank < select(given, self.share_with_rituximab, self.share)
        now = chosen & clear & (self.transplant_day <= TIME) & (self.transplant_day + self.day_long > TIME)
        yield Rate(self.transplanted, select(now, self.instant * (1.0 - self.transplanted), 0.0), "transplant")

    def hazards(self) -> Iterator[Hazard]:
        """Yield the risks."""
        begun, treated = TIME >= 0.0, (self.induction_ends <= TIME) & (self.treatment_ends > TIME)
        active = self.blast_fraction >= self.threshold
        grafted = self.transplanted >= 0.5
        older = 2.0 ** ((self.age - self.usual_age) / self.doubling_age)
        few = select(self.anc < self.neutrophil_limit, self.neutropenia_ratio, 1.0)
        in_induction = select(begun & (self.induction_ends > TIME), self.induction * older, 0.0)
        in_remission = select(treated & ~active & ~grafted, self.toxicity * few * older, 0.0)
        year = grafted & (self.transplant_day + self.year_long > TIME)
        failed = select(self.seen >= 0.5, self.after_relapse, self.without_response)
        with_leukemia = select(active & (self.induction_ends <= TIME), failed, 0.0)
        yield _ends("induction", in_induction, _GIMEMA, "death in induction")
        yield _ends("toxicity", in_remission, Assumed("see the parameter toxicity", 0.02, 0.15), "death in remission")
        yield _ends("transplant_death", select(year, self.transplant_risk, 0.0), _DHEDIN, "death of the transplant")
        yield _ends("leukemia", with_leukemia, _RELAPSE, "death without response or after relapse, salvage included")
        yield Hazard(
            "transplant", select(grafted, self.instant, 0.0), ends=False, empirical=True, source=_ASH,
            description="transplant in first remission: its share is an input",
        )  # fmt: skip

    def observables(self) -> Iterator[Observable]:
        """Yield what the graft kills."""
        yield Observable("graft", self.graft_kill * self.transplanted, "1/day", "killed by the graft, per cell")


def _ends(name: str, rate: Expression, source: Paper | Assumed, description: str) -> Hazard:
    """Make a risk of death."""
    return Hazard(name, rate, ends=True, empirical=True, source=source, description=description)
