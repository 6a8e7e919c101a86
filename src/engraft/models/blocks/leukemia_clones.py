"""Leukemia as clones that differ in what CAR T cells can see and reach."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, State, maximum

_LEONTRIANA = "10.1016/j.cnsns.2020.105570"
_FREQUENCY = (
    "where CD19 negative cells precede treatment they are too rare for routine flow cytometry (below 1e-4); a "
    "thousandth of that limit up to the limit"
)


class LeukemiaClones(Model):
    """CD19 positive, CD19 negative or dim, lineage-switched and hidden leukemia; every clone may die out by chance.

    For each clone x with killing v_x and drugs d:
    dx/dt = (b (1 - T/K) - m) x - v_x x - d x + switching + exchange,    b = growth + turnover, m = turnover

    CAR T cells kill CD19 positive cells at v, negative or dim ones at ``residual`` v, switched ones not at all,
    and hidden ones (extramedullary, central nervous system) at ``access`` v. Not every leukemia can lose CD19 or
    switch lineage: ``can_lose_cd19`` and ``can_switch`` are 1 or 0, and a population draws them.

    What this model cannot say: CD19 density within a clone, genetic subtypes (they act on the parameters),
    blasts in blood (their share of marrow cells is constant, in the block of blood counts), niches.
    Drugs reach a sanctuary as they reach the marrow.

    References
    ----------
    León-Triana 2021, doi:10.1016/j.cnsns.2020.105570 (growth). Lamble AJ, et al. Blood Adv 2023;7:575
    (kinds of relapse). Bueno C, et al. Blood 2022;140:38. doi:10.1182/blood.2021014840 (CD19 negative cells
    before treatment).
    """

    reference = _LEONTRIANA

    car_kill = Port("1/day", "killed by CAR T cells, per CD19 positive cell")
    conditioning = Port("1/day", "killed by lymphodepletion, per cell")
    bridging = Port("1/day", "killed by bridging chemotherapy, per cell")
    weight = Port("kg", "body weight")

    burden = Parameter(
        5e10,
        "cell",
        source=Paper(_LEONTRIANA, "initial value"),
        description="leukemic cells at the start; a population sets it",
    )
    growth = Parameter(
        1.0 / 30.0,
        "1/day",
        source=Paper(_LEONTRIANA, "eqs 4a-4c", "rhoL as in BIOMD0000001011"),
        spread=0.5,
        description="net growth of the leukemia; spread assumed from doubling times of relapsing leukemia (11 to 36 d)",
    )
    turnover = Parameter(
        0.1,
        "1/day",
        source=Assumed("blasts divide about weekly and most of the gain is lost; no rate in children found", 0.0, 0.5),
        description="death of leukemic cells without treatment",
    )
    capacity = Parameter(
        1.4e10,
        "cell/kg",
        source=Assumed("1e12 leukemic cells, the textbook's lethal burden, at 70 kg", 3e9, 3e10),
        description="leukemic cells per weight at which growth stops",
    )
    can_lose_cd19 = Parameter(
        1.0,
        "1",
        source=Assumed("it can; a population draws it", 0.0, 1.0),
        description="1 where CD19 negative or dim cells precede treatment and arise, 0 where not",
    )
    can_switch = Parameter(
        1.0,
        "1",
        source=Assumed("it can; a population draws it", 0.0, 1.0),
        description="1 where cells of another lineage precede treatment, 0 where not",
    )
    negative_share = Parameter(
        1e-6,
        "1",
        source=Assumed(_FREQUENCY, 1e-8, 1e-4),
        spread=2.0,
        description="CD19 negative or dim cells per CD19 positive cell at the start; spread assumed",
    )
    switched_share = Parameter(
        1e-9,
        "1",
        source=Assumed("few cells even where lineage can switch: a thousandth of the negative share", 1e-11, 1e-7),
        spread=2.0,
        description="cells of another lineage per CD19 positive cell at the start; spread assumed",
    )
    hidden_share = Parameter(
        1e-4,
        "1",
        source=Assumed("active disease of the central nervous system was excluded: below imaging", 1e-6, 1e-2),
        spread=1.0,
        description="leukemic cells in sanctuaries per CD19 positive cell at the start; spread assumed",
    )
    loss_of_cd19 = Parameter(
        1e-8,
        "1",
        source=Assumed("mutation per gene and division, one hit where the other allele is lost", 1e-10, 1e-6),
        description="chance to lose CD19 per division",
    )
    residual = Parameter(
        0.02,
        "1",
        source=Assumed("dim cells are killed (Blood Adv 2019;3:3539), truly negative ones are not", 0.0, 0.2),
        description="killing of negative or dim cells relative to positive ones",
    )
    access = Parameter(
        0.2,
        "1",
        source=Assumed("CAR T cells reach the cerebrospinal fluid in smaller numbers than blood", 0.05, 1.0),
        description="killing in sanctuaries relative to marrow",
    )
    leaving = Parameter(
        1e-3,
        "1/day",
        source=Assumed("a relapse of the sanctuary reaches the marrow within months", 1e-4, 1e-2),
        description="hidden cells that move to the marrow",
    )

    positive = State(
        "cell",
        initial=lambda m: m.burden / _parts(m),
        clone=True,
        description="CD19 positive leukemic cells of marrow and blood",
    )
    negative = State(
        "cell",
        initial=lambda m: m.burden * m.can_lose_cd19 * m.negative_share / _parts(m),
        clone=True,
        description="CD19 negative or dim leukemic cells",
    )
    switched = State(
        "cell",
        initial=lambda m: m.burden * m.can_switch * m.switched_share / _parts(m),
        clone=True,
        description="leukemic cells of another lineage",
    )
    sanctuary = State(
        "cell",
        initial=lambda m: m.burden * m.hidden_share / _parts(m),
        clone=True,
        description="CD19 positive leukemic cells out of easy reach",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield division, death, switching, exchange and killing of every clone."""
        divides = (self.growth + self.turnover) * self._room()
        for kind, clone in self._clones():
            yield Flow(f"{kind} leukemia divides", into=clone, rate=divides * clone)
            yield Flow(f"{kind} leukemia dies", out_of=clone, rate=self.turnover * clone)
            yield Flow(f"conditioning kills {kind} leukemia", out_of=clone, rate=self.conditioning * clone)
            yield Flow(f"bridging kills {kind} leukemia", out_of=clone, rate=self.bridging * clone)
        v = self.car_kill
        yield Flow("CAR T cells kill CD19 positive leukemia", out_of=self.positive, rate=v * self.positive)
        dim = v * self.residual * self.negative
        yield Flow("CAR T cells kill dim leukemia", out_of=self.negative, rate=dim)
        reached = v * self.access * self.sanctuary
        yield Flow("CAR T cells kill hidden leukemia", out_of=self.sanctuary, rate=reached)
        lost = self.can_lose_cd19 * self.loss_of_cd19 * divides * self.positive
        yield Flow("leukemia loses CD19", out_of=self.positive, into=self.negative, rate=lost)
        leaves = self.leaving * self.sanctuary
        yield Flow("hidden leukemia comes out", out_of=self.sanctuary, into=self.positive, rate=leaves)

    def observables(self) -> Iterator[Observable]:
        """Yield sums over clones and what CAR T cells see of them."""
        seen = self.positive + self.residual * self.negative + self.access * self.sanctuary
        yield Observable("total", self._total(), "cell", "leukemic cells")
        yield Observable("medullary", self._medullary(), "cell", "leukemic cells of marrow and blood")
        yield Observable("extramedullary", self.sanctuary * 1.0, "cell", "leukemic cells in sanctuaries")
        yield Observable("seen", seen, "cell", "leukemic cells as CAR T cells see and reach them")

    def _clones(self) -> tuple[tuple[str, Expression], ...]:
        """Name the clones."""
        return (
            ("CD19 positive", self.positive),
            ("CD19 negative", self.negative),
            ("lineage-switched", self.switched),
            ("hidden", self.sanctuary),
        )

    def _medullary(self) -> Expression:
        """Leukemic cells of marrow and blood."""
        return self.positive + self.negative + self.switched

    def _total(self) -> Expression:
        """All leukemic cells."""
        return self._medullary() + self.sanctuary

    def _room(self) -> Expression:
        """Share of division that crowding leaves."""
        return maximum(0.0, 1.0 - self._total() / (self.capacity * self.weight))


def _parts(block: LeukemiaClones) -> Expression:
    """All leukemic cells at the start per CD19 positive cell of marrow and blood."""
    negative = block.can_lose_cd19 * block.negative_share
    return 1.0 + negative + block.can_switch * block.switched_share + block.hidden_share
