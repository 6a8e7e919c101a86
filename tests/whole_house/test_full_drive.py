"""The one number of b_all that is computed from the model is what the model gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engraft.population import draw
from engraft.simulate import Needs, prepare, simulate_block
from engraft.trial import design, load_study

STEIN_PEAK = 9.3  # days from infusion to the peak in Stein 2019, over which growth was seen


def test_full_drive_is_the_mean_drive_of_the_days_in_which_growth_was_seen():
    plan = design(load_study("eliana", laws="none"))
    typical = replace(plan.system, parameters=tuple(replace(p, spread=0.0) for p in plan.system.parameters))
    days = np.linspace(0.0, STEIN_PEAK, 94)
    needs = plan.arms[0].run.needs | Needs.of(["car.stimulation", "lymphocytes.support", "car.fatigue"], days)
    run = plan.arms[0].run
    again = prepare(typical, run.regimen, needs=needs, span=run.span, seed=run.seed, rtol=run.options.rtol)
    treated = simulate_block(again, draw(plan.population, 40, seed=plan.seed))

    def course(name: str) -> np.ndarray:
        return np.array([treated.at(name, day) for day in days])

    drive = course("car.stimulation") * course("lymphocytes.support") * (1.0 - course("car.fatigue"))
    mean = np.trapezoid(drive, days, axis=0) / STEIN_PEAK
    # Persons differ in weight, age and burden only; a wrong number moves the mean by more than its own error.
    assert abs(np.median(mean) / plan.system.parameter("car.full_drive").value - 1.0) < 0.02
