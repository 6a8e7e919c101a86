"""Functions of the scratch rows, in one module for one processor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from llvmlite import ir

from engraft.kernel.compiled.memory import Memory
from engraft.kernel.compiled.target import Target
from engraft.kernel.compiled.vectors import DOUBLE, Vectors

SPILLED = 64  # bytes: alignment of the stack, that of the widest register


@dataclass(frozen=True)
class Writer:
    """Writes functions of the rows with these names; all but the smallest take a place in the scratch as well."""

    module: ir.Module
    target: Target
    names: Sequence[str]

    def function(self, name: str, more: Sequence[ir.Type] = ()) -> tuple[ir.Function, Memory]:
        """Open a function."""
        kind = ir.FunctionType(ir.VoidType(), [DOUBLE.as_pointer(), *more])
        function = ir.Function(self.module, kind, name)
        function.linkage = "internal"
        function.attributes.add("noinline")
        function.attributes.alignstack = SPILLED
        b = ir.IRBuilder(function.append_basic_block("entry"))
        return function, Memory(Vectors(b, self.target.lanes, self.target.fused), self.names, function.args[0])
