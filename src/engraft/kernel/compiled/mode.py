"""The processor's floating-point mode: round to nearest, keep denormals, put back what was there.

A host program may have set the processor to flush denormals to zero; results must not depend on it.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.vectors import WORD

PLAIN_X86 = 0x1F80  # MXCSR: every exception masked, round to nearest, no flushing
HALF = ir.IntType(32)
BYTE = ir.IntType(8)


def enter(b: ir.IRBuilder, triple: str) -> Any:
    """Set the plain mode and return what was set before."""
    if _is_x86(triple):
        before = b.alloca(HALF)
        b.call(_x86(b, "stmxcsr"), [b.bitcast(before, BYTE.as_pointer())])
        plain = b.alloca(HALF)
        b.store(ir.Constant(HALF, PLAIN_X86), plain)
        b.call(_x86(b, "ldmxcsr"), [b.bitcast(plain, BYTE.as_pointer())])
        return before
    read = ir.Function(b.module, ir.FunctionType(WORD, []), "llvm.aarch64.get.fpcr")
    before = b.call(read, [])
    b.call(_set_arm(b), [ir.Constant(WORD, 0)])
    return before


def leave(b: ir.IRBuilder, triple: str, before: Any) -> None:
    """Put back the mode that was set before."""
    if _is_x86(triple):
        b.call(_x86(b, "ldmxcsr"), [b.bitcast(before, BYTE.as_pointer())])
    else:
        b.call(_set_arm(b), [before])


def _is_x86(triple: str) -> bool:
    return triple.startswith(("x86_64", "amd64", "i686"))


def _x86(b: ir.IRBuilder, what: str) -> ir.Function:
    name = f"llvm.x86.sse.{what}"
    kind = ir.FunctionType(ir.VoidType(), [BYTE.as_pointer()])
    return b.module.globals.get(name) or ir.Function(b.module, kind, name)


def _set_arm(b: ir.IRBuilder) -> ir.Function:
    name = "llvm.aarch64.set.fpcr"
    kind = ir.FunctionType(ir.VoidType(), [WORD])
    return b.module.globals.get(name) or ir.Function(b.module, kind, name)
