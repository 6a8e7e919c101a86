"""A parameter that is a share stays one when a study sets it; a description that begins with "share" declares it."""

from __future__ import annotations

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.quantities import Parameter


def refuse_no_share(name: str, parameter: Parameter) -> None:
    """Refuse a value outside of 0 to 1 of a parameter whose description begins with "share".

    Raises
    ------
    SpecificationError
        Naming the parameter, what it is a share of, and what was given.
    """
    if not parameter.description.lower().startswith("share") or units.dimension(parameter.unit) != units.dimension("1"):
        return
    value = units.canonical(f"{parameter.value!r} {parameter.unit}", "1")
    if not 0.0 <= value <= 1.0:
        raise SpecificationError(
            f"'{name}' is a share and lies outside of 0 to 1",
            expected=f"0 to 1: {parameter.description.split(';')[0]}",
            got=f"{value:g}",
        )
