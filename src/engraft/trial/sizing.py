"""How large a single-arm trial must be if the simulated patients are the truth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from engraft.errors import CompatibilityError, SpecificationError, nearest
from engraft.kernel.streams import exponential, uniform
from engraft.outcomes.binomial import binomial_design, binomial_trial
from engraft.outcomes.one_sample import Moments, Null, moments, persons_needed, quantile, standardised
from engraft.outcomes.survival import kaplan_meier

if TYPE_CHECKING:
    from engraft.trial.design import Design
    from engraft.trial.result import StudyResult

Floats = NDArray[np.float64]

TRIALS = 4_000  # drawn to find the power; its standard error is then at most 0.8 %
MOST_PERSONS = 1_000
ALPHA, POWER = 0.025, 0.9


@dataclass(frozen=True)
class SingleArm:
    """A single-arm trial under the simulated truth.

    ``n`` is None where no trial of a size that anybody runs has the power that was asked for. ``alpha`` is what was
    allowed, one-sided; ``error`` what the test really has under the null: exact for a proportion, by drawn trials for
    a time to event. ``details`` holds what belongs to one of the tests only.

    Shapes
    ------
    truth, null: a probability for a proportion; for a time to event the survival at ``details["day"]``.
    """

    endpoint: str
    text: str
    arm: str
    test: str
    patients: int
    truth: float
    null: float
    alpha: float
    n: int | None
    power: float
    error: float
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What a trial is to show, and how surely: ``n`` None asks for the least that reaches ``power``."""

    alpha: float = ALPHA
    power: float = POWER
    n: int | None = None

    def __post_init__(self) -> None:
        for what, value, most in (("alpha", self.alpha, 0.5), ("power", self.power, 1.0)):
            if not 0.0 < value < most:
                expected, do = f"above 0 and below {most:g}", "a test of that error shows nothing" * (what == "alpha")
                raise SpecificationError(f"{what} cannot be", expected=expected, got=f"{value:g}", do=do)
        if self.power <= self.alpha:
            what = "the power wanted is no larger than the error allowed: a toss of a coin has it"
            raise SpecificationError(what, expected=f"more than {self.alpha:g}", got=f"{self.power:g}")
        if self.n is not None and not 1 <= self.n <= MOST_PERSONS:
            raise SpecificationError(
                "the number of persons cannot be", expected=f"1 to {MOST_PERSONS}", got=f"{self.n}"
            )


def is_timed(plan: Design, endpoint: str) -> bool:
    """Tell the name of a time to event from a figure, before anything has run.

    Raises
    ------
    CompatibilityError
        The study has no figure and no time to event of that name.
    """
    timed, keys = [one.name for one in plan.endpoints if one.since], [key for one in plan.endpoints for key in one.keys]
    if endpoint not in (*timed, *keys):
        what = f"'{plan.study.file.name}' has no figure and no time to event '{endpoint}'"
        raise CompatibilityError(what, do=nearest(endpoint, [*timed, *keys]))
    return endpoint in timed


def size(
    result: StudyResult,
    endpoint: str,
    null: float | Null,
    asked: Asked,
    *,
    arm: str = "",
    follow_up: float | None = None,
) -> SingleArm:
    """Size a trial by the test that fits the null: a share, or a law of times to event.

    Raises
    ------
    CompatibilityError
        The figure is no share of persons, or the study was not followed for as long.
    """
    if isinstance(null, Null):
        return size_time(result, endpoint, null, asked, arm=arm, follow_up=follow_up)
    return size_proportion(result, endpoint, null, asked, arm=arm)


class Named(Protocol):
    """Anything that goes by a name: an arm before it is simulated, or after."""

    @property
    def name(self) -> str:
        """Return the name."""


SomeArm = TypeVar("SomeArm", bound=Named)


def arm_called(arms: Sequence[SomeArm], name: str) -> SomeArm:
    """Find an arm by its name; the first one if nothing is said."""
    found = [one for one in arms if one.name == name] if name else list(arms[:1])
    if not found:
        raise CompatibilityError(f"no arm is called '{name}'", do=nearest(name, [one.name for one in arms]))
    return found[0]


def size_proportion(result: StudyResult, endpoint: str, null: float, asked: Asked, *, arm: str = "") -> SingleArm:
    """Size a trial that counts persons, by the exact binomial test against a stated share.

    The simulated share is taken as the truth; that it is a share of finitely many virtual patients is shown by the
    power at the ends of its interval.
    """
    summary = arm_called(result.summaries, arm)
    figure = summary.figures[endpoint]
    if figure.unit != "fraction":
        shares = [key for key, one in summary.figures.items() if one.unit == "fraction"]
        what = f"'{endpoint}' is in {figure.unit}, and a trial can only count persons or time an event"
        raise CompatibilityError(what, do=nearest(endpoint, [*shares, *result.time_to_event]))
    if not math.isfinite(figure.value):
        raise CompatibilityError(f"'{endpoint}' has no value in '{summary.label}', over {figure.n} virtual patients")
    if asked.n is None:
        found = binomial_design(null, figure.value, alpha=asked.alpha, power=asked.power)
    else:
        found = binomial_trial(asked.n, null, figure.value, asked.alpha)
    common = (endpoint, figure.text, summary.label, "exact binomial", figure.n, figure.value, null, asked.alpha)
    if found is None:
        return SingleArm(*common, None, math.nan, math.nan)
    ends = [min(max(share, 0.0), 1.0) for share in (figure.lower, figure.upper) if math.isfinite(share)]
    details: dict[str, Any] = {"critical": found.critical, "always": found.always or None, "truth_interval": ends}
    details["power_at_interval"] = [binomial_trial(found.n, null, share, asked.alpha).power for share in ends]
    return SingleArm(*common, found.n, found.power, found.alpha, details)


def size_time(
    result: StudyResult, endpoint: str, null: Null, asked: Asked, *, arm: str = "", follow_up: float | None = None
) -> SingleArm:
    """Size a trial that times an event, by the one-sample log-rank test against a stated law.

    Every person is followed for ``follow_up`` days, or as long as simulated. The number of persons comes from trials
    drawn from the simulated patients; the formula of Wu 2015 says where to look, and stands beside it.
    """
    summary = arm_called(result.summaries, arm)
    day, event, horizon = _followed(result, endpoint, summary.label, follow_up)
    truth = moments(day, event, null)
    rough = persons_needed(truth, alpha=asked.alpha, power=asked.power)
    n = asked.n if asked.n is not None else _enough(day, event, null, asked, rough, result.study.seed)
    text = result.labels.get(endpoint, endpoint)
    shown = float(kaplan_meier(day, event).survival[-1])
    common = (endpoint, text, summary.label, "one-sample log-rank", int(day.size), shown)
    stated = (float(np.exp(-null.cumulative_hazard(horizon))), asked.alpha)
    details = _details(truth, null, horizon, rough)
    if n is None:
        return SingleArm(*common, *stated, None, math.nan, math.nan, details)
    power = float(_power(day, event, null, asked.alpha, n, result.study.seed)[-1])
    error = _error(null, asked.alpha, n, horizon, result.study.seed)
    return SingleArm(*common, *stated, n, power, error, details | {"standard_error": _spread(power)})


def _details(truth: Moments, null: Null, horizon: float, rough: int | None) -> dict[str, Any]:
    """Say what the formula was made of."""
    per = {"events": truth.events, "expected_under_null": truth.expected, "variance": truth.variance}
    return {
        "day": horizon, "null_median": null.median, "null_shape": null.shape, "formula_n": rough, "per_person": per,
        "trials": TRIALS,
    }  # fmt: skip


def _followed(
    result: StudyResult, endpoint: str, label: str, follow_up: float | None
) -> tuple[Floats, NDArray[np.bool_], float]:
    """Give times and events of an arm, nobody followed for longer than ``follow_up``."""
    rows = result.outcomes[(result.outcomes["arm"] == label) & result.outcomes[f"{endpoint}_day"].notna()]
    if rows.empty:
        raise CompatibilityError(f"nobody of '{label}' has a time of '{endpoint}'")
    day = rows[f"{endpoint}_day"].to_numpy(dtype=np.float64)
    event = rows[f"{endpoint}_event"].to_numpy(dtype=bool)
    longest = float(day.max())
    if follow_up is not None and not 0.0 < follow_up <= longest + 1e-9:
        raise CompatibilityError(
            f"nobody was simulated for {follow_up:g} days of '{endpoint}'", expected=f"at most {longest:g} days",
            do="lengthen the study with --set follow_up=…",
        )  # fmt: skip
    horizon = longest if follow_up is None else follow_up
    return np.minimum(day, horizon), event & (day <= horizon), horizon


def _enough(
    day: Floats, event: NDArray[np.bool_], null: Null, asked: Asked, rough: int | None, seed: int
) -> int | None:
    """Find the least number from which on the drawn trials have the power that was asked for."""
    if rough is None or rough > MOST_PERSONS:
        return None
    most = min(2 * rough + 30, MOST_PERSONS)
    enough = _power(day, event, null, asked.alpha, most, seed) >= asked.power
    if not enough[-1]:
        return None
    return 1 if enough.all() else most - int(np.argmin(enough[::-1])) + 1


def _power(day: Floats, event: NDArray[np.bool_], null: Null, alpha: float, most: int, seed: int) -> Floats:
    """Draw trials from the simulated patients and give the share that shows what it should.

    A trial of n persons is the first n of a longer one, so that another n meets the same persons.

    Shapes
    ------
    One entry per number of persons, 1 to ``most``.
    """
    expected = null.cumulative_hazard(day)
    shown = np.zeros(most)
    for first in range(0, TRIALS, 500):
        trial = np.arange(first, min(first + 500, TRIALS))
        who = (
            uniform(seed, "design: who is in the trial", trial[:, None], np.arange(most)[None, :]) * day.size
        ).astype(int)
        z = standardised(np.cumsum(event[who], axis=1).astype(np.float64), np.cumsum(expected[who], axis=1))
        shown += (z < -quantile(1.0 - alpha)).sum(axis=0)
    return shown / TRIALS


def _error(null: Null, alpha: float, n: int, horizon: float, seed: int) -> float:
    """Draw trials of n persons from the null and give the share that shows what is not there."""
    trial, slot = np.arange(TRIALS)[:, None], np.arange(n)[None, :]
    times = null.times(exponential(seed, "design: a person of the null", trial, slot))
    seen = np.minimum(times, horizon)
    expected = null.cumulative_hazard(seen).sum(axis=1)
    z = standardised((times <= horizon).sum(axis=1).astype(np.float64), expected)
    return float((z < -quantile(1.0 - alpha)).mean())


def _spread(share: float) -> float:
    """Give the standard error of a share of the drawn trials."""
    return math.sqrt(share * (1.0 - share) / TRIALS)
