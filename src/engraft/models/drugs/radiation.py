"""Radiation: from a dose to the rates at which leukemia, lymphocytes and progenitors die of it."""

from __future__ import annotations

import math
from collections.abc import Iterator

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
    System,
    join,
)

_UCKUN = "10.1172/JCI116261"
_LLOYD = Paper("10.1007/BF01213220", "abstract", "chromosomes of lymphocytes: a mean time of 2 h, one exponential")
_DUTREIX = Paper("Dutreix 1987, Radiother Oncol, 119-129, PMID 3303160", "abstract", "D0 1.2 Gy in patients: 1/1.2")
_MARROW = Paper("Br J Cancer Suppl 1984;6:221-225", "abstract", "colonies of normal marrow, D0 0.88 Gy: 1/0.88")
_MEAN, _MEDIAN = 0.430, 0.280  # alpha of 44 children, 1/Gy
_BEND = (
    "no median of beta is published: with the medians of 44 children, alpha 0.280/Gy and 43.0 % surviving 2 Gy, "
    "-ln 0.43 = 2 alpha + 4 beta; low: none, as their means say; high: alpha/beta of 3 Gy"
)
_STRAIGHT = "published with a D0 alone, so without a shoulder; high: alpha/beta of 10 Gy"


def _start(cells: float, what: str) -> Parameter:
    """Enter a number of cells to start from."""
    why = "a number to start from; shares surviving do not depend on it"
    return Parameter(cells, "cell", source=Assumed(why, 1e6, 1e13), description=f"{what} at first")


class RepairableDamage(Model):
    """Damage of radiation that is repaired or kills, and the rate at which cells of any sensitivity die of it.

    What this model cannot say: whose cells they are; a tissue brings its sensitivity, see ``Radiation``.

    References
    ----------
    Lloyd DC, et al. Radiat Environ Biophys 1984;23:179-189. doi:10.1007/BF01213220
    """

    reference = "10.1007/BF01213220"

    damage = State("Gy", description="dose whose damage is neither repaired nor fixed")
    repair_time = Parameter(2.0, "hour", source=_LLOYD, description="mean time of repair")

    def flows(self) -> Iterator[Flow]:
        """Yield the end of damage."""
        yield Flow("damage is repaired or fixed", out_of=self.damage, rate=self.damage / self.repair_time)

    def rate(self, alpha: Expression, beta_per_alpha: Expression) -> Expression:
        """Give the rate of killing by one hit and by two."""
        return alpha * self.damage * (1.0 + 2.0 * beta_per_alpha * self.damage) / self.repair_time


class Radiation(RepairableDamage):
    """Linear-quadratic killing with repair in between, as rates that others lose cells by.

    dx/dt = dose rate - x/T
    kill of a tissue = (α x + 2 β x²)/T, per day

    ======  ===================  ==========================================================
    symbol  here                 meaning
    ======  ===================  ==========================================================
    x       damage               dose whose damage is neither repaired nor fixed; a dose in Gy enters it
    T       repair_time          mean time of repair
    α       …_alpha              killing by one hit, per tissue
    β/α     …_beta_per_alpha     killing by two hits over that, per tissue
    ======  ===================  ==========================================================

    Why this form: x/T integrates to the dose D and 2 x²/T to G D², G being Lea's and Catcheside's factor, for any
    course of dose rate. So of an acute fraction d the share exp(-α d - β d²) survives, of n fractions far apart
    exp(-n (α d + β d²)), and of an exposure over t0 exp(-α D - β G D²) with G = 2 (z - 1 + exp(-z))/z², z = t0/T.
    The last cell dies when repair is over, hours after the beam, not with it.

    Spread: alpha of children's blasts ranged from 0 to 3.3/Gy; entered is the SD of the log of a log-normal with
    their mean over their median.

    What this model cannot say: when cells that have lost the power to divide disappear (lymphocytes with a half-time
    of 30 h, blasts at their next division), oxygen, cell cycle, redistribution, cells that flow through a field,
    repopulation other than what the cells do themselves, doses above some 10 Gy per fraction, organs: lung, lens,
    growth, second cancers. One time of repair for every tissue, measured in lymphocytes. Alpha is that of colonies in
    culture, for lymphocytes of counts in blood.

    References
    ----------
    Lea DE, Catcheside DG. J Genet 1942;44:216-245 (the factor G).
    Uckun FM, et al. J Clin Invest 1993;91:1044-1051. doi:10.1172/JCI116261
    Dutreix J, et al. Blood cell kinetics and total body irradiation. Radiother Oncol 1987:119-129.
    Lack of recovery from radiation-induced sublethal damage in human haematopoietic cells. Br J Cancer Suppl
    1984;6:221-225.
    Lloyd DC, et al. Radiat Environ Biophys 1984;23:179-189. doi:10.1007/BF01213220
    """

    reference = _UCKUN

    leukemia_alpha = Parameter(
        _MEDIAN,
        "1/Gy",
        source=Paper(_UCKUN, "abstract", "median of clonogenic blasts of 44 children; mean 0.430"),
        spread=math.sqrt(2.0 * math.log(_MEAN / _MEDIAN)),
        description="leukemia killed by one hit",
    )
    leukemia_beta_per_alpha = Parameter(
        0.254, "1/Gy", source=Assumed(_BEND, 0.0, 1.0 / 3.0), description="leukemia killed by two hits, over alpha"
    )
    lymphocytes_alpha = Parameter(1.0 / 1.2, "1/Gy", source=_DUTREIX, description="lymphocytes killed by one hit")
    lymphocytes_beta_per_alpha = Parameter(
        0.0, "1/Gy", source=Assumed(_STRAIGHT, 0.0, 0.1), description="lymphocytes killed by two hits, over alpha"
    )
    progenitors_alpha = Parameter(1.0 / 0.88, "1/Gy", source=_MARROW, description="progenitors killed by one hit")
    progenitors_beta_per_alpha = Parameter(
        0.0, "1/Gy", source=Assumed(_STRAIGHT, 0.0, 0.1), description="progenitors killed by two hits, over alpha"
    )

    def observables(self) -> Iterator[Observable]:
        """Yield the rates of killing."""
        leukemia = self.rate(self.leukemia_alpha, self.leukemia_beta_per_alpha)
        yield Observable("kill_leukemia", leukemia, "1/day", "rate at which radiation kills leukemia")
        lymphocytes = self.rate(self.lymphocytes_alpha, self.lymphocytes_beta_per_alpha)
        yield Observable("kill_lymphocytes", lymphocytes, "1/day", "rate at which radiation kills lymphocytes")
        progenitors = self.rate(self.progenitors_alpha, self.progenitors_beta_per_alpha)
        yield Observable("kill_progenitors", progenitors, "1/day", "rate at which radiation kills progenitors")


class IrradiatedCells(Model):
    """Cells that radiation alone kills: what a course leaves if nothing else happens.

    Leukemia in the field of a local beam dies of that beam and of one at the whole body; the rest of the leukemia,
    lymphocytes and progenitors of one at the whole body only.

    What this model cannot say: everything but radiation; cells neither divide nor move. Damage of one beam and of the
    other do not add up to kill by two hits, so the two should lie days apart.

    References
    ----------
    Uckun FM, et al. J Clin Invest 1993;91:1044-1051. doi:10.1172/JCI116261, and what else ``Radiation`` rests on.
    """

    reference = _UCKUN

    leukemia = State("cell", initial=_start(1e10, "leukemia outside the field"), description="outside the field")
    leukemia_in_field = State("cell", initial=_start(1e9, "leukemia in the field"), description="in the field")
    lymphocytes = State("cell", initial=_start(1e11, "lymphocytes"), description="normal lymphocytes")
    progenitors = State("cell", initial=_start(1e9, "progenitors"), description="progenitors of the marrow")
    kill_leukemia = Port("1/day", "by radiation of the whole body")
    kill_lymphocytes = Port("1/day", "by radiation of the whole body")
    kill_progenitors = Port("1/day", "by radiation of the whole body")
    kill_in_field = Port("1/day", "leukemia in the field of a local beam")

    def flows(self) -> Iterator[Flow]:
        """Yield deaths."""
        in_field = (self.kill_leukemia + self.kill_in_field) * self.leukemia_in_field
        yield Flow("radiation kills leukemia", out_of=self.leukemia, rate=self.kill_leukemia * self.leukemia)
        yield Flow("radiation kills leukemia in the field", out_of=self.leukemia_in_field, rate=in_field)
        lymphocytes = self.kill_lymphocytes * self.lymphocytes
        yield Flow("radiation kills lymphocytes", out_of=self.lymphocytes, rate=lymphocytes)
        progenitors = self.kill_progenitors * self.progenitors
        yield Flow("radiation kills progenitors", out_of=self.progenitors, rate=progenitors)

    def observables(self) -> Iterator[Observable]:
        """Yield what is left of the malignant cells."""
        left = self.leukemia + self.leukemia_in_field
        yield Observable("malignant", left, "cell", "leukemia, in the field and outside")


def irradiated() -> System:
    """Join a beam at the whole body (``radiation``), a local one (``involved_site``) and the cells they kill."""
    wire = {f"cells.kill_{name}": f"radiation.kill_{name}" for name in ("leukemia", "lymphocytes", "progenitors")}
    parts = Radiation().system("radiation"), Radiation().system("involved_site"), IrradiatedCells().system("cells")
    return join(*parts, wire=wire | {"cells.kill_in_field": "involved_site.kill_leukemia"}, name="irradiated_cells")
