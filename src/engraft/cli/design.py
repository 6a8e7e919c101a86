"""``engraft design``: n and power of a single-arm trial, if the simulated patients are the truth."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engraft.cli.page import columns, page, print_object
from engraft.cli.run import Seed, Settings, interruptible, progress_bar, whole
from engraft.errors import SpecificationError

if TYPE_CHECKING:
    from engraft.outcomes.one_sample import Null
    from engraft.trial import Asked, SingleArm, StudyResult

Row = tuple[str, str]
NOTICE = "The truth is simulated: a trial in the world may meet another one. For research and planning only."


def design(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study by name (engraft studies), or a file.")],
    endpoint: Annotated[
        str, typer.Option(metavar="KEY", help="A share of persons, or a time to event; the study's first if not said.")
    ] = "",
    null: Annotated[
        str, typer.Option(metavar="SHARE", help="What is to be beaten: a share, or with --at the share without event.")
    ] = "",
    at: Annotated[str, typer.Option(metavar="TIME", help="When --null holds of a time to event, as '12 month'.")] = "",
    historical_median: Annotated[
        str, typer.Option(metavar="TIME", help="The median to be beaten of a time to event, as '6 month'.")
    ] = "",
    shape: Annotated[float, typer.Option(help="Weibull shape of the null of a time to event; 1: exponential.")] = 1.0,
    alpha: Annotated[float, typer.Option(help="The error allowed, one-sided.")] = 0.025,
    power: Annotated[float, typer.Option(help="The power wanted.")] = 0.9,
    n: Annotated[
        int | None, typer.Option("--n", parser=whole(1), metavar="N", help="Give the power of N persons instead.")
    ] = None,
    follow_up: Annotated[
        str, typer.Option(metavar="TIME", help="How long everybody is followed; as long as simulated if not said.")
    ] = "",
    arm: Annotated[str, typer.Option(metavar="NAME", help="The arm that is the truth; the first if not said.")] = "",
    patients: Annotated[
        int | None, typer.Option(parser=whole(1), metavar="N", help="How many virtual patients stand for the truth.")
    ] = None,
    seed: Seed = None,
    settings: Settings = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Size a single-arm trial under the simulated truth: exact binomial, or one-sample log-rank test.

    The trial is to show that a share is larger, or that events come later, than a stated null.
    """
    from engraft.trial import Asked, arm_called, is_timed, load_study, run_study, size
    from engraft.trial import design as looked_up

    asked, length = Asked(alpha, power, n), _days("--follow-up", follow_up)
    plan = looked_up(load_study(study, overrides=settings or ()))
    arm_called(plan.arms, arm)
    key = endpoint or plan.endpoints[0].keys[0]
    timed = is_timed(plan, key)
    stated = (
        _time_null(null, at, historical_median, shape) if timed else _share_null(null, key, at or historical_median)
    )
    with progress_bar(shown=not as_json, last="drawing trials") as progress, interruptible("interrupted"):
        try:
            result = run_study(plan.study, patients=patients, seed=seed, progress=progress)
        except SpecificationError as error:
            raise _staying(error) from None
        found = size(result, key, stated, asked, arm=arm, follow_up=length)
    if as_json:
        print_object(said(result, found))
    else:
        _print(result, found, asked)


def _staying(error: SpecificationError) -> SpecificationError:
    """Do not advise what this command has not: no trial is sized of what was never studied."""
    if "--extrapolate" not in error.do:
        return error
    do = "stay inside: engraft design does not extrapolate, for nobody knows the truth outside"
    return SpecificationError(error.what, expected=error.expected, got=error.got, do=do)


def _share_null(null: str, key: str, time: str) -> float:
    """Read the share to be beaten."""
    if time:
        raise SpecificationError(f"'{key}' is a share and no time to event", expected="--null alone", got=time[:40])
    share = _number("--null", null) if null else math.nan
    if not 0.0 < share < 1.0:
        got, expected = null or "nothing", "a share above 0 and below 1, as --null 0.2"
        raise SpecificationError(f"--null: '{key}' is held against a share", expected=expected, got=got)
    return share


def _time_null(null: str, at: str, historical_median: str, shape: float) -> Null:
    """Read the law of the times to be beaten."""
    from engraft.outcomes.one_sample import Null

    if bool(historical_median) == bool(null and at):
        raise SpecificationError(
            "a time to event is held against one law",
            expected="--historical-median '6 month', or --null 0.3 --at '12 month'",
        )
    if historical_median:
        return Null(_days("--historical-median", historical_median) or 0.0, shape)
    return Null.through(_number("--null", null), _days("--at", at) or 0.0, shape)


def _number(option: str, text: str) -> float:
    """Read a number."""
    try:
        return float(text)
    except ValueError:
        raise SpecificationError(f"{option} {text[:40]}: this is not a number") from None


def _days(option: str, text: str) -> float | None:
    """Read a length of time; None if there is none."""
    from engraft import units

    if not text:
        return None
    try:
        days = units.canonical(text, "day")
    except SpecificationError as error:
        raise SpecificationError(f"{option}: {error.what}", expected="a time, as '12 month'") from error
    if days <= 0.0:
        raise SpecificationError(f"{option}: this is no length of time", expected="more than 0 days", got=text[:40])
    return days


def said(result: StudyResult, found: SingleArm) -> dict[str, Any]:
    """Say everything about a trial as one object."""
    about = {"study": result.study.name, "seed": result.study.seed, "patients": result.study.n}
    return about | asdict(found) | {"notice": NOTICE}


def _print(result: StudyResult, found: SingleArm, asked: Asked) -> None:
    """Print the trial as a list of what belongs to it."""
    typer.echo(f"A single-arm trial under the simulated truth of '{result.study.name}', {found.arm}")
    console = page()
    rows = _timed(found) if found.test != "exact binomial" else _counted(found)
    console.print(columns([("endpoint", found.text), *rows, *_verdict(found, asked)]))
    typer.echo(NOTICE)


def _counted(found: SingleArm) -> list[Row]:
    """Say what a test of a share holds against what."""
    ends = found.details.get("truth_interval", ())
    spread = f" (95 % {_percent(ends[0])} to {_percent(ends[1])})" if len(ends) == 2 else ""
    truth = f"{_percent(found.truth)}{spread} of {found.patients:,} virtual patients"
    return [("truth", truth), ("null", _percent(found.null))]


def _timed(found: SingleArm) -> list[Row]:
    """Say what a test of times holds against what."""
    day = found.details["day"]
    law = "exponential" if found.details["null_shape"] == 1.0 else f"Weibull of shape {found.details['null_shape']:g}"
    truth = f"{_percent(found.truth)} of {found.patients:,} virtual patients without event on day {day:.0f}"
    median = f"{found.details['null_median']:.4g}"
    return [
        ("truth", truth),
        ("null", f"{_percent(found.null)} without event on day {day:.0f} ({law}, median {median} days)"),
    ]


def _verdict(found: SingleArm, asked: Asked) -> list[Row]:
    """Say how many persons, and what such a trial shows and errs."""
    test = ("test", f"{found.test}, one-sided, alpha {found.alpha:g}")
    if found.n is None:
        why = "the simulated truth does not lie far enough beyond the null for a trial that anybody runs"
        return [test, ("n", f"none reaches a power of {_percent(asked.power)}: {why}")]
    critical, always, formula = (found.details.get(key) for key in ("critical", "always", "formula_n"))
    needed = f"; it succeeds with {critical:,} or more" if critical is not None else ""
    beyond = f"; from {always:,} on no larger trial has less power than wanted" if always and always > found.n else ""
    wu = f" (normal approximation of Wu 2015: {formula:,})" if formula and asked.n is None else ""
    drawn = (
        ""
        if critical is not None
        else f", ± {100 * found.details['standard_error']:.1f} % from {found.details['trials']:,} drawn trials"
    )
    ends = found.details.get("power_at_interval", ())
    between = (
        f" ({_percent(ends[0])} to {_percent(ends[1])} within the interval of the truth)" if len(ends) == 2 else ""
    )
    return [
        test,
        ("n", f"{found.n:,} {'person' if found.n == 1 else 'persons'}{wu}{needed}{beyond}"),
        ("power", f"{_percent(found.power, 1)}{drawn}{between}"),
        ("error", f"{_percent(found.error, 2)} under the null"),
    ]


def _percent(share: float, digits: int = 0) -> str:
    """Write a share in percent."""
    return f"{100 * share:.{digits}f} %"
