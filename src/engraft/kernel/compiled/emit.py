"""From expressions to straight-line vector code.

A product that is used once and then added becomes a fused multiply-add here, by rule and not by a compiler flag,
so that every target with the instruction computes the same bits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engraft.kernel.compiled import functions
from engraft.kernel.compiled.vectors import Vectors
from engraft.kernel.expression import Expression, topological

Load = Callable[[str], Any]
_PLAIN: Mapping[str, Callable[..., Any]] = {
    "add": Vectors.add, "sub": Vectors.sub, "mul": Vectors.mul, "neg": Vectors.neg, "sqrt": Vectors.sqrt,
    "exp": functions.exp, "log": functions.log, "tanh": functions.tanh, "pow": functions.pow,
}  # fmt: skip


def emit(v: Vectors, outputs: Sequence[Expression], load: Load) -> list[Any]:
    """Write code for the outputs; ``load`` gives the vector of a symbol."""
    nodes = topological(outputs)
    uses = Counter(a for n in nodes for a in n.args) + Counter(outputs)
    values: dict[Expression, Any] = {}
    for node in nodes:
        if node.op == "symbol":
            values[node] = load(node.name)
        elif node.op == "const":
            values[node] = v.number(node.value)
        else:  # a product used once is written where it is used
            values[node] = None if _waits(node, uses) else _operation(v, node, values)
    return [_value(v, o, values) for o in outputs]


def _waits(node: Expression, uses: Counter[Expression]) -> bool:
    """Tell whether a product may be left to the sum that reads it."""
    return node.op == "mul" and uses[node] == 1


def _value(v: Vectors, node: Expression, values: dict[Expression, Any]) -> Any:
    """Return a value, writing a product that was left waiting."""
    if values[node] is None:
        a, b = node.args
        values[node] = v.mul(_value(v, a, values), _value(v, b, values))
    return values[node]


def _operation(v: Vectors, node: Expression, values: dict[Expression, Any]) -> Any:
    """Write one operation."""
    fused = _fused(v, node, values)
    if fused is not None:
        return fused
    args = [_value(v, a, values) for a in node.args]
    if node.op in _PLAIN:
        return _PLAIN[node.op](v, *args)
    return _LOGIC[node.op](v, *args)


def _fused(v: Vectors, node: Expression, values: dict[Expression, Any]) -> Any | None:
    """Write a·b + c, c - a·b or a·b - c as one operation where the product waits."""
    if node.op not in ("add", "sub"):
        return None
    first, second = node.args
    if values[second] is None and second.op == "mul":
        a, b = (_value(v, x, values) for x in second.args)
        return v.fma(a if node.op == "add" else v.neg(a), b, _value(v, first, values))
    if values[first] is None and first.op == "mul":
        a, b = (_value(v, x, values) for x in first.args)
        rest = _value(v, second, values)
        return v.fma(a, b, rest if node.op == "add" else v.neg(rest))
    return None


def _flag(v: Vectors, condition: Any) -> Any:
    return v.select(condition, v.number(1.0), v.number(0.0))


_LOGIC: Mapping[str, Callable[..., Any]] = {
    "reciprocal": lambda v, a: v.div(v.number(1.0), a),
    "min": lambda v, a, b: v.select(v.test("<", a, b), a, b),
    "max": lambda v, a, b: v.select(v.test(">", a, b), a, b),
    "lt": lambda v, a, b: _flag(v, v.test("<", a, b)),
    "le": lambda v, a, b: _flag(v, v.test("<=", a, b)),
    "and": lambda v, a, b: v.mul(a, b),
    "or": lambda v, a, b: v.select(v.test(">", a, b), a, b),
    "not": lambda v, a: v.sub(v.number(1.0), a),
    "select": lambda v, c, a, b: v.select(v.test("!=", c, v.number(0.0)), a, b),
}
