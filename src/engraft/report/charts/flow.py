"""How many patients passed each stage, as boxes from the first drawn to the last censored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engraft.report.charts.theme import HAIRLINE, INK, MUTED, Layout, Spec, altair, colour_scale, finish

if TYPE_CHECKING:
    import pandas as pd

BOX = 30
GAP = 16
HEAD = 34
FATE = 46
LETTER = 6.2  # of the words in a box, on average
TIGHT = 95  # a fate in a narrower box is written on two lines


@dataclass(frozen=True)
class Box:
    """Place one stage of one arm.

    Units
    -----
    CSS pixels; ``share`` is the fraction of the first stage.
    """

    arm: str
    stage: str
    n: int
    share: float
    x: float
    y: float
    width: float
    height: float


def flow_chart(flow: pd.DataFrame, arms: tuple[str, ...], *, layout: Layout, title: str) -> Spec:
    """Draw the main path downwards, who left it to the right, and what became of the rest as the last row.

    Shapes
    ------
    flow: columns arm, stage, n, kind ("path", "exit", "fate") in the order of the stages (``flow_frame``).
    """
    columns = min(layout.columns, len(arms))
    panel = min((layout.width - 28 * (columns - 1)) / columns, 440.0)
    boxes: list[Box] = []
    lines: list[dict[str, float]] = []
    heads: list[dict[str, Any]] = []
    top = depth = 0.0
    for k, arm in enumerate(arms):
        if k % columns == 0:
            top = depth
        corner = ((k % columns) * (panel + 28), top + HEAD)
        placed, joined = _place(flow[flow["arm"] == arm], arm, corner, panel)
        boxes, lines = boxes + placed, lines + joined
        heads.append({"arm": arm, "x": corner[0], "y": top + 14, "width": panel})
        depth = max(depth, max(box.y + box.height for box in placed) + 2 * GAP)
    size = (columns * panel + 28 * (columns - 1), depth - 2 * GAP + 2)
    return finish(_draw(boxes, lines, heads, arms, layout, size), layout, title)


def _place(
    rows: pd.DataFrame, arm: str, corner: tuple[float, float], panel: float
) -> tuple[list[Box], list[dict[str, float]]]:
    """Lay out one arm's boxes below its corner and the lines between them."""
    x0, y = corner
    path_width, first = panel * 0.54, max(1, int(rows["n"].iloc[0]))
    boxes: list[Box] = []
    lines: list[dict[str, float]] = []
    middle = x0 + path_width / 2
    below: float | None = None
    for stage, n, kind in rows[["stage", "n", "kind"]].itertuples(index=False):
        if kind == "fate":
            continue
        if kind == "exit":
            boxes.append(
                Box(arm, stage, n, n / first, x0 + panel * 0.6, y - GAP / 2 - BOX / 2 + 4, panel * 0.4, BOX - 8)
            )
            lines.append({"x": middle, "x2": x0 + panel * 0.6, "y": y - GAP / 2, "y2": y - GAP / 2})
            continue
        boxes.append(Box(arm, stage, n, n / first, x0, y, path_width, BOX))
        if below is not None:
            lines.append({"x": middle, "x2": middle, "y": below, "y2": y})
        below, y = y + BOX, y + BOX + GAP
    return _fates(rows, boxes, lines, (x0, y, panel), middle)


def _fates(
    rows: pd.DataFrame,
    boxes: list[Box],
    lines: list[dict[str, float]],
    place: tuple[float, float, float],
    middle: float,
) -> tuple[list[Box], list[dict[str, float]]]:
    """Add the last row: what became of those who passed every stage."""
    fates = rows[rows["kind"] == "fate"]
    if fates.empty:
        return boxes, lines
    x0, y, panel = place
    first, width = max(1, int(rows["n"].iloc[0])), (panel - 8 * (len(fates) - 1)) / len(fates)
    lines.append({"x": middle, "x2": middle, "y": y - GAP, "y2": y})
    height = FATE if width >= TIGHT else FATE + 14
    centres = []
    for k, (arm, stage, n) in enumerate(fates[["arm", "stage", "n"]].itertuples(index=False)):
        boxes.append(Box(arm, stage, n, n / first, x0 + k * (width + 8), y + GAP, width, height))
        centres.append(x0 + k * (width + 8) + width / 2)
        lines.append({"x": centres[-1], "x2": centres[-1], "y": y, "y2": y + GAP})
    lines.append({"x": min([*centres, middle]), "x2": max([*centres, middle]), "y": y, "y2": y})
    return boxes, lines


def _draw(
    boxes: list[Box], lines: list[dict[str, float]], heads: list[dict[str, Any]], arms: tuple[str, ...], layout: Layout,
    size: tuple[float, float],
) -> Any:  # fmt: skip
    """Layer lines, boxes, the filled share of each box, and the words."""
    import pandas as pd

    alt = altair()
    table = pd.DataFrame([vars(box) for box in boxes])
    table = table.assign(
        x2=table["x"] + table["width"],
        y2=table["y"] + table["height"],
        filled=table["x"] + table["width"] * table["share"],
    )
    across = {"scale": alt.Scale(domain=[0, size[0]], nice=False), "axis": None}
    down = {"scale": alt.Scale(domain=[size[1], 0], nice=False), "axis": None}
    x, y = alt.X("x:Q", **across), alt.Y("y:Q", **down)
    colour = alt.Color("arm:N", scale=colour_scale(arms), legend=None)
    joined = alt.Chart(pd.DataFrame(lines)).mark_rule(color=MUTED).encode(x, alt.X2("x2:Q"), y, alt.Y2("y2:Q"))
    base = alt.Chart(table).encode(x, y, alt.Y2("y2:Q"))
    back = base.mark_rect(fill="white", stroke=HAIRLINE, cornerRadius=2).encode(alt.X2("x2:Q"))
    share = base.mark_rect(opacity=0.2).encode(alt.X2("filled:Q"), colour)
    named = alt.Chart(pd.DataFrame(heads)).mark_text(
        align="left", fontWeight="bold", fontSize=layout.type_size, limit=340
    )
    head = named.encode(x, y, alt.Text("arm:N"), colour)
    words = _words(table, across, down, layout)
    return alt.layer(joined, back, share, *words, head).properties(width=size[0], height=size[1])


def _words(table: pd.DataFrame, across: dict[str, Any], down: dict[str, Any], layout: Layout) -> list[Any]:
    """Write stage and number into each box: side by side where it is flat, one above the other where it is tall."""
    alt = altair()

    tall = table["height"] > BOX
    middle = table["y"] + table["height"] / 2
    rows = table.assign(
        said=[f"{n:,}" for n in table["n"]],
        left=table["x"] + 9,
        right=(table["x2"] - 9).where(~tall, table["left"] if "left" in table else table["x"] + 9),
        stage=[_broken(box) for box in table.to_dict("records")],
        upper=middle.where(~tall, table["y"] + 14),
        lower=middle.where(~tall, table["y2"] - 13),
    )
    size = layout.type_size - 1
    x, y = alt.X("left:Q", **across), alt.Y("upper:Q", **down)
    stage = (
        alt.Chart(rows)
        .mark_text(align="left", baseline="middle", color=INK, fontSize=size, lineBreak="\n")
        .encode(x, y, alt.Text("stage:N"))
    )
    numbers = []
    for align, some in (("left", rows[tall]), ("right", rows[~tall])):
        mark = alt.Chart(some).mark_text(
            align=align, baseline="middle", color=INK, fontSize=layout.type_size, fontWeight="bold"
        )
        numbers.append(mark.encode(alt.X("right:Q", **across), alt.Y("lower:Q", **down), alt.Text("said:N")))
    return [stage, *numbers]


def _broken(box: dict[Any, Any]) -> str:
    """Write the words of a box: on two lines where it is tall and narrow, a name in brackets cut where it is flat."""
    stage = str(box["stage"])
    if box["height"] > BOX:
        return "\n".join(stage.rsplit(" ", 1)) if box["width"] < TIGHT else stage
    room = int((box["width"] - 30.0) / LETTER) - len(f"{box['n']:,}")
    return stage if "(" not in stage or len(stage) <= room else f"{stage[: max(room - 2, stage.index('(') + 2)]}…)"
