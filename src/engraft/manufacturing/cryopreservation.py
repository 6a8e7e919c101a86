"""Freezing, shipping and thawing: what of the cells is alive when they reach the patient."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

import numpy as np

from engraft.language import Assumed, Paper, Parameter
from engraft.manufacturing.batch import Batch, Note
from engraft.manufacturing.bounds import SHARE, Within
from engraft.manufacturing.step import Bench, Step

_FISHER = "Fisher, recovery of cryopreserved CD34+ and CD3+ cells"
_MEAN, _SD = 0.907, 0.214
_LOG_SD = math.sqrt(math.log1p((_SD / _MEAN) ** 2))  # of a log-normal with this mean and SD
WARMED = "warmed in transport"


class Cryopreservation(Step):
    """Freeze, ship and thaw a product.

    cells after = cells x r,  viability after = viability x r,  r log-normal between persons, at most 1

    Cells that die in the thaw stay in the bag as dead cells, so viability falls as the viable cells do, and a bag that
    was filled before holds fewer viable cells than its label says. A shipment may warm up on its way; such a lot is
    not given.

    What this step cannot say: cells that are damaged in the thaw and die within days, losses that depend on phenotype
    or on viability before freezing, washing, and how long a bag was stored.

    References
    ----------
    Fisher V, et al. (recovery of CD3+ cells of related donors, 90.7 +- 21.4 %, n = 48).
    """

    reasons = (WARMED,)
    within: ClassVar[Mapping[str, Within]] = {"recovery": SHARE, "excursion": SHARE}

    recovery = Parameter(
        _MEAN * math.exp(-0.5 * _LOG_SD**2),
        "1",
        source=Paper(_FISHER, "abstract", "CD3+ cells of related donors after thaw: 90.7, SD 21.4 %, n = 48"),
        spread=_LOG_SD,
        description="viable cells after thaw per viable cell frozen, at most 1; the spread includes errors of counting",
    )
    excursion = Parameter(
        0.002,
        "1",
        source=Assumed("warm shipments are rare and not published as a share; none, or one in fifty", 0.0, 0.02),
        description="share of shipments that warm up",
    )

    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Thaw what was frozen."""
        alive = np.minimum(at["recovery"], 1.0)
        warmed = at.uniform("shipment") < at["excursion"]
        held = batch.contents
        bag = None if held is None else replace(held, amount=held.amount * alive)
        thawed = batch.but(cells=batch.cells * alive, viability=batch.viability * alive, contents=bag)
        return thawed.refused(warmed, WARMED).noted(
            at.step,
            recovery=Note(100.0 * alive, "percent", "viable cells after thaw per viable cell frozen"),
            viability=Note(100.0 * thawed.viability, "percent", "viability after thaw"),
        )
