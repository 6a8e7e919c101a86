"""The only way from text to an expression: an own grammar with an allow-list and limits.

::

    choice     := conjunction ("or" conjunction)*
    conjunction:= inversion ("and" inversion)*
    inversion  := "not" inversion | comparison
    comparison := sum (("<" | "<=" | ">" | ">=") sum)?          chains are refused
    sum        := product (("+" | "-") product)*
    product    := signed (("*" | "/") signed)*
    signed     := ("+" | "-") signed | power
    power      := atom (("^" | "**") signed)?                   right to left
    atom       := number ["[" unit "]"] | name | function "(" choice ("," choice)* ")" | "(" choice ")"
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from engraft.errors import SpecificationError, nearest
from engraft.kernel.expression import (
    LOGICAL,
    Expression,
    absolute,
    constant,
    exp,
    log,
    maximum,
    minimum,
    negation,
    select,
    sqrt,
    tanh,
    topological,
)
from engraft.language.dimension import strip_units
from engraft.language.quantities import quantity
from engraft.language.writing import tree_size

MAX_LENGTH, MAX_TOKENS, MAX_DEPTH, MAX_TREE = 2000, 500, 50, 20_000

Resolve = Callable[[str], Expression] | Mapping[str, Expression]

_TOKEN = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)"
    r"|(?P<unit>\[[^\[\]]*\])"
    r"|(?P<sign>\*\*|<=|>=|==|!=|[-+*/^()<>,=])",
    re.ASCII,
)
_TYPESET = str.maketrans({"·": "*", "−": "-", "≤": "<=", "≥": ">=", "×": "*"})
_WORDS = frozenset({"and", "or", "not"})
_DELAYS = frozenset({"delay", "delay1", "delay3", "lag", "lagg", "past", "history"})  # and "delayed", "lagged"
_CLOCKS = frozenset({"t", "T", "time"})


def _log10(x: Expression) -> Expression:
    return log(x) / math.log(10.0)


_FUNCTIONS: dict[str, tuple[int, Callable[..., Expression]]] = {
    "exp": (1, exp),
    "log": (1, log),
    "log10": (1, _log10),
    "sqrt": (1, sqrt),
    "tanh": (1, tanh),
    "abs": (1, absolute),
    "min": (2, minimum),
    "max": (2, maximum),
    "where": (3, select),
}
FUNCTION_NAMES = tuple(_FUNCTIONS)


@dataclass(frozen=True)
class _Token:
    """A piece of text, its kind and the column it starts at (from 1)."""

    kind: str
    text: str
    column: int


def parse(text: str, resolve: Resolve, *, keep_units: bool = False) -> Expression:
    """Read a text as an expression; names are looked up in ``resolve``.

    Numbers may carry a unit, ``0.5e9 [cell/L]``, and become canonical. ``keep_units`` leaves the unit
    symbols in for a dimension check.

    Raises
    ------
    SpecificationError
        Pointing at the column, with the nearest known name.

    Examples
    --------
    >>> from engraft.kernel.expression import symbol
    >>> parse("where(anc < 500 [cell/uL], 1, 0)", {"anc": symbol("anc")})
    select(anc < 5e+08, 1, 0)
    """
    if not isinstance(text, str):
        raise SpecificationError("an expression must be a text", got=type(text).__name__)
    reader = _Reader(text, _tokens(text), _lookup(resolve))
    try:
        result = reader.choice()
    except (OverflowError, ValueError, ZeroDivisionError, TypeError) as error:
        raise SpecificationError(f"the numbers in '{_cut(text)}' cannot be computed", got=str(error)) from error
    if reader.now.kind != "end":
        reader.fail(f"unexpected '{reader.now.text}'")
    if tree_size(result) > MAX_TREE:
        raise SpecificationError(
            f"'{_cut(text)}' unfolds to a formula that is too long", expected=f"<= {MAX_TREE} terms"
        )
    if not all(_finite(node) for node in topological([result])):
        raise SpecificationError(f"a number in '{_cut(text)}' becomes infinite or undefined")
    return result if keep_units else strip_units([result])[0]


def _finite(node: Expression) -> bool:
    """Tell whether numbers alone stay numbers: 1/0 and log(-1) are left unfolded."""
    if node.op == "const":
        return math.isfinite(node.value)
    return not node.args or any(a.op != "const" for a in node.args)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "…"


def _lookup(resolve: Resolve) -> Callable[[str], Expression]:
    """Accept a mapping or a function of names."""
    if callable(resolve):
        return resolve
    known = resolve

    def look(name: str) -> Expression:
        if name not in known:
            raise SpecificationError(f"'{name}' is not known here", do=nearest(name, known))
        return known[name]

    return look


def _tokens(text: str) -> list[_Token]:
    """Cut a text into pieces."""
    if len(text) > MAX_LENGTH:
        raise SpecificationError(
            "an expression is too long", expected=f"<= {MAX_LENGTH} characters", got=str(len(text))
        )
    position, tokens, plain = 0, [], text.translate(_TYPESET)
    while position < len(plain):
        if plain[position].isspace():
            position += 1
            continue
        found = _TOKEN.match(plain, position)
        if found is None:
            _fail(text, position + 1, f"'{plain[position]}' means nothing here")
        kind = "word" if found[0] in _WORDS else str(found.lastgroup)
        tokens.append(_Token(kind, found[0], position + 1))
        position = found.end()
    if len(tokens) > MAX_TOKENS:
        raise SpecificationError("an expression is too long", expected=f"<= {MAX_TOKENS} pieces", got=str(len(tokens)))
    return [*tokens, _Token("end", "the end", len(plain) + 1)]


def _fail(text: str, column: int, what: str, do: str = "") -> NoReturn:
    start = max(0, column - 40)
    shown = ("…" if start else "") + "".join(" " if c.isspace() else c for c in text[start : column + 20])
    raise SpecificationError(f"{what}, at column {column} of '{shown}'", do=do)


@dataclass
class _Reader:
    """Reads tokens from left to right, one method per rule of the grammar."""

    text: str
    tokens: list[_Token]
    look: Callable[[str], Expression]
    position: int = 0
    depth: int = field(default=0)

    @property
    def now(self) -> _Token:
        """The token to read."""
        return self.tokens[self.position]

    def take(self, *signs: str) -> _Token | None:
        """Read one of these signs or words, if it is next."""
        token = self.now
        if token.kind in ("sign", "word") and token.text in signs:
            self.position += 1
            return token
        return None

    def need(self, sign: str) -> None:
        """Read this sign or fail."""
        if self.take(sign) is None:
            self.fail(f"expected '{sign}' but got '{self.now.text}'")

    def fail(self, what: str, token: _Token | None = None, do: str = "") -> NoReturn:
        """Raise at a token."""
        _fail(self.text, (token or self.now).column, what, do)

    def deeper(self) -> None:
        """Count one level of nesting."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"nested deeper than {MAX_DEPTH}")

    def choice(self) -> Expression:
        """Read ``a or b``."""
        left = self.conjunction()
        while token := self.take("or"):
            left = self.logical(left, token) | self.logical(self.conjunction(), token)
        return left

    def conjunction(self) -> Expression:
        """Read ``a and b``."""
        left = self.inversion()
        while token := self.take("and"):
            left = self.logical(left, token) & self.logical(self.inversion(), token)
        return left

    def inversion(self) -> Expression:
        """Read ``not a``."""
        token = self.take("not")
        if token is None:
            return self.comparison()
        self.deeper()
        inner = negation(self.logical(self.inversion(), token))
        self.depth -= 1
        return inner

    def logical(self, x: Expression, token: _Token) -> Expression:
        """Refuse a quantity where a condition belongs."""
        if x.op not in LOGICAL and not (x.op == "const" and x.value in (0.0, 1.0)):
            self.fail(f"'{token.text}' needs conditions", token, "compare with a number, like x > 0")
        return x

    def comparison(self) -> Expression:
        """Read ``a < b``."""
        left = self.sum()
        token = self.take("<", "<=", ">", ">=", "=", "==", "!=")
        if token is None:
            return left
        if "=" in token.text and token.text not in ("<=", ">="):
            self.fail(f"'{token.text}' does not exist: quantities are never exactly equal", token, "use <, <=, > or >=")
        right = self.sum()
        if self.now.text in ("<", "<=", ">", ">="):
            self.fail("comparisons cannot be chained", do="write a < b and b < c")
        compared = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
        return compared[token.text]

    def sum(self) -> Expression:
        """Read ``a + b - c``."""
        left = self.product()
        while token := self.take("+", "-"):
            right = self.product()
            left = left + right if token.text == "+" else left - right
        return left

    def product(self) -> Expression:
        """Read ``a * b / c``."""
        left = self.signed()
        while token := self.take("*", "/"):
            right = self.signed()
            left = left * right if token.text == "*" else left / right
        return left

    def signed(self) -> Expression:
        """Read ``-a``."""
        token = self.take("+", "-")
        if token is None:
            return self.power()
        self.deeper()
        inner = self.signed()
        self.depth -= 1
        return -inner if token.text == "-" else inner

    def power(self) -> Expression:
        """Read ``a ^ b``."""
        base = self.atom()
        if self.take("^", "**") is None:
            return base
        self.deeper()
        exponent = self.signed()
        self.depth -= 1
        return base**exponent

    def atom(self) -> Expression:
        """Read a number, a name, a call or a parenthesis."""
        token = self.now
        self.position += 1
        if token.kind == "number":
            return self.number(token)
        if token.kind == "name":
            return self.call(token) if self.now.text == "(" else self.name(token)
        if token.text != "(":
            self.fail(f"expected a number, a name or '(' but got '{token.text}'", token)
        self.deeper()
        inner = self.choice()
        self.need(")")
        self.depth -= 1
        return inner

    def number(self, token: _Token) -> Expression:
        """Read a number and its unit."""
        value = float(token.text)
        if not math.isfinite(value):
            self.fail(f"{token.text} is too large", token)
        if self.now.kind != "unit":
            return constant(value)
        unit = self.now
        self.position += 1
        try:
            return quantity(value, unit.text[1:-1])
        except SpecificationError as error:
            self.fail(error.what, unit, error.do)

    def name(self, token: _Token) -> Expression:
        """Look a name up."""
        try:
            return self.look(token.text)
        except SpecificationError as error:
            self.fail(error.what, token, error.do)

    def refuse_delay(self, token: _Token) -> None:
        """Answer who asks for the past of a state, as in ``delay(x, 3)`` or ``x(t - 3)``."""
        inside = self.tokens[self.position + 1]
        past = inside.text in _CLOCKS and self.known(token.text)
        if past or token.text.lower().removesuffix("ed") in _DELAYS:
            state = token.text if past else inside.text if inside.kind == "name" else "the state"
            self.fail(
                f"'{token.text}' reads the past of a state, and delays of states are not supported",
                token,
                f"let {state} pass through a chain of n states, each left at rate n/delay: its mean is the delay,"
                " and the more states the sharper",
            )

    def known(self, name: str) -> bool:
        """Tell whether a name stands for something here."""
        try:
            self.look(name)
        except SpecificationError:
            return False
        return True

    def call(self, token: _Token) -> Expression:
        """Read a function and its arguments."""
        if token.text not in _FUNCTIONS:
            self.refuse_delay(token)
            self.fail(f"'{token.text}' is not a function", token, nearest(token.text, _FUNCTIONS))
        count, function = _FUNCTIONS[token.text]
        self.deeper()
        self.need("(")
        args = [self.choice()]
        while self.take(","):
            args.append(self.choice())
        self.need(")")
        self.depth -= 1
        if len(args) != count:
            self.fail(f"{token.text}() takes {count} argument{'s' * (count > 1)}, got {len(args)}", token)
        if token.text == "where":
            self.logical(args[0], token)
        return function(*args)
