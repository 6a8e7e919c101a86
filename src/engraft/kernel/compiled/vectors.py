"""Write vector arithmetic in LLVM's intermediate representation, one patient per lane.

No operation here ends in a call to a math library: what the processor cannot do is a polynomial.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llvmlite import ir

DOUBLE, WORD, BIT = ir.DoubleType(), ir.IntType(64), ir.IntType(1)
SPLIT = 134217729.0  # 2**27 + 1, Dekker's splitter


@dataclass(frozen=True)
class Vectors:
    """A builder of vector code of a certain width; ``fused`` says whether the target has a fused multiply-add."""

    builder: ir.IRBuilder
    lanes: int
    fused: bool

    @property
    def type(self) -> ir.VectorType:
        """Vector of doubles."""
        return ir.VectorType(DOUBLE, self.lanes)

    @property
    def words(self) -> ir.VectorType:
        """Vector of 64-bit integers."""
        return ir.VectorType(WORD, self.lanes)

    def number(self, value: float) -> ir.Constant:
        """Repeat a number in every lane."""
        return ir.Constant(self.type, [ir.Constant(DOUBLE, value)] * self.lanes)

    def word(self, value: int) -> ir.Constant:
        """Repeat an integer in every lane."""
        return ir.Constant(self.words, [ir.Constant(WORD, value)] * self.lanes)

    def fma(self, a: Any, b: Any, c: Any) -> Any:
        """Compute a·b + c with one rounding where the target can, with two where it cannot."""
        if not self.fused:
            return self.builder.fadd(self.builder.fmul(a, b), c)
        name = f"llvm.fma.v{self.lanes}f64"
        module = self.builder.module
        function = module.globals.get(name) or ir.Function(module, ir.FunctionType(self.type, [self.type] * 3), name)
        return self.builder.call(function, [a, b, c])

    def sqrt(self, a: Any) -> Any:
        """Square root, correctly rounded by the processor."""
        name = f"llvm.sqrt.v{self.lanes}f64"
        module = self.builder.module
        function = module.globals.get(name) or ir.Function(module, ir.FunctionType(self.type, [self.type]), name)
        return self.builder.call(function, [a])

    def add(self, a: Any, b: Any) -> Any:
        """Add."""
        return self.builder.fadd(a, b)

    def sub(self, a: Any, b: Any) -> Any:
        """Subtract."""
        return self.builder.fsub(a, b)

    def mul(self, a: Any, b: Any) -> Any:
        """Multiply."""
        return self.builder.fmul(a, b)

    def div(self, a: Any, b: Any) -> Any:
        """Divide."""
        return self.builder.fdiv(a, b)

    def neg(self, a: Any) -> Any:
        """Change the sign."""
        return self.builder.fneg(a)

    def test(self, how: str, a: Any, b: Any) -> Any:
        """Compare; false where either is not a number (except '!=', true there)."""
        compare = self.builder.fcmp_unordered if how == "!=" else self.builder.fcmp_ordered
        return compare(how, a, b)

    def select(self, condition: Any, a: Any, b: Any) -> Any:
        """Take a where the condition holds, else b."""
        return self.builder.select(condition, a, b)

    def bits(self, a: Any) -> Any:
        """Read doubles as integers."""
        return self.builder.bitcast(a, self.words)

    def doubles(self, a: Any) -> Any:
        """Read integers as doubles."""
        return self.builder.bitcast(a, self.type)

    def absolute(self, a: Any) -> Any:
        """Clear the sign."""
        return self.doubles(self.builder.and_(self.bits(a), self.word(0x7FFFFFFFFFFFFFFF)))

    def horner(self, x: Any, coefficients: Sequence[float]) -> Any:
        """Evaluate a polynomial, lowest coefficient first."""
        value = self.number(coefficients[-1])
        for c in reversed(coefficients[:-1]):
            value = self.fma(value, x, self.number(c))
        return value

    def even_and_odd(self, x: Any, square: Any, coefficients: Sequence[float]) -> Any:
        """Evaluate a polynomial as Horner does, but even and odd powers side by side: half as long a chain."""
        even, odd = self.horner(square, coefficients[::2]), self.horner(square, coefficients[1::2])
        return self.fma(x, odd, even)

    def nearly_cancel(self, a: Any, b: Any, c: Any) -> Any:
        """Compute a·b + c, which nearly cancel, with one rounding on every target."""
        if self.fused:
            return self.fma(a, b, c)
        product, error = self.exact_product(a, b)
        return self.add(self.add(product, c), error)

    def exact_product(self, a: Any, b: Any) -> tuple[Any, Any]:
        """Give a·b as an unevaluated sum of two doubles."""
        product = self.mul(a, b)
        if self.fused:
            return product, self.fma(a, b, self.neg(product))
        (ah, al), (bh, bl) = self._split(a), self._split(b)
        error = self.sub(self.mul(ah, bh), product)
        error = self.add(self.add(self.add(error, self.mul(ah, bl)), self.mul(al, bh)), self.mul(al, bl))
        return product, error

    def _split(self, a: Any) -> tuple[Any, Any]:
        big = self.mul(a, self.number(SPLIT))
        high = self.sub(big, self.sub(big, a))
        return high, self.sub(a, high)

    def ordered_sum(self, a: Any, b: Any) -> tuple[Any, Any]:
        """Give a + b, |a| ≥ |b|, as an unevaluated sum of two doubles."""
        total = self.add(a, b)
        return total, self.add(self.sub(a, total), b)
