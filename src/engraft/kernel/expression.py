"""Expressions: an immutable graph in which equal means identical.

Every node is interned (hash-consed): building the same expression twice returns the same
object, so a graph never computes a value twice and equality is identity. Constants fold,
neutral elements vanish, and division is multiplication by a reciprocal node.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from threading import Lock
from typing import NoReturn, Union
from weakref import WeakValueDictionary

Number = int | float
Operand = Union["Expression", int, float]

# min and max are left out: which argument wins a tie decides a derivative, so the order must not depend on history
COMMUTATIVE = frozenset({"add", "mul", "and", "or"})
LOGICAL = frozenset({"lt", "le", "and", "or", "not"})
MOST_NODES, LONGEST_TEXT = 5_000, 50_000  # beyond this a formula is counted, not written

_interned: WeakValueDictionary[tuple[object, ...], Expression] = WeakValueDictionary()
_one_at_a_time = Lock()


class Expression:
    """A node: an operation and its arguments, a constant, or a named symbol.

    Build expressions with arithmetic, comparisons (which give expressions too) and the
    functions of this module. ``bool(expression)`` raises, so that ``if a < b`` can never
    silently take one branch; use :func:`select`.
    """

    __slots__ = ("__weakref__", "args", "digest", "name", "op", "value")
    __array_ufunc__ = None  # numpy must not swallow a node into an object array

    op: str
    args: tuple[Expression, ...]
    name: str
    value: float
    digest: bytes  # of the content, in whichever order the arguments of a sum were first written

    def __add__(self, other: Operand) -> Expression:
        return add(self, expression(other))

    def __radd__(self, other: Number) -> Expression:
        return add(expression(other), self)

    def __sub__(self, other: Operand) -> Expression:
        return sub(self, expression(other))

    def __rsub__(self, other: Number) -> Expression:
        return sub(expression(other), self)

    def __mul__(self, other: Operand) -> Expression:
        return mul(self, expression(other))

    def __rmul__(self, other: Number) -> Expression:
        return mul(expression(other), self)

    def __truediv__(self, other: Operand) -> Expression:
        return mul(self, reciprocal(expression(other)))

    def __rtruediv__(self, other: Number) -> Expression:
        return mul(expression(other), reciprocal(self))

    def __pow__(self, other: Operand) -> Expression:
        return power(self, expression(other))

    def __rpow__(self, other: Number) -> Expression:
        return power(expression(other), self)

    def __neg__(self) -> Expression:
        return neg(self)

    def __pos__(self) -> Expression:
        return self

    def __lt__(self, other: Operand) -> Expression:
        return less(self, expression(other))

    def __le__(self, other: Operand) -> Expression:
        return less_equal(self, expression(other))

    def __gt__(self, other: Operand) -> Expression:
        return less(expression(other), self)

    def __ge__(self, other: Operand) -> Expression:
        return less_equal(expression(other), self)

    def __and__(self, other: Expression) -> Expression:
        return both(self, other)

    def __or__(self, other: Expression) -> Expression:
        return either(self, other)

    def __invert__(self) -> Expression:
        return negation(self)

    def __bool__(self) -> NoReturn:
        msg = f"an expression has no truth value: {self}. Use select(condition, a, b), &, | and ~."
        raise TypeError(msg)

    def __call__(self, *_: object) -> NoReturn:
        """Refuse to read a state at another time, as in ``x(TIME - 3)``."""
        msg = (
            f"{self} is read as it is now, not at another time: delays of states are not supported.\n"
            "Let it pass through a chain of n states, each left at rate n/delay."
        )
        raise TypeError(msg)

    def __repr__(self) -> str:
        return write(self)


def _node(op: str, args: tuple[Expression, ...] = (), value: float = 0.0, name: str = "") -> Expression:
    """Return the one node with this content."""
    ids = sorted(map(id, args)) if op in COMMUTATIVE else map(id, args)
    key: tuple[object, ...] = (op, *ids) if args else (op, name, value.hex())
    found = _interned.get(key)
    return found if found is not None else _intern(key, op, args, value, name)


def _intern(key: tuple[object, ...], op: str, args: tuple[Expression, ...], value: float, name: str) -> Expression:
    """Make a node, unless another thread has just done so."""
    with _one_at_a_time:
        found = _interned.get(key)
        if found is None:
            found = Expression()
            found.op, found.args, found.value, found.name = op, args, value, name
            below = [a.digest for a in in_order(op, args)]
            found.digest = blake2b(b"".join([f"{op} {name} {value.hex()} ".encode(), *below]), digest_size=16).digest()
            _interned[key] = found
    return found


def in_order(op: str, args: tuple[Expression, ...]) -> Iterable[Expression]:
    """Give arguments in an order that depends on their content only: a sum lists them as it was first written."""
    return sorted(args, key=lambda a: a.digest) if op in COMMUTATIVE else args


def symbol(name: str) -> Expression:
    """Return the symbol of this name; equal names are the same symbol."""
    return _node("symbol", name=name)


def constant(value: object) -> Expression:
    """Return a number as an expression."""
    if not isinstance(value, (int, float)):
        msg = f"expected a number or an expression, got {type(value).__name__}"
        raise TypeError(msg)
    return _node("const", value=float(value))


def expression(value: Operand) -> Expression:
    """Accept a number or an expression."""
    if isinstance(value, Expression):
        return value
    return constant(value)


TIME = symbol("time")
ZERO, ONE = constant(0.0), constant(1.0)


def is_constant(x: Expression, value: float | None = None) -> bool:
    """Tell whether a node is a constant (with this value)."""
    return x.op == "const" and (value is None or x.value == value)


def add(a: Expression, b: Expression) -> Expression:
    """Add."""
    if is_constant(a, 0.0):
        return b
    if is_constant(b, 0.0):
        return a
    if is_constant(a) and is_constant(b):
        return constant(a.value + b.value)
    if a.op == "neg" and b.op == "neg":
        return neg(add(a.args[0], b.args[0]))
    if b.op == "neg":
        return sub(a, b.args[0])
    if a.op == "neg":
        return sub(b, a.args[0])
    return _node("add", (a, b))


def sub(a: Expression, b: Expression) -> Expression:
    """Subtract."""
    if is_constant(b, 0.0):
        return a
    if is_constant(a, 0.0):
        return neg(b)
    if a is b:
        return ZERO
    if is_constant(a) and is_constant(b):
        return constant(a.value - b.value)
    if b.op == "neg":
        return add(a, b.args[0])
    return _node("sub", (a, b))


def neg(a: Expression) -> Expression:
    """Change the sign."""
    if is_constant(a):
        return constant(0.0 - a.value)  # never a negative zero, which would not be ZERO
    if a.op == "neg":
        return a.args[0]
    if a.op == "sub":
        return sub(a.args[1], a.args[0])
    return _node("neg", (a,))


def mul(a: Expression, b: Expression) -> Expression:
    """Multiply."""
    for x, y in ((a, b), (b, a)):
        if is_constant(x, 0.0):
            return ZERO
        if is_constant(x, 1.0):
            return y
        if is_constant(x, -1.0):
            return neg(y)
    if is_constant(a) and is_constant(b):
        return constant(a.value * b.value)
    if a.op == "neg" or b.op == "neg":
        bare = [x.args[0] if x.op == "neg" else x for x in (a, b)]
        product = mul(*bare)
        return product if a.op == b.op else neg(product)
    return _node("mul", (a, b))


def reciprocal(a: Expression) -> Expression:
    """Invert; a constant zero is left to become infinite at run time."""
    if is_constant(a) and a.value != 0.0:
        return constant(1.0 / a.value)
    if a.op == "reciprocal":
        return a.args[0]
    return _node("reciprocal", (a,))


def power(a: Expression, b: Expression) -> Expression:
    """Raise to a power; small whole exponents become products."""
    if is_constant(b):
        whole = _whole_power(a, b.value)
        if whole is not None:
            return whole
    if is_constant(a) and is_constant(b) and a.value > 0.0:
        try:
            return constant(a.value**b.value)
        except OverflowError:
            pass  # infinite: leave it to run time, where it is a status
    return _node("pow", (a, b))


def _whole_power(a: Expression, exponent: float) -> Expression | None:
    if exponent == 0.5:
        return sqrt(a)
    if not abs(exponent) <= 16 or exponent != int(exponent):
        return None
    count, base, product = abs(int(exponent)), a, ONE
    while count:
        if count & 1:
            product = mul(product, base)
        base, count = mul(base, base), count >> 1
    return reciprocal(product) if exponent < 0 else product


def _function(op: str, a: Operand) -> Expression:
    node = expression(a)
    if is_constant(node):
        try:
            return constant(float(getattr(math, op)(node.value)))
        except (ValueError, OverflowError):
            pass  # outside the domain: leave it to run time, where it is a status
    return _node(op, (node,))


def exp(a: Operand) -> Expression:
    """Exponential."""
    return _function("exp", a)


def log(a: Operand) -> Expression:
    """Natural logarithm."""
    return _function("log", a)


def sqrt(a: Operand) -> Expression:
    """Square root."""
    return _function("sqrt", a)


def tanh(a: Operand) -> Expression:
    """Hyperbolic tangent."""
    return _function("tanh", a)


def minimum(a: Operand, b: Operand) -> Expression:
    """Return the smaller of two."""
    x, y = expression(a), expression(b)
    if is_constant(x) and is_constant(y):
        return constant(min(x.value, y.value))
    return x if x is y else _node("min", (x, y))


def maximum(a: Operand, b: Operand) -> Expression:
    """Return the larger of two."""
    x, y = expression(a), expression(b)
    if is_constant(x) and is_constant(y):
        return constant(max(x.value, y.value))
    return x if x is y else _node("max", (x, y))


def absolute(a: Operand) -> Expression:
    """Absolute value."""
    x = expression(a)
    return maximum(x, neg(x))


def less(a: Expression, b: Expression) -> Expression:
    """Compare: 1 where ``a < b``, else 0."""
    if is_constant(a) and is_constant(b):
        return constant(float(a.value < b.value))
    return _node("lt", (a, b))


def less_equal(a: Expression, b: Expression) -> Expression:
    """Compare: 1 where ``a <= b``, else 0."""
    if is_constant(a) and is_constant(b):
        return constant(float(a.value <= b.value))
    return _node("le", (a, b))


def both(a: Expression, b: Expression) -> Expression:
    """Logical and."""
    for x, y in ((a, b), (b, a)):
        if is_constant(x):
            return y if x.value else ZERO
    return a if a is b else _node("and", (a, b))


def either(a: Expression, b: Expression) -> Expression:
    """Logical or."""
    for x, y in ((a, b), (b, a)):
        if is_constant(x):
            return ONE if x.value else y
    return a if a is b else _node("or", (a, b))


def negation(a: Expression) -> Expression:
    """Logical not."""
    if is_constant(a):
        return constant(float(not a.value))
    return a.args[0] if a.op == "not" else _node("not", (a,))


def select(condition: Expression, a: Operand, b: Operand) -> Expression:
    """Take ``a`` where the condition holds, else ``b``."""
    x, y = expression(a), expression(b)
    if is_constant(condition):
        return x if condition.value else y
    return x if x is y else _node("select", (condition, x, y))


def rebuild(op: str, args: tuple[Expression, ...]) -> Expression:
    """Apply an operation to new arguments, simplifying again."""
    return _BUILDERS[op](*args)


_BUILDERS: dict[str, Callable[..., Expression]] = {
    "add": add, "sub": sub, "mul": mul, "neg": neg, "reciprocal": reciprocal, "pow": power,
    "exp": exp, "log": log, "sqrt": sqrt, "tanh": tanh, "min": minimum, "max": maximum,
    "lt": less, "le": less_equal, "and": both, "or": either, "not": negation, "select": select,
}  # fmt: skip


def topological(roots: Iterable[Expression]) -> list[Expression]:
    """List every node below the roots, arguments before users, each once.

    The order depends on the content of the graph only, never on addresses in memory or on what was written before.
    """
    seen: set[Expression] = set()
    order: list[Expression] = []
    for root in roots:
        stack = [(root, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((arg, False) for arg in reversed([*in_order(node.op, node.args)]) if arg not in seen)
    return order


def free_symbols(*roots: Expression) -> set[str]:
    """Name the symbols below the roots."""
    return {node.name for node in topological(roots) if node.op == "symbol"}


def substitute(roots: Iterable[Expression], mapping: Mapping[str, Operand]) -> list[Expression]:
    """Replace symbols by name, everywhere at once."""
    roots = list(roots)
    new: dict[Expression, Expression] = {}
    for node in topological(roots):
        if node.op == "symbol" and node.name in mapping:
            new[node] = expression(mapping[node.name])
        elif node.args:
            args = tuple(new[a] for a in node.args)
            new[node] = node if args == node.args else rebuild(node.op, args)
        else:
            new[node] = node
    return [new[root] for root in roots]


_INFIX = {"add": " + ", "sub": " - ", "mul": "·", "lt": " < ", "le": " ≤ ", "and": " and ", "or": " or "}


def write(x: Expression) -> str:
    """Write an expression for a reader, however deep or entangled it is."""
    nodes = topological([x])
    if len(nodes) > MOST_NODES:
        return f"(an expression of {len(nodes)} operations)"
    texts: dict[Expression, str] = {}
    for node in nodes:
        text = _text(node, [texts[a] for a in node.args])
        texts[node] = text if len(text) <= LONGEST_TEXT else "…"
    return texts[x]


def _text(x: Expression, inner: list[str]) -> str:
    """Write one node whose arguments are written already."""
    if x.op == "const":
        return f"{x.value:.6g}"
    if x.op == "symbol":
        return x.name
    tight = [f"({s})" if a.op in _INFIX and a.op != "mul" else s for a, s in zip(x.args, inner, strict=True)]
    if x.op == "mul":
        under = [s for a, s in zip(x.args, tight, strict=True) if a.op == "reciprocal"]
        if len(under) == 1:
            over = next(s for a, s in zip(x.args, tight, strict=True) if a.op != "reciprocal")
            return f"{over}/{under[0].removeprefix('1/')}"
    if x.op in _INFIX:
        return _INFIX[x.op].join(tight if x.op != "add" else inner)
    if x.op == "neg":
        return f"-{tight[0]}"
    if x.op == "reciprocal":
        return f"1/{tight[0]}" if x.args[0].op != "mul" else f"1/({inner[0]})"
    if x.op == "pow":
        base = f"({inner[0]})" if x.args[0].args else inner[0]
        return f"{base}^{inner[1] if not x.args[1].args else f'({inner[1]})'}"
    return f"{x.op}({', '.join(inner)})"
