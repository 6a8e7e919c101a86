"""exp, log, pow and tanh as vector code, within 2 ULP over the whole range.

Arguments that are infinite, denormal, zero, negative or not a number behave as in IEEE 754-2019, section 9.2.

References
----------
Muller, Elementary Functions, 3rd ed. 2016, doi:10.1007/978-1-4899-7983-4 (range reduction, error-free products).
Tang 1990, ACM TOMS 16:378, doi:10.1145/98267.98294 (logarithm by the inverse hyperbolic tangent).
"""

from __future__ import annotations

from typing import Any

from engraft.kernel.compiled.vectors import Vectors

LOG2_E = 1.4426950408889634
LN2_HIGH = 0.6931471805598903  # 42 bits, so that a product with an exponent is exact
LN2_LOW = 5.497923018708371e-14
MAGIC = 6755399441055744.0  # 1.5 * 2**52: adding it rounds to a whole number
MAGIC_UNSIGNED = 4503599627370496.0  # 2**52
SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
ONE_BITS = 0x3FF0000000000000
MANTISSA = 0x000FFFFFFFFFFFFF
SMALLEST_NORMAL = 2.2250738585072014e-308
INFINITE, UNDEFINED = float("inf"), float("nan")

# (exp(r) - 1 - r)/r² on |r| <= ln(2)/2, Chebyshev fit, relative error of exp 2e-17
EXP = (0.5000000000000001, 0.16666666666666669, 0.04166666666662413, 0.008333333333330062, 0.0013888888917213717,
       0.00019841269863053618, 2.4801521295954376e-05, 2.7557268459997064e-06, 2.7620088445409746e-07,
       2.510038549551032e-08)  # fmt: skip
# (atanh(s)/s - 1)/s² as a polynomial in s² on [0, (3 - 2 sqrt 2)²], error 3e-18
ATANH = (
        0.3333333333333333, 0.2000000000000044, 0.14285714285401616, 0.11111111195900235,
        0.09090897815442377, 0.07693120102906739, 0.06634379834280306, 0.06543383504974087,
)  # fmt: skip
# (atanh(s)/s - 1 - s²/3)/s⁴ likewise, error 7e-16
ATANH_TAIL = (0.20000000000000012, 0.14285714285669254, 0.1111111113555117, 0.09090904123772271,
              0.07692787398231016, 0.06642978717596676, 0.06456808836091125)  # fmt: skip
# (tanh(x)/x - 1)/x² as a polynomial in x² for |x| < 0.55
TANH = (
        -0.3333333333333333, 0.13333333333332467, -0.05396825396714515, 0.021869488480722565,
        -0.008863234104802229, 0.003592106586471979, -0.001455632070932804, 0.000588792024475583,
        -0.0002342148186711548, 8.443719567103072e-05, -2.0141494563083882e-05,
)  # fmt: skip
TANH_NEAR = 0.55
THIRD_HIGH, THIRD_LOW = 0.3333333333333333, 1.850371707708594e-17


def exp(v: Vectors, x: Any) -> Any:
    """Exponential."""
    return _exp_sum(v, x, None)


def _exp_sum(v: Vectors, x: Any, tail: Any | None) -> Any:
    """Exponential of x + tail, where the tail is tiny or absent."""
    x = v.select(v.test(">", x, v.number(710.0)), v.number(710.0), x)
    x = v.select(v.test("<", x, v.number(-746.0)), v.number(-746.0), x)
    n, r = _reduce(v, x)
    if tail is not None:
        r = v.add(r, tail)
    grown = v.add(v.number(1.0), _grow(v, r))
    half = _whole(v, v.mul(n, v.number(0.5)))
    return v.mul(v.mul(grown, _power_of_two(v, half)), _power_of_two(v, v.sub(n, half)))


def _whole(v: Vectors, x: Any) -> Any:
    """Round to a whole number."""
    return v.sub(v.add(x, v.number(MAGIC)), v.number(MAGIC))


def _reduce(v: Vectors, x: Any) -> tuple[Any, Any]:
    """Write x as n·ln 2 + r."""
    n = _whole(v, v.mul(x, v.number(LOG2_E)))
    r = v.fma(n, v.number(-LN2_HIGH), x)
    return n, v.fma(n, v.number(-LN2_LOW), r)


def _grow(v: Vectors, r: Any) -> Any:
    """Give exp(r) - 1 for a reduced argument."""
    return v.fma(v.mul(r, r), v.horner(r, EXP), r)


def _power_of_two(v: Vectors, n: Any) -> Any:
    """Give 2ⁿ for a whole n within the normal exponents."""
    whole = v.bits(v.add(n, v.number(MAGIC)))
    return v.doubles(v.builder.shl(v.builder.add(whole, v.word(1023)), v.word(52)))


def _normalise(v: Vectors, x: Any) -> tuple[Any, Any]:
    """Write a positive x as m·2ᵏ with m in [√½, √2); denormals are scaled first."""
    small = v.test("<", x, v.number(SMALLEST_NORMAL))
    x = v.select(small, v.mul(x, v.number(2.0**54)), x)
    shifted = v.builder.add(v.bits(x), v.word(ONE_BITS - SQRT_HALF_BITS))
    exponent = v.doubles(v.builder.or_(v.builder.lshr(shifted, v.word(52)), v.bits(v.number(MAGIC_UNSIGNED))))
    bias = v.select(small, v.number(MAGIC_UNSIGNED + 1023.0 + 54.0), v.number(MAGIC_UNSIGNED + 1023.0))
    mantissa = v.builder.add(v.builder.and_(shifted, v.word(MANTISSA)), v.word(SQRT_HALF_BITS))
    return v.doubles(mantissa), v.sub(exponent, bias)


def log(v: Vectors, x: Any) -> Any:
    """Natural logarithm."""
    m, k = _normalise(v, x)
    f = v.sub(m, v.number(1.0))
    s = v.div(f, v.add(v.number(2.0), f))
    z = v.mul(s, s)
    twice = v.mul(v.mul(v.number(2.0), z), v.horner(z, ATANH))
    half_square = v.mul(v.mul(v.number(0.5), f), f)
    low = v.fma(s, v.add(half_square, twice), v.mul(k, v.number(LN2_LOW)))
    value = v.fma(k, v.number(LN2_HIGH), v.sub(f, v.sub(half_square, low)))
    return _log_specials(v, x, value)


def _log_specials(v: Vectors, x: Any, value: Any) -> Any:
    infinite = v.number(INFINITE)
    value = v.select(v.test("==", x, infinite), infinite, value)
    value = v.select(v.test("==", x, v.number(0.0)), v.number(-INFINITE), value)
    value = v.select(v.test("<", x, v.number(0.0)), v.number(UNDEFINED), value)
    return v.select(v.test("!=", x, x), x, value)


def _log_pair(v: Vectors, x: Any) -> tuple[Any, Any]:
    """Logarithm of a positive, finite x as an unevaluated sum, good to about 2⁻⁶⁵."""
    m, k = _normalise(v, x)
    f = v.sub(m, v.number(1.0))
    d = v.add(m, v.number(1.0))
    d_low = v.sub(m, v.sub(d, v.number(1.0)))
    s = v.div(f, d)
    product, error = v.exact_product(s, d)
    rest = v.sub(v.sub(v.sub(f, product), error), v.mul(s, d_low))
    s_low = v.div(rest, d)
    z, z_low = v.exact_product(s, s)
    z_low = v.add(z_low, v.mul(v.mul(v.number(2.0), s), s_low))
    third, third_low = v.exact_product(v.number(THIRD_HIGH), z)
    third_low = v.add(third_low, v.add(v.mul(v.number(THIRD_HIGH), z_low), v.mul(v.number(THIRD_LOW), z)))
    tail = v.mul(v.mul(z, z), v.horner(z, ATANH_TAIL))
    t, t_low = v.ordered_sum(third, tail)
    t_low = v.add(t_low, third_low)
    p, p_low = v.exact_product(s, t)
    high, low = v.ordered_sum(s, p)
    low = v.add(low, v.add(v.add(p_low, s_low), v.add(v.mul(s, t_low), v.mul(s_low, t))))
    two = v.number(2.0)
    total, carry = v.ordered_sum(v.mul(k, v.number(LN2_HIGH)), v.mul(two, high))
    carry = v.add(carry, v.add(v.mul(two, low), v.mul(k, v.number(LN2_LOW))))
    return v.ordered_sum(total, carry)


def pow(v: Vectors, x: Any, y: Any) -> Any:
    """Power."""
    size = v.absolute(x)
    high, low = _log_pair(v, size)
    edge = v.select(v.test("==", size, v.number(0.0)), v.number(-INFINITE), v.number(INFINITE))
    ordinary = v.builder.and_(v.test(">", size, v.number(0.0)), v.test("<", size, v.number(INFINITE)))
    high, low = v.select(ordinary, high, edge), v.select(ordinary, low, v.number(0.0))
    bounded = v.select(v.test(">", v.absolute(y), v.number(2.0**100)), v.mul(v.number(2.0**100), _sign(v, y)), y)
    product, rest = v.exact_product(bounded, high)
    tail = v.fma(bounded, low, rest)
    tail = v.select(v.test("<", v.absolute(product), v.number(800.0)), tail, v.number(0.0))
    value = _exp_sum(v, product, tail)
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
