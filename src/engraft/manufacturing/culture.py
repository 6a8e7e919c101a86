"""Culture: the days in which T cells multiply and age, and what that makes of them in the patient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engraft.kernel.status import Status
from engraft.language import Assumed, Chosen, Paper, Parameter, System
from engraft.manufacturing.batch import Batch, Contents, Note
from engraft.manufacturing.bounds import FLAG, SHARE, SOME, Within
from engraft.manufacturing.step import Bench, Step
from engraft.models.blocks.t_cell_culture import PHENOTYPES, TCellCulture
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen

Floats = NDArray[np.float64]

ENGRAFTING = "car.engrafting"  # the parameter of the patient's model that the phenotype of the lot multiplies
FACTOR = "engrafting_factor"
REFERENCE_DAYS = 9.0  # of culture of the product in which engrafting was found
LONGEST = 30.0  # days: nobody cultures longer, and cells have stopped
FAILED = "culture not computable"
_NAME = "culture"
_HUGE = 1e300  # stands for a drawn value that is infinite: its batch becomes one that cannot be computed
_LOOKED = ("living", "viability", *(f"{one}_share" for one in PHENOTYPES))
_SAULE = Paper("10.1016/j.mad.2005.11.001", "abstract", "101 healthy persons of 5 to 96 years")


class Culture(TCellCulture, Step):
    """T cells are enriched, woken, and grown for some days; their phenotype decides how many engraft.

    In the patient: car.engrafting is multiplied by worth/worth of the reference, worth = stem memory share
    + central_worth x central memory share, the reference a day-9 product of the typical child of 11 years. So the
    typical day-9 lot changes nothing. Effector memory and effector cells of the lot are taken to engraft never.

    The odds of naive and stem memory cells in what is put in follow age: linear from half at naive_half_age.
    How well collected cells multiply, their fitness, multiplies division where collection noted it.
    Thawed material starts with fewer living cells; then it grows as fresh one does (158 products,
    PMC6612799: lower viability within two days, the same fold).

    What this model cannot say: as TCellCulture; and which phenotype drives persistence rather than engraftment.

    References
    ----------
    Clin Cancer Res 2022;28:3378 (a CD8+ central memory signature of the bag drives expansion).
    Locke FL, et al. Blood Adv 2020;4:4898 (CCR7+CD45RA+ cells infused go with lasting response).
    PMC8274631 (cells of day 3 at a sixth of the dose controlled leukemia of mice).
    """

    choices: ClassVar[tuple[str, ...]] = ("days", "seeded", "frozen", "volume", "exchange", "feed", "drift")
    reasons: ClassVar[tuple[str, ...]] = (FAILED,)
    reads: ClassVar[tuple[str, ...]] = ("age",)
    grows = "days"
    within: ClassVar[Mapping[str, Within]] = {
        "days": Within(0.0, LONGEST, "day", above=True),
        "seeded": Within(0.0, 1e14, "cell", above=True),
        "frozen": FLAG,
        "volume": Within(0.0, 1e4, "L", above=True),
        "exchange": Within(0.0, 100.0, "1/day"),
        "feed": Within(0.0, 1000.0, "g/L", above=True),
        "drift": Within(0.0, 100.0),
        **dict.fromkeys(("alive_at_start", "thawed_alive", "enriched", "central_worth", "lactate_yield"), SHARE),
        **dict.fromkeys((f"{one}_at_start" for one in PHENOTYPES), SHARE),
        **dict.fromkeys(("half_glucose", "half_lactate", "waking"), SOME),
        "most_doublings": Within(0.0, 100.0),
        "batch": Within(0.0, 100.0, above=True),
        "naive_loss": Within(0.0, 1.0, "1/yr"),
        **dict.fromkeys(("usual_age", "naive_half_age"), Within(0.0, 150.0, "yr")),
    }

    days = Parameter(
        REFERENCE_DAYS,
        "day",
        source=Paper("PMC8274631", "abstract: most protocols, 9 to 14 days"),
        description="days of culture from activation to harvest",
    )
    frozen = Parameter(
        0.0,
        "1",
        source=Chosen("the maker", "material is used fresh unless somebody freezes it"),
        description="1 if the collected cells were frozen and thawed, else 0",
    )
    thawed_alive = Parameter(
        0.8,
        "1",
        source=Assumed("viability of thawed cells is lower in the first two days; how much was not read", 0.6, 0.95),
        description="living cells left of those alive before freezing",
    )
    enriched = Parameter(
        0.55,
        "1",
        source=Paper("PMID 29287970", "abstract", "recovery 55 +- 6 % by CD4 and CD8 beads, n = 7"),
        spread=0.11,
        description="T cells recovered by enriching; spread: the SD over the mean",
    )
    naive_half_age = Parameter(
        33.5,
        "yr",
        source=_SAULE,
        description="age at which half of T cells are naive: mean of 37.4 (CD4) and 29.5 (CD8)",
    )
    naive_loss = Parameter(
        0.0086,
        "1/yr",
        source=Assumed(
            "from 78 % of CD4 cells at 1 year (doi:10.1038/cti.2015.2, Table 1, n = 130) to half at 33.5 in a line",
            0.004,
            0.012,
        ),
        description="naive share lost per year of age in healthy persons",
    )
    usual_age = Parameter(
        11.0,
        "yr",
        source=Paper("10.1056/NEJMoa1709866", "Table 1, median age"),
        description="age for which the parts at the start are given",
    )
    central_worth = Parameter(
        0.3,
        "1",
        source=Assumed(
            "one bag analysis finds central memory to drive expansion (Clin Cancer Res 28:3378), another naive-like "
            "cells (Blood Adv 4:4898); stem memory cells reconstitute better than central memory (doi:10.1038/nm.2446) "
            "without a number: between none and all of it",
            0.0,
            1.0,
        ),
        description="engraftment of a central memory cell relative to a stem memory cell",
    )

    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Grow everybody's cells; the lot notes by how much its phenotype multiplies engraftment."""
        recovered = at["enriched"] * np.where(at["frozen"] > 0.5, at["thawed_alive"], 1.0)
        living = np.minimum(recovered * batch.cells, at["seeded"])
        alive = batch.viability * np.where(at["frozen"] > 0.5, at["thawed_alive"], 1.0)
        values = self._own(at) | {"seeded": np.maximum(living, 1.0), "alive_at_start": np.clip(alive, 1e-3, 1.0)}
        values["stem_memory_at_start"] = at["stem_memory_at_start"] * self._young(at)
        values["division"] = at["division"] * fitness(batch)
        found, solved = grown(values, at["days"])
        there = solved & (living > 0.0)
        shares = normal_shares({one: found[f"{one}_share"] for one in PHENOTYPES})
        factor = worth(shares, at["central_worth"]) / reference_worth(at["central_worth"])
        made = batch.but(
            cells=np.where(there, found["living"], 0.0),
            shares=shares,
            viability=np.where(there, np.clip(found["viability"], 0.0, 1.0), 0.0),
            days=batch.days + at["days"],
            contents=_held(batch, np.where(there, found["living"], 0.0) * batch.car_positive, factor),
        )
        fold = np.where(there, found["living"] / values["seeded"], np.nan)
        told = {
            "seeded": Note(living, "cell", "T cells put into culture"),
            "fold": Note(fold, "1", "fold expansion"),
            "doublings": Note(np.log2(fold), "1", "population doublings"),
            "cells": Note(made.cells, "cell", "T cells harvested"),
            "viability": Note(100.0 * made.viability, "percent", "viability at the end of culture, before washing"),
            FACTOR: Note(factor, "1", "engraftment relative to the typical day-9 product"),
        }
        told |= {one: Note(shares[one], "1", f"{one.replace('_', ' ')} cells at harvest") for one in PHENOTYPES}
        return made.noted(at.step, **told).refused(~solved, FAILED)

    def _own(self, at: Bench) -> dict[str, Floats]:
        """Take the parameters of the culture itself from the bench."""
        return {name: at[name] for name, one in TCellCulture.declared.items() if isinstance(one, Parameter)}

    def _young(self, at: Bench) -> Floats:
        """Work out the odds of naive cells at each person's age, relative to the usual age."""
        age = at.covariate("age")
        usual = at["usual_age"]
        here = _odds(at, usual if age is None else age)
        return here / _odds(at, usual)


def _odds(at: Bench, age: Floats) -> Floats:
    """Turn age into the odds of naive cells among T cells of healthy persons."""
    share = np.clip(0.5 + at["naive_loss"] * (at["naive_half_age"] - age), 0.05, 0.95)
    return np.asarray(share / (1.0 - share))


def fitness(batch: Batch) -> Floats:
    """Tell how well the collected cells multiply relative to others: as collection noted, or as all others."""
    known = [note.values for name, note in batch.notes.items() if name.endswith(".fitness")]
    return np.asarray(known[-1] if known else np.ones(len(batch.persons)))


def _held(batch: Batch, amount: Floats, factor: Floats) -> Contents:
    """Say what of the batch goes into the patient so far: filling comes later, the phenotype is settled."""
    before = Contents(amount) if batch.contents is None else replace(batch.contents, amount=amount)
    other = before.factors.get(ENGRAFTING, 1.0)
    return replace(before, factors={**before.factors, ENGRAFTING: other * factor})


def normal_shares(shares: Mapping[str, Floats]) -> dict[str, Floats]:
    """Make shares sum to one to the last bit that rounding allows; where there is nothing, all are effectors."""
    known = {name: np.where(np.isfinite(one), np.maximum(one, 0.0), 0.0) for name, one in shares.items()}
    total = sum(known.values(), start=np.zeros_like(known[PHENOTYPES[0]]))
    nothing = total <= 0.0
    known["effector"] = np.where(nothing, 1.0, known["effector"])
    return {name: one / np.where(nothing, 1.0, total) for name, one in known.items()}


def worth(shares: Mapping[str, Floats], central_worth: Floats) -> Floats:
    """Count the cells of a lot that engraft, in stem memory cells per cell."""
    return shares["stem_memory"] + central_worth * shares["central_memory"]


def reference_worth(central_worth: Floats) -> Floats:
    """Give the worth of the reference: nine days of the typical child's cells in the medium as declared."""
    stem, central = _reference()
    return np.asarray(stem + central_worth * central)


@lru_cache(maxsize=1)
def _reference() -> tuple[float, float]:
    """Grow the reference once."""
    found, _ = grown({}, np.array([REFERENCE_DAYS]))
    return float(found["stem_memory_share"][0]), float(found["central_memory_share"][0])


def grown(values: Mapping[str, Floats], days: Floats) -> tuple[dict[str, Floats], NDArray[np.bool_]]:
    """Solve the culture of each batch until its own day of harvest.

    Shapes
    ------
    ``days`` and every value (batches,); each result (batches,), and whether it could be solved.

    Units
    -----
    Values canonical, without the name of the block; what is not named is as declared, without spread.
    """
    system = _system()
    batches = np.arange(len(days))
    index = pd.Index(batches, name="person")
    finite = {f"{_NAME}.{name}": np.nan_to_num(one, posinf=_HUGE, neginf=-_HUGE) for name, one in values.items()}
    table = pd.DataFrame(finite, index=index)
    cohort = Cohort("batches", 0, pd.DataFrame(index=index), table, {})
    harvests = np.unique(days)
    needs = Needs.of([f"{_NAME}.{one}" for one in _LOOKED], tuple(harvests.tolist()))
    run = simulate(system, Regimen(), cohort, needs=needs, span=(0.0, float(harvests[-1])), seed=0)
    row = np.searchsorted(harvests, days)
    found = {one: run.course(f"{_NAME}.{one}")[row, batches] for one in _LOOKED}
    solved = (run.status == Status.SOLVED) & np.isfinite(found["living"])
    return found, np.asarray(solved)


@lru_cache(maxsize=1)
def _system() -> System:
    """Build the culture with what is typical: who makes it draws how persons differ."""
    system = TCellCulture().system(_NAME)
    return replace(system, parameters=tuple(replace(one, spread=0.0) for one in system.parameters))
