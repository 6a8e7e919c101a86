"""The exposure pair: what the tumor gets of a payload, and what another place gets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engraft.report.charts.exposure import exposure_chart
from engraft.report.charts.theme import Layout, Spec
from engraft.report.frames_exposure import Pair, exposure_frame, exposure_pairs
from engraft.report.picture import Picture
from engraft.report.tables import Group, Table
from engraft.report.words import in_words, number, unit_words

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.result import StudyResult

MOST_PANELS = 6
KEY = "exposure-pair"


def exposure_pictures(result: StudyResult) -> Iterator[Picture]:
    """Draw the payloads of which somebody had both exposures."""
    panels = [(pair, exposure_frame(result, pair)) for pair in exposure_pairs(result)[:MOST_PANELS]]
    if not panels:
        return
    title = _finding(result, panels)
    words = [(_head(pair), *_axes(pair)) for pair, _ in panels]

    def draw(layout: Layout) -> Spec:
        """Draw for one width."""
        return exposure_chart(panels, words, layout=layout, title=title)

    counts = sorted({len(rows) for _, rows in panels})
    n = f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,}"
    note = (
        f"Each dot is one of the simulated persons ({result.study.population}; n = {n} per panel). Both axes are "
        "logarithmic; exposures are areas over time or doses. On the dashed line, drawn where both have one unit, the "
        "tumor gets as much as the other place. Panels cannot be compared with one another: places, units and meaning "
        "differ. Nothing here was measured; published ratios, with species, disease and role, stand among the "
        "published figures."
    )
    yield Picture(KEY, "Exposure pair", title, note, draw, _table(result, panels, title))


def _finding(result: StudyResult, panels: list[tuple[Pair, pd.DataFrame]]) -> str:
    """Say the first index in words, and how many there are."""
    pair, rows = panels[0]
    arm = next(one for one in result.summaries if one.label == pair.arm)
    value = arm.figures[pair.endpoint].value
    ratio = f"{number(value)} {_per(pair.index_unit)}".rstrip()
    others = f"; {len(panels) - 1} more" if len(panels) > 1 else ""
    return f"{in_words(pair.label)}: {ratio} in {len(rows):,} patients{others}"


def _per(unit: str) -> str:
    """Write the unit of an index: nothing where it has none."""
    return "" if unit == "1" else unit_words(unit)


def _head(pair: Pair) -> str:
    """Head a panel."""
    return in_words(pair.label)


def _axes(pair: Pair) -> tuple[str, str]:
    """Name both axes with their units, in the words of the label where it says them."""
    what = pair.label.partition("; ")[2] or pair.label
    site, _, elsewhere = what.partition(" over ")
    across = _axis(elsewhere or "elsewhere", pair.elsewhere_unit)
    return across, _axis(site or "tumor", pair.site_unit)


def _axis(what: str, unit: str) -> str:
    """Name an axis with its unit."""
    written = unit_words(unit)
    return in_words(f"{what} ({written})" if written else what)


def _table(result: StudyResult, panels: list[tuple[Pair, pd.DataFrame]], caption: str) -> Table:
    """Write the medians and the index of every payload."""
    groups = []
    for pair, _ in panels:
        figures = next(one for one in result.summaries if one.label == pair.arm).figures
        site, other = figures[f"{pair.endpoint}.site"], figures[f"{pair.endpoint}.elsewhere"]
        index = figures[pair.endpoint]
        cells = [f"{number(one.value)} {unit_words(one.unit)}".rstrip() for one in (site, other)]
        ratio = (
            f"{number(index.value)} ({number(index.lower)} to {number(index.upper)}) {_per(pair.index_unit)}".rstrip()
        )
        groups.append(Group(pair.arm, ((in_words(pair.label), *cells, ratio, f"{index.n:,}"),)))
    columns = ("Payload", "Tumor, median", "Elsewhere, median", "Index, geometric mean", "Patients")
    return Table(caption, columns, tuple(groups), numeric=(1, 2, 3, 4))
