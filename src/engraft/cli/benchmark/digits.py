"""Correct digits on stiff problems of the literature, one setting for all.

References
----------
Mazzia & Magherini, Test Set for Initial Value Problem Solvers, release 2.4, 2008.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engraft.cli.benchmark.case import Case, shared
from engraft.cli.benchmark.row import Row
from engraft.cli.benchmark.rows import Effort
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import Expression, constant, symbol
from engraft.kernel.problem import Ensemble, Options, Problem, Schedule
from engraft.language import parse

PROBLEMS = ("ROBER", "HIRES", "OREGO", "VDPOL_mu1000", "POLLU")
NEGLIGIBLE = {"ROBER": 1e-8}  # absolute over relative tolerance; 1e-2 for all others
BARS = {1e-6: 4.5, 1e-8: 7.0, 1e-10: 9.0}


def correct_digits(case: Case, effort: Effort, rtol: float) -> Row:
    """Count the digits of the worst component of the worst problem."""
    row = Row(f"correct digits at rtol {rtol:.0e}", None, "digits", BARS[rtol], BARS[rtol] + 1)
    found = shared() / "external" / "ode" / "ivp_reference.json"
    if not found.is_file():
        return replace(row, note="the problems were not found: set ENGRAFT_SHARED to the folder of external/ode")
    told = json.loads(found.read_text(encoding="utf-8"))
    digits = {name: _digits(told[name], NEGLIGIBLE.get(name, 1e-2), rtol) for name in PROBLEMS}
    note = ", ".join(f"{name} {value:.1f}" for name, value in digits.items())
    return replace(row, value=min(digits.values()), note=note)


def _digits(told: Mapping[str, Any], negligible: float, rtol: float) -> float:
    """Solve one problem to its end and compare with the published solution there."""
    states = tuple(f"y{k + 1}" for k in range(len(told["y0"])))
    names: dict[str, Expression] = {name: symbol(name) for name in states}
    names |= {name: constant(float(value)) for name, value in told["params"].items()}
    for k, rate in enumerate(told.get("rates", ())):
        names[f"r{k + 1}"] = parse(rate, names)
    problem = Problem(
        states=states,
        parameters=(),
        rates=tuple(parse(rate, names) for rate in told["rhs"]),
        negligible=(negligible,) * len(states),
        signed=(min(told["ref"]) < 0,) * len(states),
        outputs=tuple((name, names[name]) for name in states),
    )
    start = np.array(told["y0"], dtype=np.float64)[:, None]
    alone = Ensemble(np.zeros((0, 1)), start, np.array([0]), Schedule.empty(1))
    end = float(told["t_end"])
    found = solve(problem, alone, np.array([end]), span=(0.0, end), options=Options(rtol=rtol)).outputs[:, 0, 0]
    if not np.isfinite(found).all():
        return 0.0
    return float(-np.log10(max(np.abs(found / np.array(told["ref"]) - 1).max(), 1e-16)))
