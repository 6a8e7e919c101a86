"""A run: one system, one regimen and one cohort meet."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import CompatibilityError, SpecificationError
from engraft.kernel.ensemble import solve
from engraft.kernel.problem import Options, Problem, Solution
from engraft.language.system import System
from engraft.population import Cohort
from engraft.simulate.memory import refuse_beyond_memory
from engraft.simulate.needs import Needs
from engraft.simulate.people import lower_people
from engraft.simulate.problem import lower_problem
from engraft.simulate.supply import Supply, check_supplies, supplied
from engraft.simulate.traits import Applied, applied, with_traits
from engraft.simulate.trajectories import Trajectories, concatenate
from engraft.therapy import Regimen, Rounds

if TYPE_CHECKING:
    import xarray as xr

BLOCK = 1024  # the more persons side by side, the less each costs; beyond this little is gained
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Run:
    """Everything that is settled before a person is looked at.

    ``traits`` are those of the cells that are given, ``supplies`` the ways to make cells, by the name of their lot.
    """

    system: System
    regimen: Regimen
    needs: Needs
    problem: Problem
    span: tuple[float, float]
    rounds: tuple[float, ...]
    seed: int
    options: Options
    traits: tuple[Applied, ...] = ()
    supplies: Mapping[str, Supply] = field(default_factory=dict)

    def check_memory(self, persons: int) -> None:
        """Refuse more persons than fit into memory, before anything starts."""
        given = sum(len(event.days) for event in self.regimen.events)
        columns = 4 * len(self.problem.states) + len(self.problem.parameters) + 5 * given
        refuse_beyond_memory(
            persons=persons, series=len(self.needs.observables), times=len(self.needs.times), columns=columns
        )


def prepare(
    system: System,
    regimen: Regimen,
    *,
    needs: Needs,
    span: tuple[float, float],
    seed: int,
    rtol: float = 1e-6,
    rounds: Rounds | None = None,
    backend: str = "llvm",
    reference: System | None = None,
    supplies: Mapping[str, Supply] | None = None,
) -> Run:
    """Check that system, regimen and needs fit, and settle everything that does not depend on people.

    Parameters
    ----------
    reference
        The system as it stands for the reference product, to which traits of a product are compared; without it the
        system itself.
    supplies
        How the lots are made that the regimen gives, by name.

    Units
    -----
    ``span`` in days; day 0 is the infusion of cells.

    Raises
    ------
    SpecificationError
        If the span is empty or ``rtol`` is no tolerance.
    CompatibilityError
        If a name or unit does not fit, or a dose or output lies outside the span.
    """
    if not (math.isfinite(span[0]) and math.isfinite(span[1]) and span[0] < span[1]):
        raise SpecificationError("the span of a run is empty", expected="(first day, last day)", got=str(span))
    if not 0.0 < rtol < 0.1:
        raise SpecificationError("rtol is no tolerance", expected="a number such as 1e-6", got=str(rtol))
    _check_days(regimen, needs, span)
    check_supplies(regimen, supplies or {})
    problem = lower_problem(system, regimen, needs)
    looked = (rounds or Rounds()).times(span) if regimen.rules else np.zeros(0)
    options = Options(rtol=rtol, backend=backend)
    traits = applied(regimen, reference or system)
    looks = tuple(looked.tolist())
    return Run(system, regimen, needs, problem, span, looks, seed, options, traits, dict(supplies or {}))


def _check_days(regimen: Regimen, needs: Needs, span: tuple[float, float]) -> None:
    """Refuse doses and outputs outside the span."""
    for event in regimen.events:
        if min(event.days) < span[0]:
            raise CompatibilityError(
                f"{event.product.name} is given on day {min(event.days):g}, before the run starts",
                expected=f"days from {span[0]:g}",
                do=f"start the run on day {min(event.days):g}",
            )
        if max(event.days) > span[1]:
            raise CompatibilityError(
                f"{event.product.name} is given on day {max(event.days):g}, after the run has ended",
                expected=f"days up to {span[1]:g}",
                do=f"end the run on day {max(event.days):g} or later, or leave the dose out",
            )
    for time in needs.times:
        if not span[0] <= time <= span[1]:
            raise CompatibilityError(
                f"day {time:g} is asked for, which the run does not reach", expected=f"days {span[0]:g} to {span[1]:g}"
            )


def simulate_block(run: Run, cohort: Cohort) -> Trajectories:
    """Simulate some persons of a run; nobody's result depends on who else is in the block."""
    regimen, told = supplied(run.regimen, run.supplies, cohort, run.seed)
    own = with_traits(cohort, run.traits, run.system)
    people = lower_people(run.system, run.problem, regimen, own, run.seed)
    solution = solve(
        run.problem,
        people,
        np.asarray(run.needs.times, dtype=np.float64),
        span=run.span,
        rounds=np.asarray(run.rounds, dtype=np.float64),
        options=run.options,
    )
    return replace(_trajectories(run, cohort.persons, solution), lots=told)


def simulate(
    system: System,
    regimen: Regimen,
    cohort: Cohort,
    *,
    needs: Needs,
    span: tuple[float, float],
    seed: int,
    rtol: float = 1e-6,
    rounds: Rounds | None = None,
    backend: str = "llvm",
    progress: Progress | None = None,
    supplies: Mapping[str, Supply] | None = None,
) -> Trajectories:
    """Simulate everybody in a cohort; a person who cannot be integrated is a column with a status.

    Parameters
    ----------
    rounds
        When rules are checked; by default every 12 hours for 30 days, then every 30 days.
    progress
        Called with the persons done and the persons in all.
    supplies
        How the lots are made that the regimen gives, by name.

    Units
    -----
    ``span`` in days; day 0 is the infusion of cells.

    Raises
    ------
    SpecificationError, CompatibilityError
        As :func:`prepare` and the lowering of people; and if the results would not fit into memory.
    """
    run = prepare(
        system, regimen, needs=needs, span=span, seed=seed, rtol=rtol, rounds=rounds, backend=backend, supplies=supplies
    )
    run.check_memory(len(cohort))
    parts = []
    for block in blocks(cohort):
        parts.append(simulate_block(run, block))
        if progress is not None:
            progress(sum(len(part.persons) for part in parts), len(cohort))
    return concatenate(parts)


def blocks(cohort: Cohort, size: int = BLOCK) -> list[Cohort]:
    """Cut a cohort into blocks of persons, in order.

    Raises
    ------
    SpecificationError
        If nobody is there.
    """
    if not len(cohort):
        raise SpecificationError("the cohort is empty", expected="at least one person")
    place = np.arange(len(cohort)) // size
    return [cohort.subset(place == k) for k in range(int(place[-1]) + 1)]


def _trajectories(run: Run, persons: NDArray[np.int64], solution: Solution) -> Trajectories:
    """Give the kernel's arrays their names and declared units."""
    problem = run.problem
    hazards, marks, rules = ([entry.name for entry in part] for part in (problem.hazards, problem.marks, problem.rules))
    return Trajectories(
        outputs=_dataset(run, persons, solution),
        persons=persons,
        status=solution.status,
        end_time=solution.end_time,
        hazards=dict(zip(hazards, solution.hazard_time, strict=True)),
        marks=dict(zip(marks, solution.mark_time, strict=True)),
        mark_counts=dict(zip(marks, solution.mark_count, strict=True)),
        rules=dict(zip(rules, solution.rule_time, strict=True)),
        rule_counts=dict(zip(rules, solution.rule_count, strict=True)),
        extinct=dict(zip([clone.state for clone in problem.clones], solution.extinct_time, strict=True)),
        peaks=_peaks(run, solution),
        steps=solution.steps,
        where=solution.where,
    )


def _peaks(run: Run, solution: Solution) -> dict[str, NDArray[np.float64]]:
    """Give each peak, in the declared unit, and its day."""
    factors = [units.factor(run.system.unit_of(peak.of)) for peak in run.needs.peaks]
    found = zip(run.needs.peaks, factors, solution.peak, solution.peak_time, strict=True)
    return {peak.name: np.stack([value / factor, day]) for peak, factor, value, day in found}


def _dataset(run: Run, persons: NDArray[np.int64], solution: Solution) -> xr.Dataset:
    """Label the outputs and convert them to declared units."""
    import xarray as xr

    data = {}
    for (name, _), values in zip(run.problem.outputs, solution.outputs, strict=True):
        unit = run.system.unit_of(name)
        data[name] = (("time", "person"), values / units.factor(unit), {"unit": unit})
    times = ("time", np.asarray(run.needs.times, dtype=np.float64), {"unit": "day"})
    return xr.Dataset(data, coords={"time": times, "person": persons})
