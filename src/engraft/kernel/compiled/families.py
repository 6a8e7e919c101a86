"""What becomes of the cells of a small clone and of newcomers, as code: the law of ``kernel.birth_death``.

Cells are drawn side by side in one vector. Counts are whole numbers, so neither the width of the vector nor the last
bit of a logarithm moves them; a draw that falls on the edge between two counts within rounding is one in 10¹² or so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from engraft.kernel.birth_death import LARGEST_FAMILY, MOST, MOST_FAMILIES
from engraft.kernel.compiled.functions import exp, log
from engraft.kernel.compiled.memory import any_lane, word
from engraft.kernel.compiled.philox import repeated, uniform
from engraft.kernel.compiled.target import Target
from engraft.kernel.compiled.vectors import DOUBLE, WORD, Vectors
from engraft.kernel.compiled.writer import SPILLED

PLACE = [WORD] * 4  # person, grid point, two words of a key
MAGIC = 6755399441055744.0  # 1.5 * 2**52: adding it rounds to a whole number


@dataclass(frozen=True)
class Lineage:
    """What one cell becomes; as in ``birth_death.Lineage``."""

    survive: Any
    more: Any
    stop: Any
    span: Any


def lineage(v: Vectors, b: Any, d: Any, t: float) -> Lineage:
    """Solve one lineage over an interval."""
    one, zero, time = v.number(1.0), v.number(0.0), v.number(t)
    grows = v.test(">", b, d)
    low, gap = v.select(grows, d, b), v.absolute(v.sub(b, d))
    decay = v.mul(gap, time)
    differs = v.test(">", decay, zero)
    effective = v.select(differs, v.div(v.neg(expm1(v, v.neg(decay))), gap), time)
    below = v.add(one, v.mul(low, effective))
    span, plain = v.div(effective, below), v.div(one, below)
    shrink = v.div(v.select(differs, exp(v, v.neg(decay)), one), below)
    return Lineage(
        survive=v.select(v.test(">", d, b), shrink, plain),
        more=v.select(v.test(">", b, zero), v.mul(b, span), zero),
        stop=v.select(grows, shrink, plain),
        span=span,
    )


def log_of_more(v: Vectors, one: Lineage) -> Any:
    """Logarithm of the ratio, without cancellation near one."""
    return _near_one(v, one.more, one.stop)


def log_of_stop(v: Vectors, one: Lineage) -> Any:
    """Logarithm of what the ratio leaves to one."""
    return _near_one(v, one.stop, one.more)


def _near_one(v: Vectors, x: Any, rest: Any) -> Any:
    """Logarithm of x = 1 - rest."""
    half = v.number(0.5)
    small = v.select(v.test("<", rest, half), rest, half)
    return v.select(v.test(">", x, half), log1p(v, v.neg(small)), log(v, x))


def log1p(v: Vectors, x: Any) -> Any:
    """Logarithm of 1 + x for -1 < x < 1 (Kahan): the rounding of 1 + x cancels in the quotient."""
    one = v.number(1.0)
    near = v.add(one, x)
    return v.select(v.test("==", near, one), x, v.mul(log(v, near), v.div(x, v.sub(near, one))))


def expm1(v: Vectors, x: Any) -> Any:
    """Exponential of x, less 1, for x ≤ 0 (Kahan)."""
    one = v.number(1.0)
    grown = exp(v, x)
    less = v.sub(grown, one)
    value = v.mul(less, v.div(x, log(v, grown)))
    value = v.select(v.test("==", grown, one), x, value)
    return v.select(v.test("==", less, v.number(-1.0)), v.number(-1.0), value)


def whole(v: Vectors, x: Any) -> Any:
    """Round to the nearest whole number, halves to even."""
    return v.sub(v.add(x, v.number(MAGIC)), v.number(MAGIC))


def size(v: Vectors, u: Any, log_ratio: Any) -> Any:
    """Draw 1, 2, 3, … whose successive probabilities have a ratio, as integers."""
    others, most = v.div(log(v, u), log_ratio), v.number(LARGEST_FAMILY)
    others = v.select(v.test("<", others, most), others, most)
    return v.builder.add(v.builder.fptosi(others, v.words), v.word(1))


def write_descend(module: ir.Module, target: Target) -> ir.Function:
    """Write ``descend(cells, survive, log_more, place…)``: the number that the cells of a clone leave."""
    kind = ir.FunctionType(WORD, [WORD, DOUBLE, DOUBLE, *PLACE])
    function, b = _begin(module, kind, "descend")
    cells, survive, log_more, person, grid, *key = function.args
    v = Vectors(b, target.lanes, target.fused)
    numbers = ir.Constant(v.words, list(range(v.lanes)))
    alive, ratio = _repeated(v, survive), _repeated(v, log_more)
    who, when, wanted = (repeated(v, x) for x in (person, grid, cells))

    def some(first: Any, total: Any) -> Any:
        place = b.add(repeated(v, first), numbers)
        w = v.sub(v.number(1.0), uniform(v, who, (place, when), key))
        left = b.and_(v.test("<", w, alive), b.icmp_signed("<", place, wanted))
        w = v.select(left, v.div(w, alive), v.number(1.0))
        return b.add(total, b.select(left, size(v, w, ratio), v.word(0)))

    with_sum = _counted(b, cells, v.lanes, v.word(0), some)
    total: Any = word(0)
    for k in range(v.lanes):
        total = b.add(total, b.extract_element(with_sum, ir.Constant(ir.IntType(32), k)))
    b.ret(total)
    return function


def _counted(b: ir.IRBuilder, count: Any, stride: int, start: Any, body: Any) -> Any:
    """Write a loop that carries a value."""
    before, head, inside, after = b.block, *(b.append_basic_block(n) for n in ("head", "body", "after"))
    b.branch(head)
    b.position_at_end(head)
    k, carried = b.phi(WORD), b.phi(start.type)
    k.add_incoming(word(0), before)
    carried.add_incoming(start, before)
    b.cbranch(b.icmp_signed("<", k, count), inside, after)
    b.position_at_end(inside)
    following = body(k, carried)
    carried.add_incoming(following, b.block)
    k.add_incoming(b.add(k, word(stride)), b.block)
    b.branch(head)
    b.position_at_end(after)
    return carried


def write_arrive(module: ir.Module, target: Target) -> ir.Function:
    """Write ``arrive(expected families, log_stop, more, place…)``: how many newcomers and their offspring there are."""
    kind = ir.FunctionType(DOUBLE, [DOUBLE, DOUBLE, DOUBLE, *PLACE])
    function, b = _begin(module, kind, "arrive")
    v = Vectors(b, 1, target.fused)
    expected, log_stop, more = (_repeated(v, x) for x in function.args[:3])
    person, grid, *key = function.args[3:]
    who, when = repeated(v, person), repeated(v, grid)
    head, family, after = (b.append_basic_block(n) for n in ("head", "family", "after"))
    before = b.block
    b.branch(head)
    b.position_at_end(head)
    number, clock, total = b.phi(v.words), b.phi(v.type), b.phi(v.type)
    draw = [lambda k=k: uniform(v, who, (b.add(number, v.word(k)), when), key) for k in range(3)]
    now = v.sub(clock, log(v, draw[0]()))
    b.cbranch(any_lane(b, v.test("<=", now, expected)), family, after)
    b.position_at_end(family)
    early, u = draw[1](), draw[2]()
    grown = b.sitofp(size(v, u, _log_of_growth(v, v.mul(log_stop, early))), v.type)
    grown = v.select(v.test("<", u, more), grown, v.number(1.0))
    for phi, first, then in (
        (number, v.word(0), b.add(number, v.word(3))), (clock, v.number(0.0), now),
        (total, v.number(0.0), v.add(total, grown)),
    ):  # fmt: skip
        phi.add_incoming(first, before)
        phi.add_incoming(then, b.block)
    b.branch(head)
    b.position_at_end(after)
    b.ret(b.extract_element(total, ir.Constant(ir.IntType(32), 0)))
    return function


def _log_of_growth(v: Vectors, x: Any) -> Any:
    """Give log(1 - exp(x)) for x < 0, without cancellation."""
    edge = v.number(-0.7)
    far = v.test("<", x, edge)
    low, high = v.select(far, x, edge), v.select(far, edge, x)
    return v.select(far, log1p(v, v.neg(exp(v, low))), log(v, v.neg(expm1(v, high))))


def expected_families(v: Vectors, weight: Any, one: Lineage, log_stop: Any) -> tuple[Any, Any]:
    """Give the expected families of newcomers, and the number taken for certain where they are very many, else -1."""
    expected = v.mul(weight, v.div(v.neg(log_stop), one.more))
    expected = v.select(v.test(">", one.more, v.number(0.0)), expected, weight)
    mean, most = v.div(weight, one.stop), v.number(MOST)
    certain = v.select(v.test("<", mean, v.number(2.0**50)), whole(v, mean), mean)
    certain = v.select(v.test("<", certain, most), certain, most)
    return expected, v.select(v.test(">", expected, v.number(MOST_FAMILIES)), certain, v.number(-1.0))


def _begin(module: ir.Module, kind: ir.FunctionType, name: str) -> tuple[ir.Function, ir.IRBuilder]:
    function = ir.Function(module, kind, name)
    function.linkage = "internal"
    function.attributes.add("noinline")
    function.attributes.alignstack = SPILLED
    return function, ir.IRBuilder(function.append_basic_block("entry"))


def _repeated(v: Vectors, number: Any) -> Any:
    """Repeat a double that is only known when the loop runs."""
    words = repeated(v, v.builder.bitcast(number, WORD))
    return v.doubles(words)
