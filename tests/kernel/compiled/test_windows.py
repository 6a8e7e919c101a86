"""The stack probe that objects for Windows carry: run here, where the calling convention lets it."""

from __future__ import annotations

import ctypes

import llvmlite.binding as llvm
import pytest
from llvmlite import ir

from engraft.kernel.compiled.target import host
from engraft.kernel.compiled.windows import FLOATS_USED, PROBE, complete

# long probe(long bytes, long seed): what is left of bytes and of two registers after the probe, 0 if all is well
CALLER = (
    ".globl probed", "probed:", "pushq %rbx",
    "movq %rdi, %rax", "movq %rsi, %rcx", "movq %rsi, %rdx", "movq %rsp, %rbx",
    "callq __chkstk", "subq %rdi, %rax", "subq %rsi, %rcx", "subq %rsi, %rdx", "subq %rsp, %rbx",
    "orq %rcx, %rax", "orq %rdx, %rax", "orq %rbx, %rax", "popq %rbx", "retq",
)  # fmt: skip


@pytest.mark.parametrize("size", [0, 8, 4095, 4096, 4097, 100_000, 1_000_000])
def test_the_probe_touches_and_keeps(size):
    if not host().triple.startswith("x86_64") or "linux" not in host().triple:
        pytest.skip("the caller of this test is written for Linux on x86-64")
    text = "".join(f'module asm "{line}"\n' for line in (*PROBE, *CALLER))
    text += "declare i64 @probed(i64, i64)\ndefine i64 @f(i64 %n, i64 %s) {\n"
    text += " %r = call i64 @probed(i64 %n, i64 %s)\n ret i64 %r\n}\n"
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(text), host().machine(jit=True))
    engine.finalize_object()
    call = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)(engine.get_function_address("f"))
    assert call(size, 123_456_789) == 0


def test_only_windows_needs_it():
    module = ir.Module("m")
    module.triple = "x86_64-unknown-linux-gnu"
    assert complete(module, "text") == "text"
    module.triple = "x86_64-pc-windows-msvc"
    assert f"@_fltused = global i32 {FLOATS_USED}" in complete(module, "text")
