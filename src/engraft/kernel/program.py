"""From expressions to a straight list of operations on numbered registers.

The list is in static single assignment order and says nothing about how it is executed:
the numpy backend interprets it, a compiled backend translates it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engraft.kernel.expression import Expression, topological


@dataclass(frozen=True)
class Instruction:
    """``slot[target] = op(slot[operands])``."""

    op: str
    target: int
    operands: tuple[int, ...]


@dataclass(frozen=True)
class Program:
    """A list of instructions.

    Slots ``0 .. len(inputs)-1`` hold the inputs, the next ``len(constants)`` the constants, the rest are
    registers, reused once their last reader has run.
    """

    inputs: tuple[str, ...]
    constants: tuple[float, ...]
    instructions: tuple[Instruction, ...]
    outputs: tuple[int, ...]
    registers: int

    @property
    def first_register(self) -> int:
        """Slot of the first register."""
        return len(self.inputs) + len(self.constants)


def compile_program(outputs: Sequence[Expression]) -> Program:
    """Order the operations and give them registers."""
    nodes = topological(outputs)
    inputs = [n for n in nodes if n.op == "symbol"]
    constants = [n for n in nodes if n.op == "const"]
    work = [n for n in nodes if n.args]
    slot = {node: k for k, node in enumerate([*inputs, *constants])}
    last_use = _last_use(work, outputs)
    base, used = len(slot), 0
    free: list[int] = []
    instructions = []
    for position, node in enumerate(work):
        if not free:
            free.append(base + used)
            used += 1
        slot[node] = free.pop()
        instructions.append(Instruction(node.op, slot[node], tuple(slot[a] for a in node.args)))
        # freed only now, so that a target never aliases an operand of its own instruction
        free.extend(slot[a] for a in dict.fromkeys(node.args) if a.args and last_use[a] == position)
    return Program(
        tuple(n.name for n in inputs),
        tuple(n.value for n in constants),
        tuple(instructions),
        tuple(slot[o] for o in outputs),
        used,
    )


def _last_use(work: Sequence[Expression], outputs: Sequence[Expression]) -> dict[Expression, int]:
    """Find the position of each node's last reader; outputs are never freed."""
    last: dict[Expression, int] = {}
    for position, node in enumerate(work):
        for arg in node.args:
            last[arg] = position
    return last | dict.fromkeys(outputs, len(work))
