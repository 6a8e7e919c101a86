"""The compiled and the interpreted kernel find the same course of every registered model."""

from __future__ import annotations

import numpy as np

from engraft.simulate import Needs, simulate

RTOL, AGREED = 1e-10, 1e-9
DAYS = (-3.0, 0.0, 0.5, 3.0, 7.0, 14.0)


def test_backends_agree(system, whole_numbers_off, own_regimen, different, canonical_states, negligible):
    plain = whole_numbers_off(system)
    regimen, cohort = own_regimen(plain), different(plain, 3)
    needs = Needs.of([state.name for state in plain.states], DAYS)
    llvm, numpy = (
        canonical_states(
            plain,
            simulate(plain, regimen, cohort, needs=needs, span=(-7.0, DAYS[-1]), seed=3, rtol=RTOL, backend=name),
        )
        for name in ("llvm", "numpy")
    )
    apart = float((np.abs(llvm - numpy) / (np.abs(numpy) + negligible(plain))).max())
    assert apart < AGREED
