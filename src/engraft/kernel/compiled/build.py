"""From a plan to a function in memory, through an object that is kept on disk."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import llvmlite
import llvmlite.binding as llvm

from engraft.kernel.compiled.advance import row_names, write_advance
from engraft.kernel.compiled.cache import cached
from engraft.kernel.compiled.stops import stop_laws, stop_numbers
from engraft.kernel.compiled.target import Target
from engraft.kernel.compiled.windows import complete
from engraft.kernel.plan import Plan, plan
from engraft.kernel.problem import Problem

NEAREST_CACHE = 64 * 1024  # bytes, a little more than most have: not every row is in use all the time
_one_at_a_time = Lock()  # threads that want the same loop wait for one of them to compile it


@dataclass(frozen=True)
class Advance:
    """A compiled loop; keeps alive what its code lives in."""

    call: Callable[[int], None]
    lanes: int
    rows: int  # of the scratch table the caller brings
    engine: Any


def build(problem: Problem, target: Target) -> Advance:
    """Compile the loop of a problem for a target, or load what was compiled before."""
    with _one_at_a_time:
        return _build(problem, target)


@lru_cache(maxsize=32)
def _build(problem: Problem, target: Target) -> Advance:
    ready = plan(problem)
    data = cached(fingerprint(ready, target), lambda: make_object(ready, target, jit=True))
    machine = target.machine(jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(data))
    engine.finalize_object()
    call = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(engine.get_function_address("advance"))
    return Advance(call, fitting(ready, target).lanes, len(row_names(ready)), engine)


def fitting(ready: Plan, target: Target) -> Target:
    """Take half the lanes where the rows of all of them would leave the nearest cache; no result depends on it."""
    room = 8 * len(row_names(ready)) * target.lanes
    return replace(target, lanes=target.lanes // 2) if room > NEAREST_CACHE and target.lanes > 2 else target


def make_object(ready: Plan, target: Target, *, jit: bool) -> bytes:
    """Write, optimise and assemble."""
    written = write_advance(ready, fitting(ready, target))
    module = llvm.parse_assembly(complete(written, str(written)))
    module.verify()
    machine = target.machine(jit=jit)
    options = llvm.create_pipeline_tuning_options(speed_level=1)
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    data: bytes = machine.emit_object(module)
    return data


def fingerprint(ready: Plan, target: Target) -> str:
    """Name an object by everything it depends on: equations, processor, LLVM and our own code."""
    told = hashlib.sha256(_own_code())
    told.update(repr((llvmlite.__version__, target)).encode())
    told.update(stop_numbers(ready).encode())
    kinds = (ready.states, ready.negligible, ready.unsigned, ready.algebraic)
    told.update(repr((kinds, sorted(ready.rows.items()))).encode())
    told.update(repr((ready.columns, ready.problem.method)).encode())
    told.update(repr([(p.since, p.until) for p in ready.problem.peaks]).encode())
    told.update(repr([crossing.rising for crossing in ready.crossings]).encode())
    for graph in (ready.rates, ready.seen, ready.truncating, ready.gaps, ready.tops, stop_laws(ready)):
        told.update(b"".join([f" {len(graph)} ".encode(), *(e.digest for e in graph)]))
    return told.hexdigest()


@lru_cache(maxsize=1)
def _own_code() -> bytes:
    """Read this room: any module of it may change an object."""
    return b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.parent.rglob("*.py")))
