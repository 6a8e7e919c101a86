"""Small functions in machine code: one vector operation in a loop over arrays."""

from __future__ import annotations

import ctypes

import llvmlite.binding as llvm
import numpy as np
import pytest
from llvmlite import ir

from engraft.kernel.compiled.target import host
from engraft.kernel.compiled.vectors import DOUBLE, WORD, Vectors

POINTER = DOUBLE.as_pointer()


def _loop(module, write, given, found, lanes, fused):
    """Write ``f(arrays..., count)``: whole vectors of ``count`` numbers."""
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER] * (given + found) + [WORD]), "f")
    entry, body, after = (function.append_basic_block() for _ in range(3))
    b = ir.IRBuilder(entry)
    b.branch(body)
    b.position_at_end(body)
    k = b.phi(WORD)
    k.add_incoming(ir.Constant(WORD, 0), entry)
    v = Vectors(b, lanes, fused)
    at = [b.bitcast(b.gep(p, [k]), v.type.as_pointer()) for p in function.args[:-1]]
    for value, place in zip(write(v, *(b.load(p, align=8) for p in at[:given])), at[given:], strict=True):
        b.store(value, place, align=8)
    following = b.add(k, ir.Constant(WORD, lanes))
    k.add_incoming(following, b.block)
    b.cbranch(b.icmp_signed("<", following, function.args[-1]), body, after)
    b.position_at_end(after)
    b.ret_void()


@pytest.fixture(scope="session")
def looped():
    """Give a function that compiles ``write(v, *vectors) -> vectors`` and returns it as a function of arrays."""

    def make(write, given, found=1, *, lanes=8, fused=True):
        module = ir.Module("test")
        _loop(module, write, given, found, lanes, fused)
        parsed = llvm.parse_assembly(str(module))
        parsed.verify()
        engine = llvm.create_mcjit_compiler(parsed, host().machine(jit=True))
        engine.finalize_object()
        kinds = [ctypes.c_void_p] * (given + found) + [ctypes.c_int64]
        call = ctypes.CFUNCTYPE(None, *kinds)(engine.get_function_address("f"))

        def run(*arrays, _engine=engine):
            count = len(arrays[0])
            padded = [np.append(np.asarray(a, float), np.ones(-count % lanes)) for a in arrays]
            results = [np.empty(len(padded[0])) for _ in range(found)]
            call(*(a.ctypes.data for a in (*padded, *results)), len(padded[0]))
            return results[0][:count] if found == 1 else [r[:count] for r in results]

        return run

    return make
