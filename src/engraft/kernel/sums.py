"""Net flows first: what goes to and fro between states is subtracted before anything else is added.

In ``a - c - b``, where ``a`` and ``b`` nearly balance and ``c`` is small, adding from left to right loses the last
places of ``c``. Two terms that stand with opposite signs in several equations are such a pair; joined first, what one
state loses is also, to the last bit, what the other gains. Robertson's problem gains two digits by it.

References
----------
Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed. 2002, section 4.2 (order of summation).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from engraft.kernel.expression import ZERO, Expression, constant, in_order, is_constant, topological

Term = tuple[Expression, bool]  # and whether it is added
Pair = tuple[Expression, Expression]
MOST_PAIRS = 5_000  # beyond this the search would take longer than it is worth


def net_flows_first(rates: Sequence[Expression]) -> list[Expression]:
    """Rewrite those rates that share a pair of opposite terms with another rate."""
    nodes = topological(rates)
    uses = Counter(a for n in nodes for a in n.args) + Counter(rates)
    sums = [_terms(rate, uses) for rate in rates]
    if sum(len(s) ** 2 for s in sums) > 2 * MOST_PAIRS:
        return list(rates)
    changed = [False] * len(sums)
    while pair := _commonest(sums):
        joined = [_join(s, pair) for s in sums]
        changed = [c or len(new) < len(old) for c, new, old in zip(changed, joined, sums, strict=True)]
        sums = joined
    return [_total(s) if c else rate for s, c, rate in zip(sums, changed, rates, strict=True)]


def _terms(root: Expression, uses: Counter[Expression]) -> list[Term]:
    """Take a sum apart, but not sums that others read too."""
    found: list[Term] = []
    stack = [(root, True)]
    while stack:
        node, positive = stack.pop()
        if node.op in ("add", "sub") and (node is root or uses[node] == 1):
            first, second = in_order(node.op, node.args)
            stack += [(second, positive == (node.op == "add")), (first, positive)]
        elif node.op == "neg":
            stack.append((node.args[0], not positive))
        else:
            found.append(_unsigned(node, positive))
    return found


def _unsigned(node: Expression, positive: bool) -> Term:
    """Write a product with a negative number as one that is subtracted."""
    if node.op == "mul":
        for number, other in (node.args, node.args[::-1]):
            if is_constant(number) and number.value < 0.0:
                return constant(-number.value) * other, not positive
    return node, positive


def _commonest(sums: Sequence[Sequence[Term]]) -> Pair | None:
    """Find the pair of opposite terms that most sums share; the first of them, if several."""
    count: Counter[Pair] = Counter()
    for terms in sums:
        opposite = (pair for pair in combinations(terms, 2) if pair[0][1] != pair[1][1])
        count.update([*dict.fromkeys(_sorted(a, b) for (a, _), (b, _) in opposite if a is not b)])
    pair, most = max(count.items(), key=lambda item: item[1], default=((ZERO, ZERO), 0))
    return pair if most > 1 else None


def _sorted(a: Expression, b: Expression) -> Pair:
    return (a, b) if a.digest < b.digest else (b, a)


def _join(terms: list[Term], pair: Pair) -> list[Term]:
    """Put the difference of a pair in front, where a sum has both."""
    one, other = pair
    for positive in (True, False):
        if (one, positive) in terms and (other, not positive) in terms:
            rest = list(terms)
            rest.remove((one, positive))
            rest.remove((other, not positive))
            return [(one - other, positive), *rest]
    return terms


def _total(terms: Sequence[Term]) -> Expression:
    total = ZERO
    for term, positive in terms:
        total = total + term if positive else total - term
    return total
