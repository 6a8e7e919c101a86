"""Neutropenia by CTCAE version 5."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Model, Observable, Paper, Parameter, Port, select

_CTCAE = Paper("CTCAE v5.0", "Neutrophil count decreased")
_GRADES = (
    (0.0, "none"),
    (1.0, "below normal"),
    (2.0, "below 1.5e9/L"),
    (3.0, "below 1.0e9/L"),
    (4.0, "below 0.5e9/L"),
)


class CtcaeNeutropenia(Model):
    """Neutrophil count decreased, grade 0 to 4, from the absolute neutrophil count.

    What this model cannot say: fever in neutropenia, which is an event of its own; how long a count
    stays low; the normal limit of a laboratory or an age.

    References
    ----------
    Common Terminology Criteria for Adverse Events (CTCAE) v5.0, US National Cancer Institute, 2017.
    """

    reference = "CTCAE v5.0"

    anc = Port("cell/L", "absolute neutrophil count")
    lower_limit = Parameter(
        2.0e9,
        "cell/L",
        source=Assumed("lower limit of normal; differs between laboratories and ages", 1.5e9, 2.0e9),
        description="lower limit of normal",
    )
    grade_2_below = Parameter(1.5e9, "cell/L", source=_CTCAE, description="grade 2 below")
    grade_3_below = Parameter(1.0e9, "cell/L", source=_CTCAE, description="grade 3 below")
    grade_4_below = Parameter(0.5e9, "cell/L", source=_CTCAE, description="grade 4 below")

    def observables(self) -> Iterator[Observable]:
        """Yield the grade."""
        grade = select(self.anc < self.lower_limit, 1.0, 0.0)
        for number, limit in ((2.0, self.grade_2_below), (3.0, self.grade_3_below), (4.0, self.grade_4_below)):
            grade = select(self.anc < limit, number, grade)
        yield Observable("neutropenia", grade, "1", "CTCAE v5 grade of neutropenia", _GRADES)
