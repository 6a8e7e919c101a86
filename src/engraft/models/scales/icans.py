"""Neurotoxicity by the ASTCT consensus of 2019: ICE from 12 years on, CAPD below."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Model, Observable, Paper, Parameter, Port, select

_DOI = "10.1016/j.bbmt.2018.12.758"
_SPLIT = (
    "the table gives 1 to 8 for grades 1 and 2 and tells them apart by how a child wakes up (by itself, to voice), "
    "which is not part of this model; halfway between"
)
_COMA = "a child that cannot be roused cannot be scored; near the top of the scale (32) stands for it"
_GRADES = (
    (0.0, "none"),
    (1.0, "ICE 7 to 9, or CAPD below 9, awakens by itself"),
    (2.0, "ICE 3 to 6, or CAPD below 9, awakens to voice"),
    (3.0, "ICE 0 to 2, or CAPD of 9 or more"),
    (4.0, "cannot be roused"),
)


class Icans(Model):
    """Grade 0 to 4 of immune effector cell-associated neurotoxicity syndrome, from one score that suits the age.

    =====  =========================  ==================================
    grade  ICE, 12 years and older    CAPD, below 12 years
    =====  =========================  ==================================
    1      7 to 9                     1 to 8, awakens by itself
    2      3 to 6                     1 to 8, awakens to voice
    3      0 to 2                     9 and above
    4      0, cannot be roused        cannot be scored
    =====  =========================  ==================================

    Scores are whole numbers at the bedside; a value between two is read as the nearer.

    What this model cannot say: seizures, motor findings, raised pressure and edema of the brain, which are
    grades 3 and 4 by themselves; an awake patient with an ICE of 0 (global aphasia, grade 3) apart from one that
    cannot be roused: 0 counts as grade 4; delay of development, where CAPD is used at any age.

    References
    ----------
    Lee DW, et al. Biol Blood Marrow Transplant 2019;25:625-638. doi:10.1016/j.bbmt.2018.12.758 (tables read as
    reproduced in PMC8403007, Table 4, and for children in a summary of the consensus).
    """

    reference = _DOI

    ice = Port("1", "immune effector cell-associated encephalopathy score, 10 is normal")
    capd = Port("1", "Cornell Assessment of Pediatric Delirium, 0 is normal, 32 the worst")
    age = Port("year", "age")
    adult_score_from = Parameter(
        12.0, "year", source=Paper(_DOI, "Table 7"), description="age from which ICE is used instead of CAPD"
    )
    capd_2 = Parameter(5.0, "1", source=Assumed(_SPLIT, 2.0, 8.0), description="CAPD from which it is grade 2")
    capd_3 = Parameter(9.0, "1", source=Paper(_DOI, "Table 7"), description="CAPD from which it is grade 3")
    capd_4 = Parameter(28.0, "1", source=Assumed(_COMA, 20.0, 32.0), description="CAPD from which it is grade 4")

    def observables(self) -> Iterator[Observable]:
        """Yield the grade."""
        grade = select(self.age >= self.adult_score_from, self._by_ice(), self._by_capd())
        yield Observable("grade", grade, "1", "ASTCT 2019 grade of neurotoxicity", _GRADES)

    def _by_ice(self) -> Expression:
        """Grade from ICE."""
        grade = select(self.ice < 9.5, 1.0, 0.0)
        for number, below in ((2.0, 6.5), (3.0, 2.5), (4.0, 0.5)):
            grade = select(self.ice < below, number, grade)
        return grade

    def _by_capd(self) -> Expression:
        """Grade from CAPD."""
        grade = select(self.capd >= 0.5, 1.0, 0.0)
        for number, start in ((2.0, self.capd_2), (3.0, self.capd_3), (4.0, self.capd_4)):
            grade = select(self.capd >= start - 0.5, number, grade)
        return grade
