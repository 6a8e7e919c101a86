"""Lymphocytes of the host after conditioning for a transplant, and the IL-15 that their loss leaves."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, State, maximum

_KIMMEL = "10.1098/rspb.2021.0229"
_DE_BOCK = "10.1371/journal.pone.0055876"
_LEAST = 0.05  # others consume IL-15 too, however large a share lymphocytes have
_DEPLETED = "medians before conditioning and on day 7, n = 70, as if no lymphocyte were left on day 7"


class HostLymphocytes(Model):
    """Host T and NK cells grow back beside the donor's; both consume IL-15.

    dN/dt = r N (1 - (N + D)/K) - kill N,     K = capacity per weight · weight
    IL-15 = I0/(1 - f + f (N + D)/K),         support = IL-15/(IL-15 + H)

    Why not the block ``Lymphocytes``: its law of growth (Gompertz, Kimmel 2021) has no bound at few cells, so that a
    host grows back from a single lymphocyte in two weeks and rejects every graft.

    A myeloablative course leaves none or a few; whether these grow back is chance, as it is for a clone.

    What this model cannot say: subsets, thymus, antibodies, host cells that resist radiation, IL-15 of inflammation.

    References
    ----------
    Kimmel GJ, Locke FL, Altrock PM. Proc R Soc B 2021;288:20210229. doi:10.1098/rspb.2021.0229
    De Bock M, et al. PLoS ONE 2013;8:e55876. doi:10.1371/journal.pone.0055876
    """

    reference = _KIMMEL

    cells = State(
        "cell",
        initial=lambda m: m.capacity_per_weight * m.weight,
        clone=True,
        description="host T and NK cells in the body",
    )
    weight = Port("kg", "body weight")
    donor_total = Port("cell", "donor T cells in the body")
    kill = Port("1/day", "rate at which treatment and donor T cells kill host lymphocytes")
    capacity_per_weight = Parameter(
        2.5e11 / 70.0, "cell/kg",
        source=Assumed("2.5e11 cells (doi:10.1098/rspb.2021.0229, Table 1) at an assumed 70 kg", 2e9, 1e10),
        description="lymphocytes per body weight at which growth stops",
    )  # fmt: skip
    growth = Parameter(
        0.04, "1/day",
        source=Assumed(
            "as donor T cells: 450 per uL on day 30 of a transplant (median of 157, doi:10.1016/j.bbmt.2007.07.005); "
            "bounds: half, and the 0.17 of doi:10.1098/rspb.2021.0229", 0.02, 0.17,
        ),
        description="growth rate of lymphocytes",
    )  # fmt: skip
    il15_rest = Parameter(
        2.4, "pg/mL", source=Paper(_DE_BOCK, "abstract", "before conditioning"), description="IL-15 at rest"
    )
    il15_share = Parameter(
        1.0 - 2.4 / 12.5, "1",
        source=Paper(_DE_BOCK, "abstract", f"1 - 2.4/12.5: {_DEPLETED}"),
        description="share of IL-15 consumption that is by lymphocytes",
    )  # fmt: skip
    half_support = Parameter(
        5.5, "pg/mL",
        source=Assumed("geometric mean of IL-15 at rest and depleted, 2.4 and 12.5; bounds are these two", 2.4, 12.5),
        description="IL-15 at half of its support",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield growth into the room and killing."""
        room = maximum(0.0, 1.0 - self._filled())
        yield Flow("host lymphocytes grow back", into=self.cells, rate=self.growth * room * self.cells)
        yield Flow("host lymphocytes are killed", out_of=self.cells, rate=self.kill * self.cells)

    def observables(self) -> Iterator[Observable]:
        """Yield IL-15 and what it lends to donor T cells."""
        consumed = maximum(_LEAST, 1.0 - self.il15_share + self.il15_share * self._filled())
        il15 = self.il15_rest / consumed
        yield Observable("il15", il15, "pg/mL", "interleukin-15 in blood")
        yield Observable("support", il15 / (il15 + self.half_support), "1", "support of division by IL-15, 0 to 1")

    def _filled(self) -> Expression:
        """Lymphocytes of both, as a share of their room."""
        return (self.cells + self.donor_total) / (self.capacity_per_weight * self.weight)
