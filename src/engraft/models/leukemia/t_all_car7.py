"""T-ALL under a stranger's CAR T cells against CD7: the blocks of b_all_universal with another antigen."""

from __future__ import annotations

import math

from engraft.language import Assumed, Model, Parameter, System, join
from engraft.models.blocks.after_failure import AfterFailure
from engraft.models.blocks.cd7_antigen import Cd7Antigen, Cd7Leukemia, Cd7Lymphocytes
from engraft.models.blocks.kills import Kills
from engraft.models.leukemia import b_all, b_all_universal

_LEFT_OUT = ("cd19.leukemia", "cd19.b_cells")
WIRES = {name: wire for name, wire in b_all_universal.WIRES.items() if name not in _LEFT_OUT} | {
    "cd7.leukemia": "leukemia.seen",
    "cd7.lymphocytes": "lymphocytes.with_cd7_cells",
    "cd7.car_kill": "car.kill_rate",
    "car.antigen": "cd7.cells",
    "lymphocytes.car_kill": "car.kill_rate",
    "b_cells.car_kill": "cd7.b_cell_kill",
    # primed host T cells carry CD7 as often as other T cells
    "rejection.kill": "against_primed.total",
    "against_primed.depletion": "depletion.total",
    "against_primed.car": "lymphocytes.cd7_kill",
}


def t_all_car7() -> System:
    """Follow a person with T-ALL through conditioning and a stranger's CAR T cells against CD7 to remission on day 28.

    Cells enter ``car.infused``, alemtuzumab ``alemtuzumab.amount``, everything else as in ``b_all_universal``. The
    host's T and NK cells carry CD7: they drive expansion, die, and leave room and IL-15, and those that would reject
    are among them. B cells stay. Transplant in remission is counted and changes nothing (``failure.transplant``).

    What this system cannot say: what each block says it cannot; rates of T-ALL (they are those of B-ALL), what
    transplant does, cells that kill each other in culture (that is a matter of the lot), return of T cells with CD7.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=WIRES | b_all.bedside(parts), name="t_all_car7", about=t_all_car7.__doc__ or "")


def recipes() -> dict[str, Model]:
    """Name the blocks: those of a stranger's cells in B-ALL, with CD7 in the place of CD19."""
    universal = {name: recipe for name, recipe in b_all_universal.recipes().items() if name != "cd19"}
    return universal | {
        "failure": AfterFailure(transplant_rate=_bridge()),
        "leukemia": Cd7Leukemia(), "cd7": Cd7Antigen(), "lymphocytes": Cd7Lymphocytes(),
        "against_primed": Kills(("depletion", "car")),
    }  # fmt: skip


def _bridge() -> Parameter:
    """Return the rate of transplant of those in remission from day 28 on, for which these cells are given."""
    why = (
        "children after UCART19 were transplanted between days 41 and 79 (Blood Adv 2025;9:4750): half of those in "
        "remission on day 28 by day 60; bounds: days 41 and 79"
    )
    month = 365.25 / 12.0
    source = Assumed(why, math.log(2.0) / 51.0 * month, math.log(2.0) / 13.0 * month)
    said = "transplant in remission, counted only"
    return Parameter(math.log(2.0) / 32.0 * month, "1/month", source=source, description=said)
