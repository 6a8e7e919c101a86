"""Leukemia that CAR T cells see by CD19 and by CD22, and that can lose either, or both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engraft.language import Assumed, Expression, Flow, Observable, Parameter, State, minimum
from engraft.models.blocks.leukemia_clones import LeukemiaClones, _parts


class TwoAntigenLeukemia(LeukemiaClones):
    """The clones of ``LeukemiaClones``, of which each may have lost CD22 besides.

    killed at v (CD19) or at min(1, residual + w) v (CD19 lost or dim, CD22 kept), residual v (both lost)
    positive -> negative, without CD22 -> without both: μ19 per division;  positive -> without CD22,
    negative -> without both: μ22 per division

    ======  ===================  ==================================================================
    symbol  here                 meaning
    ======  ===================  ==================================================================
    w       through_cd22         killing through CD22 alone, relative to CD19; 0 for cells against CD19
    μ19     loss_of_cd19         chance to lose CD19 per division (``can_lose_cd19`` says in whom)
    μ22     loss_of_cd22         chance to lose CD22 per division (``can_lose_cd22`` says in whom)
    ======  ===================  ==================================================================

    Two losses that are independent are needed to escape both: from one cell with both, with b divisions and net growth
    g per day, μ19 μ22 (b t)² e^{gt} cells have lost both after t days (to first order in each), and each of them
    founds a clone with the chance 1 - d/b. Before treatment the share without both is the product of the shares.

    The block's own value of w is that of cells with both receptors: for cells against CD19 alone a study gives them the
    trait ``leukemia.through_cd22`` of 0.

    What this model cannot say: density of CD22, which falls before it is lost and is why cells against CD22 fail;
    lineage switch that keeps either; receptors that hinder each other; what ``LeukemiaClones`` cannot.

    References
    ----------
    Spiegel JY, et al. Nat Med 2021;27:1419. doi:10.1038/s41591-021-01436-0 (CD19 lost after both were targeted).
    Wang T, et al. J Clin Oncol 2022;41:1670. doi:10.1200/JCO.22.01214 (43 relapses by antigen).
    """

    reference = "10.1200/JCO.22.01214"

    through_cd22 = Parameter(
        0.3, "1",
        source=Assumed("a third as many CD22 as CD19 molecules on blasts (recalled), killing in proportion", 0.0, 1.0),
        description="share of the killing through CD19 that CD22 alone has",
    )  # fmt: skip
    can_lose_cd22 = Parameter(
        1.0, "1", source=Assumed("it can; no figure for who cannot", 0.0, 1.0),
        description="1 where CD22 negative cells precede treatment and arise, 0 where not",
    )  # fmt: skip
    cd22_negative_share = Parameter(
        1e-6, "1", source=Assumed("as for CD19: below the limit of flow cytometry", 1e-8, 1e-4), spread=2.0,
        description="CD22 negative cells per CD22 positive cell at the start; spread assumed",
    )  # fmt: skip
    loss_of_cd22 = Parameter(
        1e-8, "1", source=Assumed("as for CD19: one hit", 1e-10, 1e-6), description="chance to lose CD22 per division"
    )

    without_cd22 = State(
        "cell", initial=lambda m: m.burden * m.can_lose_cd22 * m.cd22_negative_share / _parts(m), clone=True,
        description="leukemic cells with CD19 and without CD22",
    )  # fmt: skip
    without_both = State(
        "cell",
        initial=lambda m: (
            m.burden * m.can_lose_cd19 * m.negative_share * m.can_lose_cd22 * m.cd22_negative_share / _parts(m)
        ),
        clone=True,
        description="leukemic cells without CD19 and CD22",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield the flows of the clones, killing through CD22, and losses of either antigen."""
        v = self.car_kill
        for flow in super().flows():
            dim = flow.name == "CAR T cells kill dim leukemia"
            yield replace(flow, rate=v * self._dim_kill() * self.negative) if dim else flow
        yield Flow("CAR T cells kill leukemia without CD22", out_of=self.without_cd22, rate=v * self.without_cd22)
        both = v * self.residual * self.without_both
        yield Flow("CAR T cells kill dim leukemia without CD22", out_of=self.without_both, rate=both)
        divides = (self.growth + self.turnover) * self._room()
        of_22, of_19 = (
            self.can_lose_cd22 * self.loss_of_cd22 * divides,
            self.can_lose_cd19 * self.loss_of_cd19 * divides,
        )
        one = of_22 * self.positive
        yield Flow("leukemia loses CD22", out_of=self.positive, into=self.without_cd22, rate=one)
        later = of_22 * self.negative
        yield Flow("leukemia without CD19 loses CD22", out_of=self.negative, into=self.without_both, rate=later)
        last = of_19 * self.without_cd22
        yield Flow("leukemia without CD22 loses CD19", out_of=self.without_cd22, into=self.without_both, rate=last)

    def observables(self) -> Iterator[Observable]:
        """Yield what the clones yield, what both receptors see of them, and all that has lost CD19."""
        for one in super().observables():
            yield one if one.name != "seen" else replace(one, expression=self._seen())
        yield Observable("cd19_lost", self.negative + self.without_both, "cell", "leukemic cells without CD19")

    def _seen(self) -> Expression:
        """Leukemic cells as CAR T cells with both receptors see and reach them."""
        plain = self.positive + self.without_cd22 + self.access * self.sanctuary
        return plain + self._dim_kill() * self.negative + self.residual * self.without_both

    def _dim_kill(self) -> Expression:
        """Killing of a cell without CD19 and with CD22, relative to one with CD19."""
        return minimum(1.0, self.residual + self.through_cd22)

    def _clones(self) -> tuple[tuple[str, Expression], ...]:
        """Name the clones."""
        return (*super()._clones(), ("CD22 negative", self.without_cd22), ("double negative", self.without_both))

    def _medullary(self) -> Expression:
        """Leukemic cells of marrow and blood."""
        return super()._medullary() + self.without_cd22 + self.without_both
