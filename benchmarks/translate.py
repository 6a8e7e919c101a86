"""The equations of a case in somebody else's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engraft.cli.benchmark.case import Case
from engraft.kernel.expression import Expression, free_symbols, substitute, topological

Operations = Mapping[str, Callable[..., Any]]

TEXT: Operations = {
    "add": "({} + {})".format,
    "sub": "({} - {})".format,
    "mul": "({} * {})".format,
    "neg": "(-{})".format,
    "reciprocal": "(1.0 / {})".format,
    "pow": "pow({}, {})".format,
}


def varied(case: Case) -> list[int]:
    """List the parameters of the equations that differ between patients; the others are numbers for a compiler."""
    used = free_symbols(*case.problem.rates)
    return [k for k, name in enumerate(case.problem.parameters) if case.spread[k] > 0 and name in used]


def rates(case: Case) -> list[Expression]:
    """Give the right-hand side with the parameters that are alike for everybody put in as numbers."""
    names, own = case.problem.parameters, set(varied(case))
    fixed = {name: float(case.values[k]) for k, name in enumerate(names) if k not in own}
    return substitute(case.problem.rates, fixed)


def fold(roots: Sequence[Expression], leaves: Mapping[str, Any], operations: Operations, number: Callable) -> list[Any]:
    """Build every node of a graph with a peer's own operations, each once."""
    made: dict[Expression, Any] = {}
    for node in topological(roots):
        if node.op == "symbol":
            made[node] = leaves[node.name]
        elif node.op == "const":
            made[node] = number(node.value)
        else:
            made[node] = operations[node.op](*(made[a] for a in node.args))
    return [made[root] for root in roots]


def listing(roots: Sequence[Expression], leaves: Mapping[str, str], line: str) -> tuple[list[str], list[str]]:
    """Write a graph as assignments ``line.format(name, text)``, nothing computed twice, and name the roots."""
    lines: list[str] = []
    names: dict[Expression, str] = {}
    for node in topological(roots):
        if node.op == "symbol":
            names[node] = leaves[node.name]
        elif node.op == "const":
            names[node] = repr(node.value)
        else:
            names[node] = f"w{len(lines)}"
            lines.append(line.format(names[node], TEXT[node.op](*(names[a] for a in node.args))))
    return lines, [names[root] for root in roots]


def segments(case: Case) -> list[tuple[float, float, list[tuple[int, float]], np.ndarray]]:
    """Cut the span at doses: start, end, what is given at the start, and the output times from start up to the end.

    A value at the time of a dose is the one after it, so an interval's last time belongs to the next.
    """
    days = sorted({day for day, _, _ in case.doses} | {case.span[0]})
    cut = []
    for start, end in zip(days, [*days[1:], case.span[1]], strict=True):
        given = [(state, amount) for day, state, amount in case.doses if day == start]
        last = end == case.span[1]
        here = (case.times >= start) & ((case.times <= end) if last else (case.times < end))
        cut.append((start, end, given, case.times[here]))
    return cut
