"""The one parser: grammar, limits and bombs."""

import math
import operator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engraft.errors import SpecificationError
from engraft.kernel import expression as ex
from engraft.kernel.expression import constant, symbol, topological
from engraft.language.parse import FUNCTION_NAMES, parse

NAMES = {name: symbol(name) for name in ("x", "y", "b_all.car", "b_all.leukemia")}

numbers = st.floats(1e-3, 1e6).map(lambda v: (repr(v), constant(v)))
names = st.sampled_from(sorted(NAMES)).map(lambda n: (n, NAMES[n]))


def _binary(pair):
    (sign, function), (a, x), (b, y) = pair
    return f"({a} {sign} {b})", function(x, y)


def _call(pair):
    name, function, args = pair
    return f"{name}({', '.join(text for text, _ in args)})", function(*(x for _, x in args))


def _compound(inner):
    signs = [("+", operator.add), ("-", operator.sub), ("*", operator.mul), ("/", operator.truediv)]
    one = st.sampled_from(
        [("exp", ex.exp), ("tanh", ex.tanh), ("sqrt", ex.sqrt), ("log", ex.log), ("abs", ex.absolute)]
    )
    two = st.sampled_from([("min", ex.minimum), ("max", ex.maximum)])
    return st.one_of(
        st.tuples(st.sampled_from(signs), inner, inner).map(_binary),
        st.tuples(one, inner).map(lambda p: _call((*p[0], [p[1]]))),
        st.tuples(two, inner, inner).map(lambda p: _call((*p[0], p[1:]))),
        inner.map(lambda p: (f"-{p[0]}", -p[1])),
        st.tuples(inner, st.integers(-3, 3)).map(lambda p: (f"({p[0][0]})^{p[1]}", p[0][1] ** p[1])),
        st.tuples(inner, inner, inner).map(
            lambda p: (
                f"where({p[0][0]} < {p[1][0]}, {p[1][0]}, {p[2][0]})",
                ex.select(p[0][1] < p[1][1], p[1][1], p[2][1]),
            )
        ),
    )


@given(st.recursive(numbers | names, _compound, max_leaves=12))
@example(("-x", -NAMES["x"]))
def test_text_and_python_arithmetic_build_the_same_node(pair):
    text, expected = pair
    if computable(expected):
        assert parse(text, NAMES) is expected
    else:
        with pytest.raises(SpecificationError, match=r"infinite or undefined|cannot be computed"):
            parse(text, NAMES)


def computable(expression):
    """Tell whether the numbers in an expression are finite, as those of log(0) and 1/0 are not."""
    numbers = [[a.op == "const" for a in n.args] or [False] for n in topological([expression])]
    finite = all(math.isfinite(n.value) for n in topological([expression]))
    return finite and not any(all(args) for args in numbers)


@given(st.lists(st.tuples(st.sampled_from("+-*/"), st.integers(1, 9)), min_size=1, max_size=12), st.integers(1, 9))
def test_precedence_without_parentheses_is_that_of_python(rest, first):
    terms, sign, total = [], 1, float(first)  # a sum of products, folded left to right as Python does
    for op, value in rest:
        if op in "+-":
            terms.append(sign * total)
            sign, total = (1 if op == "+" else -1), float(value)
        else:
            total = total * value if op == "*" else total / value
    expected = sum(terms) + sign * total
    text = str(first) + "".join(f" {op} {value}" for op, value in rest)
    assert parse(text, {}).value == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2^3^2", 512),
        ("2**3**2", 512),
        ("-2^2", -4),
        ("2^-1", 0.5),
        ("2*-3", -6),
        ("1 - 2 - 3", -4),
        ("8/4/2", 1),
        ("+3", 3),
        ("log10(1000)", 3),
        ("abs(-4)", 4),
        ("1 < 2", 1),
        ("2 >= 3 or not 1 > 2 and 1 <= 1", 1),
        ("not 1 < 2 or 0 < 1", 1),
        ("where(1 < 2, 10, 20)", 10),
        (".5e1 + 5.", 10),
        ("0.5e9 [cell/L]", 0.5e9),
        ("500 [cell/uL]", 5e8),
        ("12 [hour]", 0.5),
        ("2·3 − 1", 5),
        ("1 ≤ 1", 1),
    ],
)
def test_meaning_of_a_text(text, value):
    assert parse(text, {}).value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("1 < 2 < 3", 7, "chained"),
        ("x > 1 >= y", 7, "chained"),
        ("x == 1", 3, "use <, <=, > or >="),
        ("x = 1", 3, "use <, <=, > or >="),
        ("x + ", 5, "the end"),
        ("", 1, "the end"),
        ("x + * y", 5, "expected a number"),
        ("(x + y", 7, "expected '\\)'"),
        ("x y", 3, "unexpected 'y'"),
        ("2x", 2, "unexpected 'x'"),
        ("x $ y", 3, "means nothing"),
        ("x.__class__", 1, "not known"),
        ("__import__('os')", 12, "means nothing"),
        ("__import__(x)", 1, "not a function"),
        ("eval(x)", 1, "not a function"),
        ("x(1)", 1, "not a function"),
        ("2 * delay(x, 3)", 5, "delays of states are not supported"),
        ("delay(x, 3)", 1, "let x pass through a chain of n states"),
        ("lagged(b_all.car)", 1, "let b_all.car pass"),
        ("Delay(2 * x, 1)", 1, "let the state pass"),
        ("b_all.car(t - 3)", 1, "let b_all.car pass"),
        ("x(time - 3 [day])", 1, "delays of states are not supported"),
        ("z(t - 3)", 1, "not a function"),
        ("delay", 1, "not known"),
        ("delay(", 1, "delays of states"),
        ("exp(1, 2)", 1, "takes 1 argument"),
        ("min(1)", 1, "takes 2 arguments"),
        ("where(x, 1, 2)", 1, "needs conditions"),
        ("x and y", 3, "needs conditions"),
        ("not x", 1, "needs conditions"),
        ("exq(x)", 1, "did you mean 'exp'"),
        ("b_all.leukemai + 1", 1, "did you mean 'b_all.leukemia'"),
        ("1e999", 1, "too large"),
        ("1 [1e9/L]", 3, "hides a factor"),
        ("1 [leukozyte/L]", 3, "not a known unit"),
        ("x [mg]", 3, "unexpected"),
        ("lambda: 1", 7, "means nothing"),
        ("x if y else 1", 3, "unexpected"),
        ("'x'", 1, "means nothing"),
        ("x; y", 2, "means nothing"),
        ("x!", 2, "means nothing"),
        ("1_000", 2, "unexpected"),
        ("ｘ", 1, "means nothing"),  # noqa: RUF001 — a full-width letter, which Python would accept as x
    ],
)
def test_a_wrong_text_is_refused_at_its_column(text, column, says):
    with pytest.raises(SpecificationError, match=says) as error:
        parse(text, NAMES)
    assert f"at column {column} of" in str(error.value)
    assert len(str(error.value).splitlines()) <= 3


@pytest.mark.parametrize(
    "text",
    [
        "(" * 51 + "x" + ")" * 51,
        "-" * 60 + "x",
        "not " * 60 + "x > 1",
        "2" + "^2" * 60,
        "exp(" * 51 + "x" + ")" * 51,
        "x+" * 1500 + "x",
        "x+" * 400 + "x",
        "(" * 100_000,
        "9^9^9^9^9",
        "x + 1/0",
        "log(-1) * x",
        "sqrt(2 - 3)",
        "0^-1",
        "(x^16)" + "^16" * 3 + " + " + "(((((x^16)^16)^16)^16)^16)^16",
        "(1e200*1e200)^2.5 - (1e200*1e200)^(1e200*1e200-1e200*1e200)",
    ],
)
def test_a_bomb_is_refused(text):
    with pytest.raises(SpecificationError):
        parse(text, NAMES)


def outcome(text):
    """Tell whether a text gives an expression or an error of at most three lines."""
    try:
        return isinstance(parse(text, NAMES), ex.Expression)
    except SpecificationError as error:
        return len(str(error).splitlines()) <= 3


@given(st.text(max_size=60))
def test_any_text_gives_an_expression_or_a_specification_error(text):
    assert outcome(text)


@given(st.text(alphabet="xy01.e+-*/^()<>=,[]&andorwhe ", max_size=40))
def test_any_text_of_the_alphabet_gives_an_expression_or_a_specification_error(text):
    assert outcome(text)


def test_every_function_can_be_called():
    arguments = {"where": "x < 1, x, y", "min": "x, y", "max": "x, y"}
    for name in FUNCTION_NAMES:
        assert parse(f"{name}({arguments.get(name, 'x')})", NAMES).args


def test_names_may_be_resolved_by_a_function():
    assert parse("a.b + 1", symbol) is symbol("a.b") + 1


def test_only_a_text_is_read():
    with pytest.raises(SpecificationError, match="must be a text"):
        parse(3, NAMES)
