"""Programs: registers are reused, values are not lost."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engraft.kernel import expression as ex
from engraft.kernel.expression import symbol
from engraft.kernel.numpy_backend import _OPERATIONS, compile_numpy
from engraft.kernel.program import compile_program

NAMES = ("a", "b", "c")
BINARY = (ex.add, ex.sub, ex.mul, ex.minimum, ex.maximum, ex.less, ex.less_equal, ex.both, ex.either)
UNARY = (ex.neg, ex.reciprocal, ex.exp, ex.tanh, ex.absolute, ex.negation)


@st.composite
def graphs(draw):
    pool = [symbol(n) for n in NAMES] + [ex.constant(draw(st.sampled_from([0.5, -2.0, 3.0])))]
    for _ in range(draw(st.integers(1, 40))):
        pick = [pool[draw(st.integers(0, len(pool) - 1))] for _ in range(3)]
        kind = draw(st.integers(0, 3))
        if kind == 0:
            pool.append(ex.select(pick[0], pick[1], pick[2]))
        elif kind == 1:
            pool.append(draw(st.sampled_from(UNARY))(pick[0]))
        else:
            pool.append(draw(st.sampled_from(BINARY))(pick[0], pick[1]))
    return [pool[draw(st.integers(0, len(pool) - 1))] for _ in range(draw(st.integers(1, 4)))]


def direct(roots, values):
    """Evaluate node by node, every value in an array of its own."""
    known = {}
    width = len(next(iter(values.values())))
    for node in ex.topological(roots):
        if node.op == "symbol":
            known[node] = values[node.name]
        elif node.op == "const":
            known[node] = np.full(width, node.value)
        else:
            out = np.empty(width)
            _OPERATIONS[node.op](*(known[a] for a in node.args), out=out)
            known[node] = out
    return np.array([known[r] for r in roots])


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_registers_never_alias_and_values_are_those_of_the_graph(roots):
    program = compile_program(roots)
    for instruction in program.instructions:
        assert instruction.target not in instruction.operands
        assert program.first_register <= instruction.target < program.first_register + program.registers
    table = np.random.default_rng(1).normal(size=(3, 5))
    with np.errstate(all="ignore"):
        expected = direct(roots, dict(zip(NAMES, table, strict=True)))
    found = compile_numpy(roots, {n: k for k, n in enumerate(NAMES)})(table, None)
    np.testing.assert_array_equal(found, expected)


def test_a_long_sum_needs_few_registers():
    x = symbol("a")
    for k in range(500):
        x = x * symbol("b") + float(k)
    assert compile_program([x]).registers <= 3


def test_an_output_survives_though_it_is_read_again():
    x = symbol("a") * symbol("b")
    program = compile_program([x, ex.exp(x), symbol("a"), ex.constant(3)])
    assert len(set(program.outputs)) == 4
