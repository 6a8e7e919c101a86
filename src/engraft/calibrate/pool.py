"""The pool: plausible patients, drawn from one law and simulated once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft.calibrate.judged import Bench, Verdicts, judged
from engraft.calibrate.proposal import Proposal
from engraft.population import Cohort, draw
from engraft.simulate import deviates
from engraft.trial.archive import content_key
from engraft.trial.design import Design
from engraft.trial.laws import Prior, assigned, without
from engraft.trial.run import content

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SimulatedPool:
    """Persons with what became of them.

    Shapes
    ------
    z (parameters, persons): how far each calibrated parameter of each person is from its prior median, on the log.
    inputs: one row per person; every parameter that differs between persons (its normal deviate), and the covariates.
    verdicts: per arm, one table per endpoint.
    """

    seed: int
    proposal: Proposal
    z: Floats
    inputs: pd.DataFrame
    verdicts: dict[str, Verdicts]

    @property
    def persons(self) -> int:
        """Count the persons."""
        return int(self.z.shape[1])


def pool(plan: Design, priors: Sequence[Prior], arms: Sequence[str], bench: Bench, proposal: Proposal) -> SimulatedPool:
    """Draw the pool and simulate it; ``plan`` has the pool's size and seed, and at most laws that came before."""
    for arm in plan.arms:
        arm.run.check_memory(bench.block)
    cohort = proposed(_drawn(plan, priors), priors, proposal)
    drawn_from = [proposal.center.tolist(), proposal.sd.tolist()]
    key = content_key(content(plan), [one.model_dump() for one in priors], drawn_from)
    verdicts = judged(plan, cohort, arms, replace(bench, key=key))
    laws = zip(priors, proposal.center.tolist(), proposal.sd.tolist(), strict=True)
    z = np.stack([center + sd * deviates(one.name, cohort, plan.seed) for one, center, sd in laws])
    return SimulatedPool(plan.seed, proposal, z, _inputs(plan, cohort), verdicts)


def _drawn(plan: Design, priors: Sequence[Prior]) -> Cohort:
    """Draw persons; what the laws that came before say of other parameters holds for them."""
    cohort = draw(plan.population, plan.n, seed=plan.seed)
    before = None if plan.laws is None else without(plan.laws, [one.name for one in priors])
    return cohort if before is None else assigned(before, plan.prior, cohort, seed=plan.seed)


def proposed(cohort: Cohort, priors: Sequence[Prior], proposal: Proposal) -> Cohort:
    """Give persons the typical values and spreads of the law that the pool is drawn from."""
    everybody = np.ones(len(cohort))
    laws = list(zip(priors, proposal.center.tolist(), proposal.sd.tolist(), strict=True))
    typical = {
        one.name: one.median * np.exp(center) * everybody for one, center, _ in laws if center != 0.0 or one.center
    }
    spreads = {one.name: sd * everybody for one, _, sd in laws}
    parameters = cohort.parameters.assign(**typical)
    return replace(cohort, parameters=parameters, spreads=dict(cohort.spreads) | spreads)


def _inputs(plan: Design, cohort: Cohort) -> pd.DataFrame:
    """List what distinguishes the persons: deviates of parameters, then covariates that are not the same for all."""
    import pandas as pd

    varied = [entry.name for entry in plan.prior.parameters if entry.spread > 0.0 or entry.name in cohort.spreads]
    columns = {name: deviates(name, cohort, plan.seed) for name in varied}
    columns |= {str(name): cohort.covariate(str(name)) for name in cohort.covariates.columns}
    kept = {name: values for name, values in columns.items() if np.ptp(values) > 0.0}
    return pd.DataFrame(kept, index=cohort.covariates.index)
