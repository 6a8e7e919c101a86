"""Antibody: long-lived plasma cells, short-lived ones that B cells feed, IgG, and IgG that is given."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, State, maximum

_THURMANN = "Thurmann 1995, Eur J Clin Pharmacol 49:237"


def _plasma_cells(m: Humoral) -> Expression:
    """Give the long-lived plasma cells at rest."""
    return m.plasma_cells_per_weight * m.weight


def _igg(m: Humoral) -> Expression:
    """Give the IgG in the body at rest."""
    return m.igg_rest * m.volume_per_weight * m.weight


class Humoral(Model):
    """IgG is made by long-lived plasma cells, which have no CD19, and by short-lived ones in proportion to B cells.

    dP/dt = (P0 B/B0 - P) ln 2/t_P
    dG/dt = k G0 ((1 - s) P/P0 + s B/B0) - k G,     k = ln 2/t_G,  level = G/(V weight)

    ======  ==========================  ==================================================
    symbol  here                        meaning
    ======  ==========================  ==================================================
    P       plasma_cells                long-lived plasma cells in the body
    G       igg                         IgG in the body; IgG given enters here
    B/B0    b_cells_share (port)        B cells, as a share of those at rest
    s       short_lived_share           share of IgG made by short-lived plasma cells
    t_P     plasma_cell_half_life       of long-lived plasma cells
    t_G     igg_half_life               of IgG
    V       volume_per_weight           volume of distribution of IgG
    ======  ==========================  ==================================================

    CAR T cells against CD19 act through B cells alone: long-lived plasma cells survive them for years
    (Bhoj 2016). Without B cells IgG falls to 1 - s of rest with its own half-life, then with theirs.

    What this model cannot say: the longer half-life of IgG at low levels, loss of IgG from leaky
    vessels or the gut, classes and specificities, responses to vaccines.

    References
    ----------
    Bhoj VG, et al. Blood 2016;128:360-370. doi:10.1182/blood-2016-01-694356
    Hill JA, et al. Blood Adv 2019;3:3590-3601 (IgG falls by 17.5 %, measles IgG does not).
    Thurmann PA, et al. Eur J Clin Pharmacol 1995;49:237-242 (half-life and volume of IgG).
    """

    reference = "10.1182/blood-2016-01-694356"

    plasma_cells = State("cell", initial=_plasma_cells, description="long-lived plasma cells in the body")
    igg = State("mg", initial=_igg, description="IgG in the body")
    weight = Port("kg", "body weight")
    b_cells_share = Port("1", "B cells, as a share of those at rest")
    plasma_cells_per_weight = Parameter(
        2e7,
        "cell/kg",
        source=Assumed("about 1 % of the nucleated cells of the marrow; only the share of rest acts", 2e6, 2e8),
        description="long-lived plasma cells per body weight",
    )
    plasma_cell_half_life = Parameter(
        5.0,
        "year",
        source=Assumed(
            "antibody-secreting plasma cells are there at least 25 months after CAR T cells without any B cell "
            "(doi:10.1182/blood-2016-01-694356); bounds: as long as that, and as titers of vaccines last",
            2.0,
            20.0,
        ),
        description="half-life of long-lived plasma cells",
    )
    short_lived_share = Parameter(
        0.38,
        "1",
        source=Assumed(
            "IgG falls from 587 to 362 mg/dL after CAR T cells in 579 adults (PMID 39505278), by 17.5 % in 39 others "
            "(Blood Adv 2019;3:3590); children have had less time to make long-lived plasma cells",
            0.175,
            0.8,
        ),
        description="share of IgG made by short-lived plasma cells",
    )
    igg_rest = Parameter(
        5.87,
        "g/L",
        source=Assumed(
            "mean of 579 adults before CAR T cells (PMID 39505278), for children after chemotherapy", 3.0, 10.0
        ),
        spread=0.3,
        description="IgG at rest; spread assumed, 30 %",
    )
    igg_half_life = Parameter(
        22.4, "day", source=Paper(_THURMANN, "abstract", "healthy volunteers"), description="half-life of IgG"
    )
    volume_per_weight = Parameter(
        5.41 / 70.0 * 1e3,
        "mL/kg",
        source=Assumed("5.41 L in healthy volunteers (Eur J Clin Pharmacol 1995;49:237), at 70 kg", 50.0, 120.0),
        description="volume of distribution of IgG per body weight",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield the turnover of long-lived plasma cells and of IgG."""
        aging = math.log(2.0) / self.plasma_cell_half_life
        fed = _plasma_cells(self) * self.b_cells_share
        yield Flow("B cells become plasma cells", into=self.plasma_cells, rate=aging * fed)
        yield Flow("plasma cells die", out_of=self.plasma_cells, rate=aging * self.plasma_cells)
        clearance = math.log(2.0) / self.igg_half_life
        made = clearance * _igg(self)
        long_lived = maximum(0.0, 1.0 - self.short_lived_share) * self.plasma_cells / _plasma_cells(self)
        yield Flow("long-lived plasma cells make IgG", into=self.igg, rate=made * long_lived)
        short_lived = self.short_lived_share * self.b_cells_share
        yield Flow("short-lived plasma cells make IgG", into=self.igg, rate=made * short_lived)
        yield Flow("IgG is broken down", out_of=self.igg, rate=clearance * self.igg)

    def observables(self) -> Iterator[Observable]:
        """Yield the level of IgG."""
        yield Observable("igg_level", self.igg / (self.volume_per_weight * self.weight), "g/L", "IgG in serum")
