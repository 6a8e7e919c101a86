"""Asparaginase: activity in serum, asparagine gone, lymphoblasts starving, and antibodies that end it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, Rate, State
from engraft.models.drugs.cytotoxic import ADULT, SURFACE_POWER
from engraft.models.drugs.cytotoxic_drugs import AREA, full_days, highest_kill

_ASSELIN = "10.1200/JCO.1993.11.9.1780"
_HO = "Ho 1986, Drug Metab Dispos 14:349"
_SCHORE = "10.1080/10428194.2018.1542146"
_VOLUME, _DAYS, _HALF = 2.093 * AREA, 1.24, 20.0
_FULL = full_days(8, 2.5, 6000.0 * AREA / _VOLUME, math.log(2.0) / _DAYS, _HALF)
_COURSE = "6,000 IU/m2 eight times in three weeks"


class Asparaginase(Model):
    """One compartment of activity; asparagine falls as activity rises; antibodies of some persons clear the enzyme.

    dA/dt = -(ln 2/t½ + q s) A,   c = A/(V (w/70)^0.65)
    asparagine left = c½/(c + c½),   killed per day = k c/(c + c½)
    ds/dt = r m (1 - s) c/(c + c½)

    ======  ===============  ====================================================================
    symbol  here             meaning
    ======  ===============  ====================================================================
    A       activity         enzyme in the body
    c½      half_kill        activity that leaves half of the asparagine
    s       antibodies       0 to 1: how far antibodies against the enzyme have come
    m       makes_antibodies 1 in a person who would make them, times what the wired port lets through
    r, q    seroconversion,  how fast they come, and the rate at which they clear the enzyme
            neutralisation
    ======  ===============  ====================================================================

    The port ``b_cells_left`` says which share of the response a treatment of B cells leaves (1: all). Allergy and
    silent inactivation are one thing here: the activity is gone. A switch to another enzyme is another instance.

    What this model cannot say: toxicity (pancreas, thrombosis, liver), asparagine synthetase of resistant
    cells, antibodies of an earlier course, the day on which a single person reacts.

    References
    ----------
    Asselin BL, et al. J Clin Oncol 1993;11:1780-1786. doi:10.1200/JCO.1993.11.9.1780 (half-lives; antibodies)
    Ho DH, et al. Drug Metab Dispos 1986;14:349-352 (volume). Schore RJ, et al. Leuk Lymphoma 2019;60:1740-1748.
    doi:10.1080/10428194.2018.1542146 (asparagine undetectable above 0.02 IU/mL)
    """

    reference = _ASSELIN

    activity = State("IU", negligible=1.0, description="asparaginase in the body")
    antibodies = State("1", description="antibodies against asparaginase, 0 none to 1 all that come")
    weight = Port("kg", "body weight")
    b_cells_left = Port("1", "share of an antibody response that is left")
    half_life = Parameter(
        _DAYS, "day", source=Paper(_ASSELIN, "abstract", "E. coli enzyme, 1.24 d"), spread=0.3,
        description="half-life of activity; its spread is assumed",
    )  # fmt: skip
    volume = Parameter(
        _VOLUME, "L", source=Paper(_HO, "abstract", "2.093 L/m2, at 1.83 m2"), description="volume at 70 kg"
    )
    reference_weight = ADULT
    allometry = SURFACE_POWER
    half_kill = Parameter(
        _HALF, "IU/L",
        source=Assumed("asparagine is undetectable above 20 IU/L; 100 IU/L is what protocols aim at", 5.0, 100.0),
        description="activity that leaves half of the asparagine",
    )  # fmt: skip
    kill_max = highest_kill(_FULL, _COURSE)
    makes_antibodies = Parameter(
        0.0, "1", source=Assumed("nobody; a population draws it", 0.0, 1.0), description="1 where antibodies come"
    )
    seroconversion = Parameter(
        0.1, "1/day", source=Assumed("a primary antibody response takes one to two weeks", 0.03, 0.3),
        description="how fast antibodies come while the enzyme is there",
    )  # fmt: skip
    neutralisation = Parameter(
        10.0, "1/day",
        source=Assumed("activity undetectable in the week after anaphylaxis (Asselin 1993): hours", 2.0, 50.0),
        description="rate at which antibodies clear the enzyme",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield both ways out."""
        gone = math.log(2.0) / self.half_life
        yield Flow("asparaginase is cleared", out_of=self.activity, rate=gone * self.activity)
        caught = self.neutralisation * self.antibodies * self.activity
        yield Flow("antibodies clear asparaginase", out_of=self.activity, rate=caught)

    def rates(self) -> Iterator[Rate]:
        """Yield the antibodies."""
        there = self.makes_antibodies * self.b_cells_left * self._effect()
        yield Rate(self.antibodies, self.seroconversion * there * (1.0 - self.antibodies), "antibodies come")

    def observables(self) -> Iterator[Observable]:
        """Yield activity, asparagine and the rate of killing."""
        yield Observable("concentration", self._activity(), "IU/L", "asparaginase activity in serum")
        yield Observable("asparagine", 1.0 - self._effect(), "1", "asparagine left, as a share of normal")
        yield Observable("kill", self.kill_max * self._effect(), "1/day", "killed per leukemic cell")

    def _activity(self) -> Expression:
        """Activity in serum."""
        return self.activity / (self.volume * (self.weight / self.reference_weight) ** self.allometry)

    def _effect(self) -> Expression:
        """Share of asparagine that is gone."""
        return self._activity() / (self._activity() + self.half_kill)


def pegaspargase() -> Asparaginase:
    """Return pegaspargase: the same enzyme for longer."""
    paper = Paper(_ASSELIN, "abstract", "pegylated enzyme, 5.73 d")
    return Asparaginase(half_life=Parameter(5.73, "day", source=paper, spread=0.3, description="half-life of activity"))


def erwinia_asparaginase() -> Asparaginase:
    """Return the enzyme of Erwinia, given after allergy to the other: it is gone faster."""
    paper = Paper(_ASSELIN, "abstract", "Erwinia, 0.65 d")
    return Asparaginase(half_life=Parameter(0.65, "day", source=paper, spread=0.3, description="half-life of activity"))
