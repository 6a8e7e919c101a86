"""Single patients as tables for charts: the change of everybody's marrow, and the story of some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

FLOOR = 1e-6  # share of marrow cells: about the least any assay of residual disease can tell from nothing
BARS = 150
LANES = 40
KINDS = ("CR", "CRi", "none")
BEFORE, REMISSION, RELAPSED, THERAPY = "not in remission", "in remission", "after relapse", "after further therapy"
STATES = (BEFORE, REMISSION, RELAPSED, THERAPY)
EVENTS = ("remission", "relapse", "further therapy", "death", "still followed")


def infused_flags(outcomes: pd.DataFrame) -> pd.Series[bool]:
    """Tell who was infused, as the persons have it and as the intention to treat was judged; else everybody."""
    import pandas as pd

    judged = [name for name in outcomes.columns if name.endswith("_infused") and outcomes[name].dtype == "boolean"]
    flags = pd.Series(True, index=outcomes.index)
    for name in (*(["infused"] if "infused" in outcomes.columns else []), *judged):
        flags &= outcomes[name].astype("boolean").fillna(value=False).astype(bool)
    return flags


def waterfall_frame(
    outcomes: pd.DataFrame, trajectories: xr.Dataset, blasts: str, arms: Sequence[str], *, day: float = 28.0
) -> pd.DataFrame:
    """Order the patients by the change of their marrow blasts from before the infusion to a day.

    A share below FLOOR counts as FLOOR. Of more than BARS patients every so-manieth in the order is taken, each for
    as many as it stands for.

    Shapes
    ------
    Columns arm, rank (0 to 1, middle of the bar), width, change (powers of ten), kind ("CR", "CRi", "none"), n (of
    the arm), fell (how many of the arm have fewer blasts), middle (the median change of the arm).
    """
    import pandas as pd

    days = trajectories["time"].to_numpy().astype(np.float64)
    before, after = int(np.flatnonzero(days <= 0.0)[-1]), int(np.argmin(np.abs(days - day)))
    labels = [str(label) for label in trajectories["arm"].to_numpy()]
    both = trajectories[blasts].transpose("arm", "person", "time").isel(time=[before, after]).to_numpy()
    pieces = []
    for arm in arms:
        rows = outcomes[outcomes["arm"] == arm]
        first, then = np.maximum(both[labels.index(arm)].T.astype(np.float64), FLOOR)
        change = np.log10(then / first)
        kind = (
            rows["remission_kind"].fillna("none").astype(str)
            if "remission_kind" in rows
            else pd.Series("none", rows.index)
        )
        pieces.append(_ordered(arm, change, kind.to_numpy(dtype=object)))
    return pd.concat(pieces, ignore_index=True)


def _ordered(arm: str, change: np.ndarray, kind: np.ndarray) -> pd.DataFrame:
    """Put one arm in order, the largest rise first, and keep a bar for each so many."""
    import pandas as pd

    known = np.flatnonzero(np.isfinite(change))
    order = known[np.lexsort((known, kind[known] != "none", -change[known]))]
    bars = min(BARS, order.size)
    taken = order[((np.arange(bars) + 0.5) / max(1, bars) * order.size).astype(int)]
    piece = {"arm": arm, "rank": (np.arange(bars) + 0.5) / max(1, bars), "width": 1.0 / max(1, bars)}
    piece |= {"change": change[taken], "kind": kind[taken], "n": order.size, "fell": int((change[known] < 0.0).sum())}
    return pd.DataFrame(piece | {"middle": float(np.median(change[known])) if known.size else np.nan})


def swimmer_frames(outcomes: pd.DataFrame, arm: str, *, most: int = LANES) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lay out the stories of the first infused patients of the cohort, the longest followed on top.

    The order of the cohort is that of the draw, so the first are a sample that nobody chose.

    Shapes
    ------
    Lanes: columns lane, person, start, end, state; events: columns lane, person, day, event. Days from infusion.
    """
    import pandas as pd

    rows = outcomes[(outcomes["arm"] == arm) & infused_flags(outcomes) & (outcomes["status"].astype(str) == "SOLVED")]
    rows = rows[rows["end_day"].notna()]  # of who goes outside of what was studied no end is told
    first = rows.sort_values("person", kind="stable").head(most)
    first = first.sort_values(["end_day", "person"], ascending=[False, True], kind="stable")
    lanes, events = [], []
    for lane, (_, row) in enumerate(first.iterrows()):
        stays, happened = _story(row)
        lanes += [(lane, int(row["person"]), *one) for one in stays]
        events += [(lane, int(row["person"]), *one) for one in happened]
    return (
        pd.DataFrame(lanes, columns=["lane", "person", "start", "end", "state"]),
        pd.DataFrame(events, columns=["lane", "person", "day", "event"]),
    )


def _story(row: pd.Series[float]) -> tuple[list[tuple[float, float, str]], list[tuple[float, str]]]:
    """Cut one patient's time into stays between what happened."""
    end = float(row["end_day"])
    turns = [(REMISSION, "remission", _day(row, "remission_day"))]
    turns += [(THERAPY, "further therapy", _therapy(row)), (RELAPSED, "relapse", _day(row, "relapse_on_day"))]
    turns = sorted((turn for turn in turns if np.isfinite(turn[2]) and turn[2] <= end), key=lambda turn: turn[2])
    edges = [0.0, *(day for _, _, day in turns), end]
    states = [BEFORE, *(state for state, _, _ in turns)]
    stays = [(a, b, state) for a, b, state in zip(edges, edges[1:], states, strict=False) if b > a]
    died = bool(row.get("overall_survival_event") is True or str(row.get("overall_survival_event")) == "True")
    return stays, [*((day, event) for _, event, day in turns), (end, "death" if died else "still followed")]


def _day(row: pd.Series[float], column: str) -> float:
    """Read a day that may not be there."""
    value = row.get(column, np.nan)
    return float(value) if value is not None and np.isfinite(float(value)) else np.nan


def _therapy(row: pd.Series[float]) -> float:
    """Give the day further therapy began, if it ended the published clock."""
    said = str(row.get("event_free_survival_cause", "")) == "further therapy"
    return _day(row, "event_free_survival_day") if said else np.nan
