"""Objects need no library, and are named by everything they depend on."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.compiled import build as building
from engraft.kernel.compiled.build import build, fingerprint, make_object
from engraft.kernel.compiled.target import TARGETS, host
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.plan import plan
from engraft.kernel.problem import Action, Clone, First, Hazard, Kind, Mark, Peak, Problem, Rule, Total

A, B, C, K = symbol("a"), symbol("b"), symbol("c"), symbol("k")


def rich(k=0.3, *, threshold=100.0, negligible=1e-6):
    """Every operation, clone, hazard, mark, switch, peak and total there is."""
    rates = (
        -K * A**1.3 + ex.select(B > 2, 0.5, 0.0), A - k * B * ex.tanh(A) + ex.log(1 + A) * ex.sqrt(B),
        ex.exp(-A) * C - 0.5 * C + ex.minimum(A, B) * ex.maximum(0.1, TIME),
    )  # fmt: skip
    return Problem(
        ("a", "b", "c"), ("k",), rates, (negligible, 1e-6, 1.0), outputs=(("a", A * B),),
        clones=(Clone("c", ex.exp(-A) * C, 0.5 * C, threshold),), marks=(Mark("high", B, 1.5, rising=True),),
        hazards=(Hazard("death", 0.02 * B, ends=True),), firsts=(First("low", A, 0.1, above=False),),
        peaks=(Peak("hill", A * ex.exp(-B), 1.0, 2.0),), totals=(Total("area", ex.log(1 + A), 1e-3),),
    )  # fmt: skip


def wide():
    """A system whose stages do not fit the registers: a large stack frame."""
    states = [symbol(f"s{k}") for k in range(14)]
    rates = [-s * t / (1 + s) for s, t in zip(states, [*states[1:], states[0]], strict=True)]
    return Problem(tuple(s.name for s in states), (), tuple(rates), (1e-6,) * 14)


def elf(data):
    """Names of the undefined symbols of an ELF object."""
    at, count = struct.unpack_from("<Q", data, 40)[0], struct.unpack_from("<H", data, 60)[0]
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, at + 64 * k) for k in range(count)]
    found = []
    for _, kind, _, _, offset, size, link, _, _, _ in sections:
        if kind != 2:
            continue
        names = sections[link][4]
        for k in range(offset, offset + size, 24):
            name, _, _, section = struct.unpack_from("<IBBH", data, k)
            if name and not section:
                found.append(data[names + name :].split(b"\0", 1)[0].decode())
    return found


def coff(data):
    """Names of the undefined symbols of a Windows object."""
    at, count = struct.unpack_from("<II", data, 8)
    names, found, k = at + 18 * count, [], 0
    while k < count:
        raw, _, section, _, kind, more = struct.unpack_from("<8sIhHBB", data, at + 18 * k)
        if section == 0 and kind == 2:
            zero, offset = struct.unpack("<II", raw)
            name = raw.rstrip(b"\0") if zero else data[names + offset :].split(b"\0", 1)[0]
            found.append(name.decode())
        k += 1 + more
    return found


def mach(data):
    """Names of the undefined symbols of a macOS object."""
    commands, at, found = struct.unpack_from("<I", data, 16)[0], 32, []
    for _ in range(commands):
        kind, size = struct.unpack_from("<II", data, at)
        if kind == 2:
            symbols, count, names, _ = struct.unpack_from("<IIII", data, at + 8)
            for k in range(count):
                name, flags = struct.unpack_from("<IB", data, symbols + 16 * k)
                if flags & 1 and not flags & 0x0E:
                    found.append(data[names + name :].split(b"\0", 1)[0].decode())
        at += size
    return found


def undefined(data):
    reader = {b"\x7fELF": elf, b"\xcf\xfa\xed\xfe": mach}.get(data[:4], coff)
    return reader(data), reader.__name__


def moved():
    """Sensitivities of everything."""
    return replace(rich(), directions=(*rich().parameters, *rich().states))


@pytest.mark.parametrize(
    ("name", "problem"),
    [*((name, rich) for name in TARGETS), *((name, moved) for name in TARGETS), ("windows", wide)],
)
def test_objects_for_every_system_need_no_library(name, problem):
    data = make_object(plan(problem()), TARGETS[name], jit=False)
    missing, format_ = undefined(data)
    assert missing == []
    assert format_ == {"windows": "coff", "macos-arm64": "mach"}.get(name, "elf")
    assert b"advance" in data


def test_the_reader_of_symbols_sees_what_is_missing():
    import llvmlite.binding as llvm

    for name in ("avx2", "windows", "macos-arm64", "linux-arm64"):
        text = "declare double @elsewhere(double)\ndefine double @f(double %x) {\n"
        text += " %y = call double @elsewhere(double %x)\n ret double %y\n}\n"
        module = llvm.parse_assembly(f'target triple = "{TARGETS[name].triple}"\n{text}')
        missing, _ = undefined(TARGETS[name].machine(jit=False).emit_object(module))
        assert "elsewhere" in [m.lstrip("_") for m in missing]


GIVE = Action("a", Kind.ADD, K)
AT_STOPS = [  # what is only looked at when something happens
    {"clones": (Clone("c", ex.exp(-A) * C, 0.5 * C, interval=0.5),)},
    {"clones": (Clone("c", ex.exp(-A) * C, 0.6 * C),)},
    {"hazards": (Hazard("death", 0.02 * B),)},
    {"hazards": (Hazard("death", 0.02 * B, changes=(("a", K),)),)},
    {"hazards": (Hazard("death", 0.02 * B, changes=(("a", A * K),)),)},
    {"hazards": (Hazard("death", 0.02 * B, changes=(("b", K),)),)},
    {"rules": (Rule("r", A < 1, (GIVE,)),)}, {"rules": (Rule("r", A < 2, (GIVE,)),)},
    {"rules": (Rule("r", A < 1, (GIVE,), 3.0),)}, {"rules": (Rule("r", A < 1, (GIVE,), 3.0, 2),)},
    *({"rules": (Rule("r", A < 1, (replace(GIVE, **one),)),)} for one in (
        {"amount": A}, {"kind": Kind.SET}, {"target": "b"}, {"delay": 1.0}, {"duration": 1.0})),
]  # fmt: skip


def test_a_name_changes_with_what_the_object_depends_on():
    base, avx2 = rich(), TARGETS["avx2"]
    names = [
        fingerprint(plan(base), avx2),
        fingerprint(plan(base), TARGETS["avx512"]),
        fingerprint(plan(base), replace(avx2, lanes=4)),
        fingerprint(plan(base), replace(avx2, fused=False)),
        fingerprint(plan(rich(0.31)), avx2),
        fingerprint(plan(rich(threshold=50.0)), avx2),
        fingerprint(plan(rich(negligible=1e-5)), avx2),
        fingerprint(plan(replace(base, signed=(True, False, False))), avx2),
        fingerprint(plan(replace(base, marks=(Mark("high", B, 1.6, rising=True),))), avx2),
        fingerprint(plan(replace(base, marks=(Mark("high", B, 1.5, rising=False),))), avx2),
        fingerprint(plan(replace(base, firsts=(First("high", B, 1.5, above=True),))), avx2),
        fingerprint(plan(replace(base, algebraic=(False, True, False))), avx2),
        fingerprint(plan(replace(base, peaks=(Peak("top", B),))), avx2),
        fingerprint(plan(replace(base, peaks=(Peak("top", B, until=3.0),))), avx2),
        fingerprint(plan(replace(base, totals=(Total("area", B, 1e-3),))), avx2),
        fingerprint(plan(replace(base, outputs=(("a", A),))), avx2),
        fingerprint(plan(replace(base, clones=())), avx2),
        *(fingerprint(plan(replace(base, **change)), avx2) for change in AT_STOPS),
    ]
    assert len(set(names)) == len(names)
    assert fingerprint(plan(rich()), avx2) == names[0]


def test_an_output_is_not_taken_for_a_mark():
    """Both are read inside steps: the name of the object must tell which is which."""
    signed = Problem(("a",), ("k",), (-K * A,), (1e-6,), (True,), outputs=(("a", A),))
    marked = replace(signed, outputs=(), marks=(Mark("m", A, 0.0, rising=False),))
    assert fingerprint(plan(signed), TARGETS["avx2"]) != fingerprint(plan(marked), TARGETS["avx2"])


def test_values_of_parameters_need_no_new_object(run, tmp_path, monkeypatch):
    monkeypatch.setenv("ENGRAFT_CACHE", str(tmp_path))
    problem = Problem(("a",), ("k",), (-K * A + 0.125,), (1e-6,), outputs=(("a", A),))
    for value in (0.1, 2.0):
        run(problem, [value], [value], end=1.0, rtol=1e-6 * value)
    assert len(list(tmp_path.glob("*.o"))) == 1


TELL = """
import sys
from engraft.kernel.expression import symbol
a, b, c, d = map(symbol, "abcd")
kept = [c * d + a * b, (b < 2) & (a < 1), b * a] if sys.argv[1] == "1" else []
from engraft.kernel import expression as ex
from engraft.kernel.compiled.build import fingerprint
from engraft.kernel.compiled.target import TARGETS
from engraft.kernel.plan import plan
from engraft.kernel.problem import Problem
rates = (-(a * b + c * d) * a, ex.select((a < 1) & (b < 2), -b, b * c - d))
print(fingerprint(plan(Problem(("a", "b"), ("c", "d"), rates, (1e-6,) * 2)), TARGETS["avx2"]))
"""


def test_the_name_is_the_same_in_another_process_whatever_happened_there_before(root):
    told = [
        subprocess.run(
            [sys.executable, "-c", TELL, before], capture_output=True, text=True, check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root / "src")},
        ).stdout
        for before, seed in (("0", "1"), ("1", "2"))
    ]  # fmt: skip
    assert told[0] == told[1]
    assert len(told[0].strip()) == 64


def test_threads_that_want_the_same_loop_compile_it_once(monkeypatch, tmp_path):
    monkeypatch.setenv("ENGRAFT_CACHE", str(tmp_path))
    made, problem = [], Problem(("a",), (), (-0.7712 * A,), (1e-6,))

    def counted(ready, target, *, jit):
        made.append(target)
        return make_object(ready, target, jit=jit)

    monkeypatch.setattr(building, "make_object", counted)
    found = []
    threads = [threading.Thread(target=lambda: found.append(build(problem, host()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len({id(f) for f in found}) == 1


def test_an_object_of_the_cache_computes_what_a_fresh_one_does(run, tmp_path, monkeypatch):
    monkeypatch.setenv("ENGRAFT_CACHE", str(tmp_path))
    problem = Problem(("a",), ("k",), (-K * A * 0.9375,), (1e-6,), outputs=(("a", A),))
    fresh = run(problem, [1.0], [1.0], end=3.0)
    building._build.cache_clear()
    monkeypatch.setattr(building, "make_object", lambda *_, **__: pytest.fail("it was on disk"))
    np.testing.assert_array_equal(run(problem, [1.0], [1.0], end=3.0).outputs, fresh.outputs)
