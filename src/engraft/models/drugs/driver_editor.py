"""An editor in lipid nanoparticles that disrupts or corrects a driver gene in leukemic cells."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Parameter, Port, State, log, maximum, minimum

_NONE = "no editor has been given against leukemia in a patient; {}"


class DriverEditor(Model):
    """A dose opens a window of some days in which a share of the leukemic cells is edited.

    dA/dt = -λ A,   edited per cell and day = -ln(1 - d e) λ A/(D w)

    After one dose D (mg per body weight) the share d e of the cells is edited, d the share that the particles reach
    and e the share of those in which the edit succeeds; after n such doses (1 - d e)^n are not. Each dose meets
    cells anew: who was missed once is not missed by law.

    What this model cannot say: cut and repair (``edit_kinetics`` of the maker's steps does), off-target edits, large
    deletions, editing of healthy cells, immunity against the editor, cells that no particle ever reaches.

    References
    ----------
    Jyotsana N, et al. Ann Hematol 2019;98:1905-1918. doi:10.1007/s00277-019-03713-y (uptake in marrow, mice)
    """

    reference = "10.1007/s00277-019-03713-y"

    active = State("mg", description="editor at work, as the dose that is left")
    weight = Port("kg", "body weight")
    reached = Parameter(
        0.8,
        "1",
        source=Assumed(
            "nearly 100 % of marrow cells took particles with siRNA up in mice "
            "(doi:10.1007/s00277-019-03713-y, abstract); "
            "less where the cargo must be translated",
            0.05,
            0.99,
        ),
        description="share of leukemic cells that particles reach",
    )
    succeeds = Parameter(
        0.5,
        "1",
        source=Assumed(
            _NONE.format("half of the cells that the editor enters, bounds: hardly any to nearly all"), 0.05, 0.95
        ),
        description="share of reached cells in which the driver gene is edited",
    )
    dose = Parameter(
        1.0, "mg/kg", source=Assumed(_NONE.format("a scale of the dose at which both shares hold"), 0.1, 3.0),
        description="dose at which both shares hold",
    )  # fmt: skip
    ends = Parameter(
        math.log(2.0), "1/day", source=Assumed("mRNA and protein of the editor are gone within days", 0.2, 2.0),
        description="rate at which the window closes",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield the end of the window."""
        yield Flow("the editor is lost", out_of=self.active, rate=self.ends * self.active)

    def observables(self) -> Iterator[Observable]:
        """Yield the share of one dose, and the rate of editing."""
        share = minimum(0.999, maximum(0.0, self.reached * self.succeeds))
        per_dose = -log(1.0 - share)
        yield Observable("share", share, "1", "share of leukemic cells that one dose edits")
        rate = per_dose * self.ends * self.active / (self.dose * self.weight)
        yield Observable("rate", rate, "1/day", "edited per leukemic cell and day")
