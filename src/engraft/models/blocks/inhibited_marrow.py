"""What hinders normal progenitors of blood besides drugs: leukemia in their place, and interferon-gamma."""

from __future__ import annotations

from engraft.language import Assumed, Expression, Parameter, maximum

HALF_INHIBITION = Parameter(
    750.0,
    "pg/mL",
    source=Assumed(
        "less than 15 U/mL halve colonies of granulocytes and macrophages (Blood 1985;65:858), at 2e7 U/mg "
        "(J Immunol 1985;135:2502) 750 pg/mL; in blood instead of marrow, for all lineages. Bounds: tenfold either way",
        75.0,
        7500.0,
    ),
    description="interferon-gamma that halves the division of progenitors",
)
LEAST_ROOM = Parameter(
    0.01,
    "1",
    source=Assumed("some niches stay with normal progenitors however full the marrow is", 0.001, 0.05),
    description="room left in a marrow full of leukemia",
)


def spared(ifn_gamma: Expression, half: Expression) -> Expression:
    """Return the share of progenitors that interferon-gamma lets divide: 1/(1 + c/c½)."""
    return half / (half + ifn_gamma)


def open_room(room: Expression, least: Expression) -> Expression:
    """Return the room of a marrow, which leukemia never takes entirely."""
    return maximum(room, least)


def free_place(room: Expression, pool: Expression, at_rest: Expression) -> Expression:
    """Return the share of divisions for which there is a place in a marrow that leukemia has filled in part.

    share = r / (r + (1 - r) P/P0)

    In an empty marrow (r = 1) it is 1 however many progenitors there are, so a published law stays what
    it was. At rest it is the room itself, and the fewer progenitors are left the less they are in each
    other's way.

    Parameters
    ----------
    room
        Share of the marrow that is not leukemia, above zero.
    pool, at_rest
        Progenitors now, and at rest in a healthy marrow.
    """
    return room * at_rest / (room * at_rest + (1.0 - room) * pool)
