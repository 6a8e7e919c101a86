"""A long list of operations in pieces that a code generator gets through in time proportional to their number.

LLVM takes more than twice as long for a block of code twice as long. What one piece computes and a later one needs
passes through rows of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from engraft.kernel import expression as ex
from engraft.kernel.expression import Expression, symbol, topological
from engraft.kernel.step import Piece

LONGEST = 800  # operations of a piece


def split(piece: Piece, prefix: str) -> tuple[Piece, ...]:
    """Cut a piece into several that are computed one after the other."""
    nodes = [n for n in topological(piece.values) if n.args]
    if len(nodes) + len(piece.names) <= LONGEST:
        return (piece,)
    pairs = [*zip(piece.names, piece.values, strict=True)]
    plain = [pair for pair in pairs if not pair[1].args]
    copied = tuple(Piece.of(plain[k : k + LONGEST]) for k in range(0, len(plain), LONGEST))
    return (*copied, *_cut(nodes, [pair for pair in pairs if pair[1].args], prefix))


def _cut(nodes: list[Expression], pairs: list[tuple[str, Expression]], prefix: str) -> tuple[Piece, ...]:
    """Give every piece as many operations, and the values that are theirs."""
    place = {node: k // LONGEST for k, node in enumerate(nodes)}
    passed = _passed_on(nodes, place, prefix)
    ours: dict[int, list[tuple[str, Expression]]] = {k: [] for k in range(place[nodes[-1]] + 1)}
    new: dict[int, dict[Expression, Expression]] = {k: {} for k in ours}
    for node in nodes:
        here = place[node]
        args = tuple(_seen(a, here, place, passed, new[here]) for a in node.args)
        new[here][node] = node if args == node.args else ex.rebuild(node.op, args)
        if node in passed:
            ours[here].append((passed[node].name, new[here][node]))
    for name, value in pairs:
        ours[place[value]].append((name, new[place[value]][value]))
    return tuple(Piece.of(own) for own in ours.values())


def _passed_on(nodes: list[Expression], place: Mapping[Expression, int], prefix: str) -> dict[Expression, Expression]:
    """Name what a later piece reads; pieces of a step call their own values ``still.<k>`` and the like."""
    later = dict.fromkeys(a for n in nodes for a in n.args if a.args and place[a] < place[n])
    return {node: symbol(f"{prefix}.passed.{k}") for k, node in enumerate(later)}


def _seen(
    node: Expression,
    here: int,
    place: Mapping[Expression, int],
    passed: Mapping[Expression, Expression],
    new: Mapping[Expression, Expression],
) -> Expression:
    """Say how a node is written in a piece."""
    if not node.args:
        return node
    return new[node] if place[node] == here else passed[node]
