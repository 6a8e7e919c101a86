"""exp, log, pow and tanh as vector code, within 2 ULP over the whole range.

Arguments that are infinite, denormal, zero, negative or not a number behave as in IEEE 754-2019, section 9.2.
log and pow are written twice: short for ordinary lanes, and in full behind a branch that is taken where some lane
needs it and sets those lanes only, so that no lane's bits depend on its neighbours.

References
----------
Muller, Elementary Functions, 3rd ed. 2016, doi:10.1007/978-1-4899-7983-4 (range reduction, error-free products).
Tang 1990, ACM TOMS 16:378, doi:10.1145/98267.98294 (logarithm by the inverse hyperbolic tangent).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.memory import any_lane
from engraft.kernel.compiled.vectors import Vectors

Writer = Callable[..., Any]
LOG2_E = 1.4426950408889634
LN2_HIGH = 0.6931471805598903  # 42 bits, so that a product with an exponent is exact
LN2_LOW = 5.497923018708371e-14
LN2 = 0.6931471805599453
MAGIC = 6755399441055744.0  # 1.5 * 2**52: adding it rounds to a whole number
TWICE_BIAS = 2046  # of the exponent: half of n + 2046 is the field of 2 to the half of n
MAGIC_UNSIGNED = 4503599627370496.0  # 2**52
SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
ONE_BITS = 0x3FF0000000000000
INFINITE_BITS = 0x7FF0000000000000
MANTISSA = 0x000FFFFFFFFFFFFF
LEAST_BITS = 0x0010000000000000  # of the smallest normal number
SMALLEST_NORMAL = 2.2250738585072014e-308
INFINITE, UNDEFINED = float("inf"), float("nan")

# (exp(r) - 1 - r)/r² on |r| <= ln(2)/2, Chebyshev fit, relative error of exp 2e-17
EXP = (0.5000000000000001, 0.16666666666666669, 0.04166666666662413, 0.008333333333330062, 0.0013888888917213717,
       0.00019841269863053618, 2.4801521295954376e-05, 2.7557268459997064e-06, 2.7620088445409746e-07,
       2.510038549551032e-08)  # fmt: skip
# (2^r - 1 - r ln 2)/r² on |r| <= 1/2, minimax (Remez) for the relative error of 2^r, which is 4e-18 as rounded here
# (the rounding of ln 2 itself costs 1.6e-17)
EXP2 = (0.24022650695910122, 0.05550410866482074, 0.009618129107597042, 0.001333355814668572, 0.0001540353045400065,
        1.5252733547161223e-05, 1.3215436639096205e-06, 1.0178184570012891e-07, 7.073574548213923e-09,
        4.436311206134012e-10)  # fmt: skip
ORDINARY_EXPONENT = 1020.0  # 2^n for a smaller n, times a factor next to 1, is a normal number
# (atanh(s)/s - 1)/s² as a polynomial in s² on [0, (3 - 2 sqrt 2)²], error 3e-18
ATANH = (
        0.3333333333333333, 0.2000000000000044, 0.14285714285401616, 0.11111111195900235,
        0.09090897815442377, 0.07693120102906739, 0.06634379834280306, 0.06543383504974087,
)  # fmt: skip
# (3 atanh(s)/s - 3 - s²)/s⁴ in s² on [0, (3 - 2 sqrt 2)²], minimax (Remez) for the relative error of atanh(s),
# which is 5e-21 as rounded here
ATANH_TAIL = (0.6, 0.4285714285715066, 0.3333333333000098, 0.2727272789629054, 0.2307686071224071,
              0.20003579693869422, 0.1752902970688311, 0.17853554731986707)  # fmt: skip
# log2 of (1 + s)/(1 - s) is this times s·(3 + s² + ...); the second number is what the first lacks
TWO_THIRDS_LOG2_E, TWO_THIRDS_LOG2_E_LOW = 0.9617966939259756, 5.0577616648125907e-17
# its slope by s, 2/ln 2/(1 - s²), in s² on the same interval: minimax (Remez), relative error 8e-7
SLOPE = (2.8853924868566208, 2.8839218262375645, 3.017146580389977)
# (tanh(x)/x - 1)/x² as a polynomial in x² for |x| < 0.55
TANH = (
        -0.3333333333333333, 0.13333333333332467, -0.05396825396714515, 0.021869488480722565,
        -0.008863234104802229, 0.003592106586471979, -0.001455632070932804, 0.000588792024475583,
        -0.0002342148186711548, 8.443719567103072e-05, -2.0141494563083882e-05,
)  # fmt: skip
TANH_NEAR = 0.55


def exp(v: Vectors, x: Any) -> Any:
    """Exponential."""
    x = v.select(v.test(">", x, v.number(710.0)), v.number(710.0), x)
    x = v.select(v.test("<", x, v.number(-746.0)), v.number(-746.0), x)
    rounded = v.fma(x, v.number(LOG2_E), v.number(MAGIC + TWICE_BIAS))
    n = v.sub(rounded, v.number(MAGIC + TWICE_BIAS))
    r = v.fma(n, v.number(-LN2_LOW), v.fma(n, v.number(-LN2_HIGH), x))
    square = v.mul(r, r)
    grown = v.add(v.number(1.0), v.fma(square, v.even_and_odd(r, square, EXP), r))
    return _scaled(v, grown, v.bits(rounded))


def _scaled(v: Vectors, x: Any, biased: Any) -> Any:
    """Give x·2ⁿ, with n + 2046 in the lowest bits, by two factors: the result may be denormal or infinite."""
    half = v.builder.lshr(biased, v.word(1))
    return v.mul(v.mul(x, _from_exponent(v, half)), _from_exponent(v, v.builder.sub(biased, half)))


def _from_exponent(v: Vectors, exponent: Any) -> Any:
    """Give the power of two that has this exponent field."""
    return v.doubles(v.builder.shl(exponent, v.word(52)))


def _split(v: Vectors, x: Any) -> tuple[Any, Any]:
    """Write a positive normal x as m·2ᵏ with m in [√½, √2)."""
    shifted = v.builder.add(v.bits(x), v.word(ONE_BITS - SQRT_HALF_BITS))
    exponent = v.doubles(v.builder.or_(v.builder.lshr(shifted, v.word(52)), v.bits(v.number(MAGIC_UNSIGNED))))
    mantissa = v.builder.add(v.builder.and_(shifted, v.word(MANTISSA)), v.word(SQRT_HALF_BITS))
    return v.doubles(mantissa), v.sub(exponent, v.number(MAGIC_UNSIGNED + 1023.0))


def _split_any(v: Vectors, x: Any) -> tuple[Any, Any]:
    """Write a positive x, be it denormal, as m·2ᵏ with m in [√½, √2)."""
    small = v.test("<", x, v.number(SMALLEST_NORMAL))
    m, k = _split(v, v.select(small, v.mul(x, v.number(2.0**54)), x))
    return m, v.select(small, v.sub(k, v.number(54.0)), k)


def _is_normal(v: Vectors, x: Any) -> Any:
    """Tell where x is positive, normal and finite: one comparison of integers, which wrap around."""
    return v.builder.icmp_unsigned(
        "<", v.builder.sub(v.bits(x), v.word(LEAST_BITS)), v.word(INFINITE_BITS - LEAST_BITS)
    )


def _mended(v: Vectors, ordinary: Any, value: Any, other: Callable[[], Any]) -> Any:
    """Keep the value of ordinary lanes; if any is not, work out the other value behind a branch and take it there."""
    b = v.builder
    before = b.block
    with b.if_then(any_lane(b, b.not_(ordinary)), likely=False):
        mended, inside = v.select(ordinary, value, other()), b.block
    result = b.phi(v.type)
    result.add_incoming(value, before)
    result.add_incoming(mended, inside)
    return result


def _outlined(v: Vectors, write: Writer, *args: Any) -> Any:
    """Call a function of vectors, written once per module out of the way of the code that seldom needs it."""
    name, module = f"{write.__name__.strip('_')}.v{v.lanes}", v.builder.module
    if name not in module.globals:
        function = ir.Function(module, ir.FunctionType(v.type, [v.type] * len(args)), name)
        function.linkage = "internal"
        for attribute in ("cold", "noinline", "nounwind"):
            function.attributes.add(attribute)
        inside = replace(v, builder=ir.IRBuilder(function.append_basic_block()))
        inside.builder.ret(write(inside, *function.args))
    return v.builder.call(module.globals[name], args)


def log(v: Vectors, x: Any) -> Any:
    """Natural logarithm."""
    value = _log(v, *_split(v, x))
    return _mended(v, _is_normal(v, x), value, lambda: _outlined(v, _general_log, x))


def _log(v: Vectors, m: Any, k: Any) -> Any:
    """Give the logarithm of m·2ᵏ."""
    f = v.sub(m, v.number(1.0))
    s = v.div(f, v.add(v.number(2.0), f))
    z = v.mul(s, s)
    twice = v.mul(v.mul(v.number(2.0), z), v.even_and_odd(z, v.mul(z, z), ATANH))
    half_square = v.mul(v.mul(v.number(0.5), f), f)
    low = v.fma(s, v.add(half_square, twice), v.mul(k, v.number(LN2_LOW)))
    return v.fma(k, v.number(LN2_HIGH), v.sub(f, v.sub(half_square, low)))


def _general_log(v: Vectors, x: Any) -> Any:
    """Give the logarithm of any number."""
    value, infinite = _log(v, *_split_any(v, x)), v.number(INFINITE)
    value = v.select(v.test("==", x, infinite), infinite, value)
    value = v.select(v.test("==", x, v.number(0.0)), v.number(-INFINITE), value)
    value = v.select(v.test("<", x, v.number(0.0)), v.number(UNDEFINED), value)
    return v.select(v.test("!=", x, x), x, value)


def _log2_pair(v: Vectors, m: Any, k: Any) -> tuple[Any, Any]:
    """Give log2 of m·2ᵏ as a sum good to about 2⁻⁶⁴; the tail of the series in (m - 1)/(m + 1) is in the lower part."""
    f = v.sub(m, v.number(1.0))
    inverse = v.div(v.number(1.0), v.add(m, v.number(1.0)))
    s = v.mul(f, inverse)
    # f - s·(2 + f), what the quotient misses; f - 2s is exact since the two lie within a factor of two
    rest = v.nearly_cancel(v.neg(s), f, v.fma(s, v.number(-2.0), f))
    z = v.mul(s, s)
    square = v.mul(z, z)
    t = v.fma(s, s, v.number(3.0))
    t_low = v.nearly_cancel(s, s, v.sub(v.number(3.0), t))
    t_low = v.fma(square, v.even_and_odd(z, square, ATANH_TAIL), t_low)
    scaled, scaled_low = v.exact_product(s, v.number(TWO_THIRDS_LOG2_E))
    scaled_low = v.fma(s, v.number(TWO_THIRDS_LOG2_E_LOW), scaled_low)
    high, low = v.exact_product(scaled, t)
    low = v.fma(v.mul(rest, inverse), v.horner(z, SLOPE), v.fma(scaled_low, t, low))
    total, carry = v.ordered_sum(k, high)
    return total, v.fma(scaled, t_low, v.add(carry, low))  # the largest last: one rounding of its size


def _exp2(v: Vectors, x: Any, tail: Any) -> tuple[Any, Any]:
    """Give 2^(x + tail) as a factor next to 1 and the power of two in the lowest bits of an integer."""
    rounded = v.add(v.add(x, tail), v.number(MAGIC))
    r = v.add(v.sub(x, v.sub(rounded, v.number(MAGIC))), tail)
    slope = v.fma(r, v.even_and_odd(r, v.mul(r, r), EXP2), v.number(LN2))
    return v.fma(r, slope, v.number(1.0)), v.bits(rounded)


def pow(v: Vectors, x: Any, y: Any) -> Any:
    """Power."""
    high, low = _log2_pair(v, *_split(v, x))
    product, rest = v.exact_product(y, high)
    factor, exponent = _exp2(v, product, v.fma(y, low, rest))
    value = v.doubles(v.builder.add(v.bits(factor), v.builder.shl(exponent, v.word(52))))
    ordinary = v.builder.and_(_is_normal(v, x), v.test("<", v.absolute(product), v.number(ORDINARY_EXPONENT)))
    if not v.fused:  # a huge y, which only x = 1 lets through, cannot be split
        ordinary = v.builder.and_(ordinary, v.test("<", v.absolute(y), v.number(2.0**100)))
    return _mended(v, ordinary, value, lambda: _power_aside(v, ordinary, x, y))


def _power_aside(v: Vectors, ordinary: Any, x: Any, y: Any) -> Any:
    """Give the power in other than ordinary lanes; a power of nothing, common enough, is spared the call."""
    nothing = v.builder.icmp_signed("==", v.bits(x), v.word(0))
    nothing = v.builder.and_(nothing, v.test(">", y, v.number(0.0)))
    settled = v.builder.or_(ordinary, nothing)
    return _mended(v, settled, v.number(0.0), lambda: _outlined(v, _general_power, x, y))


def _general_power(v: Vectors, x: Any, y: Any) -> Any:
    """Give the power of any two numbers."""
    size = v.absolute(x)
    high, low = _log2_pair(v, *_split_any(v, size))
    edge = v.select(v.test("==", size, v.number(0.0)), v.number(-INFINITE), v.number(INFINITE))
    usual = v.builder.and_(v.test(">", size, v.number(0.0)), v.test("<", size, v.number(INFINITE)))
    high, low = v.select(usual, high, edge), v.select(usual, low, v.number(0.0))
    bounded = v.select(v.test(">", v.absolute(y), v.number(2.0**100)), v.mul(v.number(2.0**100), _sign(v, y)), y)
    product, rest = v.exact_product(bounded, high)
    sure = v.test("<", v.absolute(product), v.number(1100.0))  # beyond, all is infinite or nothing
    tail = v.select(sure, v.fma(bounded, low, rest), v.number(0.0))
    product = v.select(sure, product, v.mul(v.number(1100.0), _sign(v, product)))
    factor, exponent = _exp2(v, product, tail)
    value = _scaled(v, factor, v.builder.add(exponent, v.word(TWICE_BIAS)))
    return _pow_specials(v, x, y, size, value)


def _pow_specials(v: Vectors, x: Any, y: Any, size: Any, value: Any) -> Any:
    """Set the sign and the cases that are defined by convention."""
    one, undefined = v.number(1.0), v.number(UNDEFINED)
    negative = v.builder.icmp_signed("<", v.bits(x), v.word(0))
    huge = v.test(">=", v.absolute(y), v.number(2.0**52))  # whole already
    rounded = v.select(huge, y, _whole(v, y))
    whole = v.test("==", rounded, y)
    half = v.mul(rounded, v.number(0.5))
    odd = v.builder.and_(
        whole, v.test("!=", v.select(v.test(">=", v.absolute(half), v.number(2.0**52)), half, _whole(v, half)), half)
    )
    flipped = v.select(v.builder.and_(negative, odd), v.neg(value), value)
    outside = v.builder.and_(v.test("<", x, v.number(0.0)), v.builder.not_(whole))
    outside = v.builder.and_(outside, v.test("<", size, v.number(INFINITE)))
    result = v.select(outside, undefined, flipped)
    result = v.select(v.builder.or_(v.test("!=", x, x), v.test("!=", y, y)), undefined, result)
    trivial = v.builder.or_(v.test("==", x, one), v.test("==", y, v.number(0.0)))
    endless = v.builder.and_(v.test("==", size, one), v.test("==", v.absolute(y), v.number(INFINITE)))
    return v.select(v.builder.or_(trivial, endless), one, result)


def tanh(v: Vectors, x: Any) -> Any:
    """Hyperbolic tangent."""
    size, one, two = v.absolute(x), v.number(1.0), v.number(2.0)
    square = v.mul(x, x)
    near = v.fma(v.mul(x, square), v.horner(square, TANH), x)
    grown = exp(v, v.mul(two, v.select(v.test(">", size, v.number(20.0)), v.number(20.0), size)))
    far = v.sub(one, v.div(two, v.add(grown, one)))
    value = v.absolute(v.select(v.test("<", size, v.number(TANH_NEAR)), near, far))
    signed = v.doubles(v.builder.or_(v.bits(value), v.builder.and_(v.bits(x), v.word(-0x8000000000000000))))
    return v.select(v.test("!=", x, x), x, signed)


def _sign(v: Vectors, x: Any) -> Any:
    """Give 1 with the sign of x."""
    sign = v.builder.and_(v.bits(x), v.word(-0x8000000000000000))
    return v.doubles(v.builder.or_(v.bits(v.number(1.0)), sign))


def _whole(v: Vectors, x: Any) -> Any:
    """Round to a whole number."""
    return v.sub(v.add(x, v.number(MAGIC)), v.number(MAGIC))
