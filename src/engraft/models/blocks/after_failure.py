"""What follows response or its absence: statistics, not mechanism."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import TIME, Assumed, Hazard, Model, Paper, Parameter, Port, Rate, State, select

_SCHULTZ = Paper("10.1200/JCO.22.01076", "abstract", "overall survival of non-responders 19 % at 12 months, n = 23")
_LAMBLE = Paper("Lamble 2023, Blood Adv 7:575", "abstract", "median survival after relapse 11.9 months, n = 166")
_ELIANA = Paper("10.1056/NEJMoa1709866", "updated analysis", "transplant 8 and other therapy 8 of 65 in remission")


class AfterFailure(Model):
    """Death after non-response and after relapse, further therapy in remission, death on the ventilator: empirical.

    From the assessment on (day 28), while leukemia is active in the marrow:
    risk = ln(1/0.19)/12 months if remission was never seen,  ln 2/(11.9 months) after relapse
    In remission, from day 28: further therapy at a constant rate. On positive pressure: death at a constant rate.

    ``seen`` remembers remission: it rises to 1 within days while the marrow is below 5 % blasts after infusion.
    Salvage therapy and transplant after relapse are inside the published survival, so they are inside the risk.

    What this model cannot say: why a person dies, what further therapy does to the leukemia (it only censors),
    the mortality of transplant in remission, how risk changes with time since relapse.

    References
    ----------
    Schultz LM, et al. J Clin Oncol 2023;41:354-363. doi:10.1200/JCO.22.01076
    Lamble AJ, et al. Blood Adv 2023;7:575.
    Maude SL, et al. N Engl J Med 2018;378:439. doi:10.1056/NEJMoa1709866
    """

    reference = "10.1200/JCO.22.01076"

    seen = State("1", description="remission was seen: 0 no, 1 yes")
    blast_fraction = Port("1", "leukemic cells among marrow cells")
    ventilated = Port("1", "1 while on positive pressure")

    without_response = Parameter(
        -math.log(0.19) / 12.0,
        "1/month",
        source=_SCHULTZ,
        spread=0.3,
        description="risk of death with leukemia that never cleared; spread assumed",
    )
    after_relapse = Parameter(
        math.log(2.0) / 11.9, "1/month", source=_LAMBLE, description="risk of death after relapse"
    )
    transplant_rate = Parameter(
        0.0175,
        "1/month",
        source=Assumed("8 of 65 in remission, in about 7 months each at the first cut (an input)", 0.008, 0.035),
        description="transplant in remission",
    )
    other_rate = Parameter(
        0.0175,
        "1/month",
        source=Assumed("8 of 65 in remission, in about 7 months each at the first cut (an input)", 0.008, 0.035),
        description="other therapy in remission",
    )
    noticing = Parameter(
        2.0,
        "1/day",
        source=Assumed("a memory, not biology: half filled within hours, so one visit in remission counts", 1.0, 10.0),
        description="rate at which the memory of remission fills",
    )
    ventilator_risk = Parameter(
        0.02,
        "1/day",
        source=Assumed(
            "about one in six children on a ventilator for lung injury dies, in about nine days", 0.005, 0.05
        ),
        description="risk of death while ventilated",
    )
    threshold = Parameter(
        0.05,
        "1",
        source=Paper("10.1056/NEJMoa1709866", "definition of remission", "less than 5 % marrow blasts"),
        description="marrow blasts from which leukemia is active",
    )
    assessed = Parameter(
        28.0,
        "day",
        source=Paper("10.1056/NEJMoa1709866", "schedule", "first assessment of the marrow"),
        description="day of the first assessment",
    )

    def rates(self) -> Iterator[Rate]:
        """Yield the memory of remission."""
        clear = (self.blast_fraction < self.threshold) & (self.assessed <= TIME)
        yield Rate(self.seen, select(clear, self.noticing * (1.0 - self.seen), 0.0), "remission is seen")

    def hazards(self) -> Iterator[Hazard]:
        """Yield the risks."""
        from_day_28 = self.assessed <= TIME
        active = (self.blast_fraction >= self.threshold) & from_day_28
        failed = select(self.seen >= 0.5, self.after_relapse, self.without_response)
        clear = (self.blast_fraction < self.threshold) & from_day_28
        yield Hazard(
            "leukemia",
            select(active, failed, 0.0),
            ends=True,
            empirical=True,
            source=_SCHULTZ,
            description="death after non-response or relapse, salvage included",
        )
        yield Hazard(
            "ventilation",
            select(self.ventilated >= 0.5, self.ventilator_risk, 0.0),
            ends=True,
            empirical=True,
            source=Assumed("see the parameter ventilator_risk", 0.005, 0.05),
            description="death on the ventilator",
        )
        for name, rate in (("transplant", self.transplant_rate), ("other_therapy", self.other_rate)):
            yield Hazard(
                name,
                select(clear, rate, 0.0),
                ends=False,
                empirical=True,
                source=_ELIANA,
                description=f"{name.replace('_', ' ')} while in remission: an input, it only censors",
            )
