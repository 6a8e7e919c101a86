"""A process that solves a few patients and ends: run by ``engraft bench`` to time a start through the kernel alone.

The case comes as a JSON file, equations as a list of nodes, so that nothing but the kernel is imported.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engraft.kernel.ensemble import solve
from engraft.kernel.expression import Expression, constant, rebuild, symbol, topological
from engraft.kernel.problem import Ensemble, Problem, Schedule

if TYPE_CHECKING:
    from engraft.cli.benchmark.case import Case

PATIENTS = 16


def store(case: Case, path: Path) -> None:
    """Write what the process needs."""
    people = case.people(PATIENTS)
    given = {f.name: getattr(people.schedule, f.name).tolist() for f in fields(Schedule)}
    told = {
        "states": case.problem.states,
        "parameters": case.problem.parameters,
        "negligible": case.problem.negligible,
        "graph": _listed(case.problem.rates),
        "values": people.parameters.tolist(),
        "initial": people.initial.tolist(),
        "schedule": given,
        "span": case.span,
        "times": case.times.tolist(),
    }
    path.write_text(json.dumps(told), encoding="utf-8")


def _listed(roots: Iterable[Expression]) -> dict[str, Any]:
    roots = list(roots)
    place = {node: k for k, node in enumerate(topological(roots))}
    nodes = [(node.op, node.name, node.value, [place[a] for a in node.args]) for node in place]
    return {"nodes": nodes, "roots": [place[root] for root in roots]}


def _read(graph: dict[str, Any]) -> list[Expression]:
    nodes: list[Expression] = []
    for op, name, value, args in graph["nodes"]:
        if op == "symbol":
            nodes.append(symbol(name))
        else:
            nodes.append(constant(value) if op == "const" else rebuild(op, tuple(nodes[k] for k in args)))
    return [nodes[k] for k in graph["roots"]]


def main(path: str) -> int:
    """Solve what a file says; 0 if every patient was solved."""
    told = json.loads(Path(path).read_text(encoding="utf-8"))
    problem = Problem(
        states=tuple(told["states"]),
        parameters=tuple(told["parameters"]),
        rates=tuple(_read(told["graph"])),
        negligible=tuple(told["negligible"]),
        outputs=tuple((name, symbol(name)) for name in told["states"]),
    )
    kinds = {"kind": np.int8, "target": np.int64}
    schedule = Schedule(
        **{name: np.array(rows, kinds.get(name, np.float64)) for name, rows in told["schedule"].items()}
    )
    people = Ensemble(np.array(told["values"]), np.array(told["initial"]), np.arange(PATIENTS), schedule)
    solution = solve(problem, people, np.array(told["times"]), span=tuple(told["span"]))
    return 0 if solution.solved().all() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
