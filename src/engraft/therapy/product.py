"""Products: what can be given, with the dose and source of its label or trial."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.source import Source
from engraft.therapy.dose import Dose
from engraft.therapy.duration import days
from engraft.therapy.studied import Studied
from engraft.therapy.trait import Trait

Form = Literal["cells", "drug", "radiation"]

_DOSED_IN = {"cells": "cell or cell/kg", "drug": "such as mg, mg/kg or mg/m^2", "radiation": "Gy"}


@dataclass(frozen=True)
class Approval:
    """When and for what an agency first approved a product, as far as a source was read.

    Parameters
    ----------
    first
        The day as "2017-08-30", or the month or year alone where no more was read: "2004-05", "1991".
    indication
        What it was approved for on that day, in short; later labels may say more or less.
    """

    first: str
    agency: str
    indication: str
    source: Source

    def __post_init__(self) -> None:
        if not _day(self.first):
            raise SpecificationError(
                f"the approval of '{self.indication}' has no day",
                expected="a day such as '2017-08-30', a month or a year",
                got=repr(self.first),
            )
        if not self.agency.strip() or not self.indication.strip():
            raise SpecificationError("an approval is by an agency, for an indication", got=repr(self))


def _day(text: str) -> bool:
    """Tell whether a text is a day, a month or a year."""
    if len(text) not in (4, 7, 10):
        return False
    try:
        date.fromisoformat(text + "2000-01-01"[len(text) :])
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Product:
    """Something a pharmacist hands over.

    Parameters
    ----------
    name
        What it is called in tables.
    target
        The state a dose enters unless said otherwise: "flu_cy.fludarabine".
    kind
        "cells" are dosed in cells, "radiation" in Gy, a "drug" in anything else.
    over
        How long one dose usually takes: a text or days; 0 is at once.
    label_dose
        The dose of label or trial, taken when a regimen names none.
    antigen
        The molecule that cells or an antibody bind, as "CD19"; empty where there is none or nobody looked it up.
    approval
        Its first approval; None where no source was read, which does not mean that it has none.
    traits
        What differs in these cells from the reference product, parameter by parameter; empty: it is the reference, or
        its difference is the model it enters.
    studied
        Between which doses it was studied, in one unit or several; empty where no range was read.
    after
        Names of products that come first where somebody gets both: one of them, by label or by what this is.

    Raises
    ------
    SpecificationError
        If the name or target is malformed, cells, a drug or radiation are dosed as another of them, a trait is there
        twice, or something else than cells has traits.
    """

    name: str
    target: str
    kind: Form
    source: Source
    description: str = ""
    label_dose: Dose | None = None
    over: float | str = 0.0
    antigen: str = ""
    approval: Approval | None = None
    traits: tuple[Trait, ...] = ()
    studied: tuple[Studied, ...] = ()
    after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise SpecificationError("a product has no name", expected="a name such as 'tocilizumab'")
        if not all(part.isidentifier() for part in self.target.split(".")) or "." not in self.target:
            raise SpecificationError(
                f"target of product '{self.name}' is no state", expected="'block.state'", got=repr(self.target)
            )
        if self.kind not in _DOSED_IN:
            raise SpecificationError(
                f"kind of product '{self.name}' is unknown",
                expected="'cells', 'drug' or 'radiation'",
                got=repr(self.kind),
            )
        days(self.over, what=f"duration of product '{self.name}'")
        if self.label_dose is not None:
            self.check(self.label_dose)
        named = [one.parameter for one in self.traits]
        twice = next((name for name in named if named.count(name) > 1), None)
        if twice is not None:
            raise SpecificationError(f"{self.name} has two values of '{twice}'", do="keep one of them")
        if named and self.kind != "cells":
            raise SpecificationError(f"{self.name} is not cells and has no traits", expected="a product of cells")

    def check(self, dose: Dose) -> None:
        """Refuse a dose of another kind: cells, a drug and radiation are each dosed in units of their own."""
        kinds = {units.dimension("cell"): "cells", units.dimension("Gy"): "radiation"}
        if kinds.get(dose.dimension, "drug") != self.kind:
            raise SpecificationError(
                f"dose of {self.name} has the wrong kind", expected=_DOSED_IN[self.kind], got=str(dose)
            )
