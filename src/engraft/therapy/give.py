"""One entry of a regimen: a product, how much, on which days."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engraft.errors import SpecificationError
from engraft.therapy.dose import Dose
from engraft.therapy.duration import days as to_days
from engraft.therapy.duration import text
from engraft.therapy.lot import Lot
from engraft.therapy.product import Product


@dataclass(frozen=True)
class Give:
    """Give a product on some days; inside a rule, days count from the round in which it fires.

    Where ``lot`` names how the cells are made, ``dose`` is what is planned: who has fewer cells gets those.

    Units
    -----
    ``days`` and ``over`` are days; ``over`` 0 is a bolus.

    Raises
    ------
    SpecificationError
        If the dose does not suit the product, a day is not finite, or a dose per time has no duration.
    """

    product: Product
    dose: Dose | Lot
    days: tuple[float, ...] = (0.0,)
    over: float = 0.0
    into: str = ""
    lot: str = ""

    def __post_init__(self) -> None:
        what = f"{self.product.name}"
        if not self.days:
            raise SpecificationError(f"{what} is given on no day", expected="at least one day")
        for day in self.days:
            to_days(day, what=f"day of {what}", least=-math.inf)
        to_days(self.over, what=f"duration of {what}")
        if isinstance(self.dose, Dose):
            self.product.check(self.dose)
            if self.dose.per_time and not self.over > 0.0:
                raise SpecificationError(
                    f"dose {self.dose} of {what} needs a duration", do="say over='28 day' or for how long"
                )
        if self.product.kind != "cells" and (self.lot or isinstance(self.dose, Lot)):
            raise SpecificationError(f"{what} is not cells and cannot come as a lot", expected="a product of cells")

    @property
    def target(self) -> str:
        """Name the state the dose enters."""
        return self.into or self.product.target

    def __str__(self) -> str:
        amount = self.dose.name if isinstance(self.dose, Lot) else str(self.dose)
        on = ", ".join(f"{day:g}" for day in self.days)
        over = f" over {text(self.over)}" if self.over > 0.0 else ""
        made = f" of lot '{self.lot}'" if self.lot else ""
        return f"{self.product.name} {amount}{made} on day{'s' * (len(self.days) > 1)} {on}{over}"
