"""Collection: litres of blood through a machine until there are T cells enough, or no more days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.language import Assumed, Chosen, Paper, Parameter
from engraft.manufacturing.batch import Batch, Note
from engraft.manufacturing.bounds import FLAG, SD, SHARE, SOME, Within
from engraft.manufacturing.shares import differing, positive, share
from engraft.manufacturing.step import Bench, Step
from engraft.simulate.supply import YES

Floats = NDArray[np.float64]

SHORT = "collected material below acceptance"
OLD = "collected material too old"
LONGEST = 14  # days in a row: nobody collects longer
_CEPPI = "10.1111/trf.14569"
_YOUNG = "ASH abstract, tisagenlecleucel under 3 years"  # the later paper: 10.1016/j.jtct.2023.06.007
_CRITERIA = Paper(_YOUNG, "acceptance for manufacture", "total nucleated cells, CD3+ count, CD3 %")


@dataclass(frozen=True, eq=False)
class Collected:
    """What days of apheresis brought.

    Shapes
    ------
    Every array (persons,).
    """

    t_cells: Floats
    nucleated: Floats
    litres: Floats
    days: Floats


class Collection(Step):
    """T cells are collected from blood, on further days if there are too few, and accepted or not.

    T cells of a day = efficiency x litres x lymphocytes in blood x share of T cells among them. Collection is repeated
    while acceptance is not met, on ``most_days`` at most; each day the count is ``next_day`` of that of the day before.
    Nobody is processed for more than ``most_volumes`` of the own blood on one day, where weight is known. A person's
    own ``lymphocytes`` (a covariate) replace those of the law.

    Fitness: how well the cells are going to multiply, relative to somebody with six cycles of chemotherapy and no
    bendamustine (the covariates ``chemotherapy_cycles``, ``recent_bendamustine``); 1 for who has neither covariate.

    What this step cannot say: leukemic blasts and monocytes in the bag (the share of T cells in it is one number),
    low platelets or a citrate reaction that ends a day, what a surgeon's line costs. That children under three, whose
    acceptance is published, have the lymphocytes of children up to 26 is assumed.

    References
    ----------
    Ceppi F, et al. Transfusion 2018;58:1414-1420. doi:10.1111/trf.14569 (99 children and young adults, 102 procedures).
    Fong D, et al. Transplant Cell Ther 2023;29:579.e1-e10. doi:10.1016/j.jtct.2023.06.007 (under three years).
    """

    choices: ClassVar[tuple[str, ...]] = ("volume", "most_days", "storage", "strict")
    reasons: ClassVar[tuple[str, ...]] = (SHORT, OLD)
    reads: ClassVar[tuple[str, ...]] = ("weight", "lymphocytes", "chemotherapy_cycles", "recent_bendamustine")
    waits = "storage"
    within: ClassVar[Mapping[str, Within]] = {
        "volume": Within(0.0, 100.0, "L", above=True),
        "most_days": Within(1.0, LONGEST, whole=True),
        "storage": Within(0.0, 50.0, "year"),
        "strict": FLAG,
        **dict.fromkeys(("t_share", "efficiency", "t_in_bag", "next_day", "least_t_in_bag"), SHARE),
        **dict.fromkeys(("t_share_sd", "efficiency_sd", "t_in_bag_sd"), SD),
        **dict.fromkeys(("blood", "lymphocytes"), SOME),
        "most_volumes": Within(0.0, 100.0, above=True),
        "usual_cycles": Within(0.0, 100.0),
        "per_cycle": Within(0.0, 10.0),
        "after_bendamustine": Within(0.0, 10.0, above=True),
    }

    volume = Parameter(
        3.5,
        "L",
        source=Paper(_YOUNG, "median of 53 of 65 patients", "range 1.3 to 14.3, over all of their days"),
        description="blood processed on one day",
    )
    most_days = Parameter(
        4.0,
        "1",
        source=Paper("10.1038/s41408-024-01038-2", "Table 3, n = 134", "1 to 4 days; up to 6 under three years"),
        description="days of collection at most",
    )
    storage = Parameter(
        0.0,
        "day",
        source=Chosen("the maker", "manufacture starts as soon as the material arrives"),
        description="days for which the frozen material waits before manufacture",
    )
    strict = Parameter(
        0.0,
        "1",
        source=Paper(_YOUNG, "7 of 66 materials", "all seven below acceptance went on to manufacture"),
        description="1: material below acceptance is not made into a product; 0: it is",
    )
    lymphocytes = Parameter(
        944.0,
        "cell/uL",
        source=Paper(_CEPPI, "abstract, n = 102", "median; 142 to 6944, and 21.6 % below 500"),
        spread=0.81,
        description="lymphocytes in blood before collection; spread: ln(944/500) over the normal quantile of 21.6 %",
    )
    t_share = Parameter(
        0.551,
        "1",
        source=Paper(_YOUNG, "median T cells of the leukapheresis material", "taken for the share in blood"),
        description="share of lymphocytes in blood that are T cells",
    )
    t_share_sd = Parameter(
        0.44,
        "1",
        source=Assumed("SD of the log of the share 0.2; not published", 0.2, 0.9),
        description="SD of the logit of that share between persons",
    )
    efficiency = Parameter(
        0.834,
        "1",
        source=Paper(_CEPPI, "abstract, n = 102", "T-lymphocyte collection efficiency"),
        description="share of T cells passing the machine that is kept",
    )
    efficiency_sd = Parameter(
        1.2,
        "1",
        source=Assumed(
            "SD of the log of the efficiency 0.3: less than the 0.5 that cells in blood leave open of the yield (r = "
            "0.84, n = 28, Yamanaka 2021, Int J Hematol, abstract), where litres differed too",
            0.6,
            2.0,
        ),
        description="SD of the logit of the efficiency between persons",
    )
    t_in_bag = Parameter(
        0.464,
        "1",
        source=Paper("10.1038/s41408-024-01038-2", "Table 3, n = 134", "medians, 2.6e9 CD3+ of 5.6e9 nucleated cells"),
        description="share of collected nucleated cells that are T cells",
    )
    t_in_bag_sd = Parameter(
        0.55,
        "1",
        source=Assumed("SD of the log of the share 0.3; not published", 0.3, 1.1),
        description="SD of the logit of that share between persons",
    )
    next_day = Parameter(
        0.9,
        "1",
        source=Assumed("lymphocytes return from tissue overnight, not all of them; no number was read", 0.6, 1.0),
        description="count on the next day of collection over that of the day before",
    )
    blood = Parameter(
        75.0,
        "mL/kg",
        source=Assumed("blood of a child, as nomograms have it", 65.0, 85.0),
        description="blood volume per body weight",
    )
    most_volumes = Parameter(
        6.0,
        "1",
        source=Assumed("3.5 L at 10.4 kg are four and a half blood volumes; more than that on one day", 3.0, 10.0),
        description="blood volumes processed on one day at most",
    )
    least_nucleated = Parameter(2.0e9, "cell", source=_CRITERIA, description="nucleated cells needed")
    least_t_cells = Parameter(1.0e9, "cell", source=_CRITERIA, description="CD3+ cells needed")
    least_t_in_bag = Parameter(0.03, "1", source=_CRITERIA, description="share of CD3+ cells needed")
    longest_storage = Parameter(
        30.0,
        "month",
        source=Paper("Blood 140 Suppl 12790", "abstract", "used for manufacture up to 30 months after collection"),
        description="oldest frozen material that is used",
    )
    usual_cycles = Parameter(
        6.0,
        "1",
        source=Assumed("as in the effect chemotherapy_fitness", 0.0, 12.0),
        description="cycles of chemotherapy of somebody whose cells have fitness 1",
    )
    per_cycle = Parameter(
        0.1,
        "1",
        source=Assumed(
            "early-lineage T cells become fewer with every cycle and stimulation fails more often (Das 2019, "
            "10.1158/2159-8290.CD-18-1314, abstract); no number read: between none and a fifth per cycle",
            0.0,
            0.2,
        ),
        description="fall of the logarithm of fitness per cycle of chemotherapy",
    )
    after_bendamustine = Parameter(
        0.32,
        "1",
        source=Assumed(
            "within 6 months in 23.7 % of 38 failed and 0 % of 38 other manufactures (UK, lymphoma); odds of failure x "
            "57 after 3 cycles within 3 months (Japan, n = 408): between no effect and a tenth, geometric mean",
            0.1,
            1.0,
        ),
        description="fitness after bendamustine within six months of collection",
    )

    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Collect from everybody, and note whether the material is accepted."""
        count = _own(at, "lymphocytes")
        per_liter = differing(at, "efficiency") * count * differing(at, "t_share")
        pure = np.maximum(differing(at, "t_in_bag"), 1e-9)
        least = np.maximum(at["least_t_cells"], at["least_nucleated"] * pure)
        got = collect(per_liter, _litres(at), least, days=at["most_days"], next_day=share(at, "next_day"), pure=pure)
        enough = (got.t_cells >= at["least_t_cells"]) & (got.nucleated >= at["least_nucleated"])
        accepted = enough & (pure >= at["least_t_in_bag"])
        notes = {
            "lymphocytes": Note(count / units.factor("cell/uL"), "cell/uL", "lymphocytes before collection"),
            "litres": Note(got.litres / units.factor("L"), "L", "blood processed"),
            "litres_needed": Note(
                least / per_liter / units.factor("L"), "L", "blood to process for acceptance on one day"
            ),
            "days": Note(got.days, "1", "days of collection"),
            "t_cells": Note(got.t_cells, "cell", "CD3+ cells collected"),
            "nucleated": Note(got.nucleated, "cell", "nucleated cells collected"),
            "accepted": Note(accepted.astype(np.float64), YES, "collection accepted"),
            "fitness": Note(fitness(at), "1", "fitness of the collected cells"),
        }
        made = batch.but(cells=got.t_cells).noted(at.step, **notes)
        made = made.refused(~accepted & (at["strict"] > 0.5), SHORT)
        return made.refused(at["storage"] > at["longest_storage"], OLD)


def collect(
    per_liter: Floats, litres: Floats, least: Floats, *, days: Floats, next_day: Floats, pure: Floats
) -> Collected:
    """Collect day after day until the T cells are enough or the days are over.

    Units
    -----
    ``per_liter`` T cells kept per litre on the first day; ``least`` T cells at which collection ends.

    Examples
    --------
    >>> one = np.ones(1)
    >>> got = collect(944e6 * 0.55 * 0.834 * one, 3.5 * one, 1e9 * one, days=4 * one, next_day=one, pure=0.5 * one)
    >>> f"{got.t_cells[0]:.2g} cells in {got.days[0]:.0f} day"
    '1.5e+09 cells in 1 day'
    """
    held, done, passed = np.zeros_like(per_liter), np.zeros_like(per_liter), np.zeros_like(per_liter)
    for k in range(LONGEST):
        going = (held < least) & (k < days)
        if not going.any():
            break
        held = held + np.where(going, per_liter * next_day**k * litres, 0.0)
        passed = passed + np.where(going, litres, 0.0)
        done = done + going
    return Collected(held, held / pure, passed, done)


def fitness(at: Bench) -> Floats:
    """Return how well collected cells are going to multiply, from what the persons received before."""
    found = np.ones(len(at.cohort.persons))
    cycles, bendamustine = at.covariate("chemotherapy_cycles"), at.covariate("recent_bendamustine")
    if cycles is not None:
        found = found * np.exp(-at["per_cycle"] * (cycles - at["usual_cycles"]))
    if bendamustine is not None:
        found = found * np.where(bendamustine > 0.5, at["after_bendamustine"], 1.0)
    return found


def _own(at: Bench, name: str) -> Floats:
    """Give what was measured in the person, else what the law of the step draws."""
    known = at.covariate(name)
    return at[name] if known is None else known


def _litres(at: Bench) -> Floats:
    """Limit the blood of one day by the person's own."""
    weight = at.covariate("weight")
    volume = positive(at, "volume")
    return volume if weight is None else np.minimum(volume, at["most_volumes"] * at["blood"] * weight)
