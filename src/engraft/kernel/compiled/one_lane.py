"""One lane of the compiled loop seen alone: the vectors have one element, and arrays are those of its patient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.memory import BYTE, Memory, given, word
from engraft.kernel.compiled.vectors import DOUBLE, WORD, Vectors

NO, YES = ir.Constant(BYTE, 0), ir.Constant(BYTE, 1)


class OneLane(Memory):
    """Rows of the scratch table at one lane; ``width`` is the number of lanes that lie side by side."""

    def __init__(self, v: Vectors, names: Sequence[str], arguments: Any, width: int, lane: Any) -> None:
        self.width, self.place = width, lane
        told = given(v.builder, arguments)
        super().__init__(v, names, v.builder.inttoptr(told["scratch"], DOUBLE.as_pointer()), told)
        self.person = self.b.load(self.lane("person", lane, WORD))

    def cell(self, name: str) -> Any:
        """Address of the lane in a row."""
        return self.b.bitcast(self.lane(name, self.place), self.v.type.as_pointer())

    def lane(self, name: str, lane: Any, kind: ir.Type = DOUBLE) -> Any:
        """Address of one lane of a row."""
        start = self.at(self.scratch, word(self.row[name] * self.width), lane)
        return self.b.bitcast(start, kind.as_pointer())

    def own(self, array: str, row: Any, kind: ir.Type = DOUBLE) -> Any:
        """Address of the patient's element in a row of one of the caller's arrays."""
        index = word(row) if isinstance(row, int) else row
        return self.at(self.array(array, kind), self.b.mul(index, self.given["stride"]), self.person)

    def read(self, array: str, row: Any) -> Any:
        """Load the patient's number from a row of one of the caller's arrays."""
        return self.many(self.b.load(self.own(array, row)))

    def write(self, array: str, row: Any, value: Any) -> None:
        """Store a number of the patient in a row of one of the caller's arrays."""
        self.b.store(self.single(value), self.own(array, row))

    def is_set(self, array: str, row: Any) -> Any:
        """Load a flag of the patient, as one bit."""
        return self.b.icmp_unsigned("!=", self.b.load(self.own(array, row, BYTE)), NO)

    def set_flag(self, array: str, row: Any, bit: Any) -> None:
        """Store a flag of the patient."""
        self.b.store(self.b.select(bit, YES, NO), self.own(array, row, BYTE))

    def keep(self, name: str, value: Any) -> None:
        """Store a row of the table for the loop and for those who take the patient back."""
        self.put(name, value)
        self.write("table", self.row[name], value)

    def single(self, value: Any) -> Any:
        """Take the one element out of a vector."""
        return self.b.extract_element(value, ir.Constant(ir.IntType(32), 0))

    def many(self, number: Any) -> Any:
        """Make a vector of one number."""
        return self.splat(number)

    def holds(self, how: str, a: Any, b: Any) -> Any:
        """Compare two numbers; one bit."""
        return self.single(self.v.test(how, a, b))

    def whole(self, value: Any) -> Any:
        """Read a whole number as an integer."""
        return self.b.fptosi(self.single(value), WORD)
