"""One peer against engraft, in turn, on one core: ``python -m benchmarks.contest NAME [--quick]`` prints JSON rows.

A peer is a module of :mod:`benchmarks.peers` with ``PATIENTS`` (how many it solves, fewer where it is slow),
``ABOUT`` (its configuration in a line) and ``prepare(case)``, which compiles whatever can be compiled beforehand and
returns ``solve(people, rtol)`` with the states at every output time, (states, times, patients). Preparing is not timed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from typing import Any

import numpy as np

from engraft.cli.benchmark.case import RTOL, Case, find
from engraft.cli.benchmark.clock import in_turn, one_core
from engraft.cli.benchmark.peers import HEYOKA_ERRORS, PEERS, Peer
from engraft.cli.benchmark.row import Row
from engraft.cli.benchmark.rows import FULL, QUICK, Effort
from engraft.kernel.problem import Ensemble, Floats, Options

OUR_SCAN = (1e-5, 1e-6, 1e-7, 1e-8, 1e-9)
Solve = Callable[[Ensemble, float], Floats]


@dataclass(frozen=True)
class Scan:
    """Speed and error over tolerances."""

    speed: Floats  # patients per core-second, (repeats, tolerances)
    error: Floats

    def at(self, error: float) -> Floats | None:
        """Interpolate each repeat's speed at an error, on logarithms; None outside of what was scanned."""
        order = np.argsort(self.error)
        known = np.log(self.error[order])
        if not known[0] <= np.log(error) <= known[-1]:
            return None
        return np.array([np.exp(np.interp(np.log(error), known, np.log(speed[order]))) for speed in self.speed])


def ours(case: Case) -> Solve:
    """Solve as a peer would."""

    def solve(people: Ensemble, rtol: float) -> Floats:
        return case.solve(people, options=Options(rtol=rtol, threads=1)).outputs

    return solve


def race(case: Case, rivals: list[tuple[Solve, int, tuple[float, ...]]], repeats: int) -> list[Scan]:
    """Time everybody at every tolerance in turn; errors come from the patients whose solution is known."""
    known = case.people(case.truth.shape[-1])
    errors = [np.array([case.error(solve(known, tol)) for tol in tols]) for solve, _, tols in rivals]
    works = []
    for solve, count, tols in rivals:
        people = case.people(count)
        works += [lambda solve=solve, people=people, tol=tol: solve(people, tol) for tol in tols]
    with one_core():
        seconds = in_turn(works, repeats)
    scans, first = [], 0
    for (_, count, tols), error in zip(rivals, errors, strict=True):
        scans.append(Scan(count / seconds[:, first : first + len(tols)], error))
        first += len(tols)
    return scans


def nominal(case: Case, peer: Peer, module: Any, effort: Effort) -> list[Row]:
    """Compare at the nominal tolerance."""
    count = max(8, module.PATIENTS * effort.patients // FULL.patients)
    rivals = [(ours(case), effort.patients, (RTOL,)), (module.prepare(case), count, (RTOL,))]
    we, they = race(case, rivals, effort.repeats)
    note = (
        f"{module.ABOUT}; {count} patients; max error {they.error[0]:.1e}, ours {we.error[0]:.1e} "
        f"at {np.median(we.speed):,.0f} patients per core-second"
    )
    ratio = float(np.median(we.speed / they.speed))
    return [
        Row(peer.row, ratio, "×", *peer.bars[0], peer=peer.unit, peer_value=float(np.median(they.speed)), note=note)
    ]


def at_errors(case: Case, peer: Peer, module: Any, effort: Effort) -> list[Row]:
    """Compare at the same achieved error."""
    count = max(8, module.PATIENTS * effort.patients // FULL.patients)
    rivals = [(ours(case), effort.patients, OUR_SCAN), (module.prepare(case), count, module.SCAN)]
    we, they = race(case, rivals, effort.repeats)
    rows = []
    for error, bars in zip(HEYOKA_ERRORS, peer.bars, strict=True):
        mine, theirs = we.at(error), they.at(error)
        reach = f"scanned {they.error.min():.0e} to {they.error.max():.0e}"
        note = f"{module.ABOUT}; {count} patients; {reach}, ours {we.error.min():.0e} to {we.error.max():.0e}"
        row = Row(peer.row.format(f"{error:.0e}"), None, "×", *bars, peer=peer.unit, note=note)
        if mine is not None and theirs is not None:
            note += f" at {np.median(mine):,.0f} patients per core-second"
            ratio, speed = float(np.median(mine / theirs)), float(np.median(theirs))
            row = replace(row, value=ratio, peer_value=speed, note=note)
        rows.append(row)
    return rows


def main(arguments: list[str]) -> None:
    """Race one peer and print."""
    name = arguments[0]
    effort = QUICK if "--quick" in arguments else FULL
    peer = PEERS[name]
    module = import_module(f"benchmarks.peers.{name}")
    compare = at_errors if len(peer.bars) > 1 else nominal
    print(json.dumps([asdict(row) for row in compare(find(), peer, module, effort)]))  # noqa: T201 (this is a script)


if __name__ == "__main__":
    main(sys.argv[1:])
