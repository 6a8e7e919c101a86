"""The law of a small clone: births and deaths per cell, newcomers, and when no newcomer will ever come.

A small clone that is empty stays so as long as nothing arrives. Nothing arrives while every term of its immigration has
a factor that is zero: a parameter that is exactly 0 in this patient, or the cells of another clone that is empty for
ever itself. The rule reads what a formula is, never what it happens to be worth now: a rate that time, a switch, any
other state or a function could lift may feed, and so may a product that has only become too small for a double.

Everything such an answer rests on changes at stops and events only (doses, settings, rules, hazards), and each of them
asks anew. The answer is an expression over the rows of a patient, so all backends read one rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engraft.kernel import expression as ex
from engraft.kernel.expression import ZERO, Expression, symbol
from engraft.kernel.problem import Clone

TOGETHER = ("add", "sub", "neg", "min", "max")  # zero for certain only where all arguments are


def clone_law(clone: Clone) -> tuple[Expression, ...]:
    """Split what flows in and out into a share per cell and newcomers."""
    cells = symbol(clone.state)
    arriving, leaving = ex.substitute([clone.gain, clone.loss], {clone.state: 0.0})
    return (clone.gain - arriving) / cells, (clone.loss - leaving) / cells, arriving


def gone_for_ever(arriving: Mapping[str, Expression], parameters: Sequence[str]) -> tuple[Expression, ...]:
    """Tell of each clone when it is empty for ever: 1 or 0, from cells, ``continuous`` flags and parameters.

    Clones that only feed each other are gone together: all that are small and empty are taken for gone, and those whom
    one may feed that is not are struck off, until nobody is, after as many rounds as there are clones at the latest.

    Parameters
    ----------
    arriving
        Immigration of each clone, by its state.

    Examples
    --------
    >>> gone_for_ever({"a": ZERO}, [])
    ((continuous.a ≤ 0) and (a ≤ 0),)
    >>> gone_for_ever({"a": symbol("time")}, [])
    (0,)
    """
    empty = {state: ex.both(_none(f"continuous.{state}"), _none(state)) for state in arriving}
    barren = {name: ex.both(_none(name), ex.less_equal(ZERO, symbol(name))) for name in parameters}
    gone = empty
    for _ in arriving:
        unfed = _unfed(list(arriving.values()), barren | gone)
        gone = {state: ex.both(empty[state], never) for state, never in zip(arriving, unfed, strict=True)}
    return tuple(gone.values())


def _none(name: str) -> Expression:
    """Tell that something is not above zero, and known."""
    return ex.less_equal(symbol(name), ZERO)


def _unfed(arriving: Sequence[Expression], zero: Mapping[str, Expression]) -> list[Expression]:
    """Say of each immigration when it is zero for certain, by when some symbols are; what cannot be read may feed."""
    never: dict[Expression, Expression] = {}
    for node in ex.topological(arriving):
        args = [never[a] for a in node.args]
        if node.op == "const":
            never[node] = ex.constant(float(node.value == 0.0))
        elif node.op == "symbol":
            never[node] = zero.get(node.name, ZERO)
        elif node.op == "mul":
            never[node] = ex.either(*args)
        elif node.op == "select":
            never[node] = ex.both(*args[1:])
        elif node.op in TOGETHER:
            never[node] = ex.both(args[0], args[-1])
        else:
            never[node] = ZERO
    return [never[root] for root in arriving]
