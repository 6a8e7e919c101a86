"""Tsitouras' explicit pair of orders 5 and 4, for systems that are not stiff.

References
----------
Tsitouras 2011, Computers & Mathematics with Applications 62:770, doi:10.1016/j.camwa.2011.06.002 (method, interpolant).
"""

from __future__ import annotations

from engraft.kernel.method import Method

NODES = (0.0, 0.161, 0.327, 0.9, 0.9800255409045097, 1.0, 1.0)
A: tuple[tuple[float, ...], ...] = (
    (),
    (0.161,),
    (-0.008480655492356989, 0.335480655492357),
    (2.8971530571054935, -6.359448489975075, 4.3622954328695815),
    (5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525),
    (5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383),
    (0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774),
)  # the last stage stands at the new state
ERROR = (
    -0.00178001105222577714, -0.0008164344596567469, 0.007880878010261995, -0.1447110071732629, 0.5823571654525552,
    -0.45808210592918697, 1 / 66,
)  # fmt: skip
# coefficients of theta, theta², theta³, theta⁴ in the weight of each slope
_INTERPOLANT = (
    (1.0, -2.763706197274826, 2.9132554618219126, -1.0530884977290216),
    (0.0, 0.13169999999999998, -0.2234, 0.1017),
    (0.0, 3.9302962368947516, -5.941033872131505, 2.490627285651253),
    (0.0, -12.411077166933676, 30.33818863028232, -16.548102889244902),
    (0.0, 37.50931341651104, -88.1789048947664, 47.37952196281928),
    (0.0, -27.896526289197286, 65.09189467479366, -34.87065786149661),
    (0.0, 1.5, -4.0, 2.5),
)


def _dense() -> tuple[tuple[float, ...], ...]:
    """Write the interpolant as theta·(new - old) + theta·(1 - theta)·(d1 + d2·theta + d3·theta²)."""
    final = (*A[-1], 0.0)
    rows = []
    for (first, second, third, _), weight in zip(_INTERPOLANT, final, strict=True):
        d1 = first - weight
        d2 = second + d1
        rows.append((d1, d2, third + d2))
    return tuple(zip(*rows, strict=True))


TSIT5 = Method(name="tsit5", nodes=NODES, argument=A, dense=_dense(), error=ERROR)
