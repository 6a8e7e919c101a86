"""Cells of an edited lot that kept their T-cell receptor: those that recognise the host divide and attack tissue."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Parameter, Port, Rate, State, maximum, minimum
from engraft.models.blocks.donor_t_cells import DonorTCells


class ResidualTCells(Model):
    """TCR positive cells of the lot that recognise the host: they divide and tire as the CAR T cells they came with.

    dA/dt = min(1, q f) arriving + y g (1 - F) room A - (d + lost) A,   dF/dt = u (1 - F) where there are cells
    attack = A/(A + A½ w)

    ======  =====================  ========================================================================
    symbol  here                   meaning
    ======  =====================  ========================================================================
    A       effectors              cells that recognise the host and divide
    F       fatigue                share of their drive that antigen without pause has cost them
    f, q    alloreactive_share,    as in ``DonorTCells``: share that recognises a sibling's minor antigens, and how
            disparity              many times more recognise this host
    g, d, u division, dying,       of the CAR T cells of the same lot, always stimulated: antigen is everywhere
            tiring (ports)
    y       vigor                  division of these cells relative to CAR T cells of the same lot
    lost    lost (port)            antibody and host take them as they take CAR T cells
    A½      half_attack            as in ``DonorTCells``
    ======  =====================  ========================================================================

    The rule is that these are the cells of the same culture, so that they have its rates and not those of a graft,
    which never end here. No number is fitted.

    What this model cannot say: CD4 and CD8, memory, cells that recognise the host and leukemia, tolerance; that a cell
    with receptor and CAR may be worn out by the CAR.

    References
    ----------
    Bleakley M, et al. Blood 2010;115 (frequency of T cells against minor antigens, as in ``DonorTCells``).
    Brudno JN, et al. J Clin Oncol 2016;34:1112. doi:10.1200/JCO.2015.64.5929 (allogeneic CAR T cells with their
    receptor caused no acute disease in 20).
    """

    reference = "10.1200/JCO.2015.64.5929"

    effectors = State("cell", negligible=1.0, description="TCR positive cells that recognise the host and divide")
    fatigue = State("1", negligible=1e-6, description="share of their drive that they have lost")
    arriving = Port("cell/day", "TCR positive cells that settle and will divide")
    division = Port("1/day", "division of a fresh cell that always meets antigen")
    dying = Port("1/day", "death and exhaustion of such a cell")
    tiring = Port("1/day", "pace at which such a cell loses its drive")
    lost = Port("1/day", "lost to antibody and host, per cell")
    weight = Port("kg", "body weight")

    alloreactive_share = DonorTCells.alloreactive_share
    half_attack = DonorTCells.half_attack
    crowding = DonorTCells.crowding
    disparity = Parameter(
        1000.0, "1",
        source=Assumed("a stranger without matched HLA: as a haploidentical donor of the block DonorTCells, tenfold",
                       100.0, 1e4),
        description="how many times more T cells recognise this host than an HLA-identical sibling",
    )  # fmt: skip
    vigor = Parameter(
        1.0, "1",
        source=Assumed("the same cells as the CAR T cells; low: an activated cell that meets antigen by its own "
                       "receptor after culture is worn out", 0.3, 1.0),
        description="division relative to CAR T cells of the same lot",
    )  # fmt: skip
    few = Parameter(
        1.0, "cell", source=Assumed("a number, not biology: where there are no cells nothing tires", 0.01, 100.0),
        description="cells below which fatigue stands still",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield arrival, division and loss."""
        share = minimum(1.0, self.disparity * self.alloreactive_share)
        yield Flow("TCR positive cells that recognise the host settle", into=self.effectors, rate=share * self.arriving)
        crowd = self.crowding * self.weight
        divides = self.vigor * self.division * maximum(0.0, 1.0 - self.fatigue) * crowd / (crowd + self.effectors)
        yield Flow("TCR positive cells divide on host tissue", into=self.effectors, rate=divides * self.effectors)
        yield Flow("TCR positive cells die", out_of=self.effectors, rate=self.dying * self.effectors)
        yield Flow("antibody and host take TCR positive cells", out_of=self.effectors, rate=self.lost * self.effectors)

    def rates(self) -> Iterator[Rate]:
        """Yield fatigue under antigen that never pauses."""
        there = self.effectors / (self.effectors + self.few)
        yield Rate(self.fatigue, there * self.tiring * (1.0 - self.fatigue), "TCR positive cells tire")

    def observables(self) -> Iterator[Observable]:
        """Yield the attack on tissue."""
        attack = self.effectors / (self.effectors + self.half_attack * self.weight)
        yield Observable("attack", attack, "1", "attack on tissue, 0 to 1")
