"""The compiled and the interpreted kernel find the same course of every registered model."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engraft.kernel.expression import constant
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen, rule

RTOL, AGREED = 1e-10, 1e-9


@dataclass(frozen=True)
class Stay:
    """When a system is looked at, from a start; doses are given twice, and by a rule two times more."""

    start: float
    days: tuple[float, ...]
    doses: tuple[float, ...]
    again: str  # least time between what the rule gives


LONG = Stay(-7.0, (-3.0, 0.0, 0.5, 3.0, 7.0, 14.0), (0.0, 7.0), "3 d")
SHORT = Stay(-1.0, (-0.5, 0.0, 0.5, 1.0, 2.0, 4.0), (0.0, 2.0), "1 d")
LARGE = 40  # states: the interpreter takes seconds for a day of a larger system, which is left earlier


def stay(system) -> Stay:
    return SHORT if len(system.states) > LARGE else LONG


def test_backends_agree(system, whole_numbers_off, own_regimen, different, canonical_states, negligible):
    plain = whole_numbers_off(system)
    for_us = stay(plain)
    regimen, cohort = own_regimen(plain, days=for_us.doses), different(plain, 3)
    needs, span = Needs.of([state.name for state in plain.states], for_us.days), (for_us.start, for_us.days[-1])
    llvm, numpy = (
        canonical_states(
            plain,
            simulate(plain, regimen, cohort, needs=needs, span=span, seed=3, rtol=RTOL, backend=name),
        )
        for name in ("llvm", "numpy")
    )
    apart = float((np.abs(llvm - numpy) / (np.abs(numpy) + negligible(plain))).max())
    assert apart < AGREED


FEW = 60.0  # cells of a small clone at the start


def test_backends_agree_on_chance_doses_and_rounds(system, own_regimen, different, canonical_states, negligible):
    """Small clones start small, hazards are on, and what is given is given once more by a rule."""
    states = tuple(replace(s, initial=constant(FEW)) if s.clone else s for s in system.states)
    few = replace(system, states=states)
    for_us = stay(few)
    regimen, cohort = own_regimen(few, days=for_us.doses), different(few, 6)
    if given := regimen.events:
        again = Regimen(given)
        regimen += rule(again, when="time > 1.2 [day]", every_at_least=for_us.again, at_most=2, name="again")
    needs, span = Needs.of([state.name for state in few.states], for_us.days), (for_us.start, for_us.days[-1])
    found = [
        simulate(few, regimen, cohort, needs=needs, span=span, seed=3, rtol=RTOL, backend=name)
        for name in ("llvm", "numpy")
    ]
    one, other = (canonical_states(few, run) for run in found)
    seen = np.isfinite(other)  # nothing is seen of a person after the end
    np.testing.assert_array_equal(np.isfinite(one), seen)
    apart = np.abs(one - other) / (np.abs(other) + negligible(few))
    assert float(apart[seen].max()) < AGREED
    assert all(run.rule_counts["again"].max() == 2 for run in found if given)
    for part in ("hazards", "extinct"):
        for name, times in getattr(found[0], part).items():
            np.testing.assert_allclose(times, getattr(found[1], part)[name], rtol=AGREED, err_msg=name)
