"""What a jump does to derivatives.

At an instant that does not move, derivatives follow what is done: an amount that depends on the course adds its
derivative, a value that is set replaces it. Where the instant itself moves (a switch, an event of a hazard), the course
before and after are compared at the same time: with the instant tau, ``S+ = S- + (f- - f+) dtau``. How tau moves
follows from the gap g that closes there, ``dtau = -(g_y S- + g_p) / (g_y f- + g_t)``. The rates f are those of the
equations, not the slope of the interpolant: states that do not jump then keep their derivative to the last bit, and the
jump is right to the order of the method where a step is exact to rounding.

References
----------
Galán, Feehery & Barton 1999, Applied Numerical Mathematics 31:17, doi:10.1016/S0168-9274(98)00125-1.
"""

from __future__ import annotations

import numpy as np

from engraft.kernel.constraints import settle
from engraft.kernel.lanes import Lanes
from engraft.kernel.numpy_tangents import all_moves, set_states_moves, stand_still, states_moves
from engraft.kernel.problem import Floats, Integers


def add_moves(lanes: Lanes, state: str, who: Integers, moves: Floats) -> None:
    """Let a state move further, by the derivatives of an amount: (directions, lanes)."""
    for q, move in enumerate(moves):
        if state in lanes.plan.columns.states:
            lanes.row(f"tangent{q}.{state}")[who] += move


def put_moves(lanes: Lanes, target: str, who: Integers, moves: Floats) -> None:
    """Set how a state or parameter moves: as the value it has just been set to."""
    columns = lanes.plan.columns
    for q, move in enumerate(moves):
        if target in columns.states:
            lanes.row(f"tangent{q}.{target}")[who] = move
        elif target in columns.changed:
            lanes.row(f"move{q}.{target}")[who] = move
        elif target == columns.directions[q]:
            lanes.row(f"own{q}")[who] = 0.0


def rule_moves(lanes: Lanes, k: int, who: Integers) -> Floats:
    """Differentiate the amounts of a rule's actions: (directions, actions, lanes)."""
    if not lanes.plan.problem.directions:
        return np.zeros((0, len(lanes.plan.problem.rules[k].actions), len(who)))
    return lanes.plan.amount_moves[k](lanes.table, who, all_moves(lanes, who, states_moves(lanes, who)))


def settle_moves(lanes: Lanes, who: Integers) -> None:
    """Let algebraic states move as their equations demand."""
    if lanes.plan.problem.directions and who.size:
        moves = all_moves(lanes, who, states_moves(lanes, who))
        set_states_moves(lanes, who, _closed(lanes, who, moves, None)[:, : len(lanes.plan.columns.states)])


def _closed(lanes: Lanes, who: Integers, moves: Floats, moment: Floats | None) -> Floats:
    """Work out how algebraic states move from how everything else does."""
    names = [s for s in lanes.plan.algebraic_names if s in lanes.plan.columns.states]
    if not names:
        return moves
    columns = [lanes.plan.columns.states.index(s) for s in names]
    moves = moves.copy()
    moves[:, columns] = 0.0
    equations, matrix = lanes.plan.equation_moves
    right = -equations(lanes.table, who, moves, moment)
    slopes = matrix(lanes.table, who).reshape(len(names), len(names), len(who))
    with np.errstate(all="ignore"):
        found = np.linalg.solve(slopes.transpose(2, 0, 1), right.transpose(2, 1, 0))
    moves[:, columns] = found.transpose(2, 1, 0)
    return moves


def gap_moment(lanes: Lanes, k: int, who: Integers) -> Floats:
    """Tell how the instant moves at which a gap has just closed: (directions, lanes)."""
    gap, table = lanes.plan.gap_moves[k], lanes.table
    along = np.zeros((1, len(lanes.plan.columns.names), len(who)))
    along[:, : len(lanes.plan.columns.states)] = lanes.plan.rates_now(table, who)
    one = np.ones((1, len(who)))
    (speed,) = gap(table, who, _closed(lanes, who, along, one), one)
    with np.errstate(all="ignore"):  # a gap that only touches zero has no derivative
        found: Floats = -gap(table, who, all_moves(lanes, who, states_moves(lanes, who)))[:, 0] / speed[0]
    return found


class Turn:
    """A jump at an instant that moves: look before it, act, then settle."""

    def __init__(self, lanes: Lanes, who: Integers, moment: Floats) -> None:
        self.lanes, self.who, self.moment = lanes, who, moment
        before = lanes.plan.rates_now(lanes.table, who)
        with np.errstate(all="ignore"):
            self.carried = states_moves(lanes, who) + before * moment[:, None]  # derivatives at the moving instant

    @staticmethod
    def at_gap(lanes: Lanes, k: int, who: Integers) -> Turn | None:
        """Look before gap k acts; nothing to look at where no directions are asked for."""
        return Turn(lanes, who, gap_moment(lanes, k, who)) if lanes.plan.problem.directions else None

    def change(self, hazard: int) -> None:
        """Let what a hazard sets move as the values it is set to."""
        lanes = self.lanes
        changes = lanes.plan.problem.hazards[hazard].changes
        moves = all_moves(lanes, self.who, self.carried)
        found = lanes.plan.change_moves[hazard](lanes.table, self.who, moves, self.moment)
        for k, (target, _) in enumerate(changes):
            if target in lanes.plan.columns.states:
                self.carried[:, lanes.plan.columns.states.index(target)] = found[:, k]
            else:
                put_moves(lanes, target, self.who, found[:, k])

    def stop(self) -> None:
        """Leave the derivatives at the moving instant: there is nothing after it."""
        set_states_moves(self.lanes, self.who, self.carried)

    def settle(self) -> None:
        """Bring the derivatives back to an instant that does not move, along the rates after the jump."""
        after = self.lanes.plan.rates_now(self.lanes.table, self.who)
        with np.errstate(all="ignore"):
            set_states_moves(self.lanes, self.who, self.carried - after * self.moment[:, None])
        for small, clone in zip(self.lanes.small, self.lanes.plan.problem.clones, strict=True):
            stand_still(self.lanes, clone.state, self.who[small[self.who]])
        settle_moves(self.lanes, self.who)


def turn_timed(lanes: Lanes, who: Integers) -> None:
    """Turn the switches whose instant these patients have reached, one after the other."""
    instants = lanes.plan.instants(lanes.table, who)
    for k, switch in enumerate(lanes.plan.timed):
        flag = lanes.row(switch.flag)
        now = who[(instants[k] == lanes.t[who]) & (flag[who] == 0.0)]
        if now.size:
            moves = all_moves(lanes, now, states_moves(lanes, now))
            turn = Turn(lanes, now, lanes.plan.instant_moves[k](lanes.table, now, moves)[:, 0])
            flag[now] = 1.0
            if any(lanes.plan.algebraic):
                settle(lanes, now)
            turn.settle()
