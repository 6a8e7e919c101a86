"""Formulas as text, within limits."""

from engraft.kernel.expression import symbol
from engraft.language.writing import formula, short, tree_size


def test_a_formula_that_would_fill_a_library_is_not_written():
    x = symbol("x")
    for _ in range(200):
        x = x * x + 1
    assert formula(x).startswith("(a formula of")


def test_a_deep_formula_is_not_written():
    x = symbol("x")
    for i in range(2000):
        x = x + symbol(f"y{i}")
    assert formula(x) == "(a formula of 4001 terms)"


def test_tree_size_counts_shared_terms_as_often_as_they_are_written():
    x = symbol("x")
    assert tree_size((x + 1) * (x + 1)) == 7


def test_a_formula_in_a_message_is_cut():
    text = short(sum((symbol(f"quantity{i}") for i in range(20)), symbol("x")))
    assert len(text) == 60
    assert text.endswith("…")
