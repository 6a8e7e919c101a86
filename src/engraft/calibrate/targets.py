"""The published figures that are fitted to, each with a normal error on a scale where that is nearly true."""

from __future__ import annotations

import math
from collections.abc import Mapping

from engraft.calibrate.judged import Verdicts
from engraft.errors import SpecificationError
from engraft.outcomes.figure import Z95
from engraft.trial.design import Design, located
from engraft.trial.laws import Target
from engraft.trial.study import Published

_EDGE = 1e-4  # shares are kept this far from 0 and 1 before their logit is taken


def aimed_at(plan: Design) -> tuple[tuple[int, Published], ...]:
    """List the published figures of role ``calibrate`` with their places in the study file.

    Raises
    ------
    SpecificationError
        There is none, or the bounds of one do not exist on the scale it asks for; it is named.
    """
    chosen = tuple((k, one) for k, one in enumerate(plan.study.file.published) if one.role == "calibrate")
    if not chosen:
        what = f"the study '{plan.study.file.name}' has nothing to be fitted to"
        raise SpecificationError(what, expected="published figures with role: calibrate, lower: and upper:")
    for k, one in chosen:
        low, high = _bounds(one)
        if (one.scale == "logit" and not 0.0 < low < high < 1.0) or (one.scale == "log" and low <= 0.0):
            with located(plan.study, "published", k):
                what = f"the bounds of '{one.id or one.endpoint}' do not exist on the {one.scale} scale"
                raise SpecificationError(what, got=f"{low:g} to {high:g}", do="leave scale: out, or set scale: normal")
    return chosen


def targets(plan: Design, units: dict[str, str]) -> tuple[Target, ...]:
    """Give every target its scale and its standard error there; ``units`` are those of the figures."""
    first = plan.arms[0].name
    refuse_impossible(plan, units)
    return tuple(_target(one, units[one.endpoint], first) for _, one in aimed_at(plan))


def units_of(plan: Design, verdicts: Mapping[str, Verdicts]) -> dict[str, str]:
    """Tell the unit of every figure."""
    pairs = zip(plan.endpoints, next(iter(verdicts.values())), strict=True)
    return {key: figure.unit for one, verdict in pairs for key, figure in one.figures(verdict).items()}


def refuse_impossible(plan: Design, units: Mapping[str, str]) -> None:
    """Refuse a published share outside of 0 to 1, such as a percentage.

    Raises
    ------
    SpecificationError
        It is named, with its place in the study file.
    """
    for k, one in enumerate(plan.study.file.published):
        given = [value for value in (one.value, one.lower, one.upper) if value is not None]
        if units.get(one.endpoint) == "fraction" and not one.over and one.value is not None:
            wrong = [value for value in given if not 0.0 <= value <= 1.0]
            if wrong:
                with located(plan.study, "published", k):
                    what = f"'{one.id or one.endpoint}' is a share of persons"
                    raise SpecificationError(what, expected="numbers from 0 to 1", got=f"{wrong[0]:g}")


def _bounds(one: Published) -> tuple[float, float]:
    """Give the bounds of a published figure; without any, the value itself."""
    value = _value(one)
    return value if one.lower is None else one.lower, value if one.upper is None else one.upper


def _value(one: Published) -> float:
    """Give the published value; a target between two bounds alone lies in their middle."""
    if one.value is not None:
        return one.value
    return (one.lower + one.upper) / 2.0 if one.lower is not None and one.upper is not None else math.nan


def _target(one: Published, unit: str, first: str) -> Target:
    """Give a published figure its scale and its standard error there: its band is 1.96 of them to either side."""
    low, high = _bounds(one)
    scale = one.scale or ("logit" if unit == "fraction" and 0.0 < low < high < 1.0 else "normal")
    se = (scaled(high, scale) - scaled(low, scale)) / (2.0 * Z95)
    return Target(
        id=one.id or one.endpoint,
        endpoint=one.endpoint,
        arm=one.arm or first,
        value=_value(one),
        lower=low,
        upper=high,
        scale=scale,
        se=se,
        source=one.source,
    )


def scaled(value: float, scale: str) -> float:
    """Put a figure on the scale of its error."""
    if scale == "logit":
        share = min(max(value, _EDGE), 1.0 - _EDGE)
        return math.log(share / (1.0 - share))
    if scale == "log":
        return math.log(value) if value > 0.0 else float("nan")
    return value


def residual(target: Target, figure: float) -> float:
    """Give how many standard errors a figure lies above what was published; NaN where there is no figure."""
    return (scaled(figure, target.scale) - scaled(target.value, target.scale)) / target.se


def misfit(residuals: list[float]) -> float:
    """Give the log-likelihood of residuals, up to a constant; minus infinity if a figure does not exist."""
    total = math.fsum(-0.5 * one * one for one in residuals)
    return total if math.isfinite(total) else -math.inf
