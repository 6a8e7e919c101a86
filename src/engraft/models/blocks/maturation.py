"""Cells divide, mature through pools, and appear in blood; what models of marrow share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from engraft.language import Expression, Flow


def divide_and_mature(
    pools: Sequence[Expression], *, division: Expression, drug_effect: Expression, transit: Expression
) -> Iterator[Flow]:
    """Yield division in the first pool, its loss to drugs, and the passage from each pool to the next.

    An effect above 1 kills: more is lost than divides. The last pool is blood; how cells leave it is
    left to the model.

    Parameters
    ----------
    pools
        Dividing cells, maturing cells in their order, cells in blood.
    division
        Cells made per day when nothing hinders division.
    drug_effect
        Share of division prevented.
    transit
        Rate at which a cell leaves its pool for the next.

    References
    ----------
    Friberg LE, et al. J Clin Oncol 2002;20:4713-4721. doi:10.1200/JCO.2002.02.140
    """
    yield Flow("progenitors divide", into=pools[0], rate=division)
    yield Flow("drugs stop progenitors", out_of=pools[0], rate=division * drug_effect)
    for step, (pool, following) in enumerate(pairwise(pools), start=1):
        yield Flow(f"cells mature, step {step}", out_of=pool, into=following, rate=transit * pool)
