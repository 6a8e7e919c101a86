"""The ensemble that is timed: the benchmark model cart12 where it is found, else a shipped model."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from engraft.kernel.ensemble import solve
from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import Expression, symbol
from engraft.kernel.problem import Ensemble, Floats, Options, Problem, Schedule, Solution
from engraft.kernel.streams import numpy_normals
from engraft.language import parse

RTOL = 1e-6  # the nominal tolerance
STAND_IN, CELLS, SPREAD = "b_all_spine", 1e8, 0.3
_POWER = re.compile(r"pow\(([^(),]+),([^(),]+)\)")  # the file writes pow(a,b), we write a^b


@dataclass(frozen=True)
class Case:
    """A problem, a law of patients, and where it is known the solution for the first of them.

    Parameters
    ----------
    doses
        (day, state, amount), alike for everybody.
    truth
        The first patients' states, (states, times, patients); None where nobody worked them out.
    """

    name: str
    problem: Problem
    values: Floats  # of the parameters, typical patient
    spread: Floats  # SD of their log between patients
    seed: int
    initial: tuple[Expression, ...]
    doses: tuple[tuple[float, int, float], ...]
    span: tuple[float, float]
    times: Floats
    truth: Floats | None = None

    def people(self, count: int) -> Ensemble:
        """Draw patients; the first are the same whatever their number, and number 0 is the typical one."""
        varied = self.spread > 0
        parameters = np.repeat(self.values[:, None], count, axis=1)
        normals = numpy_normals(self.seed, (count, int(varied.sum())))
        parameters[varied] *= np.exp(normals.T * self.spread[varied, None])
        parameters[:, 0] = self.values
        initial = evaluate(self.initial, dict(zip(self.problem.parameters, parameters, strict=True)), count)
        return Ensemble(parameters, initial, np.arange(count), self._schedule(count))

    def _schedule(self, count: int) -> Schedule:
        days, targets, amounts = (np.array(column) for column in zip(*self.doses, strict=True))
        every = np.ones((1, count))
        none = np.zeros((len(days), count))
        given = (targets[:, None] * every).astype(np.int64)
        return Schedule(days[:, None] * every, none.astype(np.int8), given, amounts[:, None] * every, none)

    def solve(self, people: Ensemble, *, end_only: bool = False, options: Options | None = None) -> Solution:
        """Solve with every output time, or the last alone."""
        times = self.times[-1:] if end_only else self.times
        return solve(self.problem, people, times, span=self.span, options=options or Options(rtol=RTOL, threads=1))

    def error(self, outputs: Floats) -> float:
        """Measure the largest error of the first patients, the instants of doses left out.

        Shapes
        ------
        outputs (states, times, patients)
        """
        if self.truth is None:
            return float("nan")
        few = min(self.truth.shape[-1], outputs.shape[-1])
        truth = self.truth[..., :few]
        wrong = np.abs(outputs[..., :few] - truth) / (np.abs(truth) + np.array(self.problem.negligible)[:, None, None])
        plain = ~np.isin(self.times, [day for day, _, _ in self.doses])
        return float(wrong[:, plain].max())


def shared() -> Path:
    """Say where external material lies: $ENGRAFT_SHARED, else a folder beside the checkout."""
    return Path(os.environ.get("ENGRAFT_SHARED", "../shared"))


def find() -> Case:
    """Take cart12 where it is there, else a model that is shipped."""
    found = shared() / "bench" / "cart12.json"
    return cart12(found) if found.is_file() else stand_in()


def cart12(path: Path) -> Case:
    """Read the benchmark model and the reference solution beside it."""
    told = json.loads(path.read_text(encoding="utf-8"))
    names: dict[str, Expression] = {name: symbol(name) for name in (*told["states"], *told["parameters"])}
    for name, text in told["assignments"]:
        names[name] = _read(text, names)
    states = tuple(told["states"])
    problem = Problem(
        states=states,
        parameters=tuple(told["parameters"]),
        rates=tuple(_read(told["odes"][name], names) for name in states),
        negligible=tuple(told["atol"][name] / told["rtol"] for name in states),
        outputs=tuple((name, names[name]) for name in states),
    )
    return Case(
        name=told["name"],
        problem=problem,
        values=_numbers(told, "value"),
        spread=_numbers(told, "omega_sd_log"),
        seed=int(re.findall(r"default_rng\((\d+)\)", told["population"])[0]),
        initial=tuple(_read(told["initial"][name], names) for name in states),
        doses=tuple((d["day"], states.index(d["state"]), d["amount"]) for d in told["doses"]),
        span=(told["t_start"], told["t_end"]),
        times=np.arange(told["t_start"], told["t_end"] + told["output_every"] / 2, told["output_every"]),
        truth=_truth(path.with_name("cart12_reference.npz")),
    )


def _read(text: str, names: Mapping[str, Expression]) -> Expression:
    return parse(_POWER.sub(r"(\1)^(\2)", text), names)


def _numbers(told: Mapping[str, Any], what: str) -> Floats:
    return np.array([entry[what] for entry in told["parameters"].values()], dtype=np.float64)


def _truth(path: Path) -> Floats | None:
    if not path.is_file():
        return None
    with np.load(path) as kept:
        return np.array(kept["states"].transpose(2, 1, 0))


def stand_in() -> Case:
    """Take a shipped model of CAR T cells: it has no reference solution and another number of operations."""
    from engraft.models import build
    from engraft.simulate.needs import Needs
    from engraft.simulate.problem import lower_problem
    from engraft.therapy import Regimen

    system = build(STAND_IN)
    plain = lower_problem(system, Regimen(), Needs.of([state.name for state in system.states]))
    values = np.array([entry.value for entry in system.parameters])
    return Case(
        name=STAND_IN,
        problem=replace(plain, hazards=(), clones=()),  # nobody leaves early, nothing happens by chance
        values=values,
        spread=np.where(values > 0, SPREAD, 0.0),
        seed=1,
        initial=tuple(state.initial for state in system.states),
        doses=((0.0, plain.states.index("b_all.car"), CELLS),),
        span=(-5.0, 365.0),
        times=np.arange(-5.0, 365.5),
    )
