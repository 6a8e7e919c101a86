"""Rimiducid and the inducible caspase 9 it switches on: from a dose to the rate at which modified T cells die."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, Rate, State

_IULIUCCI = "J Clin Pharmacol 2001;41:870"
_ZHOU2015 = "Blood 2015;125:4103"
_ZHOU2016 = "10.1038/mt.2015.234"
_SOLVED = "solved in closed form for the peak and for 18, 7 and 1 % of it 0.5, 2 and 10 h after 2 h of infusion"

PEAK, INFUSED = 1.275, 2.0  # mg/L per mg/kg; hours
_LEFT = {0.5: 0.18, 2.0: 0.07, 10.0: 0.01}  # share of the peak, hours after the infusion


def _disposition() -> tuple[float, float, float, float]:
    """Solve for volume (L/kg), elimination, and transfer to tissue and back (1/hour).

    Four shares determine two exponentials once the fast one is gone at 2 h; an infusion stretches each by its own
    factor, which is taken off again.
    """
    slow = math.log(_LEFT[2.0] / _LEFT[10.0]) / 8.0
    late = _LEFT[2.0] * math.exp(slow * 2.0)
    fast = math.log((1.0 - late) / (_LEFT[0.5] - late * math.exp(-slow * 0.5))) / 0.5
    per_dose = [
        share * PEAK * rate * INFUSED / (1.0 - math.exp(-rate * INFUSED))
        for share, rate in ((1.0 - late, fast), (late, slow))
    ]
    volume = 1.0 / sum(per_dose)
    elimination = 1.0 / (volume * (per_dose[0] / fast + per_dose[1] / slow))
    back = volume * (per_dose[0] * slow + per_dose[1] * fast)
    return volume, elimination, fast + slow - elimination - back, back


_VOLUME, _ELIMINATION, _OUT, _BACK = _disposition()
MOLAR_MASS = 1.41  # mg/umol
EARLY, LATE = 0.10, 0.01  # shares left after half an hour, and in the end
HALF_HOUR = 0.5
EXPOSED = 17.5  # hours


def frailty(early: float = EARLY, late: float = LATE, exposed: float = EXPOSED) -> tuple[float, float]:
    """Solve for the rate of killing (1/hour) and the shape of susceptibility from two shares that are left.

    ``early`` are left after half an hour at full effect and ``late`` after ``exposed`` hours: (1 + k t/q)^-q.

    Examples
    --------
    >>> rate, shape = frailty()
    >>> round((1.0 + rate * 0.5 / shape) ** -shape, 9), round((1.0 + rate * 17.5 / shape) ** -shape, 9)
    (0.1, 0.01)
    """
    power, times = math.log(late) / math.log(early), exposed / HALF_HOUR
    low, high = 1e-9, 1e9
    for _ in range(200):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if (1.0 + middle) ** power < 1.0 + times * middle else (low, middle)
    shape = -math.log(early) / math.log1p(low)
    return low * shape / HALF_HOUR, shape


_RATE, _SHAPE = frailty()


def _spread() -> float:
    """Read 85 to 95 % in four patients as the range of four: 2.06 SD of the log of the rate."""
    return math.log((0.05 ** (-1.0 / _SHAPE) - 1.0) / (0.15 ** (-1.0 / _SHAPE) - 1.0)) / 2.06


def _disposed(value: float, unit: str, description: str) -> Parameter:
    """Enter what the abstract's plasma levels determine."""
    return Parameter(value, unit, source=Paper(_IULIUCCI, "abstract", _SOLVED), description=description)


class SuicideSwitch(Model):
    """Rimiducid in two compartments, and killing of cells that carry inducible caspase 9, the susceptible first.

    dA/dt = -(ke + k12) A + k21 P,   dP/dt = k12 A - k21 P,   c = A/(V w M)
    k(c) = kmax c/(EC50 + c)
    dX/dt = k(c)                         exposure so far
    kill = k(c)/(1 + X/q)                per modified cell
    so that of cells which do nothing else (1 + X/q)^-q are left

    ======  ================  =====================================================================
    symbol  here              meaning
    ======  ================  =====================================================================
    A, P    central, tissue   rimiducid in plasma and in tissue; a dose enters A
    c       concentration     of rimiducid in plasma
    X       exposure          time at full effect, in units of 1/kmax, since the cells were made
    kmax    largest_kill      killed per day of cells of average susceptibility
    q       shape             how alike cells are: susceptibility is gamma distributed, of shape q
    EC50    half_maximal      concentration at half of the killing (Hill's power is one)
    ======  ================  =====================================================================

    Cells express the switch more or less. With two kinds, high and low, each later dose would kill the same share of
    what is left; in the patient who had three it killed less each time. A gamma distribution does that, and stays one
    under killing, so one number, X, says how far the susceptible are gone: those who are left have a mean
    susceptibility of 1/(1 + X/q), and hand it on when they divide.

    kmax and q are set (nothing else is) from two published shares: a tenth is left half an hour after exposure begins,
    a hundredth in the end. "In the end" is 17.5 hours, the time for which 0.4 mg/kg in two hours keep plasma above
    EC50. How much a second dose kills, and how susceptible the survivors are, is then predicted.

    What this model cannot say: cells that come later than the drug (they are more susceptible than X says);
    expression in cells that are activated anew, which raises killing (Zhou 2016); where dying cells go: blood
    clears in minutes what in culture takes a day to die, and K562 cells, of which a third were dead after 2 h, are
    no T cells. "Within 30 minutes" is read from the beginning of the infusion; if it meant its end, kmax would be a
    fifth. Passage into cerebrospinal fluid, where more than 90 % went too.

    References
    ----------
    Iuliucci JD, et al. J Clin Pharmacol 2001;41:870-879 (levels; abstract)
    Zhou X, et al. Blood 2015;125:4103 (85 to 95 % in 30 min; abstract)
    Zhou X, et al. Mol Ther 2016;24:823. doi:10.1038/mt.2015.234 (1 % left, three doses; abstract)
    Straathof KC, et al. Blood 2005;105:4247 (in culture; abstract)
    """

    reference = _ZHOU2015

    central = State("mg", description="rimiducid in plasma")
    tissue = State("mg", description="rimiducid in tissue")
    exposure = State("1", negligible=1e-6, description="exposure of the cells to full effect so far")
    weight = Port("kg", "body weight")

    volume = _disposed(_VOLUME, "L/kg", "volume of the plasma compartment per weight")
    elimination = _disposed(_ELIMINATION, "1/hour", "elimination from plasma")
    out = _disposed(_OUT, "1/hour", "transfer to tissue")
    back = _disposed(_BACK, "1/hour", "transfer back from tissue")
    molar_mass = Parameter(
        MOLAR_MASS, "mg/umol", source=Assumed("1411.6 g/mol, as recalled", 1.40, 1.42), description="of rimiducid"
    )
    largest_kill = Parameter(
        _RATE, "1/hour",
        source=Paper(_ZHOU2015, "abstract", "90 % gone in 30 min, the middle of 85 to 95; solved with the shape"),
        spread=_spread(),
        description="killed per time of cells of average susceptibility; spread: 85 to 95 % as the range of four",
    )  # fmt: skip
    shape = Parameter(
        _SHAPE, "1", source=Paper(_ZHOU2016, "abstract", "1 % left in the end; solved with the rate of killing"),
        description="shape of the distribution of susceptibility: the larger, the more alike",
    )  # fmt: skip
    half_maximal = Parameter(
        1.0, "nmol/L",
        source=Assumed(
            "10 nM kill 99 % of cells with high expression in culture (Blood 2005;105:4247): a tenth of that, tenfold "
            "either way", 0.1, 10.0,
        ),
        description="concentration at half of the killing",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield elimination and exchange."""
        yield Flow("rimiducid is eliminated", out_of=self.central, rate=self.elimination * self.central)
        yield Flow("rimiducid enters tissue", out_of=self.central, into=self.tissue, rate=self.out * self.central)
        yield Flow("rimiducid leaves tissue", out_of=self.tissue, into=self.central, rate=self.back * self.tissue)

    def rates(self) -> Iterator[Rate]:
        """Yield the exposure that modified cells have had."""
        yield Rate(self.exposure, self._effect(), "modified cells are exposed")

    def observables(self) -> Iterator[Observable]:
        """Yield level, killing, and who is left."""
        yield Observable("concentration", self._concentration(), "nmol/L", "rimiducid in plasma")
        left = 1.0 / (1.0 + self.exposure / self.shape)
        yield Observable("kill", self._effect() * left, "1/day", "killed per modified cell by the safety switch")
        yield Observable("susceptibility", left, "1", "mean susceptibility of the modified cells that are left")
        yield Observable("left", left**self.shape, "1", "share left of modified cells that do nothing but die of it")

    def _concentration(self) -> Expression:
        """Return the concentration in plasma."""
        return self.central / (self.volume * self.weight * self.molar_mass)

    def _effect(self) -> Expression:
        """Return the rate of killing of a cell of average susceptibility."""
        here = self._concentration()
        return self.largest_kill * here / (self.half_maximal + here)
