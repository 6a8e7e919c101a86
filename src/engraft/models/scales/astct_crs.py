"""Cytokine release syndrome by the ASTCT consensus of 2019."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Expression, Model, Observable, Paper, Parameter, Port, select

_DOI = "10.1016/j.bbmt.2018.12.758"
_GRADES = (
    (0.0, "none"),
    (1.0, "fever"),
    (2.0, "hypotension without vasopressor, or low-flow oxygen"),
    (3.0, "one vasopressor, or high-flow oxygen or mask"),
    (4.0, "several vasopressors, or positive pressure"),
)


class AstctCrs(Model):
    """Grade 0 to 4 from fever and what was done for blood pressure and oxygen.

    Grade 1 is fever (≥ 38 °C). Hypotension without vasopressor or low-flow oxygen make 2; one
    vasopressor (with or without vasopressin), or vasopressin alone, or high-flow oxygen or a mask
    make 3; several vasopressors besides vasopressin or positive pressure make 4. Once antipyretics,
    tocilizumab or steroids were given, fever is no longer asked for. The worse of both counts.

    The scale reads bedside actions, never cytokines. A model without vital signs and bedside rules,
    such as León-Triana 2021, cannot feed it.

    What this model cannot say: whether fever has another cause; grade 5.

    References
    ----------
    Lee DW, et al. Biol Blood Marrow Transplant 2019;25:625-638. doi:10.1016/j.bbmt.2018.12.758
    """

    reference = _DOI

    temperature = Port("degC", "body temperature")
    fever_masked = Port("1", "1 once antipyretics, tocilizumab or steroids were given")
    hypotension = Port("1", "1 if blood pressure is below the limit for age, or held by fluids or vasopressors")
    vasopressors = Port("1", "number of vasopressors, vasopressin not counted")
    vasopressin = Port("1", "1 if vasopressin is given")
    oxygen = Port("1", "0 none, 1 low flow, 2 high flow or mask, 3 positive pressure")
    fever = Parameter(38.0, "degC", source=Paper(_DOI, "Table 1"), description="fever from this temperature")

    def observables(self) -> Iterator[Observable]:
        """Yield the grade."""
        worse = self._circulation(self._lungs())
        counted = (self.temperature >= self.fever) | (self.fever_masked >= 0.5)
        first = select(self.temperature >= self.fever, 1.0, 0.0)
        grade = select(counted, select(worse >= 2.0, worse, first), 0.0)
        yield Observable("grade", grade, "1", "ASTCT 2019 grade of cytokine release syndrome", _GRADES)

    def _lungs(self) -> Expression:
        """Grade from oxygen alone."""
        grade = select(self.oxygen >= 1.0, 2.0, 0.0)
        grade = select(self.oxygen >= 2.0, 3.0, grade)
        return select(self.oxygen >= 3.0, 4.0, grade)

    def _circulation(self, others: Expression) -> Expression:
        """Grade from blood pressure, or the others' if that is worse."""
        grade = select(self.hypotension >= 0.5, 2.0, 0.0)
        grade = select((self.vasopressors >= 1.0) | (self.vasopressin >= 0.5), 3.0, grade)
        grade = select(self.vasopressors >= 2.0, 4.0, grade)
        return select(grade >= others, grade, others)
