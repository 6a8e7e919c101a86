"""Rodas5P: a stiffly accurate, L-stable Rosenbrock method of order 5 with dense output of order 4.

The step is built as expressions, so that every backend works from the same list of operations.

References
----------
Steinebach 2023, BIT Numerical Mathematics 63:27, doi:10.1007/s10543-023-00967-x (method, coefficients).
Hairer & Wanner, Solving Ordinary Differential Equations II, 1996, section IV.7 (form used here).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engraft.kernel import expression as ex
from engraft.kernel.derivative import gradients
from engraft.kernel.expression import TIME, ZERO, Expression, symbol
from engraft.kernel.linear import factorise, solve

ORDER = 5
STAGES = 8
GAMMA = 0.21193756319429014

_A6 = (-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946)
A: tuple[tuple[float, ...], ...] = (
    (),
    (3.0,),
    (2.849394379747939, 0.45842242204463923),
    (-6.954028509809101, 2.489845061869568, -10.358996098473584),
    (2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641),
    _A6,
    (*_A6, 1.0),
    (*_A6, 1.0, 1.0),
)
C: tuple[tuple[float, ...], ...] = (
    (),
    (-14.155112264123755,),
    (-17.97296035885952, -2.859693295451294),
    (147.12150275711716, -1.41221402718213, 71.68940251302358),
    (165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306),
    (24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125, -0.6610691825249471),
    (30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783, -19.097331116725623,
     -28.087943162872662),
    (37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047, -40.06618937091002,
     -54.66780262877968, -9.48861652309627),
)  # fmt: skip
NODES = (0.0, 0.6358126895828704, 0.4095798393397535, 0.9769306725060716, 0.4288403609558664, 1.0, 1.0, 1.0)
TIME_WEIGHTS = (
    GAMMA, -0.42387512638858027, -0.3384627126235924, 1.8046452872882734, 2.325825639765069, 0.0, 0.0, 0.0,
)  # fmt: skip
DENSE: tuple[tuple[float, ...], ...] = (
    (25.948786856663858, -2.5579724845846235, 10.433815404888879, -2.3679251022685204, 0.524948541321073,
     1.1241088310450404, 0.4272876194431874, -0.17202221070155493),
    (-9.91568850695171, -0.9689944594115154, 3.0438037242978453, -24.495224566215796, 20.176138334709044,
     15.98066361424651, -6.789040303419874, -6.710236069923372),
    (11.419903575922262, 2.8879645146136994, 72.92137995996029, 80.12511834622643, -52.072871366152654,
     -59.78993625266729, -0.15582684282751913, 4.883087185713722),
)  # fmt: skip

STEP, THETA = symbol("step.size"), symbol("step.theta")


@dataclass(frozen=True)
class StepGraph:
    """One step from ``time`` to ``time + step.size`` as expressions of the states at its start.

    ``error`` is the largest component of the embedded error over its weight
    ``negligible + max(|y|, |y_new|)``: a step is good when it is at most rtol.
    """

    new: tuple[Expression, ...]
    dense: tuple[tuple[Expression, ...], ...]
    error: Expression


def step_graph(states: Sequence[str], rates: Sequence[Expression], negligible: Sequence[float]) -> StepGraph:
    """Build the eight stages, sharing one Jacobian and one factorisation."""
    y = [symbol(name) for name in states]
    slopes, stage = _stages(states, rates)
    last = stage[-1]  # argument of the eighth stage: the solution of the embedded method
    new = tuple(u + k for u, k in zip(last, slopes[-1], strict=True))
    dense = tuple(tuple(_combine(row, slopes, i) for i in range(len(y))) for row in DENSE)
    error = ZERO
    for old, now, k, floor in zip(y, new, slopes[-1], negligible, strict=True):
        weight = floor + ex.maximum(ex.absolute(old), ex.absolute(now))
        error = ex.maximum(error, ex.absolute(k) / weight)
    return StepGraph(new, dense, error)


def _stages(
    states: Sequence[str], rates: Sequence[Expression]
) -> tuple[list[list[Expression]], list[list[Expression]]]:
    """Return the slopes k_1..k_8 and the stage arguments u_1..u_8."""
    jacobian = gradients(rates, [*states, TIME.name])
    inverse = ex.reciprocal(GAMMA * STEP)
    matrix = {
        (i, j): (inverse if i == j else ZERO) - row.get(name, ZERO)
        for i, row in enumerate(jacobian)
        for j, name in enumerate(states)
    }
    factors = factorise(matrix, len(states))
    drift = [row.get(TIME.name, ZERO) for row in jacobian]
    y = [symbol(name) for name in states]
    slopes: list[list[Expression]] = []
    arguments: list[list[Expression]] = []
    per_step = ex.reciprocal(STEP)
    for s in range(STAGES):
        u = [arguments[-1][i] + slopes[-1][i] if s >= 6 else y[i] + _combine(A[s], slopes, i) for i in range(len(y))]
        at = {name: value for name, value in zip(states, u, strict=True)} | {TIME.name: TIME + NODES[s] * STEP}
        right = [
            f + TIME_WEIGHTS[s] * STEP * drift[i] + per_step * _combine(C[s], slopes, i)
            for i, f in enumerate(ex.substitute(rates, at) if s else rates)
        ]
        arguments.append(u)
        slopes.append(solve(factors, right))
    return slopes, arguments


def _combine(weights: Sequence[float], slopes: Sequence[Sequence[Expression]], i: int) -> Expression:
    total = ZERO
    for weight, k in zip(weights, slopes, strict=False):
        total = total + weight * k[i]
    return total


def interpolant(old: Expression, new: Expression, dense: Sequence[Expression]) -> Expression:
    """Write the state at ``time + theta*h`` from both ends and the three dense slopes.

    A state that stands still over the step is given back without rounding.
    """
    k1, k2, k3 = dense
    rest = 1.0 - THETA
    return old + THETA * ((new - old) + rest * (k1 + THETA * (k2 + THETA * k3)))
