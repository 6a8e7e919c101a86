"""What the chart at the bedside says, as the grading scales ask for it."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Model, Observable, Paper, Parameter, Port, select

_LEE = "10.1182/blood-2014-05-552729"
_ASTCT = "10.1016/j.bbmt.2018.12.758"
_HIGH = (
    "20 ug/min of norepinephrine or as much of others (Lee 2014, table of high-dose vasopressors; recalled, the table "
    "was not seen) is 0.2 to 0.3 ug/kg/min in a person of 100 to 70 kg; children are taken by weight"
)


class Chart(Model):
    """Yes-or-no entries that Penn, Lee and ASTCT share: from vital signs and actions, never from cytokines.

    ==============  ====================================================================================
    fever           temperature ≥ 38 °C
    fever_masked    tocilizumab or steroids work: fever may be absent and is no longer asked for
    hypotension     systolic pressure below the limit for age, or held by fluids or vasopressors
    high_dose       vasopressors at 0.2 ug/kg/min or more, as norepinephrine
    ==============  ====================================================================================

    What this model cannot say: whether fever or low pressure has another cause (infection, sedation);
    antipyretics; how long a dose has been running.

    References
    ----------
    Lee DW, et al. Blood 2014;124:188-195. doi:10.1182/blood-2014-05-552729
    Lee DW, et al. Biol Blood Marrow Transplant 2019;25:625-638. doi:10.1016/j.bbmt.2018.12.758
    """

    reference = _LEE

    temperature = Port("degC", "body temperature")
    systolic = Port("mmHg", "systolic blood pressure, with support")
    hypotension_limit = Port("mmHg", "systolic pressure below which a person of this age is hypotensive")
    fluids = Port("1", "1 while fluids are given for blood pressure")
    vasopressors = Port("1", "number of vasopressors, vasopressin not counted")
    vasopressor_dose = Port("ug/kg/min", "vasopressors as norepinephrine")
    il6_blocked = Port("1", "share of IL-6 receptors blocked")
    steroid_effect = Port("1", "effect of steroids, 0 to 1")
    fever_from = Parameter(
        38.0, "degC", source=Paper(_ASTCT, "Table 1"), description="temperature from which there is fever"
    )
    high_dose_from = Parameter(
        0.2, "ug/kg/min", source=Assumed(_HIGH, 0.1, 0.3), description="dose from which vasopressors are high-dose"
    )
    masked_from = Parameter(
        0.5, "1", source=Assumed("more at work than not", 0.1, 0.9), description="effect from which fever may be masked"
    )

    def observables(self) -> Iterator[Observable]:
        """Yield the entries."""
        fever = select(self.temperature >= self.fever_from, 1.0, 0.0)
        yield Observable("fever", fever, "1", "1 with fever")
        masked = (self.il6_blocked >= self.masked_from) | (self.steroid_effect >= self.masked_from)
        yield Observable("fever_masked", select(masked, 1.0, 0.0), "1", "1 while tocilizumab or steroids work")
        held = (self.fluids >= 0.5) | (self.vasopressors >= 1.0)
        low = (self.systolic < self.hypotension_limit) | held
        yield Observable("hypotension", select(low, 1.0, 0.0), "1", "1 if blood pressure is low or has to be held")
        high = select(self.vasopressor_dose >= self.high_dose_from, 1.0, 0.0)
        yield Observable("high_dose", high, "1", "1 with high-dose vasopressors")
