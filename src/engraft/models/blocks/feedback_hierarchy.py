"""Cells that renew or mature by division: one law for healthy and leukemic blood formation (Stiehl)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engraft.language import Expression, Flow, maximum, minimum

STAGES = ("immature", "maturing")


def held_share(value: Expression) -> Expression:
    """Hold a share below 1: as it is up to 0.9, then bent, without a kink that derivatives would stumble over."""
    above = maximum(minimum(value, 1.1) - 0.9, 0.0)
    return minimum(value, 1.1) - above * above / 0.4


def divide_and_renew(
    whose: str, cells: Sequence[Expression], renewal: Sequence[Expression], division: Sequence[Expression]
) -> Iterator[Flow]:
    """Yield divisions of the two stages in the marrow: the parent is gone, each daughter renews or matures.

    Parameters
    ----------
    cells
        Immature, maturing and mature cells.
    renewal
        Share of daughters that renew, of immature and of maturing cells, with feedback; held below 1.
    division
        Divisions per cell and day, of both.
    """
    for step, stage in enumerate(STAGES):
        renewed = held_share(renewal[step])
        divided = division[step] * cells[step]
        moved = (1.0 - renewed) * divided
        yield Flow(f"{whose} {stage} cells renew", into=cells[step], rate=renewed * divided)
        yield Flow(f"{whose} {stage} cells mature", out_of=cells[step], into=cells[step + 1], rate=moved)
        yield Flow(f"{whose} {stage} cells divide as they mature", into=cells[step + 1], rate=moved)
