"""Grade of acute graft-versus-host disease from rash, bilirubin and stool."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engraft.language import Expression, Model, Observable, Paper, Parameter, Port, maximum, select

_MAGIC = Paper("10.1016/j.bbmt.2015.09.001", "staging, as given in PDQ (National Cancer Institute), adults")
GRADES = ((0.0, "none"), (1.0, "I"), (2.0, "II"), (3.0, "III"), (4.0, "IV"))


def _edge(value: float, unit: str, what: str) -> Parameter:
    """Declare where a stage begins."""
    return Parameter(value, unit, source=_MAGIC, description=what)


def _steps(finding: Expression, edges: Sequence[Expression]) -> Expression:
    """Count the edges that a finding has reached."""
    reached = [select(finding >= edge, 1.0, 0.0) for edge in edges]
    return sum(reached[1:], reached[0])


class MagicAcuteGvhd(Model):
    """Stages 0 to 3 of skin, liver and lower gut, and the grade made of them.

    skin: any rash (1 % of the body) 1, 25 % 2, 50 % 3;  liver: bilirubin 2, 3, 6 mg/dL and 15 (4)
    gut: stool 500, 1000, 1500 mL a day
    grade I: skin 1 or 2 alone;  II: skin 3, liver 1 or gut 1;  III: liver or gut 2 or 3;  IV: liver 4 or, as stage 4 of
    skin (blisters) and gut (bleeding, ileus) are not simulated, liver 3 together with gut 3

    What this model cannot say: stage 4 of skin and gut, and the upper gut. Without them grade IV is rarer than it is;
    grades III and IV together are not affected, because a gut of stage 4 has passed stage 3.

    References
    ----------
    Harris AC, et al. Biol Blood Marrow Transplant 2016;22:4-10. doi:10.1016/j.bbmt.2015.09.001
    Childhood Hematopoietic Cell Transplantation (PDQ), National Cancer Institute, table of grading and staging.
    """

    reference = "10.1016/j.bbmt.2015.09.001"

    rash = Port("1", "share of the body surface with a rash")
    bilirubin = Port("mg/dL", "bilirubin in serum")
    stool = Port("mL/day", "volume of stool")
    skin_1 = _edge(0.01, "1", "rash of stage 1")
    skin_2 = _edge(0.25, "1", "rash of stage 2")
    skin_3 = _edge(0.5, "1", "rash of stage 3")
    liver_1 = _edge(2.0, "mg/dL", "bilirubin of stage 1")
    liver_2 = _edge(3.0, "mg/dL", "bilirubin of stage 2")
    liver_3 = _edge(6.0, "mg/dL", "bilirubin of stage 3")
    liver_4 = _edge(15.0, "mg/dL", "bilirubin of stage 4")
    gut_1 = _edge(500.0, "mL/day", "stool of stage 1")
    gut_2 = _edge(1000.0, "mL/day", "stool of stage 2")
    gut_3 = _edge(1500.0, "mL/day", "stool of stage 3")

    def observables(self) -> Iterator[Observable]:
        """Yield the stages and the grade."""
        skin = _steps(self.rash, (self.skin_1, self.skin_2, self.skin_3))
        liver = _steps(self.bilirubin, (self.liver_1, self.liver_2, self.liver_3, self.liver_4))
        gut = _steps(self.stool, (self.gut_1, self.gut_2, self.gut_3))
        stages = tuple((float(k), f"stage {k}") for k in range(5))
        yield Observable("skin", skin, "1", "stage of the skin", stages[:4])
        yield Observable("liver", liver, "1", "stage of the liver", stages)
        yield Observable("gut", gut, "1", "stage of the lower gut", stages[:4])
        first = select(skin >= 1.0, 1.0, 0.0)
        second = select((skin >= 3.0) | (liver >= 1.0) | (gut >= 1.0), 2.0, 0.0)
        third = select((liver >= 2.0) | (gut >= 2.0), 3.0, 0.0)
        fourth = select((liver >= 4.0) | ((liver >= 3.0) & (gut >= 3.0)), 4.0, 0.0)
        grade = maximum(maximum(first, second), maximum(third, fourth))
        yield Observable("grade", grade, "1", "grade of acute GvHD (MAGIC)", GRADES)
