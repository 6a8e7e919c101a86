"""Formulas as text, never longer than a reader or a machine can take."""

from __future__ import annotations

from engraft.kernel.expression import Expression, topological, write

_LONGEST, _DEEPEST = 5_000, 300


def tree_size(expression: Expression) -> int:
    """Count the terms an expression has when written out, shared ones as often as they appear."""
    return _extent(expression)[0]


def _extent(expression: Expression) -> tuple[int, int]:
    """Measure an expression as a tree: terms and depth."""
    size: dict[Expression, int] = {}
    depth: dict[Expression, int] = {}
    for node in topological([expression]):
        size[node] = 1 + sum(size[a] for a in node.args)
        depth[node] = 1 + max((depth[a] for a in node.args), default=0)
    return size[expression], depth[expression]


def formula(expression: Expression) -> str:
    """Write a formula, or say how long it would be.

    Examples
    --------
    >>> from engraft.kernel.expression import symbol
    >>> formula(symbol("speed") * symbol("amount"))
    'speed·amount'
    """
    size, depth = _extent(expression)
    return write(expression) if size <= _LONGEST and depth <= _DEEPEST else f"(a formula of {size} terms)"


def short(expression: Expression, most: int = 60) -> str:
    """Write a formula, cut for a message."""
    text = formula(expression)
    return text if len(text) <= most else text[: most - 1] + "…"
