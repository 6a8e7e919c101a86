"""Leukemia as clones that antibodies see by CD19 or by CD22."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Flow, Parameter, Port
from engraft.models.blocks.leukemia_clones import LeukemiaClones


class TargetedLeukemia(LeukemiaClones):
    """The clones of ``LeukemiaClones``, killed besides by T cells tied to CD19 and by drugs that bind CD22.

    tied T cells kill CD19 positive cells at e, hidden ones at ``access`` e, the others not at all;
    a drug against CD22 kills positive, negative and dim cells at i, hidden ones at ``antibody_access`` i, and cells of
    another lineage, which have lost CD22 too, not at all

    Leukemia that has lost CD19 keeps CD22: it resists blinatumomab and CAR T cells and not inotuzumab ozogamicin.
    Dim cells, which CAR T cells kill a little (``residual``), are counted as negative for an engager.

    What this model cannot say: density of either antigen, loss of CD22, genetic subtypes; what ``LeukemiaClones``
    cannot.

    References
    ----------
    León-Triana 2021, doi:10.1016/j.cnsns.2020.105570 (growth).
    Mejstríková E, et al. Blood Cancer J 2017;7:659. doi:10.1038/s41408-017-0023-x (CD19 negative relapse after
    blinatumomab; CD22 among the markers that are left).
    """

    engager_kill = Port("1/day", "killed by T cells tied to CD19, per CD19 positive cell")
    cd22_kill = Port("1/day", "killed by a drug that binds CD22, per CD22 positive cell")

    antibody_access = Parameter(
        0.1,
        "1",
        source=Assumed(
            "antibodies hardly pass into the cerebrospinal fluid: 0.1 to 1 % there, more in other places", 0.0, 0.5
        ),
        description="killing in sanctuaries by a drug against CD22, relative to marrow",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield what the clones do, and what antibodies do to them."""
        yield from super().flows()
        e, i = self.engager_kill, self.cd22_kill
        yield Flow("engaged T cells kill CD19 positive leukemia", out_of=self.positive, rate=e * self.positive)
        hidden = e * self.access * self.sanctuary
        yield Flow("engaged T cells kill hidden leukemia", out_of=self.sanctuary, rate=hidden)
        yield Flow("payload by CD22 kills CD19 positive leukemia", out_of=self.positive, rate=i * self.positive)
        yield Flow("payload by CD22 kills CD19 negative leukemia", out_of=self.negative, rate=i * self.negative)
        reached = i * self.antibody_access * self.sanctuary
        yield Flow("payload by CD22 kills hidden leukemia", out_of=self.sanctuary, rate=reached)
