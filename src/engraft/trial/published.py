"""Published figures beside simulated ones: which bounds bind, and whether the simulated figure lies in them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engraft.outcomes.contrast import HazardRatio
from engraft.outcomes.figure import Z95
from engraft.outcomes.measure import divided
from engraft.outcomes.recognise import observed
from engraft.trial.result import ArmSummary
from engraft.trial.study import Published

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.design import Design

Bounds = tuple[float, float]

COLUMNS = (
    "endpoint", "arm", "value", "lower", "upper", "source", "simulated", "simulated_lower", "simulated_upper",
    "id", "role", "held_lower", "held_upper", "inside", "note",
    "over",
)  # fmt: skip


def held(one: Published) -> Bounds:
    """Say between which bounds a figure must lie: one standard error where it was fitted to an interval, else the band.

    A bound that was not published is NaN and binds nothing.
    """
    low, high = (math.nan if bound is None else bound for bound in (one.lower, one.upper))
    if one.value is None or one.role != "calibrate" or one.band != "interval":
        return low, high
    error = (high - low) / (2.0 * Z95)
    return one.value - error, one.value + error


def inside(figure: float, bounds: Bounds) -> bool:
    """Tell whether a figure exists and lies between bounds."""
    low, high = (-math.inf if math.isnan(bounds[0]) else bounds[0]), (math.inf if math.isnan(bounds[1]) else bounds[1])
    return low <= figure <= high


def contrasted(plan: Design, one: Published, verdicts: Sequence[Sequence[pd.DataFrame]]) -> HazardRatio:
    """Give the hazard ratio of a published contrast; ``verdicts`` are those of its arm and of the other."""
    place = next(k for k, endpoint in enumerate(plan.endpoints) if one.endpoint in endpoint.timed)
    return HazardRatio.of(*(observed(each[place], one.endpoint) for each in verdicts))


def published(
    plan: Design, summaries: Sequence[ArmSummary], verdicts: Mapping[str, Sequence[pd.DataFrame]]
) -> pd.DataFrame:
    """Put published figures beside simulated ones; ``inside`` is None where no bound was published.

    The interval of a ratio of two arms is not known here, because both treat the same persons; ``validate`` gives it.
    ``verdicts`` hold one table per endpoint for each arm, by its name.
    """
    import pandas as pd

    arms = {arm.name: arm for arm in summaries}
    rows = []
    for one in plan.study.file.published:
        arm = arms[one.arm] if one.arm else summaries[0]
        if any(_withheld(known, one.endpoint) for known in (arm, arms.get(one.over))):
            continue
        bounds = held(one)
        if one.contrast:
            ratio = contrasted(plan, one, [verdicts[arm.name], verdicts[one.over]])
            beside = (ratio.value(np.ones(ratio.day.size // 2)), math.nan, math.nan)
        else:
            beside = _beside(one, arm, arms)
        value, low, high = (math.nan if known is None else known for known in (one.value, one.lower, one.upper))
        found = None if all(map(math.isnan, bounds)) else inside(beside[0], bounds)
        said = (one.id, one.role, *bounds, found, " ".join(one.note.split()), arms[one.over].label if one.over else "")
        rows.append((one.key, arm.label, value, low, high, one.source, *beside, *said))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _withheld(arm: ArmSummary | None, name: str) -> bool:
    """Tell whether a figure, or all that an endpoint says of an arm, may not be told."""
    of = () if arm is None else [one for key, one in arm.figures.items() if key == name or key.startswith(f"{name}.")]
    return bool(of) and all(one.withheld for one in of)


def _beside(one: Published, arm: ArmSummary, arms: Mapping[str, ArmSummary]) -> tuple[float, float, float]:
    """Give the simulated figure with its interval."""
    figure = arm.figures[one.endpoint]
    if one.over:
        return divided(figure.value, arms[one.over].figures[one.endpoint].value), math.nan, math.nan
    return figure.value, figure.lower, figure.upper
