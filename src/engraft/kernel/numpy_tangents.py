"""Derivatives of the states of a block in the directions asked for: where they lie, and how they follow a step."""

from __future__ import annotations

import numpy as np

from engraft.kernel.lanes import Lanes
from engraft.kernel.numpy_stages import step_tangents
from engraft.kernel.problem import Floats, Integers


def open_tangents(lanes: Lanes) -> None:
    """Enter the derivatives at the start: by default each direction moves its own parameter or initial value only."""
    columns, given = lanes.plan.columns, lanes.ensemble.initial_tangents
    for q, name in enumerate(columns.directions):
        for k, state in enumerate(lanes.plan.problem.states):
            if state in columns.states:
                lanes.row(f"tangent{q}.{state}")[:] = float(name == state) if given is None else given[q, k]
        lanes.row(f"own{q}")[:] = float(name in columns.own)
        if name in columns.changed:
            lanes.row(f"move{q}.{name}")[:] = 1.0


def states_moves(lanes: Lanes, who: Integers) -> Floats:
    """Read the derivatives of the states: (directions, states, lanes)."""
    columns = lanes.plan.columns
    shape = (len(columns.directions), len(columns.states), len(who))
    found: Floats = lanes.table[lanes.tangents, who].reshape(shape)
    return found


def final_moves(lanes: Lanes) -> Floats:
    """Read the derivatives of the problem's states, of those that never move too: (directions, states, lanes)."""
    columns, states = lanes.plan.columns, lanes.plan.problem.states
    found = np.zeros((len(columns.directions), len(states), lanes.table.shape[1]))
    for q in range(len(columns.directions)):
        for k, state in enumerate(states):
            if state in columns.states:
                found[q, k] = lanes.row(f"tangent{q}.{state}")
    return found


def set_states_moves(lanes: Lanes, who: Integers, moves: Floats) -> None:
    """Write the derivatives of the states."""
    lanes.table[lanes.tangents, who] = moves.reshape(-1, len(who))


def stand_still(lanes: Lanes, clone: str, who: Integers) -> None:
    """Forget how a clone moves: a whole number that chance has drawn does not."""
    for q in range(len(lanes.plan.problem.directions)):
        if clone in lanes.plan.columns.states:
            lanes.row(f"tangent{q}.{clone}")[who] = 0.0


def all_moves(lanes: Lanes, who: Integers, states: Floats) -> Floats:
    """Put the derivatives of all columns together: (directions, columns, lanes)."""
    columns = lanes.plan.columns
    n, c = len(columns.states), len(columns.changed)
    moves = np.zeros((len(columns.directions), len(columns.names), len(who)))
    moves[:, :n] = states
    for q, name in enumerate(columns.directions):
        for k, symbol in enumerate(columns.changed):
            moves[q, n + k] = lanes.row(f"move{q}.{symbol}")[who]
        if name in columns.own:
            moves[q, n + c + columns.own.index(name)] = lanes.row(f"own{q}")[who]
    return moves


class Followed:
    """Derivatives along the steps that some patients have just been granted."""

    def __init__(self, lanes: Lanes, who: Integers) -> None:
        self.lanes, self.who = lanes, who
        self.old = states_moves(lanes, who)
        self.new, self.dense = step_tangents(lanes.plan, lanes.table[:, who])

    def at(self, who: Integers, theta: Floats) -> Floats:
        """Read the derivatives inside the step, as the states are read."""
        place = np.searchsorted(self.who, who)
        old, new, (k1, k2, k3) = self.old[..., place], self.new[..., place], self.dense[..., place]
        with np.errstate(all="ignore"):
            inside: Floats = old + theta * ((new - old) + (1.0 - theta) * (k1 + theta * (k2 + theta * k3)))
        return inside

    def show(self, who: Integers) -> None:
        """Write the derivatives of the outputs at a visit inside the step."""
        show_tangents(self.lanes, who, self.at(who, self.lanes.theta[who]))

    def land(self, theta: Floats, states: Floats) -> None:
        """Move the derivatives to the end of the step; a state held at its floor does not move."""
        moves = np.where(theta < 1.0, self.at(self.who, theta), self.new)
        sunk = (states < 0.0) & np.asarray(self.lanes.plan.unsigned)[:, None]
        moved = [s in self.lanes.plan.columns.states for s in self.lanes.plan.states]
        set_states_moves(self.lanes, self.who, np.where(sunk[moved], 0.0, moves))


def show_tangents(lanes: Lanes, who: Integers, states: Floats) -> None:
    """Write the derivatives of the outputs at the next visit, from those of the states."""
    found = lanes.plan.output_moves(lanes.table, who, all_moves(lanes, who, states))
    lanes.kept.tangents[who, lanes.visit[who]] = found.transpose(2, 0, 1)
