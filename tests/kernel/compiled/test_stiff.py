"""Stiff problems of the literature, one setting for all, against their published solutions.

References
----------
Mazzia & Magherini, Test Set for Initial Value Problem Solvers, release 2.4, 2008 (problems and solutions).
Hairer & Wanner, Solving Ordinary Differential Equations II, 1996, section IV.10.
"""

from __future__ import annotations

import json

import numpy as np
import pytest

from engraft.kernel.expression import constant, symbol
from engraft.kernel.problem import Problem
from engraft.language.parse import parse

# what is reached, less half a digit
REACHED = {
    "ROBER": (6.2, 8.0, 10.0), "HIRES": (4.6, 7.5, 10.3), "OREGO": (6.1, 8.3, 10.3), "VDPOL_mu1000": (5.5, 8.1, 9.6),
    "POLLU": (4.6, 7.4, 9.3),
}  # fmt: skip
WANTED = (4.5, 7.0, 9.0)


def read(folder, name):
    """Translate a problem of the test set: (problem, start, end, solution there)."""
    told = json.loads((folder / "external" / "ode" / "ivp_reference.json").read_text(encoding="utf-8"))[name]
    states = tuple(f"y{k + 1}" for k in range(len(told["y0"])))
    names = {s: symbol(s) for s in states} | {k: constant(float(v)) for k, v in told["params"].items()}
    for k, rate in enumerate(told.get("rates", ())):
        names[f"r{k + 1}"] = parse(rate, names)
    rates = tuple(parse(rate, names) for rate in told["rhs"])
    negligible = (1e-8 if name == "ROBER" else 1e-2,) * len(states)
    signed = (name.startswith("VDPOL"),) * len(states)
    problem = Problem(states, (), rates, negligible, signed, outputs=tuple((s, symbol(s)) for s in states))
    return problem, told["y0"], told["t_end"], np.array(told["ref"])


@pytest.mark.parametrize("name", REACHED)
def test_correct_digits(name, shared, run):
    problem, start, end, expected = read(shared, name)
    for rtol, least, wanted in zip((1e-6, 1e-8, 1e-10), REACHED[name], WANTED, strict=True):
        s = run(problem, start, end=end, rtol=rtol)
        assert s.solved().all()
        digits = -np.log10(np.abs(s.outputs[:, 0, 0] / expected - 1).max())
        print(f"digits {name} rtol {rtol:g}: {digits:.2f} in {s.steps[0]} steps")  # noqa: T201
        assert digits >= least
        assert digits >= wanted
