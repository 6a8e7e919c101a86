"""A caller's floating-point mode changes no result and is found again."""

from __future__ import annotations

import ctypes
from dataclasses import fields, replace

import llvmlite.binding as llvm
import numpy as np
import pytest
from llvmlite import ir

from engraft.kernel.compiled.mode import PLAIN_X86
from engraft.kernel.compiled.target import host
from engraft.kernel.expression import symbol
from engraft.kernel.problem import Problem

X, K = symbol("x"), symbol("k")
FLUSH, TOWARDS_ZERO, FLAGS = 0x8040, 0x6000, 0x3F  # flush to zero and denormals are zero; rounding; what happened


@pytest.fixture(scope="module")
def register():
    """Give two functions that read and write the processor's mode."""
    if not host().triple.startswith(("x86_64", "amd64")):
        pytest.skip("reads the mode of x86 processors only")
    module, word, byte = ir.Module("mode"), ir.IntType(32), ir.IntType(8)
    for name in ("stmxcsr", "ldmxcsr"):
        kind = ir.FunctionType(ir.VoidType(), [byte.as_pointer()])
        outer, inner = ir.Function(module, kind, name), ir.Function(module, kind, f"llvm.x86.sse.{name}")
        b = ir.IRBuilder(outer.append_basic_block())
        b.call(inner, [outer.args[0]])
        b.ret_void()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(str(module)), host().machine(jit=True))
    engine.finalize_object()
    get, put = (ctypes.CFUNCTYPE(None, ctypes.c_void_p)(engine.get_function_address(n)) for n in ("stmxcsr", "ldmxcsr"))

    def read(_engine=engine):
        value = ctypes.c_uint32()
        get(ctypes.addressof(value))
        return value.value & ~FLAGS

    def write(value):
        kept = ctypes.c_uint32(value)
        put(ctypes.addressof(kept))

    assert word.width == 32
    return read, write


@pytest.fixture
def solved(monkeypatch):
    """Give a function that runs the compiled loop only in a mode, and solves down to denormal amounts."""
    from engraft.kernel import ensemble
    from engraft.kernel.compiled.carry import carry_compiled
    from engraft.kernel.problem import Ensemble, Options, Schedule

    problem = Problem(("x",), ("k",), (-K * X * (1 + X),), (1e-310,), outputs=(("x", X),))
    who = Ensemble(np.linspace(0.5, 2, 11)[None], np.full((1, 11), 1e-290), np.arange(11), Schedule.empty(11))

    def run(carry=carry_compiled):
        monkeypatch.setattr(ensemble, "CARRY", {"llvm": carry})
        return ensemble.solve(problem, who, np.linspace(5.0, 30.0, 6), span=(0.0, 30.0), options=Options(rtol=1e-3))

    return run


@pytest.mark.parametrize("mode", [PLAIN_X86 | FLUSH, PLAIN_X86 | TOWARDS_ZERO, PLAIN_X86 | FLUSH | TOWARDS_ZERO])
def test_same_bits_and_the_callers_mode_is_back(register, solved, mode):
    read, write = register
    from engraft.kernel.compiled.build import build
    from engraft.kernel.compiled.carry import carry_compiled

    plain, before, seen = solved(), read(), []
    assert plain.outputs[plain.outputs > 0].min() < np.finfo(float).tiny

    def carry(lanes, who):
        from engraft.kernel.compiled import carry as module

        advance = build(lanes.plan.problem, host())

        def call(address):
            write(mode)
            advance.call(address)
            seen.append(read())
            write(before)

        kept, module.build = module.build, lambda *_: replace(advance, call=call)
        try:
            return carry_compiled(lanes, who)
        finally:
            module.build = kept

    found = solved(carry)
    assert read() == before
    assert set(seen) == {mode}
    for field in fields(plain):
        if field.name != "where":
            np.testing.assert_array_equal(getattr(found, field.name), getattr(plain, field.name))
