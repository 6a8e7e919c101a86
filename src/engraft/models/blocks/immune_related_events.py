"""Immune-related adverse events of PD-1 blockade, by organ and grade: released self-reactive T cells; statistics."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from statistics import NormalDist

from engraft.language import (
    Assumed,
    Expression,
    Flow,
    Model,
    Observable,
    Paper,
    Parameter,
    Port,
    State,
    exp,
    maximum,
    select,
)

_LABEL = "Opdivo USPI"
_ONSET = "10.4143/crt.2020.790"
ORGANS = ("skin", "colon", "lung", "liver", "endocrine")
GRADES = ((0.0, "none"), (1.0, "grade 1"), (2.0, "grade 2"), (3.0, "grade 3 or higher"))


def _rarity(share: float) -> float:
    """Return how many SD of the logarithm a share of persons lies above the median."""
    return NormalDist().inv_cdf(1.0 - share)


def _organ(name: str, share: float, note: str) -> Parameter:
    """Enter how many persons have an event of any grade, as the SDs between the median and the first of them."""
    source = Paper(_LABEL, "section 5.1, monotherapy, n = 1994", f"{note}; as the normal quantile of 1 - {share:g}")
    return Parameter(_rarity(share), "1", source=source, description=f"rarity of any event of the {name}, in SD")


def _step(name: str, grade: int, any_grade: float, share: float) -> Parameter:
    """Enter how many more SD of rarity a higher grade is than any grade."""
    note = f"{100.0 * share:g} % of grade {grade} or higher, {100.0 * any_grade:g} % of any"
    source = Paper(_LABEL, "section 5.1, monotherapy, n = 1994", note)
    value = _rarity(share) - _rarity(any_grade)
    return Parameter(value, "1", source=source, description=f"how much rarer grade {grade} of the {name} is, in SD")


def _own(name: str) -> Parameter:
    """Declare what makes one person more prone than another, organ by organ."""
    source = Assumed(
        "1 for the typical person; how far persons differ changes onset and rescue, not incidence", 0.1, 10
    )
    return Parameter(1.0, "1", source=source, spread=1.0, description=f"how prone the {name} is; spread assumed")


class ImmuneRelatedEvents(Model):
    """Self-reactive T cells are released as PD-1 is held; where they pass a person's limit an organ is inflamed.

    dR/dt = (O - R)/τ,  dS/dt = (steroid - S)/τs
    x = ln(z R (1 - b S)) - a,  grade 1 where x ≥ 0, grade 2 where x ≥ d2, grade 3 where x ≥ d3

    ======  =======================  =================================================================
    symbol  here                     meaning
    ======  =======================  =================================================================
    O       occupancy (port)         share of PD-1 that an antibody holds
    R       released                 self-reactive T cells released, 0 to 1
    S       calmed                   what steroids have calmed, 0 to 1
    z       skin_own, colon_own, …   how prone a person's organ is, log-normal with an SD of 1
    a       skin, colon, …           rarity of an event of any grade, in SD
    d2, d3  skin_moderate,           how much rarer grade 2 and grade 3 are, in SD
            skin_severe, …
    τ, τs   releasing, calming       time of release, and of steroids to work
    b       steroid_calms            share of the inflammation that full steroid effect takes
    ======  =======================  =================================================================

    Empirical: with PD-1 held for good (R = 1) as many persons have an event of each grade as in the pooled monotherapy
    trials of the label, in solid tumors. What is mechanism is its time: it comes as T cells are released over weeks,
    goes with the antibody, and yields to steroids. The label counts what needed treatment; its incidences are of
    several months of nivolumab and are taken for endless ones. Endocrine events are the sum of hypothyroidism, adrenal
    insufficiency, hypophysitis and diabetes, as if nobody had two.

    What this model cannot say: other organs (kidney, heart, nerves, joints), grade 4 apart from 3, death of an event,
    damage that stays (a thyroid does not come back), autoimmunity before treatment, events of one person that go
    together, what differs with other antibodies, how often people with leukemia or after a transplant are struck.

    References
    ----------
    Opdivo USPI (US prescribing information), section 5.1 (the maker's summary of it was read). Tang SQ, et al.
    Cancer Res Treat 2021;53:339-354. doi:10.4143/crt.2020.790 (times).
    """

    reference = _LABEL

    released = State("1", negligible=1e-6, description="self-reactive T cells released, 0 to 1")
    calmed = State("1", negligible=1e-6, description="what steroids have calmed, 0 to 1")
    occupancy = Port("1", "share of PD-1 that an antibody holds")
    steroid = Port("1", "effect of steroids, 0 to 1")

    skin = _organ("skin", 0.09, "rash 171/1994")
    colon = _organ("colon", 0.029, "colitis 58/1994")
    lung = _organ("lung", 0.031, "pneumonitis 61/1994")
    liver = _organ("liver", 0.018, "hepatitis 35/1994")
    endocrine = _organ("endocrine glands", 0.105, "hypothyroidism 8 %, adrenal 1 %, hypophysitis 0.6 %, diabetes 0.9 %")
    skin_moderate, skin_severe = _step("skin", 2, 0.09, 0.033), _step("skin", 3, 0.09, 0.011)
    colon_moderate, colon_severe = _step("colon", 2, 0.029, 0.027), _step("colon", 3, 0.029, 0.017)
    lung_moderate, lung_severe = _step("lung", 2, 0.031, 0.030), _step("lung", 3, 0.031, 0.009)
    liver_moderate, liver_severe = _step("liver", 2, 0.018, 0.018), _step("liver", 3, 0.018, 0.015)
    endocrine_moderate = _step("endocrine glands", 2, 0.105, 0.072)
    endocrine_severe = _step("endocrine glands", 3, 0.105, 0.012)
    skin_own, colon_own, lung_own = _own("skin"), _own("colon"), _own("lung")
    liver_own, endocrine_own = _own("liver"), _own("endocrine glands")
    releasing = Parameter(
        70.0,
        "day",
        source=Assumed(
            "a person in the middle of those with a rash crosses after 1.22 time constants; the label's median of that "
            "is 2.8 months; other organs have 2.9 to 5.3, pooled trials 8.4 weeks for all of them "
            f"(doi:{_ONSET}, abstract)",
            30.0,
            130.0,
        ),
        description="time constant of the release of self-reactive T cells",
    )
    calming = Parameter(
        14.0,
        "day",
        source=Assumed(
            f"severe events resolved in 6.9 weeks under immune modulation (doi:{_ONSET}): a few of it", 5, 30
        ),
        description="time constant in which steroids calm inflammation",
    )
    steroid_calms = Parameter(
        0.9, "1", source=Assumed("most events resolve under steroids, some do not", 0.5, 1.0),
        description="share of the inflammation that full steroid effect takes",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield release and what steroids calm."""
        yield Flow("self-reactive T cells are released", into=self.released, rate=self.occupancy / self.releasing)
        yield Flow("self-reactive T cells are held again", out_of=self.released, rate=self.released / self.releasing)
        yield Flow("steroids calm inflammation", into=self.calmed, rate=self.steroid / self.calming)
        yield Flow("inflammation comes back", out_of=self.calmed, rate=self.calmed / self.calming)

    def observables(self) -> Iterator[Observable]:
        """Yield the grade of each organ, and the worst."""
        grades = {organ: self._grade(organ) for organ in ORGANS}
        for organ, grade in grades.items():
            yield Observable(f"{organ}_grade", grade, "1", f"immune-related event of the {organ}, CTCAE grade", GRADES)
        worst = reduce(maximum, grades.values())
        yield Observable("worst_grade", worst, "1", "worst immune-related event of any organ, CTCAE grade", GRADES)

    def _grade(self, organ: str) -> Expression:
        """Grade an organ: how prone it is times what is released, against powers of e: no logarithm."""
        own, rare = getattr(self, f"{organ}_own"), getattr(self, organ)
        strength = own * self.released * (1.0 - self.steroid_calms * self.calmed)
        limits = (rare, rare + getattr(self, f"{organ}_moderate"), rare + getattr(self, f"{organ}_severe"))
        steps = [select(strength >= exp(limit), 1.0, 0.0) for limit in limits]
        return steps[0] + steps[1] + steps[2]
