"""Net flows first: the same rates, with what goes to and fro subtracted before the rest."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engraft.kernel import expression as ex
from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import symbol
from engraft.kernel.sums import net_flows_first

A, B, C, D = map(symbol, "abcd")
FLOWS = (A * B, 0.3 * C, -2.0 * A, ex.exp(B), A * C + B, D)


def test_a_reversible_pair_is_joined_whatever_the_order_it_is_written_in():
    go, back, leak = 0.04 * A, 1e4 * B * C, 3e7 * B * B
    net = go - back
    for first in (-go + back, back - go, back + -0.04 * A):
        for second in (go - leak - back, -leak + go - back, go - (leak + back), go - back - leak):
            assert [repr(r) for r in net_flows_first([first, second, leak])] == [
                repr(r) for r in net_flows_first([-net, net - leak, leak])
            ]


def test_small_terms_survive_the_difference_of_large_ones():
    a, b, c = (np.array([x]) for x in (1.0, 1.0 - 2.0**-53, 1e-20))
    one, other, third = net_flows_first([B - A, A - C - B, C])
    values = evaluate([one, other, third], {"a": a, "b": b, "c": c})
    assert values[:, 0].tolist() == [-(2.0**-53), 2.0**-53 - 1e-20, 1e-20]


def test_where_nothing_is_shared_nothing_is_rewritten():
    rates = [A - B * C, C - D - A * A, -D * D]
    assert all(new is old for new, old in zip(net_flows_first(rates), rates, strict=True))
    assert net_flows_first([]) == []


def test_terms_that_are_added_in_both_are_left_alone():
    rates = [A + B - C * C, A + B + D * D]
    assert all(new is old for new, old in zip(net_flows_first(rates), rates, strict=True))


def test_repeated_terms_are_counted():
    rates = [A + A - B, B - A - A, A - B]
    values = {"a": np.array([3.0]), "b": np.array([5.0])}
    np.testing.assert_array_equal(evaluate(net_flows_first(rates), values)[:, 0], [1, -1, -2])


def test_very_many_terms_are_left_as_they_are():
    flows = [symbol(f"f{k}") for k in range(300)]
    rates = [sum(flows[1::2], flows[0]) - sum(flows[2::2], A), sum(flows[2::2], A) - sum(flows[1::2], flows[0])]
    assert net_flows_first(rates) == rates


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(st.lists(st.tuples(st.sampled_from(FLOWS), st.booleans()), max_size=7), min_size=1, max_size=6))
def test_values_stay(equations):
    rates = []
    for terms in equations:
        total = ex.ZERO
        for flow, positive in terms:
            total = total + flow if positive else total - flow
        rates.append(total)
    values = {name: np.array([x]) for name, x in zip("abcd", (0.7, 1.3, 2.1, 0.4), strict=True)}
    np.testing.assert_allclose(evaluate(net_flows_first(rates), values), evaluate(rates, values), atol=1e-13)
