"""What several drugs kill, summed for one port."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from engraft.errors import SpecificationError
from engraft.language import Assumed, Expression, Model, Observable, Parameter, Port


class Kills(Model):
    """The sum of the rates at which named drugs kill one kind of cell; each name is a port.

    total = k_1 + k_2 + … + k_n

    ``Kills(("vincristine", "cytarabine"))`` has the ports ``vincristine`` and ``cytarabine`` and the observable
    ``total``, so that one port of a block of cells (``leukemia.bridging``) is fed by many drugs. Rates per cell add
    where every drug kills on its own: Bliss's independence, as survival is the product of the drugs' survivals.

    What this model cannot say: synergy, antagonism and cross-resistance; a drug that changes another's effect has a
    block of its own.

    References
    ----------
    Bliss CI. Ann Appl Biol 1939;26:585-615. doi:10.1111/j.1744-7348.1939.tb06990.x
    """

    reference = "10.1111/j.1744-7348.1939.tb06990.x"
    unit = "1/day"
    part = "killed per cell by"
    whole = "killed per cell by all of them"

    def __init__(self, names: Sequence[str]) -> None:
        """Declare one port for each name.

        Raises
        ------
        SpecificationError
            If there is no name, one is no name of a port, or one comes twice.
        """
        super().__init__()
        kind = type(self).__name__
        if isinstance(names, str) or not names:
            raise SpecificationError(f"{kind} sums over names", expected="a list of at least one name", got=repr(names))
        for name in names:
            if not name.isidentifier() or name == "total":
                raise SpecificationError(f"'{name}' is no name of a part of {kind}", expected="letters, digits, _")
        if len(set(names)) < len(names):
            raise SpecificationError(f"{kind} has a name twice", got=", ".join(names))
        self.names = tuple(names)
        self._declared |= {name: Port(self.unit, f"{self.part} {name}") for name in names}
        self._name("")

    def observables(self) -> Iterator[Observable]:
        """Yield the sum."""
        first, *others = (self._part(name) for name in self.names)
        yield Observable("total", sum(others, first * 1.0), self.unit, self.whole)

    def _part(self, name: str) -> Expression:
        """Return the symbol of one port."""
        part: Expression = self.__dict__[name]
        return part


class EngagedCells(Kills):
    """The sum of T cells of several kinds that answer antigen, per body weight; each name is a port.

    total = e_1 + … + e_n

    CAR T cells and T cells tied by an antibody release the same cytokines: ``cytokines.engaged`` is fed by both.

    What this model cannot say: that one kind releases more per cell than another.

    References
    ----------
    Hosseini I, et al. npj Syst Biol Appl 2020;6:28. doi:10.1038/s41540-020-00145-7 (IL-6 in proportion to activated
    T cells that meet antigen).
    """

    reference = "10.1038/s41540-020-00145-7"
    unit = "cell/kg"
    part = "T cells that answer antigen, per body weight:"
    whole = "T cells that answer antigen, per body weight"


class Stops(Kills):
    """The sum of what several drugs prevent of a process, as shares; each name is a port.

    total = s_1 + … + s_n

    Drugs that stop the division of progenitors add, as fludarabine and cyclophosphamide do in ``FluCy``; above 1
    progenitors die.

    What this model cannot say: synergy and antagonism.

    References
    ----------
    Langenhorst JB, et al. Clin Pharmacokinet 2019;58:627-637. doi:10.1007/s40262-018-0715-9 (of whose drug the
    first such effect is)
    """

    reference = "10.1007/s40262-018-0715-9"
    unit = "1"
    part = "share prevented by"
    whole = "share prevented by all of them; above 1 cells die"


class ResistedKills(Kills):
    """The sum of what drugs kill of a leukemia of usual sensitivity, times how sensitive this leukemia still is.

    total = sensitivity (k_1 + … + k_n)

    What this model cannot say: resistance to one drug alone, resistance that grows under treatment.

    References
    ----------
    Bliss CI. Ann Appl Biol 1939;26:585-615. doi:10.1111/j.1744-7348.1939.tb06990.x
    """

    whole = "killed per cell of this leukemia by all of them"

    sensitivity = Parameter(
        math.sqrt(0.05),
        "1",
        source=Assumed(
            "leukemia that has come back under these drugs, over one that has not met them: a twentieth to all, the "
            "middle on the log scale; spread assumed, as of vincristine before CAR T cells",
            0.05,
            1.0,
        ),
        spread=1.0,
        description="sensitivity to chemotherapy relative to leukemia before treatment",
    )

    def observables(self) -> Iterator[Observable]:
        """Yield the sum."""
        first, *others = (self._part(name) for name in self.names)
        yield Observable("total", self.sensitivity * sum(others, first * 1.0), self.unit, self.whole)
