"""A leukemia that a driver gene keeps dividing: cells that need it, cells that do not, and cells where it is edited."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Parameter, Port, State, maximum

_MARTINEZ = "10.1186/1471-2407-4-44"
_RELAPSE = "haematologica.org/article/view/7651"


class DriverDependence(Model):
    """Division follows the driver's protein; what dies, dies as before; silence therefore shrinks the clone.

    h(P) = f + (1 - f) Pⁿ (1 + Kⁿ)/(Pⁿ + Kⁿ)            share of full division: 1 at P = 1, f at P = 0
    dD/dt = b h(P) (1 - N/Kc w) D - δ D - ε D - k D      dependent cells
    dI/dt = b c (1 - N/Kc w) I - δ I - k I               independent cells, there before treatment
    dX/dt = b f (1 - N/Kc w) X - δ X + ε D - k X         cells whose driver gene is disrupted
    b = growth + δ,   N = D + I + X

    ======  ======================  ======================================================================
    symbol  here                    meaning
    ======  ======================  ======================================================================
    P       protein (port)          protein of the driver, as a share of untreated
    ε       editing (port)          edited per cell and day
    k       killing (port)          killed per cell and day by other treatment, 0 where there is none
    f       residual_division       division that is left without the driver
    K, n    half_protein, steepness protein at which half of the loss is reached; how steep
    c       independent_fitness     division of independent cells to that of dependent ones
    δ       turnover                loss without treatment: death and maturation
    ======  ======================  ======================================================================

    Without room (N = Kc w) nobody divides. Alone and far below it, dependent cells grow at (growth + δ) h - δ: with
    f = 0 and P = 0 at -δ, and not at all where h = δ/(growth + δ).

    What this model cannot say: senescence that outlasts the silence (cells silenced for weeks engrafted worse in mice),
    differentiation, stem cells apart from blasts, healthy cells that carry the fusion, how cells become independent
    (bypass, another fusion transcript, no uptake) beyond their being there.

    References
    ----------
    Martinez N, et al. BMC Cancer 2004;4:44. doi:10.1186/1471-2407-4-44 (Kasumi-1: depletion of RUNX1-CBFA2T1 inhibits
    proliferation and the G1-S transition and lowers apoptosis). Issa H, et al. Leukemia 2023 (PMC10079536; mice)
    """

    reference = _MARTINEZ

    protein = Port("1", "protein of the driver, as a share of untreated")
    editing = Port("1/day", "edited per dependent cell")
    killing = Port("1/day", "killed per leukemic cell by other treatment")
    weight = Port("kg", "body weight")
    burden = Parameter(
        1e9, "cell/kg", source=Assumed("a population sets it: 58 % blasts of the block 'marrow'", 1e3, 1.7e9),
        description="leukemic cells per body weight on day 0",
    )  # fmt: skip
    growth = Parameter(
        math.log(2.0) / 14.0,
        "1/day",
        source=Assumed(
            "doubling in two weeks: molecular relapse of t(8;21) in blood came a median of 3.9 months before "
            f"hematological relapse ({_RELAPSE}, abstract; n = 94), nine doublings of 13 days for 2.7 logs",
            0.02, 0.1,
        ),
        spread=0.5,
        description="net growth without treatment; spread assumed",
    )  # fmt: skip
    turnover = Parameter(
        0.1, "1/day", source=Assumed("blasts divide about weekly and most of the gain is lost", 0.02, 0.5),
        description="loss without treatment",
    )  # fmt: skip
    capacity = Parameter(
        1.4e10, "cell/kg", source=Assumed("1e12 leukemic cells, the textbook's lethal burden, at 70 kg", 3e9, 3e10),
        description="leukemic cells per body weight at which division stops",
    )  # fmt: skip
    residual_division = Parameter(
        0.2,
        "1",
        source=Assumed(
            f"proliferation is inhibited and G1-S transition with it (doi:{_MARTINEZ}, abstract), not abolished",
            0.0,
            0.6,
        ),
        description="share of division that is left without the driver",
    )
    half_protein = Parameter(
        0.5,
        "1",
        source=Assumed("half of the loss where half of the protein is left: no dose-response was read", 0.1, 0.9),
        description="protein at which half of the loss is reached",
    )
    steepness = Parameter(
        2.0, "1", source=Assumed("no dose-response was read: neither proportional nor a switch", 1.0, 6.0),
        description="steepness of division over protein",
    )  # fmt: skip
    independent_share = Parameter(
        1e-6, "1", source=Assumed("no count is known: one in a million, three decades either way", 1e-9, 1e-3),
        spread=2.0,
        description="independent cells per dependent one on day 0; spread assumed",
    )  # fmt: skip
    independent_fitness = Parameter(
        1.0, "1", source=Assumed("as fit as dependent cells; without their driver they may be less", 0.7, 1.1),
        description="division of independent cells to that of dependent ones",
    )  # fmt: skip

    dependent = State(
        "cell",
        initial=lambda m: m.burden * m.weight / (1.0 + m.independent_share),
        clone=True,
        description="leukemic cells that need the driver",
    )
    independent = State(
        "cell",
        initial=lambda m: m.burden * m.weight * m.independent_share / (1.0 + m.independent_share),
        clone=True,
        description="leukemic cells that do not need the driver",
    )
    edited = State("cell", clone=True, description="leukemic cells whose driver gene is disrupted")

    def flows(self) -> Iterator[Flow]:
        """Yield division, loss, editing and killing."""
        room = maximum(0.0, 1.0 - self._total() / (self.capacity * self.weight))
        full = (self.growth + self.turnover) * room
        clones = {
            "dependent": (self.dependent, self.driven()),
            "independent": (self.independent, self.independent_fitness),
            "edited": (self.edited, self.residual_division),
        }
        for kind, (clone, share) in clones.items():
            yield Flow(f"{kind} cells divide", into=clone, rate=full * share * clone)
            yield Flow(f"{kind} cells are lost", out_of=clone, rate=self.turnover * clone)
            yield Flow(f"treatment kills {kind} cells", out_of=clone, rate=self.killing * clone)
        yield Flow(
            "an editor disrupts the driver", out_of=self.dependent, into=self.edited, rate=self.editing * self.dependent
        )

    def driven(self) -> Expression:
        """Return the share of full division that the protein allows."""
        half = self.half_protein**self.steepness
        there = maximum(self.protein, 0.0) ** self.steepness
        return self.residual_division + (1.0 - self.residual_division) * there * (1.0 + half) / (there + half)

    def observables(self) -> Iterator[Observable]:
        """Yield all cells, division with and without the driver's help, and the edited share."""
        total = self._total()
        full = self.growth + self.turnover
        yield Observable("total", total, "cell", "leukemic cells")
        yield Observable("driven", self.driven(), "1", "division of dependent cells, as a share of untreated")
        yield Observable("division", full * self.driven(), "1/day", "division of dependent cells")
        yield Observable("full_division", full, "1/day", "division of untreated cells")
        net = full * self.driven() - self.turnover
        yield Observable("net_growth", net, "1/day", "net growth of dependent cells where there is room")
        least = total + 1.0e-9 * self.capacity * self.weight
        yield Observable("edited_share", self.edited / least, "1", "edited among leukemic cells")

    def _total(self) -> Expression:
        """All leukemic cells."""
        return self.dependent + self.independent + self.edited
