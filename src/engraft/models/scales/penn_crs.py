"""Cytokine release syndrome by the Penn scale, as ELIANA graded it."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Model, Observable, Paper, Parameter, Port, select

_DOI = "10.1186/s13045-018-0571-y"
_CTCAE = "CTCAE v4.03"
_GRADES = (
    (0.0, "none"),
    (1.0, "fever, supportive care only"),
    (2.0, "intravenous therapy, or mild organ dysfunction"),
    (3.0, "fluids or low-dose vasopressors for hypotension, any oxygen, coagulopathy, or organ dysfunction"),
    (4.0, "high-dose vasopressors, or ventilation"),
)


class PennCrs(Model):
    """Grade 0 to 4 from fever, what was done, and organ findings.

    =====  ==============================================================================================
    1      mild: supportive care such as antipyretics; here fever
    2      signs of organ dysfunction: grade 2 creatinine or grade 3 transaminases; or hospital care for CRS with
           intravenous therapies, fever with neutropenia included, but no fluids for hypotension; here fever under
           intravenous antibiotics, or intensive care
    3      grade 3 creatinine or grade 4 transaminases; hypotension treated with multiple fluid boluses or
           low-dose vasopressors; coagulopathy that needs plasma, cryoprecipitate or fibrinogen; hypoxia that
           needs oxygen by cannula, high flow, CPAP or BiPAP
    4      hypotension that needs high-dose vasopressors; hypoxia that needs mechanical ventilation
    =====  ==============================================================================================

    Fluids for hypotension, or any oxygen, are grade 3 here and grade 2 in the ASTCT and Lee scales. Organ grades are
    CTCAE: creatinine 2 above 1.5, 3 above 3 times baseline; transaminases 3 above 5, 4 above 20 times the upper limit.

    What this model cannot say: whether findings have another cause; CPAP and BiPAP (grade 3) apart from
    ventilation (grade 4): positive pressure counts as ventilation; grade 5.

    References
    ----------
    Porter D, et al. J Hematol Oncol 2018;11:35. doi:10.1186/s13045-018-0571-y (table read as reproduced in
    J Hematol Oncol 2018;11:121, Table 1).
    """

    reference = _DOI

    fever = Port("1", "1 with fever")
    fluids = Port("1", "1 while fluids are given for blood pressure")
    vasopressors = Port("1", "number of vasopressors")
    high_dose = Port("1", "1 with high-dose vasopressors")
    oxygen_device = Port("1", "0 none, 1 low flow, 2 high flow or mask, 3 positive pressure")
    antibiotics = Port("1", "1 under intravenous antibiotics")
    icu = Port("1", "1 in intensive care")
    creatinine = Port("1", "creatinine, times baseline")
    transaminases = Port("1", "transaminases, times the upper limit of normal")
    fibrinogen = Port("g/L", "fibrinogen")
    creatinine_2 = Parameter(
        1.5, "1", source=Paper(_CTCAE, "Creatinine increased, grade 2"), description="creatinine of grade 2 above"
    )
    creatinine_3 = Parameter(
        3.0, "1", source=Paper(_CTCAE, "Creatinine increased, grade 3"), description="creatinine of grade 3 above"
    )
    transaminases_3 = Parameter(
        5.0, "1", source=Paper(_CTCAE, "ALT increased, grade 3"), description="transaminases of grade 3 above"
    )
    transaminases_4 = Parameter(
        20.0, "1", source=Paper(_CTCAE, "ALT increased, grade 4"), description="transaminases of grade 4 above"
    )
    replaced_below = Parameter(
        1.0,
        "g/L",
        source=Assumed("fibrinogen is usually replaced below 1.0 to 1.5 g/L; Penn names no number", 0.8, 1.5),
        description="fibrinogen below which it is replaced",
    )

    def observables(self) -> Iterator[Observable]:
        """Yield the grade."""
        grade = select(self.fever >= 0.5, 1.0, 0.0)
        grade = select(self._second(), 2.0, grade)
        grade = select(self._third(), 3.0, grade)
        worst = (self.high_dose >= 0.5) | (self.oxygen_device >= 3.0)
        yield Observable("grade", select(worst, 4.0, grade), "1", "Penn grade of cytokine release syndrome", _GRADES)

    def _second(self) -> Expression:
        """Tell whether grade 2 is met."""
        treated = (self.fever >= 0.5) & ((self.antibiotics >= 0.5) | (self.icu >= 0.5))
        return treated | (self.creatinine > self.creatinine_2) | (self.transaminases > self.transaminases_3)

    def _third(self) -> Expression:
        """Tell whether grade 3 is met."""
        organs = (self.creatinine > self.creatinine_3) | (self.transaminases > self.transaminases_4)
        bedside = (self.fluids >= 0.5) | (self.vasopressors >= 1.0) | (self.oxygen_device >= 1.0)
        return organs | bedside | (self.fibrinogen < self.replaced_below)
