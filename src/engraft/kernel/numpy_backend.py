"""The slow, obvious backend: one ufunc per operation over a block of patients.

It is the oracle of every other backend. No generated Python, no reductions over patients,
so a patient's bits depend on nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engraft.kernel.expression import Expression
from engraft.kernel.problem import Floats, Integers
from engraft.kernel.program import Program, compile_program

Runner = Callable[[Floats, "Integers | None"], Floats]


def _select(condition: Any, a: Any, b: Any, out: Floats) -> None:
    np.copyto(out, b)
    np.copyto(out, a, where=np.not_equal(condition, 0.0))


def _not(a: Any, out: Floats) -> None:
    np.subtract(1.0, a, out=out)


_OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "neg": np.negative, "reciprocal": np.reciprocal,
    "pow": np.power, "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "tanh": np.tanh,
    "min": np.minimum, "max": np.maximum, "lt": np.less, "le": np.less_equal,
    "and": np.multiply, "or": np.maximum, "not": _not, "select": _select,
}  # fmt: skip


def compile_numpy(outputs: Sequence[Expression], rows: Mapping[str, int]) -> Runner:
    """Make a function from a table of values to the outputs.

    Parameters
    ----------
    outputs
        What to compute.
    rows
        Row of the table that holds each symbol.

    Returns
    -------
    A function ``run(table, lanes)``: table (rows, patients); lanes selects patients, None means all.
    It returns a new array (outputs, lanes).
    """
    program = compile_program(outputs)
    where = [rows[name] for name in program.inputs]
    code = [(_OPERATIONS[i.op], *_padded(i.operands), i.target) for i in program.instructions]

    def run(table: Floats, lanes: Integers | None) -> Floats:
        width = table.shape[1] if lanes is None else len(lanes)
        slots = _slots(program, table, where, lanes)
        with np.errstate(all="ignore"):
            for operation, a, b, c, target in code:
                if b < 0:
                    operation(slots[a], out=slots[target])
                elif c < 0:
                    operation(slots[a], slots[b], out=slots[target])
                else:
                    operation(slots[a], slots[b], slots[c], out=slots[target])
        result = np.empty((len(program.outputs), width))
        for k, slot in enumerate(program.outputs):
            result[k] = slots[slot]
        return result

    return run


def _padded(operands: tuple[int, ...]) -> tuple[int, int, int]:
    """Name three operands, -1 for those an operation does not have."""
    a, b, c, *_ = (*operands, -1, -1)
    return a, b, c


def _slots(program: Program, table: Floats, where: Sequence[int], lanes: Integers | None) -> list[Any]:
    """Lay out inputs, constants and empty registers."""
    width = table.shape[1] if lanes is None else len(lanes)
    inputs = [table[r] if lanes is None else table[r, lanes] for r in where]
    return [*inputs, *program.constants, *np.empty((program.registers, width))]
