"""A parameter that is a share stays one when a study sets it; a description that begins with "share" declares it."""

from __future__ import annotations

from engraft import units
from engraft.errors import SpecificationError


def refuse_no_share(name: str, description: str, value: float, unit: str) -> None:
    """Refuse a value outside of 0 to 1 of a parameter whose description begins with "share".

    Raises
    ------
    SpecificationError
        Naming the parameter, what it is a share of, and what was given.
    """
    if not description.lower().startswith("share") or units.dimension(unit) != units.dimension("1"):
        return
    if not 0.0 <= units.canonical(value, unit) <= 1.0:
        raise SpecificationError(
            f"'{name}' is a share and lies outside of 0 to 1",
            expected=f"0 to 1: {description.split(';')[0]}",
            got=f"{value:g} {unit}".removesuffix(" 1"),
        )
