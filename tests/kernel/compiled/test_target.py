"""Every target can be written for on every machine, and is refused where it cannot run."""

from __future__ import annotations

import llvmlite.binding as llvm
import pytest

from engraft.errors import SpecificationError
from engraft.kernel.compiled.target import TARGETS, host, missing, target
from engraft.kernel.expression import symbol
from engraft.kernel.problem import Problem

DECAY = Problem(("x",), (), (-symbol("x"),), (1e-6,))


def test_the_host_runs_its_own_code():
    assert missing("host") == ""
    assert host().triple == llvm.get_default_triple()
    assert host().lanes in (4, 8, 16)


@pytest.mark.parametrize("name", TARGETS)
def test_a_code_generator_exists(name):
    assert target(name).machine(jit=False).triple == TARGETS[name].triple


def test_foreign_code_is_refused_and_not_run(run):
    foreign = next(name for name in TARGETS if " on " in missing(name))
    with pytest.raises(SpecificationError, match=foreign):
        run(DECAY, [1.0], end=1.0, target=foreign)
    assert run(DECAY, [1.0], end=1.0, target=foreign, backend="numpy").solved().all()


def test_a_processor_that_lacks_an_instruction_is_told(monkeypatch, run):
    if "Linux" not in (missing("avx2") or "Linux"):
        pytest.skip("only Linux on x86 runs the targets that need features")
    monkeypatch.setattr(llvm, "get_host_cpu_features", lambda: {"avx2": True, "fma": True, "bmi2": True})
    assert missing("avx2") == ""
    assert missing("avx512").startswith("avx512f")
    with pytest.raises(SpecificationError, match="avx512f"):
        run(DECAY, [1.0], end=1.0, target="avx512")


def test_an_unknown_target_is_refused(run):
    with pytest.raises(SpecificationError, match="avx2"):
        run(DECAY, [1.0], end=1.0, target="avx3")
