"""Dimensional analysis: what kind of thing an expression is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from engraft import units
from engraft.errors import SpecificationError, nearest
from engraft.kernel.expression import Expression, substitute, topological
from engraft.language.writing import short
from engraft.units import DIMENSIONLESS, Dimension

ANY = None  # a zero fits any dimension
_SAME = {"add": "added", "sub": "subtracted", "min": "compared", "max": "compared", "lt": "compared", "le": "compared"}
_PLAIN = frozenset({"exp", "log", "tanh", "and", "or", "not"})


def dimension_of(expression: Expression, table: Mapping[str, Dimension], where: str = "expression") -> Dimension | None:
    """Work out the dimension of an expression from those of its symbols; None if any would fit.

    Raises
    ------
    SpecificationError
        Naming ``where`` and the two sides that do not agree.
    """
    known: dict[Expression, Dimension | None] = {}
    for node in topological([expression]):
        known[node] = _of_node(node, [known[a] for a in node.args], table, where)
    return known[expression]


def check_dimension(
    expression: Expression, expected: Dimension, table: Mapping[str, Dimension], where: str, unit: str = ""
) -> None:
    """Refuse an expression that does not measure what it should."""
    found = dimension_of(expression, table, where)
    if found is not ANY and found != expected:
        raise SpecificationError(
            f"{where} has the wrong unit",
            expected=f"{expected.text()}{f' (unit {unit})' if unit else ''}",
            got=f"{found.text()} from {short(expression)}",
        )


def _of_node(
    node: Expression, args: list[Dimension | None], table: Mapping[str, Dimension], where: str
) -> Dimension | None:
    """Work out one node."""
    if node.op == "const":
        return ANY if node.value == 0.0 else DIMENSIONLESS
    if node.op == "symbol":
        return _of_symbol(node.name, table, where)
    if node.op in _SAME:
        both = _agree(node, args[0], args[1], where, _SAME[node.op])
        return DIMENSIONLESS if node.op in ("lt", "le") else both
    if node.op in _PLAIN:
        for arg, side in zip(args, node.args, strict=True):
            if arg is not ANY and arg != DIMENSIONLESS:
                _clash(where, f"{node.op}(…)", "a plain number", arg, side)
        return DIMENSIONLESS
    if node.op == "select":
        return _agree(node, args[1], args[2], where, "chosen from")
    return _of_product(node, args, where)


def _of_product(node: Expression, args: list[Dimension | None], where: str) -> Dimension | None:
    """Work out products, powers and signs."""
    first = args[0]
    if node.op == "neg":
        return first
    if node.op == "mul":
        return ANY if first is ANY or args[1] is ANY else first * args[1]
    if first is ANY:
        return ANY
    if node.op == "reciprocal":
        return first**-1
    if node.op == "sqrt":
        return first ** Fraction(1, 2)
    exponent = node.args[1]
    if exponent.op == "const":
        return first**exponent.value
    for arg, side in zip(args, node.args, strict=True):
        if arg is not ANY and arg != DIMENSIONLESS:
            _clash(where, "a power that is not a number", "a plain number", arg, side)
    return DIMENSIONLESS


def _of_symbol(name: str, table: Mapping[str, Dimension], where: str) -> Dimension:
    if name.startswith("["):
        return units.dimension(name[1:-1])
    if name not in table:
        raise SpecificationError(f"{where} reads '{name}', which is not declared", do=nearest(name, table))
    return table[name]


def _agree(
    node: Expression,
    a: Dimension | None,
    b: Dimension | None,
    where: str,
    verb: str,
) -> Dimension | None:
    """Return the dimension two sides share."""
    if a is ANY or b is ANY or a == b:
        return b if a is ANY else a
    left, right = node.args[-2:]
    raise SpecificationError(
        f"in {where}, unlike things are {verb}",
        got=f"{short(left)} is {a.text()}, {short(right)} is {b.text()}",
        do="a bare number is dimensionless: write 60 [day] in text, quantity(60, 'day') in Python",
    )


def _clash(where: str, what: str, expected: str, got: Dimension, side: Expression) -> None:
    raise SpecificationError(f"in {where}, {what} needs {expected}", got=f"{got.text()} from {short(side)}")


def strip_units(expressions: Iterable[Expression]) -> list[Expression]:
    """Drop the unit symbols once the dimensions are checked: canonically each is one."""
    roots = list(expressions)
    carried = {n.name: 1.0 for n in topological(roots) if n.op == "symbol" and n.name.startswith("[")}
    return substitute(roots, carried) if carried else roots
