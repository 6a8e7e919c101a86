"""What a blood count sees of Hosseini 2020."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Model, Observable, Paper, Parameter, Port, maximum

_DOI = "10.1038/s41540-020-00145-7"


class Hosseini2020Blood(Model):
    """B cells and CD8 T cells per volume of blood, under the names that endpoints read.

    count = cells in blood/volume of blood; activated share = A/(T + A + P)

    What this model cannot say: other white cells, CD4 T cells, which of the B cells are leukemic; when so few are left
    that a count would find none.

    References
    ----------
    Hosseini I, Gadkar K, Stefanich E, et al. npj Syst Biol Appl 2020;6:28. doi:10.1038/s41540-020-00145-7
    """

    reference = _DOI

    resting = Port("cell", "resting CD8 T cells in blood")
    activated = Port("cell", "activated CD8 T cells in blood")
    post_activated = Port("cell", "post-activated CD8 T cells in blood")
    b_cells_total = Port("cell", "B cells in blood")
    volume = Port("mL", "volume of blood")
    one_cell = Parameter(
        1.0, "cell", source=Paper(_DOI, "Supplementary Software, TDBr26_6_paper", "max(…, 1) in its fractions"),
        description="below which nobody is counted",
    )  # fmt: skip

    def observables(self) -> Iterator[Observable]:
        """Yield counts and the share that is activated."""
        t_cells = self.resting + self.activated + self.post_activated
        yield Observable("b_cells", self.b_cells_total / self.volume, "cell/uL", "B cells in blood")
        yield Observable("t_cells", t_cells / self.volume, "cell/uL", "CD8 T cells in blood")
        share = self.activated / maximum(t_cells, self.one_cell)
        yield Observable("activated_share", share, "1", "activated of CD8 T cells in blood")
