"""6-mercaptopurine in maintenance: the nucleotides that hinder the marrow also kill leukemia."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Observable, Parameter
from engraft.models.drugs.cytotoxic_drugs import AREA
from engraft.models.drugs.mercaptopurine import Mercaptopurine

_GROWTH = 1.0 / 30.0  # per day, the typical leukemia
_STEADY = 0.019 * 9.9216 * 0.22 * 60.0 * AREA / 12.72 / (0.219 * AREA**1.16)  # mg/L of 6-TGN under 60 mg/m2 a day
_RULE = (
    "no slope in patients: 60 mg/m2 a day kill sensitive cells as fast as the typical leukemia grows. A stated rule, "
    "not a fit to any outcome; bounds: nothing to three times that"
)


class MaintenanceMercaptopurine(Mercaptopurine):
    """The drug of Jost 2020 with a rate of killing in proportion to thioguanine nucleotides.

    killed per day = slope_kill T/V

    What this model cannot say: as ``Mercaptopurine``; the values are of children.

    References
    ----------
    Jost F, Zierk J, Le TTT, et al. Front Physiol 2020;11:217. doi:10.3389/fphys.2020.00217
    """

    reference = "10.3389/fphys.2020.00217"

    slope_kill = Parameter(
        _GROWTH / _STEADY,
        "L/mg/day",
        source=Assumed(_RULE, 0.0, 3.0 * _GROWTH / _STEADY),
        description="leukemia killed per concentration of 6-TGN",
    )

    def observables(self) -> Iterator[Observable]:
        """Yield concentration, effect on the marrow and killing."""
        yield from super().observables()
        yield Observable("kill", self.slope_kill * self.concentration(), "1/day", "killed per leukemic cell")
