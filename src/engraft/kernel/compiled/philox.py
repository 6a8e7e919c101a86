"""The random numbers of ``kernel.streams`` as vector code: the same bits from the same seed, person and place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.vectors import WORD, Vectors
from engraft.kernel.streams import KEY_STEPS, MULTIPLIERS, ROUNDS

LOW, HALF = 0xFFFFFFFF, 32
ONE_AND_MORE = 0x3FF0000000000000  # bits of 1.0: a mantissa or-ed in gives a number in [1, 2)


def uniform(v: Vectors, person: Any, place: Sequence[Any], key: Sequence[Any]) -> Any:
    """Draw from the open interval (0, 1); ``place`` is the low and the high half of the index, ``key`` plain words."""
    b = v.builder
    counter = (b.and_(person, v.word(LOW)), b.lshr(person, v.word(HALF)), *place)
    first, second = philox(v, counter, key)
    bits = b.lshr(b.or_(b.shl(first, v.word(HALF)), second), v.word(12))
    from_one = v.doubles(b.or_(bits, v.word(ONE_AND_MORE)))
    return v.add(v.sub(from_one, v.number(1.0)), v.number(2.0**-53))


def philox(v: Vectors, counter: Sequence[Any], key: Sequence[Any]) -> tuple[Any, Any]:
    """Scramble counters with ten rounds; return the first two words."""
    b, low, half = v.builder, v.word(LOW), v.word(HALF)
    one, two, three, four = counter
    for k in range(ROUNDS):
        left, right = (repeated(v, _moved(b, word, k * step)) for word, step in zip(key, KEY_STEPS, strict=True))
        x, y = (b.mul(a, v.word(m)) for a, m in zip((one, three), MULTIPLIERS, strict=True))
        one, two, three, four = (
            b.xor(b.xor(b.lshr(y, half), two), left), b.and_(y, low),
            b.xor(b.xor(b.lshr(x, half), four), right), b.and_(x, low),
        )  # fmt: skip
    return one, two


def _moved(b: ir.IRBuilder, word: Any, by: int) -> Any:
    """Add to a 32-bit word."""
    return b.and_(b.add(word, ir.Constant(WORD, by & LOW)), ir.Constant(WORD, LOW))


def repeated(v: Vectors, word: Any) -> Any:
    """Repeat an integer that is only known when the loop runs."""
    start = v.builder.insert_element(ir.Constant(v.words, ir.Undefined), word, ir.Constant(ir.IntType(32), 0))
    mask = ir.Constant(ir.VectorType(ir.IntType(32), v.lanes), [0] * v.lanes)
    return v.builder.shuffle_vector(start, start, mask)
