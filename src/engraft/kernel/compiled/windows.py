"""What Windows expects in an object that is linked to no library.

A function with a large stack frame calls ``__chkstk``, which touches every page on the way, so that the system
can grow the stack; code with floating point names ``_fltused``. Both come from Microsoft's library, which is not there.
"""

from __future__ import annotations

from llvmlite import ir

FLOATS_USED = 0x9875  # the value Microsoft's own object has

# rax: bytes wanted. Touch one page after the other below the caller's stack pointer; change nothing else.
PROBE = (
    ".globl __chkstk", "__chkstk:",
    "pushq %rcx", "pushq %rax", "leaq 24(%rsp), %rcx",
    "1:", "cmpq $4096, %rax", "jb 2f",
    "subq $4096, %rcx", "orq $0, (%rcx)", "subq $4096, %rax", "jmp 1b",
    "2:", "subq %rax, %rcx", "orq $0, (%rcx)",
    "popq %rax", "popq %rcx", "retq",
)  # fmt: skip


def complete(module: ir.Module, text: str) -> str:
    """Add to a module's text what an object for Windows must bring itself."""
    if "windows" not in module.triple:
        return text
    probe = "".join(f'module asm "{line}"\n' for line in PROBE)
    return f"{text}\n{probe}@_fltused = global i32 {FLOATS_USED}\n"
