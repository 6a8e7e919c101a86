"""Forward differentiation of expressions, sparse in the variables.

References
----------
Griewank & Walther, Evaluating Derivatives, 2nd ed. 2008, doi:10.1137/1.9780898717761.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from engraft.kernel import expression as ex
from engraft.kernel.expression import ONE, ZERO, Expression

Gradient = dict[str, Expression]


def gradients(roots: Sequence[Expression], variables: Iterable[str]) -> list[Gradient]:
    """Differentiate every root by every variable it depends on.

    Returns one mapping per root, from variable to derivative; absent means zero.
    The derivative of a comparison is zero: jumps are located, not differentiated.
    """
    wanted = set(variables)
    known: dict[Expression, Gradient] = {}
    for node in ex.topological(roots):
        if node.op == "symbol":
            known[node] = {node.name: ONE} if node.name in wanted else {}
        elif node.op == "const" or node.op in ex.LOGICAL:
            known[node] = {}
        else:
            known[node] = _chain(node, [known[a] for a in node.args])
    return [known[root] for root in roots]


def _chain(node: Expression, inner: list[Gradient]) -> Gradient:
    """Apply the chain rule at one node."""
    names = dict.fromkeys(name for gradient in inner for name in gradient)
    rule = _RULES[node.op]
    found = {name: rule(node, [g.get(name, ZERO) for g in inner]) for name in names}
    return {name: value for name, value in found.items() if value is not ZERO}


def _power_rule(node: Expression, d: list[Expression]) -> Expression:
    base, exponent = node.args
    by_base = exponent * ex.power(base, exponent - 1.0) * d[0]
    return by_base if d[1] is ZERO else by_base + node * ex.log(base) * d[1]


_RULES: dict[str, Callable[[Expression, list[Expression]], Expression]] = {
    "add": lambda n, d: d[0] + d[1],
    "sub": lambda n, d: d[0] - d[1],
    "mul": lambda n, d: d[0] * n.args[1] + n.args[0] * d[1],
    "neg": lambda n, d: -d[0],
    "reciprocal": lambda n, d: -(n * n * d[0]),
    "pow": _power_rule,
    "exp": lambda n, d: n * d[0],
    "log": lambda n, d: ex.reciprocal(n.args[0]) * d[0],
    "sqrt": lambda n, d: 0.5 * ex.reciprocal(n) * d[0],
    "tanh": lambda n, d: (1.0 - n * n) * d[0],
    "min": lambda n, d: ex.select(ex.less_equal(n.args[0], n.args[1]), d[0], d[1]),
    "max": lambda n, d: ex.select(ex.less_equal(n.args[1], n.args[0]), d[0], d[1]),
    "select": lambda n, d: ex.select(n.args[0], d[1], d[2]),
}
