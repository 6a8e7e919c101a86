"""Count the cells of a block: visit by visit, so that what is counted into stays in the nearest cache."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from threading import Lock
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir

from engraft.kernel.bins import Cells, Table
from engraft.kernel.compiled.memory import for_each
from engraft.kernel.compiled.target import host
from engraft.kernel.compiled.vectors import WORD

NOTE, COUNT = ir.IntType(16), ir.IntType(32)
_one_at_a_time = Lock()


def count_compiled(cells: Cells, table: Table) -> None:
    """Add the cells (times, patients, outputs) of a block to a table (times, outputs, cells)."""
    if cells.size:
        with _one_at_a_time:
            call, _ = _built()
        call(cells.ctypes.data, table.ctypes.data, *cells.shape, table.shape[2])


@lru_cache(maxsize=1)
def _built() -> tuple[Any, Any]:
    """Compile the loop; it is small enough not to be kept."""
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(str(_written())), host().machine(jit=True))
    engine.finalize_object()
    kinds = [ctypes.c_void_p] * 2 + [ctypes.c_int64] * 4
    return ctypes.CFUNCTYPE(None, *kinds)(engine.get_function_address("tally")), engine


def _written() -> ir.Module:
    """Write the loop."""
    module = ir.Module()
    module.triple = host().triple
    given = [NOTE.as_pointer(), COUNT.as_pointer(), WORD, WORD, WORD, WORD]
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), given), "tally")
    b = ir.IRBuilder(function.append_basic_block("entry"))
    noted, counted, times, patients, outputs, cells = function.args
    wide = b.mul(outputs, cells)

    def visit(time: Any) -> None:
        table = b.gep(counted, [b.mul(time, wide)])
        first = b.mul(time, patients)

        def patient(person: Any) -> None:
            note = b.gep(noted, [b.mul(b.add(first, person), outputs)])

            def output(k: Any) -> None:
                cell = b.zext(b.load(b.gep(note, [k])), WORD)
                place = b.gep(table, [b.add(b.mul(k, cells), cell)])
                b.store(b.add(b.load(place), ir.Constant(COUNT, 1)), place)

            for_each(b, outputs, output)

        for_each(b, patients, patient)

    for_each(b, times, visit)
    b.ret_void()
    return module
