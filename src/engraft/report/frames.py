"""From a study's result to the tidy tables the charts draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft.outcomes.survival import SurvivalCurve, kaplan_meier, number_at_risk
from engraft.report.words import in_words

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MONTH = 30.4375
PERCENTILES = (5, 25, 50, 75, 95)
FEWEST_DAYS = 28.0


@dataclass(frozen=True)
class Clock:
    """Choose the unit a time axis is labelled in, and where its labels stand.

    Units
    -----
    ``days`` is how many days one unit lasts; ``step`` and ``end`` are in that unit.
    """

    word: str
    days: float
    end: float
    step: float
    since: str = "infusion"

    @property
    def ticks(self) -> list[float]:
        """List the labelled times."""
        return [float(k * self.step) for k in range(int(np.floor(self.end / self.step + 1e-9)) + 1)]


def clock(follow_up: float, most: int, since: str = "infusion") -> Clock:
    """Label a follow-up in months from half a year on, else in days, with at most ``most`` steps."""
    word, days = ("month", MONTH) if follow_up > 180 else ("day", 1.0)
    end = follow_up / days
    if word == "month" and abs(end - round(end)) < 0.05:  # 360 or 365 days are both "12 months"
        end = float(round(end))
        days = follow_up / end
    steps = (1, 2, 3, 6, 12, 24, 60) if word == "month" else (1, 2, 7, 14, 28, 56)
    step = next((float(s) for s in steps if end / s <= most), float(steps[-1]))
    return Clock(word=word, days=days, end=end, step=step, since=since)


def survival_frame(outcomes: pd.DataFrame, endpoint: str, arms: Sequence[str], *, rising: bool = False) -> pd.DataFrame:
    """Estimate one Kaplan-Meier curve per arm; a rising one gives the share with the event.

    A person without a time (never in remission, or not solved) is not in the curve.

    Shapes
    ------
    Columns arm, day, survival, lower, upper, at_risk, events, censored; one row per observed day.
    """
    import pandas as pd

    pieces = []
    for arm in arms:
        day, event = times_of(outcomes, endpoint, arm, rising=rising)
        if day.size:
            pieces.append(_curve(arm, kaplan_meier(day, event), rising=rising))
    columns = ["arm", "day", "survival", "lower", "upper", "at_risk", "events", "censored"]
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=columns)


def _curve(arm: str, curve: SurvivalCurve, *, rising: bool) -> pd.DataFrame:
    """Write one curve as rows."""
    import pandas as pd

    lower, upper = (1 - curve.upper, 1 - curve.lower) if rising else (curve.lower, curve.upper)
    piece = {
        "arm": arm,
        "day": curve.day,
        "survival": 1 - curve.survival if rising else curve.survival,
        "lower": lower,
        "upper": upper,
        "at_risk": curve.at_risk,
        "events": curve.events,
        "censored": curve.at_risk - np.append(curve.at_risk[1:], 0) - curve.events,
    }
    return pd.DataFrame(piece)


def risk_frame(outcomes: pd.DataFrame, endpoint: str, arms: Sequence[str], days: Sequence[float]) -> pd.DataFrame:
    """Count who is still at risk just before each of some days.

    Shapes
    ------
    Columns arm, day, at_risk.
    """
    import pandas as pd

    rows = []
    for arm in arms:
        day, event = times_of(outcomes, endpoint, arm)
        counts = number_at_risk(kaplan_meier(day, event), list(days)) if day.size else np.zeros(len(days), dtype=int)
        rows += [{"arm": arm, "day": float(t), "at_risk": int(k)} for t, k in zip(days, counts, strict=True)]
    return pd.DataFrame(rows, columns=["arm", "day", "at_risk"])


def times_of(outcomes: pd.DataFrame, endpoint: str, arm: str, *, rising: bool = False) -> tuple[Floats, Flags]:
    """Give the times and event flags of the persons of an arm who have a time.

    ``rising`` asks for an event that is hoped for: who dies before it stays without it to the end, so that
    the curve is the cumulative incidence with death competing (exact where nobody else leaves early).
    """
    here = (outcomes["arm"] == arm) & outcomes[f"{endpoint}_day"].notna()
    day = outcomes.loc[here, f"{endpoint}_day"].to_numpy(dtype=np.float64)
    event = outcomes.loc[here, f"{endpoint}_event"].to_numpy(dtype=bool)
    if not rising or day.size == 0:
        return day, event
    died = event & (outcomes.loc[here, f"{endpoint}_cause"].astype(str) == "death").to_numpy(dtype=bool)
    return np.where(died, day.max(), day), event & ~died


def kinetics_frame(trajectories: xr.Dataset, name: str, arms: Sequence[str], *, most: int = 1_200) -> pd.DataFrame:
    """Take percentiles over the persons still followed at each time.

    Shapes
    ------
    Columns arm, day, p5, p25, p50, p75, p95, n; at most ``most`` rows, thinned evenly in time.
    """
    import pandas as pd

    values = trajectories[name].transpose("arm", "person", "time").to_numpy()
    known = [str(label) for label in trajectories["arm"].to_numpy()]
    days = trajectories["time"].to_numpy().astype(np.float64)
    keep = _thin(days.size, max(2, most // max(1, len(arms))))
    pieces = []
    for arm in arms:
        block = values[known.index(arm)][:, keep].astype(np.float64)
        followed = np.isfinite(block).sum(axis=0)
        seen = followed > 0
        if not seen.any():
            continue  # nobody of this arm could be simulated that far
        bands = np.nanpercentile(block[:, seen], PERCENTILES, axis=0)
        piece = {"arm": arm, "day": days[keep][seen]}
        piece |= {f"p{p}": band for p, band in zip(PERCENTILES, bands, strict=True)}
        pieces.append(pd.DataFrame(piece | {"n": followed[seen]}))
    columns = ["arm", "day", *(f"p{p}" for p in PERCENTILES), "n"]
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=columns)


def last_seen(frame: pd.DataFrame, lloq: float | None, follow_up: float) -> float:
    """End the time axis a little after the last percentile that can be quantified."""
    if lloq is None:
        return follow_up
    days = frame.loc[frame["p95"] >= lloq, "day"]
    last = float(days.max()) if not days.empty else 0.0
    return float(min(follow_up, max(FEWEST_DAYS, np.ceil(1.1 * last / 14.0) * 14.0)))


def quantifiable(frame: pd.DataFrame, floor: float) -> pd.DataFrame:
    """Cut percentiles at a limit: below it nothing is drawn, and never a zero.

    A band whose lower edge is below the limit ends at the limit; where an edge crosses it between two
    times, the crossing (on the log scale) is added as a row.
    """
    import pandas as pd

    columns = [f"p{p}" for p in PERCENTILES]
    pieces = []
    for _, rows in frame.groupby("arm", sort=False):
        piece = _with_crossings(rows, columns, floor)
        seen = piece[columns] >= floor * (1 - 1e-9)
        cut = {"p50": piece["p50"].where(seen["p50"])}
        for low, high in (("p5", "p95"), ("p25", "p75")):
            cut |= {low: piece[low].clip(lower=floor).where(seen[high]), high: piece[high].where(seen[high])}
        pieces.append(piece.assign(**cut))
    return pd.concat(pieces, ignore_index=True)


def _with_crossings(rows: pd.DataFrame, columns: list[str], floor: float) -> pd.DataFrame:
    """Add the times at which a column crosses the floor, every column read log-linearly there."""
    import pandas as pd

    days = rows["day"].to_numpy(dtype=np.float64)
    with np.errstate(divide="ignore"):
        logs = np.log(rows[columns].to_numpy(dtype=np.float64).T)
    added: set[float] = set()
    for line in logs - np.log(floor):
        side = np.sign(line)  # an empty day is minus infinity, whose product with 0 is no number
        k = np.flatnonzero((side[:-1] * side[1:] < 0) & np.isfinite(line[:-1]) & np.isfinite(line[1:]))
        added |= set(days[k] + (days[k + 1] - days[k]) * line[k] / (line[k] - line[k + 1]))
    if not added:
        return rows
    new = np.array(sorted(added))
    read = {c: np.exp(np.interp(new, days, np.maximum(log, -700.0))) for c, log in zip(columns, logs, strict=True)}
    between = pd.DataFrame(
        {"arm": rows["arm"].iloc[0], "day": new, **read, "n": np.interp(new, days, rows["n"]).round()}
    )
    return pd.concat([rows, between]).sort_values("day", kind="stable")


def _thin(size: int, most: int) -> NDArray[np.int64]:
    """Choose at most ``most`` indices, first and last included."""
    return np.unique(np.linspace(0, size - 1, min(size, most)).round().astype(int))


def flow_frame(flow: pd.DataFrame) -> pd.DataFrame:
    """Say of each stage whether it is on the main path, leaves it, or is one of the fates at its end.

    Shapes
    ------
    Columns arm, stage (in words), n, kind ("path", "exit", "fate").
    """
    import pandas as pd

    pieces = []
    for _, rows in flow.groupby("arm", sort=False):
        order = _in_order([str(stage) for stage in rows["stage"]])
        piece = rows.iloc[order]
        kinds = [_kind(str(stage)) for stage in piece["stage"]]
        words = [in_words(str(stage)) for stage in piece["stage"]]
        pieces.append(piece.assign(stage=words, n=piece["n"].astype(int), kind=kinds))
    return pd.concat(pieces, ignore_index=True)


def _in_order(stages: Sequence[str]) -> list[int]:
    """Put who does not reach a stage before it: they leave the path above its box.

    Examples
    --------
    >>> _in_order(["followed", "in remission", "not in remission", "relapsed"])
    [0, 2, 1, 3]
    """
    order = list(range(len(stages)))
    for k in range(1, len(stages)):
        if stages[k] == f"not {stages[k - 1]}":
            order[k - 1], order[k] = order[k], order[k - 1]
    return order


def pairs_frame(published: pd.DataFrame) -> pd.DataFrame:
    """Stack simulated and published figures, fractions only.

    Shapes
    ------
    published: with the columns unit and inside (``against.with_defaults``). Columns name, origin ("simulated",
    "simulated, outside", "published"), value, lower, upper.
    """
    import pandas as pd

    several = published["arm"].nunique() > 1
    published = published[published["unit"] == "fraction"]
    pairs = zip(published["endpoint"].astype(str), published["arm"].astype(str), strict=True)
    names = [f"{in_words(endpoint)} · {arm}" if several else in_words(endpoint) for endpoint, arm in pairs]
    simulated = pd.DataFrame(
        {
            "name": names,
            "origin": ["simulated, outside" if inside is False else "simulated" for inside in published["inside"]],
            "value": published["simulated"].to_numpy(),
            "lower": published["simulated_lower"].to_numpy(),
            "upper": published["simulated_upper"].to_numpy(),
        }
    )
    held = published[["value", "lower", "upper"]].assign(name=names, origin="published")
    return pd.concat([simulated, held], ignore_index=True)[["name", "origin", "value", "lower", "upper"]]


def _kind(stage: str) -> str:
    """Sort a stage by what its name says."""
    low = stage.lower()
    if any(word in low for word in ("fail", "not ", "excluded", "unevaluable")):
        return "exit"
    fates = ("relapse", "death", "dead", "died", "censor", "alive and", "still", "further therapy")
    return "fate" if any(word in low for word in fates) else "path"
