"""A mature B-cell disease in nodes, blood and marrow: it grows, moves between them, and is reached unequally."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import (
    Assumed,
    Expression,
    Flow,
    Model,
    Observable,
    Paper,
    Parameter,
    Port,
    State,
    maximum,
    minimum,
    select,
)

_MESSMER = "10.1172/JCI23409"
_BURGER = "Blood 2014;123:4132"
_KIMMEL = "10.1098/rspb.2021.0229"
_LINDERKAMP = Paper("Linderkamp 1977, Eur J Pediatr 125:227", "Table 1", "68 to 80 mL/kg from 4 to 14 years")
_REFERENCE = "nodes and blood of a reference patient (5.2e11 cells by the law of sizes, 5.6e11 of 100e9/L) stay at rest"


class NodalDisease(Model):
    """Malignant B cells that divide in nodes and marrow, circulate, and leave a mass behind where nodes are cleared.

    dN/dt = b r N - d N - e N + hn B - kN N - l N
    dB/dt = e (N + M) - (hn + hm + d) B - kB B
    dM/dt = b r M - d M - e M + hm B - kM M
    dG/dt = b r G - d G - (c + an z v) G + l N                     without the antigen, in nodes
    dS/dt = s kN N - ln 2/q S                                      what is left where cells were killed
    kN = a v + c + an,  kB = v + c + ab,  kM = v + c + am,  r = 1 - (N + B + M + G)/(K weight), l = u b r
    seen = B + M + a N + z a G
    sum of products = P0 ((N + G + S)/N0)^(2/3),  longest diameter = root of (g P/y)

    ======  ==========================  ===================================================================
    symbol  here                        meaning
    ======  ==========================  ===================================================================
    N,B,M   nodes, blood, marrow        malignant cells in nodes and other tissue, blood and marrow
    G       negative                    those without the antigen of the CAR
    S       remains                     mass without living cells, in cells
    b, d    birth, death                division and death per day
    e       leaving                     passage from tissue into blood
    hn, hm  homing_nodes, homing_marrow passage from blood into tissue
    v       car_kill (port)             killed by CAR T cells per cell in reach
    a       access                      killing in nodes relative to blood and marrow, at most 1
    c       drugs (port)                killed by chemotherapy per cell, everywhere alike
    ab..an  antibody_* (ports)          killed by an antibody per cell
    z       residual                    killing of cells without the antigen relative to others
    s, q    scar, fading                share of killed nodal mass that stays, and its half-life
    K       capacity                    malignant cells per weight at which division stops
    P0, N0  products_one, cells_one     sum of products of diameters that so many cells make
    g, y    largest, aspect             part of the largest node in the sum; its width over its length
    ======  ==========================  ===================================================================

    Sizes go with the power 2/3 of mass, as areas with volumes. CAR T cells are stimulated by what they reach, so cells
    hidden in nodes neither drive them nor are killed; they feed the blood as long as they live. A node that was cleared
    need not vanish: computed tomography sees the mass that stays (``scar``), flow cytometry of blood does not.

    What this model cannot say: spleen and liver apart from nodes, single nodes, extranodal lesions, metabolic activity,
    the niche and its drugs (ibrutinib moves cells into blood: Burger 2014), subclones other than the one without
    antigen, del(17p) and other genetics (they act on the parameters), transformation in the course.

    References
    ----------
    Messmer BT, et al. J Clin Invest 2005;115:755-764. doi:10.1172/JCI23409 (birth; abstract).
    Burger JA, et al., model by Wodarz D. Blood 2014;123:4132-4135 (death, passage; abstract).
    Kimmel GJ, et al. Proc R Soc B 2021;288:20210229. doi:10.1098/rspb.2021.0229 (cells of a lymphoma).
    """

    reference = _MESSMER

    car_kill = Port("1/day", "killed by T cells, per cell they reach")
    drugs = Port("1/day", "killed by chemotherapy, per cell")
    antibody_nodes = Port("1/day", "killed by an antibody, per cell in nodes")
    antibody_blood = Port("1/day", "killed by an antibody, per cell in blood")
    antibody_marrow = Port("1/day", "killed by an antibody, per cell in marrow")
    weight = Port("kg", "body weight")

    products = Parameter(
        22.5,
        "cm^2",
        source=Paper("TRANSCEND NHL 001, ashpublications.net/view-large/12124307", "table", "median of 270"),
        description="sum of products of diameters at the start; a population sets it",
    )
    count = Parameter(
        10e9,
        "cell/L",
        source=Assumed("between the 5e9/L that define the disease and the 100e9/L of untreated patients", 0.0, 300e9),
        description="malignant cells in blood at the start; a population sets it",
    )
    infiltrate = Parameter(
        0.5,
        "1",
        source=Assumed("half of the marrow's cells; 30 % is the limit of a cleared marrow", 0.0, 0.99),
        description="malignant share of marrow cells at the start; a population sets it",
    )
    marrow_cells = Parameter(
        1.7325e9,
        "cell/kg",
        source=Assumed("as in the block of marrow, 5e10/0.74/39 kg", 1e9, 2e10),
        description="nucleated marrow cells per weight",
    )
    birth = Parameter(
        0.01,
        "1/day",
        source=Assumed("0.1 to over 1 % per day, progressive from 0.35 % on (Messmer 2005, abstract)", 3.5e-3, 0.03),
        spread=0.5,
        description="division per cell in nodes and marrow; spread assumed",
    )  # fmt: skip
    death = Parameter(
        0.027 / 5.0,
        "1/day",
        source=Paper(_BURGER, "abstract", "2.7 % per day under ibrutinib, 5 times that without; in blood 1.7 % over 3"),
        description="death without treatment",
    )
    leaving = Parameter(
        0.027 * 0.233 / (1.0 - 0.233),
        "1/day",
        source=Assumed(
            "under ibrutinib 23.3 % of the tissue's cells move to blood while 2.7 % per day die there (Burger 2014, "
            "abstract): m/(m + 2.7 %) is 23.3 %; taken for the passage without it",
            1e-3,
            0.03,
        ),
        spread=0.5,
        description="passage from tissue into blood; spread assumed",
    )
    homing_nodes = Parameter(
        0.0020,
        "1/day",
        source=Assumed(f"{_REFERENCE}: e N = (hn + hm + d) B with hn and hm as these numbers are", 2e-4, 0.1),
        description="passage from blood into nodes",
    )
    homing_marrow = Parameter(
        0.0002,
        "1/day",
        source=Assumed("as many per cell as home to nodes: 5e10 in marrow, 5.2e11 in nodes", 2e-5, 0.01),
        description="passage from blood into marrow",
    )
    access = Parameter(
        0.3,
        "1",
        source=Assumed(
            "fewer T cells reach nodes of CLL than blood and marrow, where responses are deepest; no ratio "
            "published; the geometric mean of 0.1 and 1",
            0.03,
            1.0,
        ),
        spread=0.7,
        description="killing by CAR T cells in nodes relative to blood and marrow, at most 1; spread assumed",
    )
    residual = Parameter(
        0.02,
        "1",
        source=Assumed("as in the block of leukemia: dim cells are killed, truly negative ones are not", 0.0, 0.2),
        description="killing of cells without the antigen relative to others",
    )
    negative_share = Parameter(
        1e-9,
        "1",
        source=Assumed("loss of CD19 in relapse is rare in CLL and lymphoma with 4-1BB; none published", 1e-12, 1e-6),
        spread=2.0,
        description="cells without the antigen per nodal cell at the start; spread assumed",
    )
    loss_of_antigen = Parameter(
        1e-8,
        "1",
        source=Assumed("mutation per gene and division, one hit where the other allele is lost", 1e-10, 1e-6),
        description="chance to lose the antigen per division",
    )
    capacity = Parameter(
        1e13 / 70.0,
        "cell/kg",
        source=Assumed("ten times the burden of treated CLL, 1e12; counts above 1e12/L have been survived", 3e10, 5e11),
        description="malignant cells per weight at which division stops",
    )
    scar = Parameter(
        0.1,
        "1",
        source=Assumed(
            "nodes without activity may stay after treatment; 35 % of the mass would hide a partial, 3 % a complete "
            "response: their geometric mean",
            0.01,
            0.5,
        ),
        spread=1.3,
        description="share of killed nodal mass that stays, at most 1; spread assumed: tenths lie 28-fold apart",
    )
    fading = Parameter(
        180.0,
        "day",
        source=Assumed("masses that stay shrink over months or not at all", 60.0, 1000.0),
        description="half-life of the mass that stays",
    )
    products_one = Parameter(
        22.5,
        "cm^2",
        source=Paper("TRANSCEND NHL 001, ashpublications.net/view-large/12124307", "table", "median of 270"),
        description="sum of products of diameters of the reference lymphoma",
    )
    cells_one = Parameter(
        9.486e10,
        "cell",
        source=Paper(_KIMMEL, "Table 1", "94.86 mL: another trial's median, taken for the same disease"),
        description="cells of the reference lymphoma",
    )
    largest = Parameter(
        0.65,
        "1",
        source=Assumed("44 % with a node above 5 cm (TRANSCEND CLL 004), the median sum taken as 22.5 cm2", 0.3, 1.0),
        description="part of the largest node in the sum of products",
    )  # fmt: skip
    aspect = Parameter(
        0.7, "1", source=Assumed("nodes are ovals", 0.5, 1.0), description="width of a node over its length"
    )
    blood_volume = Parameter(75.0, "mL/kg", source=_LINDERKAMP, description="blood volume per body weight")

    nodes = State(
        "cell",
        initial=lambda m: _nodal(m) / (1.0 + m.negative_share),
        clone=True,
        description="malignant cells in nodes and other tissue",
    )
    blood = State(
        "cell",
        initial=lambda m: m.count * m.blood_volume * m.weight,
        clone=True,
        description="malignant cells in blood",
    )
    marrow = State(
        "cell",
        initial=lambda m: m.infiltrate * m.marrow_cells * m.weight,
        clone=True,
        description="malignant cells in marrow",
    )
    negative = State(
        "cell",
        initial=lambda m: _nodal(m) * m.negative_share / (1.0 + m.negative_share),
        clone=True,
        description="malignant cells in nodes without the antigen",
    )
    remains = State("cell", negligible=1.0, description="mass that stays where nodes were cleared, in cells")

    def flows(self) -> Iterator[Flow]:
        """Yield growth, passage, loss of antigen, killing and the mass that stays."""
        divides = self.birth * self._room()
        for place, cells in (("nodes", self.nodes), ("marrow", self.marrow), ("nodes without antigen", self.negative)):
            yield Flow(f"malignant cells divide in {place}", into=cells, rate=divides * cells)
            yield Flow(f"malignant cells die in {place}", out_of=cells, rate=self.death * cells)
        yield Flow("malignant cells die in blood", out_of=self.blood, rate=self.death * self.blood)
        lost = self.loss_of_antigen * divides * self.nodes
        yield Flow("malignant cells lose the antigen", out_of=self.nodes, into=self.negative, rate=lost)
        yield from self._passage()
        yield from self._killing()
        gone = math.log(2.0) / self.fading * self.remains
        yield Flow("what stays in nodes fades", out_of=self.remains, rate=gone)

    def _passage(self) -> Iterator[Flow]:
        """Yield what moves between tissue and blood."""
        for place, cells, homing in (
            ("nodes", self.nodes, self.homing_nodes),
            ("marrow", self.marrow, self.homing_marrow),
        ):
            yield Flow(f"cells leave {place}", out_of=cells, into=self.blood, rate=self.leaving * cells)
            yield Flow(f"cells home to {place}", out_of=self.blood, into=cells, rate=homing * self.blood)

    def _killing(self) -> Iterator[Flow]:
        """Yield what each treatment kills in each place; of nodes, a part of the mass stays."""
        stays = minimum(1.0, self.scar)
        v, reached = self.car_kill, minimum(1.0, self.access)
        ways = (
            ("T cells kill", reached * v, v, v, reached * self.residual * v),
            ("chemotherapy kills", self.drugs, self.drugs, self.drugs, self.drugs),
            ("antibody kills", self.antibody_nodes, self.antibody_blood, self.antibody_marrow, self.antibody_nodes),
        )
        for what, nodes, blood, marrow, negative in ways:
            cleared = nodes * self.nodes
            yield Flow(f"{what} in nodes, mass stays", out_of=self.nodes, into=self.remains, rate=stays * cleared)
            yield Flow(f"{what} in nodes", out_of=self.nodes, rate=(1.0 - stays) * cleared)
            yield Flow(f"{what} in blood", out_of=self.blood, rate=blood * self.blood)
            yield Flow(f"{what} in marrow", out_of=self.marrow, rate=marrow * self.marrow)
            yield Flow(f"{what} without antigen", out_of=self.negative, rate=negative * self.negative)

    def observables(self) -> Iterator[Observable]:
        """Yield sums, what CAR T cells see, counts and sizes."""
        reached = minimum(1.0, self.access)
        seen = self.blood + self.marrow + reached * (self.nodes + self.residual * self.negative)
        yield Observable("total", self._total(), "cell", "malignant cells")
        yield Observable("seen", seen, "cell", "malignant cells as CAR T cells see and reach them")
        nodal = self.nodes + self.negative
        yield Observable("nodal", nodal, "cell", "living malignant cells in nodes")
        count = self.blood / (self.blood_volume * self.weight)
        yield Observable("blood_count", count, "cell/L", "malignant cells in blood")
        share = minimum(1.0, self.marrow / (self.marrow_cells * self.weight))
        yield Observable("infiltration", share, "1", "malignant share of marrow cells")
        size = self.products_one * (maximum(0.0, nodal + self.remains) / self.cells_one) ** (2.0 / 3.0)
        yield Observable("sum_of_products", size, "cm^2", "sum of products of diameters, on computed tomography")
        longest = (self.largest / self.aspect * size) ** 0.5
        yield Observable("longest_diameter", longest, "cm", "longest diameter of the largest node")
        gone = select(self._total() <= 0.0, 1.0, 0.0)
        yield Observable("extinct", gone, "1", "no malignant cell is left", ((0.0, "present"), (1.0, "extinct")))

    def _total(self) -> Expression:
        """All malignant cells."""
        return self.nodes + self.blood + self.marrow + self.negative

    def _room(self) -> Expression:
        """Share of division that crowding leaves."""
        return maximum(0.0, 1.0 - self._total() / (self.capacity * self.weight))


def lymphoma() -> NodalDisease:
    """Return a large B-cell lymphoma: it grows faster, hardly circulates, and is killed at Kimmel's rates.

    The rates at which CAR T cells kill were found in this disease (Kimmel 2021), so they reach its nodes in full.
    """
    turnover = Assumed("large cells divide about weekly and half of the gain is lost; no rate found", 0.0, 0.5)
    hardly = Assumed("large B-cell lymphoma is rarely seen in blood; a number that keeps it so", 0.0, 1e-3)
    return NodalDisease(
        birth=Parameter(
            0.2,
            "1/day",
            source=Assumed("net growth of 0.1 per day (Kimmel 2021, Table 1) and what dies", 0.11, 0.6),
            spread=0.5,
            description="division per cell; spread assumed, 0.01 to 0.5 of net growth are published",
        ),
        death=Parameter(0.1, "1/day", source=turnover, description="death without treatment"),
        leaving=Parameter(1e-5, "1/day", source=hardly, description="passage from tissue into blood"),
        homing_nodes=Parameter(
            1.0,
            "1/day",
            source=Assumed("cells that circulate settle within a day", 0.1, 24.0),
            description="passage from blood into nodes",
        ),
        homing_marrow=Parameter(0.0, "1/day", source=hardly, description="passage from blood into marrow"),
        access=Parameter(
            1.0,
            "1",
            source=Paper(_KIMMEL, "Table 1", "killing was found in lymphoma: nothing further hinders it"),
            description="killing by CAR T cells in nodes relative to blood and marrow, at most 1",
        ),
        count=Parameter(0.0, "cell/L", source=hardly, description="malignant cells in blood at the start"),
        infiltrate=Parameter(
            0.0,
            "1",
            source=Assumed("marrow is involved in a minority; a population sets it", 0.0, 0.9),
            description="malignant share of marrow cells at the start",
        ),
    )


def _nodal(block: NodalDisease) -> Expression:
    """Nodal cells of the size at the start."""
    return block.cells_one * (block.products / block.products_one) ** 1.5
