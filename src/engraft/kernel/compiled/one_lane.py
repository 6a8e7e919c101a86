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

    def cell_at(self, row: Any) -> Any:
        """Address of the lane in a row whose number is only known when the loop runs."""
        start = self.at(self.scratch, self.b.add(self.b.mul(row, word(self.width)), self.place))
        return self.b.bitcast(start, self.v.type.as_pointer())

    def keep_at(self, row: Any, value: Any) -> None:
        """As ``keep``, for a row whose number is only known when the loop runs."""
        self.b.store(value, self.cell_at(row), align=8)
        self.write("table", row, value)

    def told(self, name: str) -> Any:
        """Give a number of the caller."""
        return self.many(self.b.bitcast(self.given[name], DOUBLE))

    def index(self, array: str, row: Any = 0) -> Any:
        """Load a whole number of the patient."""
        return self.b.load(self.own(array, row, WORD))

    def set_index(self, array: str, row: Any, value: Any) -> None:
        """Store a whole number of the patient."""
        self.b.store(value, self.own(array, row, WORD))

    def least(self, a: Any, b: Any) -> Any:
        """Take the smaller of two numbers."""
        return self.v.select(self.v.test("<", a, b), a, b)

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

    def local(self, kind: ir.Type, value: Any) -> Any:
        """Make room for something that changes; at the function's entry, so that a loop makes it once."""
        with self.b.goto_entry_block():
            place = self.b.alloca(kind)
        self.b.store(value, place)
        return place

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
