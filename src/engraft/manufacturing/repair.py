"""The course of cutting and repair at one locus of everybody's cells, read at any time after delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engraft.language import Parameter
from engraft.models.library.brinkman2018_cut_repair import CutRepair
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen

Floats = NDArray[np.float64]

OUTCOMES = {  # of one copy of a gene that an editor reached and can edit: observable, words
    "wild_type": ("gene.wild_type", "wild type"),
    "broken": ("gene.broken", "open break"),
    "indel": ("gene.indel", "indel"),
    "large_deletion": ("gene.large_deletion", "large deletion"),
    "inserted": ("gene.inserted", "knock-in"),
    "converted": ("gene.converted", "base converted"),
}
RATES = tuple(name for name, one in CutRepair.declared.items() if isinstance(one, Parameter))
_FIRST, _FINE, _LAST = 3.0, 1.0 / 24.0, 40.0  # days: hourly at first, when breaks open and close, then daily


@dataclass(frozen=True, eq=False)
class RepairCourse:
    """Shares of the copies of one locus at some days after delivery.

    Shapes
    ------
    days: (times,). shares: outcome to (times, persons); outcomes sum to one.
    """

    days: Floats
    shares: Mapping[str, Floats]

    def at(self, days: Floats) -> dict[str, Floats]:
        """Read the shares of everybody on a day of his own, between two times by a straight line."""
        day = np.clip(days, self.days[0], self.days[-1])
        after = np.clip(np.searchsorted(self.days, day), 1, self.days.size - 1)
        weight = (day - self.days[after - 1]) / (self.days[after] - self.days[after - 1])
        who = np.arange(day.size)
        return {
            name: (1.0 - weight) * course[after - 1, who] + weight * course[after, who]
            for name, course in self.shares.items()
        }

    def most_broken(self) -> Floats:
        """Return the largest share of copies that is open at one time."""
        return np.asarray(self.shares["broken"].max(axis=0))


def repair_course(cohort: Cohort, rates: Mapping[str, Floats]) -> RepairCourse:
    """Cut and repair one locus of everybody; whose course cannot be integrated counts as not edited.

    Parameters
    ----------
    rates
        Parameters of ``brinkman2018``, canonical; those left out are as in that model.

    Shapes
    ------
    Every rate is (persons,).
    """
    import pandas as pd

    columns = {f"gene.{name}": np.broadcast_to(value, (len(cohort),)) for name, value in rates.items()}
    table = pd.DataFrame(columns, index=cohort.covariates.index)
    people = Cohort(cohort.population, cohort.seed, cohort.covariates, table, cohort.units)
    days = np.concatenate([np.arange(0.0, _FIRST, _FINE), np.arange(_FIRST, _LAST + 0.5)])
    system = CutRepair().system("gene")
    needs = Needs.of([name for name, _ in OUTCOMES.values()], days)
    run = simulate(system, Regimen(), people, needs=needs, span=(0.0, days[-1]), seed=cohort.seed)
    found = {name: np.clip(run.course(full), 0.0, 1.0) for name, (full, _) in OUTCOMES.items()}
    lost = np.isnan(found["wild_type"])
    return RepairCourse(days, {n: np.where(lost, float(n == "wild_type"), one) for n, one in found.items()})
