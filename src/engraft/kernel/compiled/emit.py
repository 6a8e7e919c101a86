"""From expressions to straight-line vector code.

A product that is used once and then added becomes a fused multiply-add here, by rule and not by a compiler flag,
so that every target with the instruction computes the same bits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engraft.kernel import expression as ex
from engraft.kernel.compiled import functions
from engraft.kernel.compiled.vectors import Vectors
from engraft.kernel.expression import Expression, in_order, topological

Load = Callable[[str], Any]
_PLAIN: Mapping[str, Callable[..., Any]] = {
    "add": Vectors.add, "sub": Vectors.sub, "mul": Vectors.mul, "neg": Vectors.neg, "sqrt": Vectors.sqrt,
    "exp": functions.exp, "log": functions.log, "tanh": functions.tanh, "pow": functions.pow,
}  # fmt: skip
_BRANCHING = ("log", "pow")


def emit(
    v: Vectors,
    outputs: Sequence[Expression],
    load: Load,
    values: dict[Expression, Any] | None = None,
    kept: Mapping[Expression, str] | None = None,
) -> list[Any]:
    """Write code for the outputs.

    ``load`` gives the vector of a symbol, ``values`` is filled with what was written, and what is ``kept`` is loaded
    by its name there; the rest is rounded as if it had been worked out here.
    """
    nodes = _branching_first(outputs)
    waiting = unrounded(nodes, outputs)
    values, kept = {} if values is None else values, kept or {}
    wanted = _wanted(outputs, kept)
    for node in nodes:
        if node not in wanted:
            continue
        if node in kept:
            values[node] = load(kept[node])
        elif node.op == "symbol":
            values[node] = load(node.name)
        elif node.op == "const":
            values[node] = v.number(node.value)
        elif node not in waiting:
            values[node] = _operation(v, node, values)
    return [values[o] for o in outputs]


def _branching_first(outputs: Sequence[Expression]) -> list[Expression]:
    """Order the nodes so that few values wait while a function branches: none of them may stay in a register there."""
    return topological([*(n for n in topological(outputs) if n.op in _BRANCHING), *outputs])


def _wanted(outputs: Sequence[Expression], kept: Mapping[Expression, str]) -> set[Expression]:
    """Find what outputs need that is not kept, and what is kept of that."""
    found: set[Expression] = set()
    left = list(outputs)
    while left:
        node = left.pop()
        if node not in found:
            found.add(node)
            left += () if node in kept else node.args
    return found


def unrounded(nodes: Sequence[Expression], outputs: Sequence[Expression]) -> set[Expression]:
    """Find the products that only one sum reads: they are written there, and go into it unrounded."""
    uses = Counter(a for n in nodes for a in n.args) + Counter(outputs)
    return {a for n in nodes if n.op in ("add", "sub") for a in n.args if a.op == "mul" and uses[a] == 1}


def _operation(v: Vectors, node: Expression, values: dict[Expression, Any]) -> Any:
    """Write one operation."""
    if any(a not in values for a in node.args):
        return _fused(v, node, values)
    args = [values[a] for a in node.args]
    if node.op in _PLAIN:
        return _PLAIN[node.op](v, *args)
    if node.op == "max" and _opposite(*node.args):
        return v.absolute(args[0])
    return _LOGIC[node.op](v, *args)


def _fused(v: Vectors, node: Expression, values: dict[Expression, Any]) -> Any:
    """Write a·b + c, c - a·b or a·b - c as one operation; of two products the one with the larger digest."""
    first, second = in_order(node.op, node.args)
    if second not in values:
        a, b = (values[x] for x in second.args)
        return v.fma(a if node.op == "add" else v.neg(a), b, _product(v, first, values))
    a, b = (values[x] for x in first.args)
    rest = values[second]
    return v.fma(a, b, rest if node.op == "add" else v.neg(rest))


def _product(v: Vectors, node: Expression, values: dict[Expression, Any]) -> Any:
    """Return a value, or write the product that waits."""
    return values[node] if node in values else v.mul(*(values[x] for x in node.args))


def _opposite(a: Expression, b: Expression) -> bool:
    """Tell whether two expressions differ by their sign."""
    return ex.neg(a) is b


def _flag(v: Vectors, condition: Any) -> Any:
    return v.select(condition, v.number(1.0), v.number(0.0))


def _choose(v: Vectors, wins: Any, a: Any, b: Any) -> Any:
    """Take a where it wins, else b; whichever of them is not a number wins."""
    return v.select(v.builder.or_(wins, v.test("!=", a, a)), a, b)


_LOGIC: Mapping[str, Callable[..., Any]] = {
    "reciprocal": lambda v, a: v.div(v.number(1.0), a),
    "min": lambda v, a, b: _choose(v, v.test("<", a, b), a, b),
    "max": lambda v, a, b: _choose(v, v.test(">", a, b), a, b),
    "lt": lambda v, a, b: _flag(v, v.test("<", a, b)),
    "le": lambda v, a, b: _flag(v, v.test("<=", a, b)),
    "and": lambda v, a, b: v.mul(a, b),
    "or": lambda v, a, b: v.select(v.test(">", a, b), a, b),
    "not": lambda v, a: v.sub(v.number(1.0), a),
    "select": lambda v, c, a, b: v.select(v.test("!=", c, v.number(0.0)), a, b),
}
