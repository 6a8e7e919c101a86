"""What only a patient's parameters decide: worked out when a lane takes a patient or something was changed for one.

Every step would find the same powers and quotients again. The rest of a piece reads them from rows of their own. What
is rounded, and where, stays as if nothing had been taken out: a product that goes into a sum unrounded is left there.
Systems that are asked for sensitivities, or solved by loops over a matrix, are left as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from llvmlite import ir

from engraft.kernel.compiled.emit import emit, unrounded
from engraft.kernel.compiled.writer import Writer
from engraft.kernel.expression import Expression, topological
from engraft.kernel.plan import Plan, plan
from engraft.kernel.problem import Problem
from engraft.kernel.step import Piece

LAWS = "laws"  # of small clones; the other groups are chunks of the plan
GROUPS = ("prepare", "pace")


@dataclass(frozen=True)
class Settled:
    """A piece in two: what is kept, by the names of the rows, and the rest that reads it."""

    kept: Mapping[Expression, str]
    rest: Piece


def settled(ready: Plan) -> Mapping[str, tuple[Settled, ...]]:
    """Divide the pieces of a plan, and the laws of its clones."""
    return _settled(ready.problem)


@lru_cache(maxsize=32)
def _settled(problem: Problem) -> Mapping[str, tuple[Settled, ...]]:
    """Go through the pieces in order: what one passes on settled, the next may build upon."""
    ready = plan(problem)
    known = frozenset() if problem.directions or ready.step.looped else frozenset(problem.parameters)
    found: dict[str, tuple[Settled, ...]] = {}
    for group in GROUPS:
        here, parts = known, []
        for k, piece in enumerate(ready.chunks[group]):
            parts.append(divide(piece, here, f"fixed.{group}.{k}"))
            here |= {name for name in parts[-1].kept.values() if name in piece.names}
        found[group] = tuple(parts)
    laws = [Piece(tuple(f"{c}.{k}" for k in range(len(law))), tuple(law)) for c, law in enumerate(ready.clone_laws)]
    found[LAWS] = tuple(divide(law, known, f"fixed.{LAWS}.{c}", whole=True) for c, law in enumerate(laws))
    return found


def divide(piece: Piece, known: frozenset[str], prefix: str, *, whole: bool = False) -> Settled:
    """Take out the largest parts into which only known symbols enter; ``whole``: no value of the piece is left out."""
    nodes = topological(piece.values)
    still = _still(nodes, known)
    users: dict[Expression, list[Expression]] = {node: [] for node in nodes}
    for node in nodes:
        for a in node.args:
            users[a].append(node)
    inside = unrounded(nodes, piece.values)
    moves = {n for n in nodes if not still[n] or (n in inside and not all(still[u] for u in users[n]))}
    asked = dict(zip(piece.values, piece.names, strict=True))
    kept: dict[Expression, str] = {}
    for node in nodes:
        if node.args and node not in moves and (node in asked or any(u in moves for u in users[node])):
            own = asked.get(node) if not whole else None
            kept[node] = own or f"{prefix}.{len(kept)}"
    pairs = zip(piece.names, piece.values, strict=True)
    return Settled(kept, piece if whole else Piece.of((n, v) for n, v in pairs if kept.get(v) != n))


def _still(nodes: Sequence[Expression], known: frozenset[str]) -> dict[Expression, bool]:
    """Tell into which nodes nothing but known symbols and constants enters."""
    still: dict[Expression, bool] = {}
    for node in nodes:
        still[node] = node.name in known if node.op == "symbol" else all(still[a] for a in node.args)
    return still


def fixed_rows(ready: Plan) -> list[str]:
    """Name the rows of what is kept."""
    return [name for parts in settled(ready).values() for part in parts for name in part.kept.values()]


def write_fixed(ready: Plan, writer: Writer) -> ir.Function:
    """Write the function that works everything out that is kept."""
    function, m = writer.function("fixed")
    for group, parts in settled(ready).items():
        for k, part in enumerate(parts):
            if part.kept:
                one, inner = writer.function(f"fixed_{group}{k}")
                for name, value in zip(part.kept.values(), emit(inner.v, list(part.kept), inner.get), strict=True):
                    inner.put(name, value)
                inner.b.ret_void()
                m.b.call(one, [m.scratch])
    m.b.ret_void()
    return function
