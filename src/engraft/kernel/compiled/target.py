"""Which processor the code is for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import llvmlite.binding as llvm


@dataclass(frozen=True)
class Target:
    """A processor, as LLVM names it, and how many patients it carries side by side."""

    triple: str
    cpu: str
    features: str
    lanes: int
    fused: bool
    needs: tuple[str, ...] = ()  # features the processor must have

    def machine(self, *, jit: bool) -> llvm.TargetMachine:
        """Make the code generator."""
        _initialise()
        where = {"jit": True} if jit else {"reloc": "pic", "codemodel": "small"}
        made = llvm.Target.from_triple(self.triple)
        return made.create_target_machine(cpu=self.cpu, features=self.features, opt=2, **where)


@lru_cache(maxsize=1)
def _initialise() -> None:
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    llvm.initialize_native_asmparser()


@lru_cache(maxsize=1)
def host() -> Target:
    """Describe the processor at hand.

    Two registers side by side hide the latency of one: sixteen lanes where a register holds eight doubles, eight
    where it holds four, four where it holds two.
    """
    features = llvm.get_host_cpu_features()
    triple = llvm.get_default_triple()
    fused = bool(features.get("fma") or triple.startswith(("aarch64", "arm64")))
    lanes = 16 if features.get("avx512f") else 8 if features.get("avx2") else 4
    return Target(triple, llvm.get_host_cpu_name(), features.flatten(), lanes, fused)


LINUX = "x86_64-unknown-linux-gnu"
AVX2, AVX512 = ("avx2", "fma", "bmi2"), ("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl")
TARGETS = {
    "avx512": Target(LINUX, "x86-64-v4", "", 16, True, (*AVX2, *AVX512)),
    "avx2": Target(LINUX, "x86-64-v3", "", 8, True, AVX2),
    "sse2": Target(LINUX, "x86-64", "", 4, False),
    "windows": Target("x86_64-pc-windows-msvc", "x86-64-v3", "", 8, True, AVX2),
    "macos-arm64": Target("arm64-apple-macosx11.0.0", "apple-m1", "", 4, True),
    "linux-arm64": Target("aarch64-unknown-linux-gnu", "generic", "", 4, True),
}


def missing(name: str) -> str:
    """Say what this machine lacks to run code for a target, "" if nothing."""
    wanted, here = target(name), host()
    if _machine(wanted.triple) != _machine(here.triple):
        return " on ".join(reversed(_machine(wanted.triple)))
    features = llvm.get_host_cpu_features()
    return ", ".join(f for f in wanted.needs if not features.get(f))


def _machine(triple: str) -> tuple[str, str]:
    """Give system and processor family of a triple."""
    family = triple.split("-")[0].replace("aarch64", "arm64").replace("amd64", "x86_64")
    systems = {"windows": "Windows", "linux": "Linux", "darwin": "macOS", "macos": "macOS"}
    return next((name for word, name in systems.items() if word in triple), triple), family


def target(name: str) -> Target:
    """Look a target up; ``host`` is the processor at hand."""
    return host() if name == "host" else TARGETS[name]
