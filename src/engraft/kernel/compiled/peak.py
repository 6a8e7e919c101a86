"""A loop of fused multiply-adds and nothing else: the most that one core can do, a yardstick of the compiled kernel."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import llvmlite.binding as llvm
import numpy as np
from llvmlite import ir

from engraft.kernel.compiled.target import host
from engraft.kernel.compiled.vectors import WORD, Vectors

CHAINS = 12  # independent sums: enough to hide a latency of four cycles on two or three ports


@lru_cache(maxsize=1)
def multiply_add() -> tuple[Callable[[int], None], float]:
    """Give a function that goes round a number of times without Python's lock, and the operations of one round."""
    width = max(host().lanes // 2, 2)  # lanes are two registers
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(str(_written(width))), host().machine(jit=True))
    engine.finalize_object()
    code = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)(engine.get_function_address("peak"))

    def go(rounds: int, keep: Any = engine) -> None:
        room = np.full((CHAINS + 2) * width + width, 0.5)
        code(room.ctypes.data + -room.ctypes.data % (8 * width), rounds)

    return go, 2.0 * CHAINS * width


def _written(width: int) -> ir.Module:
    """Write the loop: sums stay in registers, factor and summand are loaded once."""
    module = ir.Module()
    b = ir.IRBuilder()
    vectors = Vectors(b, width, host().fused)
    given = [vectors.type.as_pointer(), WORD]
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), given), "peak")
    entry, loop, done = (function.append_basic_block(name) for name in ("entry", "loop", "done"))
    room, rounds = function.args
    b.position_at_end(entry)
    places = [b.gep(room, [ir.Constant(WORD, k)]) for k in range(CHAINS + 2)]
    *starts, factor, summand = (b.load(place) for place in places)
    b.branch(loop)
    b.position_at_end(loop)
    round_, sums = b.phi(WORD), [b.phi(vectors.type) for _ in starts]
    after = [vectors.fma(x, factor, summand) for x in sums]
    following = b.add(round_, ir.Constant(WORD, 1))
    for phi, first, then in zip([round_, *sums], [ir.Constant(WORD, 0), *starts], [following, *after], strict=True):
        phi.add_incoming(first, entry)
        phi.add_incoming(then, loop)
    b.cbranch(b.icmp_signed("<", following, rounds), loop, done)
    b.position_at_end(done)
    for place, x in zip(places, after, strict=False):
        b.store(x, place)
    b.ret_void()
    return module
