"""Kaplan-Meier curves over a table of the numbers at risk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engraft.report.charts.theme import (
    MUTED,
    Layout,
    Spec,
    altair,
    arm_legend,
    colour_scale,
    dash_scale,
    finish,
    hover_dots,
    percent_axis,
    time_axis,
)

if TYPE_CHECKING:
    import pandas as pd

    from engraft.report.frames import Clock

POINTS = 800  # over all arms, but not below FEWEST each: a step curve needs no more points than the screen has pixels
FEWEST = 300


def survival_chart(
    curves: pd.DataFrame, risk: pd.DataFrame, arms: tuple[str, ...], *, clock: Clock, layout: Layout, title: str, y: str
) -> Spec:
    """Draw step curves with 95 % bands, censoring ticks and, aligned beneath, the numbers at risk.

    Shapes
    ------
    curves: columns arm, day, survival, lower, upper, at_risk, censored (``survival_frame``).
    risk: columns arm, day, at_risk (``risk_frame``), one row per arm and labelled time.
    """
    alt = altair()

    thin = _thinned(curves, max(FEWEST, POINTS // max(1, len(arms))))
    width = layout.width - 62
    upper = _curves(thin.assign(time=thin["day"] / clock.days), arms, clock, y, layout)
    upper = upper.properties(width=width, height=layout.height)
    lower = _risk_table(risk, arms, clock, layout).properties(width=width, height=26 + 40 * len(arms))
    return finish(
        alt.vconcat(upper, lower).resolve_scale(x="shared", color="independent", strokeDash="independent"),
        layout,
        title,
    )


def _curves(rows: pd.DataFrame, arms: tuple[str, ...], clock: Clock, y: str, layout: Layout) -> Any:
    """Layer bands, steps, censoring ticks and what the pointer meets."""
    alt = altair()

    legend = arm_legend(arms, layout)
    colour = alt.Color("arm:N", scale=colour_scale(arms), legend=legend)
    dash = alt.StrokeDash("arm:N", scale=dash_scale(arms), legend=legend)
    x = alt.X("time:Q", scale=alt.Scale(domain=[0, clock.end], nice=False), axis=time_axis(clock))
    base = alt.Chart(rows).encode(x=x)
    share = alt.Y("survival:Q", scale=alt.Scale(domain=[0, 1]), title=y, axis=percent_axis())
    band = base.mark_area(interpolate="step-after", opacity=0.13 if len(arms) < 3 else 0.1).encode(
        alt.Y("lower:Q", scale=alt.Scale(domain=[0, 1])), alt.Y2("upper:Q"), colour
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2.2).encode(share, colour, dash)
    left = alt.Chart(_censored(rows)).mark_tick(orient="vertical", size=9, thickness=1.1).encode(x, share, colour)
    return alt.layer(band, line, left, hover_dots(base.encode(share, colour), _tooltip(clock.word.capitalize())))


def _tooltip(word: str) -> list[Any]:
    """Say what the pointer meets in words."""
    alt = altair()

    return [
        alt.Tooltip("arm:N", title="Arm"),
        alt.Tooltip("time:Q", title=word, format=".1f"),
        alt.Tooltip("survival:Q", title="Share", format=".1%"),
        alt.Tooltip("lower:Q", title="95 % from", format=".1%"),
        alt.Tooltip("upper:Q", title="95 % to", format=".1%"),
        alt.Tooltip("at_risk:Q", title="At risk"),
    ]


def _risk_table(risk: pd.DataFrame, arms: tuple[str, ...], clock: Clock, layout: Layout) -> Any:
    """Print, for every arm, its name and beneath it the numbers under their times."""
    import pandas as pd

    alt = altair()
    numbers = risk.assign(time=risk["day"] / clock.days, row=[arms.index(a) + 0.58 for a in risk["arm"]])
    names = pd.DataFrame({"arm": arms, "row": [k + 0.12 for k in range(len(arms))], "time": 0.0})
    heading = pd.DataFrame({"row": [-0.5], "time": [0.0], "text": ["Number at risk"]})
    rows = alt.Y("row:Q", scale=alt.Scale(domain=[len(arms), -0.7], nice=False), axis=None)
    x = alt.X("time:Q", scale=alt.Scale(domain=[0, clock.end], nice=False), axis=None)
    colour = alt.Color("arm:N", scale=colour_scale(arms), legend=None)
    size = layout.type_size
    left = {"align": "left", "dx": -9, "baseline": "middle", "limit": layout.width - 40}
    said = alt.Chart(heading).mark_text(**left, fontSize=size, color=MUTED).encode(x, rows, alt.Text("text:N"))
    count = alt.Chart(numbers).mark_text(fontSize=size, baseline="middle").encode(
        x, rows, alt.Text("at_risk:Q", format=",d"), colour
    )  # fmt: skip
    label = alt.Chart(names).mark_text(**left, fontSize=size - 1, fontWeight="bold").encode(
        x, rows, alt.Text("arm:N"), colour
    )  # fmt: skip
    return alt.layer(said, count, *([label] if len(arms) > 1 else []))


def _censored(rows: pd.DataFrame, pieces: int = 60) -> pd.DataFrame:
    """Keep the rows where somebody left observation, one per small piece of time, else ticks run together."""
    left = rows[rows["censored"] > 0]
    piece = (left["time"] / rows["time"].max() * pieces).astype(int).rename("piece")
    return left.groupby(["arm", piece], sort=False)[["time", "survival"]].last().reset_index()


def _thinned(curves: pd.DataFrame, most: int) -> pd.DataFrame:
    """Keep, per arm, at most ``most`` steps: the last of each equal piece of time, censoring added up."""
    import pandas as pd

    pieces = []
    for _, rows in curves.groupby("arm", sort=False):
        if len(rows) <= most:
            pieces.append(rows)
            continue
        end = float(rows["day"].max())
        piece_of_time = (rows["day"] / end * (most - 1)).astype(int).rename("piece")
        columns = ["arm", "day", "survival", "lower", "upper", "at_risk"]
        thin = rows.groupby(piece_of_time)[columns].last()
        thin["censored"] = rows.groupby(piece_of_time)["censored"].sum()
        pieces.append(pd.concat([rows.head(1), thin.iloc[1:]]))
    return pd.concat(pieces, ignore_index=True) if pieces else curves
