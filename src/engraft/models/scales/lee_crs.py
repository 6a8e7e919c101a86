"""Cytokine release syndrome by Lee 2014."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Expression, Model, Observable, Paper, Parameter, Port, select

_DOI = "10.1182/blood-2014-05-552729"
_CTCAE = "CTCAE v4.03"
_GRADES = (
    (0.0, "none"),
    (1.0, "fever, not life-threatening"),
    (2.0, "oxygen below 40 %, fluids or one low-dose vasopressor, or organ toxicity of grade 2"),
    (3.0, "oxygen of 40 % or more, high-dose or several vasopressors, or organ toxicity of grade 3"),
    (4.0, "ventilator, or organ toxicity of grade 4"),
)


class LeeCrs(Model):
    """Grade 0 to 4 from fever, what was done, and organ toxicity.

    =====  ==============================================================================================
    1      symptoms that are not life-threatening, such as fever
    2      oxygen requirement below 40 %; hypotension that responds to fluids or a low dose of one
           vasopressor; organ toxicity of grade 2
    3      oxygen requirement of 40 % or more; hypotension that needs high-dose or several vasopressors;
           organ toxicity of grade 3, or transaminitis of grade 4
    4      ventilator support; organ toxicity of grade 4, transaminitis excluded
    =====  ==============================================================================================

    Organ grades are CTCAE: creatinine 2 above 1.5, 3 above 3, 4 above 6 times baseline; transaminases 2 above 3, 4
    above 20 times the upper limit. As it takes transaminitis of grade 4 to be grade 3, that of grade 3 is grade 2 here.

    What this model cannot say: whether findings have another cause; organs other than kidney and liver;
    grade 5.

    References
    ----------
    Lee DW, et al. Blood 2014;124:188-195. doi:10.1182/blood-2014-05-552729 (table read as reproduced in
    J Hematol Oncol 2018;11:121, Table 1, and in PMC7006459, Table 2).
    """

    reference = _DOI

    fever = Port("1", "1 with fever")
    hypotension = Port("1", "1 if blood pressure is low or has to be held")
    vasopressors = Port("1", "number of vasopressors")
    high_dose = Port("1", "1 with high-dose vasopressors")
    oxygen_device = Port("1", "0 none, 1 low flow, 2 high flow or mask, 3 positive pressure")
    inspired_oxygen = Port("1", "oxygen in inspired gas")
    creatinine = Port("1", "creatinine, times baseline")
    transaminases = Port("1", "transaminases, times the upper limit of normal")
    much_oxygen = Parameter(
        0.4, "1", source=Paper(_DOI, "Table 2", "FiO2 of 40 %"), description="inspired oxygen from which it is grade 3"
    )
    creatinine_2 = Parameter(
        1.5, "1", source=Paper(_CTCAE, "Creatinine increased, grade 2"), description="creatinine of grade 2 above"
    )
    creatinine_3 = Parameter(
        3.0, "1", source=Paper(_CTCAE, "Creatinine increased, grade 3"), description="creatinine of grade 3 above"
    )
    creatinine_4 = Parameter(
        6.0, "1", source=Paper(_CTCAE, "Creatinine increased, grade 4"), description="creatinine of grade 4 above"
    )
    transaminases_2 = Parameter(
        3.0, "1", source=Paper(_CTCAE, "ALT increased, grade 2"), description="transaminases of grade 2 above"
    )
    transaminases_4 = Parameter(
        20.0, "1", source=Paper(_CTCAE, "ALT increased, grade 4"), description="transaminases of grade 4 above"
    )

    def observables(self) -> Iterator[Observable]:
        """Yield the grade."""
        grade = select(self.fever >= 0.5, 1.0, 0.0)
        grade = select(self._second(), 2.0, grade)
        grade = select(self._third(), 3.0, grade)
        worst = (self.oxygen_device >= 3.0) | (self.creatinine > self.creatinine_4)
        yield Observable("grade", select(worst, 4.0, grade), "1", "Lee grade of cytokine release syndrome", _GRADES)

    def _second(self) -> Expression:
        """Tell whether grade 2 is met."""
        organs = (self.creatinine > self.creatinine_2) | (self.transaminases > self.transaminases_2)
        return (self.oxygen_device >= 1.0) | (self.hypotension >= 0.5) | organs

    def _third(self) -> Expression:
        """Tell whether grade 3 is met."""
        lungs = (self.oxygen_device >= 1.0) & (self.inspired_oxygen >= self.much_oxygen)
        organs = (self.creatinine > self.creatinine_3) | (self.transaminases > self.transaminases_4)
        return lungs | (self.high_dose >= 0.5) | (self.vasopressors >= 2.0) | organs
