"""Release: a lot is measured, held against a list of specifications, and what is not within it is decided upon."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import CompatibilityError
from engraft.language import Assumed, Chosen, Paper, Parameter
from engraft.manufacturing.assay import Scale, measured
from engraft.manufacturing.batch import Batch, Note
from engraft.manufacturing.bounds import FLAG, PERCENT, SD, SHARE, Within
from engraft.manufacturing.counted import Counted
from engraft.manufacturing.specification import (
    ARI_0001,
    CD20_PRODIGY,
    HCAR19,
    HEAVY,
    LIGHT,
    TISA_CEL_US,
    SpecificationList,
)
from engraft.manufacturing.step import Bench, Step
from engraft.manufacturing.stock import draw
from engraft.simulate.supply import YES

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_UK = "Dulobdas 2025, Blood Cancer J, UK national CAR T panel"
UK_FAILED, UK_REMADE = Counted(38, 981), Counted(11, 21)
ELIANA_FAILED, NHS_FAILED = Counted(7, 92), Counted(5, 134)

COLLECTED, USED = "collection.t_cells", "culture.seeded"  # notes of earlier steps, in cells

MOST_RUNS = 5.0  # nobody makes a product more often
_SHARES = ("process_failure", "accepted", "remake_success", "recollected")
_LIMITS = ("viability_at_least", "car_positive_at_least", "exception_viability")
_ERRORS = ("viability_error", "car_positive_error", "copies_error", "cells_error")
OUT_OF_SPECIFICATION = "out of specification"
PROCESS = "lost in the process"
NO_MATERIAL = "out of material for a new run"
FAILED_AGAIN = "out of specification again"


def _limit(one: SpecificationList, attribute: str, bound: str, per: str = "", only: str = "") -> Parameter:
    """Take a bound of a list as a parameter of the step, with the source of the list."""
    line = one.line(attribute, per, only)
    value = line.lower if bound == "lower" else line.upper
    return Parameter(math.nan if value is None else value, line.unit, source=line.source, description=line.text())


@dataclass(frozen=True, eq=False)
class Judged:
    """One attribute of everybody's lot: what is true, what was measured, and who is within the bounds."""

    true: Floats
    measured: Floats
    low: Floats
    high: Floats

    @property
    def truly(self) -> Flags:
        """Tell whose lot is within the bounds."""
        return np.asarray((self.true >= self.low) & (self.true <= self.high))

    @property
    def seemingly(self) -> Flags:
        """Tell whose lot was measured within the bounds."""
        return np.asarray((self.measured >= self.low) & (self.measured <= self.high))

    def mended(self, who: Flags) -> Floats:
        """Give the true value, of some persons brought just within the bounds."""
        return np.where(who, np.clip(self.true, self.low, self.high), self.true)


class Release(Step):
    """Measure what a list of specifications names, and release, make an exception, make again, or cancel.

    A lot is judged by what was measured, the patient gets what is true. What fails without any specification saying
    so (contamination, a broken bag, too few T cells among the cells) is a share of all lots. Of a lot that fails:

    ================  ==========================================================================================
    exceptions = 1    an out-of-specification lot is offered by exception, where enough of it is alive, and a share
                      of those offered is accepted
    remakes = k       what is left is made again up to k times, from frozen cells or a new collection; a lot that
                      succeeds just meets what it had failed
    neither           the lot is cancelled
    ================  ==========================================================================================

    Exceptions come before remakes. Each remake adds days, which are written down and not lived: in this model a
    patient gets the lot on the day of the study, and her disease does not grow in the extra weeks.

    What this step cannot say: sterility, endotoxin, purity, potency and replicating virus as attributes of their own;
    why a lot failed twice; whether a product of low viability holds cells that die later; what waiting costs.
    """

    listed: ClassVar[SpecificationList]
    choices: ClassVar[tuple[str, ...]] = ("exceptions", "remakes", "viability_at_least", "exception_viability")
    reasons: ClassVar[tuple[str, ...]] = (OUT_OF_SPECIFICATION, PROCESS, NO_MATERIAL, FAILED_AGAIN)
    reads: ClassVar[tuple[str, ...]] = ("weight",)
    within: ClassVar[Mapping[str, Within]] = {
        "exceptions": FLAG,
        "remakes": Within(0.0, MOST_RUNS, whole=True),
        **dict.fromkeys(_SHARES, SHARE),
        **dict.fromkeys(_LIMITS, PERCENT),
        **dict.fromkeys(_ERRORS, SD),
    }

    exceptions = Parameter(
        0.0,
        "1",
        source=Chosen("the maker", "no exception unless there is to be one"),
        description="1: offer lots by exception",
    )
    remakes = Parameter(
        0.0,
        "1",
        source=Chosen("the maker", "no second run unless there is to be one"),
        description="runs after the first, at most",
    )
    viability_error = Parameter(
        0.18,
        "1",
        source=Assumed(
            "200 cells counted: SD of the logit 1/sqrt(200 x 0.8 x 0.2); 600 cells, or two counters", 0.10, 0.35
        ),
        description="SD of the logit of measured viability",
    )
    car_positive_error = Parameter(
        0.12,
        "1",
        source=Assumed("flow cytometry between runs: a coefficient of variation of 10 % at 17 % positive", 0.05, 0.30),
        description="SD of the logit of the measured CAR-positive share",
    )
    copies_error = Parameter(
        0.15,
        "1",
        source=Assumed("real-time PCR between runs; half to twice that", 0.07, 0.30),
        description="SD of the log of measured copies",
    )
    cells_error = Parameter(
        0.10,
        "1",
        source=Assumed("counts of T cells between runs: coefficients of variation below 20 %", 0.05, 0.20),
        description="SD of the log of the counted dose",
    )
    process_failure = Parameter(
        UK_FAILED.share * 34 / 58,
        "1",
        source=Assumed(
            f"UK lymphoma, {UK_FAILED.text()}; of 58 lots that failed 24 grew poorly or had low viability, which is "
            "modelled, so 34/58 of it is not (ASH 2023, abstract 495); none, or all of it",
            0.0,
            UK_FAILED.interval()[1],
        ),
        description="share of lots that fail for what no specification here says",
    )
    accepted = Parameter(
        Counted(19, 24).share,
        "1",
        source=Counted(19, 24).assumed(
            "UK panel, lymphoma and B-ALL, infused with a lot to give (ASH 2023, abstract 495)"
        ),
        description="share of lots offered by exception that are infused",
    )
    exception_viability = Parameter(
        61.0,
        "percent",
        source=Paper("10.1182/bloodadvances.2020003092", "abstract", "lots given by exception: 61 to 79 % viable"),
        description="measured viability below which no exception is made",
    )
    remake_success = Parameter(
        UK_REMADE.share,
        "1",
        source=UK_REMADE.assumed(f"lymphoma, in specification after a new run ({_UK}, abstract)"),
        description="share of new runs that end within specification",
    )
    run_needs = Parameter(
        1.0e9,
        "cell",
        source=Paper("ASH abstract, tisagenlecleucel under 3 years", "acceptance for manufacture", "CD3+ cells"),
        description="collected T cells that a run needs: with as many left in the freezer nobody collects again",
    )
    recollected = Parameter(
        0.70,
        "1",
        source=Assumed("0.55, 0.70 or 0.80 by urgency in a planning model; not counted in patients", 0.55, 0.80),
        description="share of persons without enough frozen cells from whom cells are collected again",
    )
    remake_days = Parameter(
        32.0, "day", source=Assumed("as long as from collection to infusion in US practice", 24.0, 63.0),
        description="days that a new run adds",
    )  # fmt: skip

    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Judge, decide and write down."""
        judged = self.judge(batch, at)
        before = batch.rejected != ""
        lost = (at.uniform("process") < at["process_failure"]) & ~before
        within = np.logical_and.reduce([one.seemingly for one in judged.values()])
        failed = (~within | lost) & ~before
        excepted = failed & ~lost & self._exception(batch, judged, at)
        first = np.where(lost, PROCESS, OUT_OF_SPECIFICATION)
        frozen = _frozen(batch)
        remade, days, reason = _remake(failed & ~excepted, frozen, at, first)
        refused = np.where(failed & ~excepted & ~remade, reason, batch.rejected)
        truly = np.logical_and.reduce([one.truly for one in judged.values()])
        judgeable = ~before & ~lost
        flags = {
            "in_specification": (within & ~before, "measured within specification"),
            "failed": (failed | before, "not released as first made"),
            "process_failure": (lost, "lost for a reason that no specification names"),
            "by_exception": (excepted, "released by exception"),
            "remade": (remade, "released after a new run"),
            "cancelled": (refused != "", "never released"),
            "false_release": (within & ~truly & judgeable, "released, and truly out of specification"),
            "false_rejection": (~within & truly & judgeable, "out of specification as measured, and truly within"),
        }
        notes = {name: Note(flag.astype(np.float64), YES, label) for name, (flag, label) in flags.items()}
        notes["days_added"] = Note(days, "day", "days that new runs added, not lived in this model")
        mended = _mended(batch, judged, remade).but(rejected=refused.astype(batch.rejected.dtype))
        return mended.noted(at.step, **notes, **_readings(judged, batch))

    def judge(self, batch: Batch, at: Bench) -> Mapping[str, Judged]:
        """Measure every attribute that the list of this step bounds."""
        found: dict[str, Judged] = {}
        everywhere = np.full(len(batch.persons), np.inf)
        declared = type(self).declared
        shares = {"viability": batch.viability, "car_positive": batch.car_positive}
        for name, true in shares.items():
            if f"{name}_at_least" in declared:
                read = _read(true, name, at, "logit")
                found[name] = Judged(true, read, at[f"{name}_at_least"], everywhere)
        for per in ("cell", "transduced_cell"):
            if f"copies_per_{per}_at_most" in declared:
                found[f"copies_per_{per}"] = _copies(batch, per, at)
        if "dose_at_least" in declared:
            found["dose"] = _dose(batch, at, "cells_at_least" in declared)
        return found

    def _exception(self, batch: Batch, judged: Mapping[str, Judged], at: Bench) -> Flags:
        """Tell whose lot is offered by exception and accepted."""
        alive = judged["viability"].measured if "viability" in judged else batch.viability
        offered = (at["exceptions"] >= 0.5) & (alive >= at["exception_viability"]) & (batch.cells > 0.0)
        return np.asarray(offered & (at.uniform("accepted") < at["accepted"]))


def _read(true: Floats, name: str, at: Bench, scale: Scale, error: str = "") -> Floats:
    """Measure one attribute."""
    return measured(true, at[error or f"{name}_error"], at.normal(name), scale)


def _copies(batch: Batch, per: str, at: Bench) -> Judged:
    """Measure copies, counted per what the list counts them per."""
    if batch.copies is None:
        raise CompatibilityError(
            f"step '{at.step}' holds copies against a limit, and this product has no vector",
            do="put a step that gives it a vector before, or take a list without copies",
        )
    true = np.broadcast_to(np.asarray(batch.copies.mean(per).value, np.float64), batch.persons.shape)
    return Judged(true, _read(true, "copies", at, "log"), np.zeros(true.shape), at[f"copies_per_{per}_at_most"])


def _dose(batch: Batch, at: Bench, by_number: bool) -> Judged:
    """Count the CAR-positive viable cells of a lot per body weight; above a weight the list may count cells."""
    weight = at.covariate("weight")
    if weight is None:
        raise CompatibilityError(
            f"step '{at.step}' judges a dose per body weight, and the persons have no weight",
            do="add the covariate 'weight' to the population",
        )
    true = batch.cells * batch.car_positive / weight
    low = at["dose_at_least"]
    if by_number:
        low = np.where(weight > at["weight_limit"], at["cells_at_least"] / weight, low)
    return Judged(true, _read(true, "dose", at, "log", "cells_error"), low, np.full(true.shape, np.inf))


def _frozen(batch: Batch) -> Floats:
    """Give the T cells that were collected and not used; none where no step noted them."""
    if not {COLLECTED, USED} <= batch.notes.keys():
        return np.zeros(len(batch.persons))
    stock = batch.notes[COLLECTED].values
    return draw(stock, np.minimum(batch.notes[USED].values, stock), batch.persons, what="collected T cells")


def _remake(who: Flags, frozen: Floats, at: Bench, first: NDArray[np.str_]) -> tuple[Flags, Floats, NDArray[np.str_]]:
    """Make lots again as often as is decided: who succeeds, the days this took, and why the others fail.

    A run takes what it needs of the frozen cells; who has too few left is collected from again, if that can be done.
    """
    most, needs = at["remakes"], at["run_needs"]
    again = at.uniform("material") < at["recollected"]
    done, ran = np.zeros(len(who), bool), np.zeros(len(who))
    for run in range(1, int(most.max(initial=0.0)) + 1):
        thaws = frozen >= needs
        tries = who & ~done & (most >= run) & (thaws | again)
        frozen = draw(frozen, np.where(tries & thaws, needs, 0.0), at.cohort.persons)
        ran = ran + tries
        done = done | (tries & (at.uniform("remake", run) < at["remake_success"]))
    reason = np.where(ran > 0.0, FAILED_AGAIN, np.where(most >= 1.0, NO_MATERIAL, first))
    return done, ran * at["remake_days"], reason


def _mended(batch: Batch, judged: Mapping[str, Judged], who: Flags) -> Batch:
    """Bring the lots of some persons just within what they failed; copies stay, the vector being the same."""
    changes: dict[str, Floats] = {
        name: judged[name].mended(who) for name in ("viability", "car_positive") if name in judged
    }
    if "dose" in judged:
        one = judged["dose"]
        scale = np.divide(one.low, one.true, out=np.ones_like(one.true), where=who & (one.true > 0.0))
        changes["cells"] = batch.cells * np.maximum(scale, 1.0)
    return batch.but(**changes)


def _readings(judged: Mapping[str, Judged], batch: Batch) -> dict[str, Note]:
    """Write down what was measured; nobody counts copies of transduced cells that there are not."""
    some = 1.0 if batch.copies is None else np.where(batch.copies.transduced() > 0.0, 1.0, np.nan)
    said = {
        "viability": ("percent", "measured viability"),
        "car_positive": ("percent", "measured CAR-positive share"),
        "copies_per_cell": ("copy/cell", "measured copies per cell"),
        "copies_per_transduced_cell": ("copy/cell", "measured copies per transduced cell"),
        "dose": ("cell/kg", "counted CAR-positive viable cells per body weight"),
    }
    return {
        f"measured_{name}": Note(
            one.measured / units.factor(said[name][0]) * (some if name.endswith("transduced_cell") else 1.0),
            *said[name],
        )
        for name, one in judged.items()
    }


class ReleaseTisaCel(Release):
    """Release by the list of tisagenlecleucel in the United States."""

    listed = TISA_CEL_US
    viability_at_least = _limit(TISA_CEL_US, "viability", "lower")
    dose_at_least = _limit(TISA_CEL_US, "dose", "lower", only=LIGHT)
    cells_at_least = _limit(TISA_CEL_US, "cells", "lower", only=HEAVY)
    weight_limit = Parameter(
        50.0,
        "kg",
        source=TISA_CEL_US.line("dose", only=LIGHT).source,
        description="weight above which cells are counted",
    )


class ReleaseAri0001(Release):
    """Release by the list of ARI-0001, an academic product."""

    listed = ARI_0001
    viability_at_least = _limit(ARI_0001, "viability", "lower")
    car_positive_at_least = _limit(ARI_0001, "car_positive", "lower")
    copies_per_cell_at_most = _limit(ARI_0001, "copies", "upper", per="cell")
    dose_at_least = _limit(ARI_0001, "dose", "lower")


class ReleaseCd20(Release):
    """Release by the list of a CD20 product that is made in a closed system."""

    listed = CD20_PRODIGY
    viability_at_least = _limit(CD20_PRODIGY, "viability", "lower")
    car_positive_at_least = _limit(CD20_PRODIGY, "car_positive", "lower")
    copies_per_transduced_cell_at_most = _limit(CD20_PRODIGY, "copies", "upper", per="transduced_cell")


class ReleaseHcar19(Release):
    """Release by the list of a humanised academic CD19 product."""

    listed = HCAR19
    viability_at_least = _limit(HCAR19, "viability", "lower")
    car_positive_at_least = _limit(HCAR19, "car_positive", "lower")
