"""Leukemia as clones that drugs kill unequally, with and without CD20, some of it out of an antibody's reach."""

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
)

_LEONTRIANA = "10.1016/j.cnsns.2020.105570"
_DWORZAK = "Dworzak 2008, Blood 112:3982"
_SWITCHED_ON = (
    "cases with at least 90 % CD20 positive blasts rise from 5 % at diagnosis to 52 % at the end of induction "
    "(abstract, children, steroids for 33 days): the typical negative share falls from 80 to 10 % in 33 days"
)
_SHARE = (
    "resistance to many drugs at once precedes treatment and is rare: from one cell in a thousand patients' leukemias "
    "to a ten-millionth of the cells; the middle is ten cells of 1e12"
)


class ResistantClones(Model):
    """Sensitive and resistant cells, each with or without CD20, and hidden ones; every clone may die out by chance.

    For each clone x with drugs d, antibody r and graft g:
    dx/dt = (b (1 - T/K) - m) x - s ρ d x - r x (CD20 positive only) - g x + exchange,    b = growth + turnover

    ======  =================  ===================================================================
    symbol  here               meaning
    ======  =================  ===================================================================
    s       sensitivity        of this leukemia to all drugs, against the rule of their potency
    ρ       residual           1 in sensitive clones, ``residual`` in resistant ones, ``access`` in hidden ones
    d       chemotherapy       killed by drugs per cell of usual sensitivity (port)
    r       antibody           killed by an antibody per CD20 positive cell of the marrow (port)
    g       graft              killed by conditioning and graft per cell (port)
    on,off  switched_on, _off  rates at which CD20 appears under full steroid effect, and goes without it
    ======  =================  ===================================================================

    Resistant cells are there before treatment; none arise. An antibody does not reach hidden cells.

    What this model cannot say: which drug a clone resists, resistance that arises under treatment, dormancy, niches,
    genetic subtypes (they act on the parameters), how much CD20 a cell carries.

    References
    ----------
    León-Triana 2021, doi:10.1016/j.cnsns.2020.105570 (growth). Dworzak MN, et al. Blood 2008;112:3982-3988 (CD20 that
    comes under steroids).
    """

    reference = _LEONTRIANA

    chemotherapy = Port("1/day", "killed by drugs, per cell of usual sensitivity")
    antibody = Port("1/day", "killed by an antibody against CD20, per CD20 positive cell of the marrow")
    steroid = Port("mg/L", "prednisolone in plasma, which makes blasts carry CD20")
    graft = Port("1/day", "killed by conditioning and graft, per cell")
    weight = Port("kg", "body weight")

    burden = Parameter(
        1e12, "cell", source=Assumed("the textbook's burden at diagnosis; a population sets it", 1e11, 3e12),
        description="leukemic cells at the start",
    )  # fmt: skip
    growth = Parameter(
        1.0 / 30.0, "1/day", source=Paper(_LEONTRIANA, "eqs 4a-4c", "rhoL as in BIOMD0000001011"), spread=0.5,
        description="net growth; spread assumed from doubling times of relapsing leukemia (11 to 36 d)",
    )  # fmt: skip
    turnover = Parameter(
        0.1, "1/day", source=Assumed("blasts divide about weekly and most of the gain is lost", 0.0, 0.5),
        description="death of leukemic cells without treatment",
    )  # fmt: skip
    capacity = Parameter(
        2.9e10, "cell/kg", source=Assumed("twice the textbook's burden at diagnosis, 1e12 at 70 kg", 1.4e10, 1e11),
        description="leukemic cells per weight at which growth stops",
    )  # fmt: skip
    sensitivity = Parameter(
        1.0, "1", source=Assumed("the rule of the drugs' potency as it stands; bounds: half and twice", 0.5, 2.0),
        spread=0.4, description="sensitivity of this leukemia to all drugs; spread assumed",
    )  # fmt: skip
    resistant_share = Parameter(
        1e-11, "1", source=Assumed(_SHARE, 1e-15, 1e-7), spread=3.0,
        description="resistant cells per cell at the start; spread assumed",
    )  # fmt: skip
    residual = Parameter(
        0.25, "1", source=Assumed("a fourfold higher LC50 is called resistant in vitro", 0.05, 0.6),
        description="killing of resistant cells relative to sensitive ones",
    )  # fmt: skip
    cd20_share = Parameter(
        0.65, "1", source=Paper("ash15.it/rep_maury.php", "text", "median CD20 positivity 61 and 69 % in GRAALL-R"),
        description="share of cells with CD20 at the start; a population draws it",
    )  # fmt: skip
    hidden_share = Parameter(
        1e-4, "1", source=Assumed("6 % had disease of the central nervous system that was seen", 1e-6, 1e-2),
        spread=1.0, description="cells in sanctuaries per cell at the start; spread assumed",
    )  # fmt: skip
    access = Parameter(
        0.8, "1", source=Assumed("intrathecal doses are given but are not in the model", 0.3, 1.0),
        description="killing by drugs in sanctuaries relative to marrow",
    )  # fmt: skip
    leaving = Parameter(
        1e-3, "1/day", source=Assumed("a relapse of the sanctuary reaches the marrow within months", 1e-4, 1e-2),
        description="hidden cells that move to the marrow",
    )  # fmt: skip
    switched_on = Parameter(
        math.log(0.8 / 0.1) / 33.0, "1/day", source=Assumed(_SWITCHED_ON, 0.0, 0.15),
        description="CD20 negative cells that come to carry it under steroids",
    )  # fmt: skip
    switched_off = Parameter(
        math.log(2.0) / 30.0, "1/day", source=Assumed("half in a month; no course without steroids found", 0.0, 0.1),
        description="CD20 that came under steroids and goes without them",
    )  # fmt: skip

    half_steroid = Parameter(
        0.019, "mg/L",
        source=Assumed("15 ng/mL of methylprednisolone (doi:10.1007/BF01062461) times 5/4 of dose", 0.002, 0.2),
        description="prednisolone at half of that effect",
    )  # fmt: skip
    blood_share = Parameter(
        0.1, "1", source=Assumed("20e9 blasts per L in 5 L against 1e12 in the marrow", 0.01, 0.3),
        description="share of leukemic cells that circulates",
    )  # fmt: skip

    positive = State(
        "cell", initial=lambda m: m.burden * _bright(m) * _sensitive(m), clone=True,
        description="sensitive cells with CD20",
    )  # fmt: skip
    negative = State(
        "cell", initial=lambda m: m.burden * (1.0 - _bright(m)) * _sensitive(m), clone=True,
        description="sensitive cells without CD20",
    )  # fmt: skip
    resistant_positive = State(
        "cell", initial=lambda m: m.burden * _bright(m) * m.resistant_share, clone=True,
        description="resistant cells with CD20",
    )  # fmt: skip
    resistant_negative = State(
        "cell", initial=lambda m: m.burden * (1.0 - _bright(m)) * m.resistant_share, clone=True,
        description="resistant cells without CD20",
    )  # fmt: skip
    hidden = State(
        "cell", initial=lambda m: m.burden * m.hidden_share, clone=True, description="sensitive cells in sanctuaries"
    )

    def flows(self) -> Iterator[Flow]:
        """Yield division, death, killing and exchange of every clone."""
        room = maximum(0.0, 1.0 - self._total() / (self.capacity * self.weight))
        divides = (self.growth + self.turnover) * room
        drugs = self.sensitivity * self.chemotherapy
        for kind, clone, reached in self._clones():
            yield Flow(f"{kind} leukemia divides", into=clone, rate=divides * clone)
            yield Flow(f"{kind} leukemia dies", out_of=clone, rate=self.turnover * clone)
            yield Flow(f"chemotherapy kills {kind} leukemia", out_of=clone, rate=drugs * reached * clone)
            yield Flow(f"graft kills {kind} leukemia", out_of=clone, rate=self.graft * clone)
        effect = self.steroid / (self.steroid + self.half_steroid)
        for kind, bright, dim in self._pairs():
            yield Flow(f"antibody kills {kind} leukemia", out_of=bright, rate=self.antibody * bright)
            on = self.switched_on * effect * dim
            yield Flow(f"{kind} leukemia gains CD20", out_of=dim, into=bright, rate=on)
            off = self.switched_off * (1.0 - effect) * (1.0 - _bright(self)) * bright
            yield Flow(f"{kind} leukemia sheds CD20", out_of=bright, into=dim, rate=off)
        yield Flow("hidden leukemia comes out", out_of=self.hidden, into=self.positive, rate=self.leaving * self.hidden)

    def observables(self) -> Iterator[Observable]:
        """Yield sums over clones."""
        bright = self.positive + self.resistant_positive
        yield Observable("total", self._total(), "cell", "leukemic cells")
        yield Observable("medullary", self._total() - self.hidden, "cell", "leukemic cells of marrow and blood")
        yield Observable("extramedullary", self.hidden * 1.0, "cell", "leukemic cells in sanctuaries")
        yield Observable("cd20_positive", bright, "cell", "leukemic cells with CD20")
        yield Observable("circulating", self.blood_share * bright, "cell", "leukemic cells with CD20 in blood")
        yield Observable(
            "resistant", self.resistant_positive + self.resistant_negative, "cell", "leukemic cells that resist drugs"
        )

    def _clones(self) -> tuple[tuple[str, Expression, Expression | float], ...]:
        """Name the clones, each with how far drugs kill it."""
        return (
            ("CD20 positive", self.positive, 1.0),
            ("CD20 negative", self.negative, 1.0),
            ("resistant CD20 positive", self.resistant_positive, self.residual),
            ("resistant CD20 negative", self.resistant_negative, self.residual),
            ("hidden", self.hidden, self.access),
        )

    def _pairs(self) -> tuple[tuple[str, Expression, Expression], ...]:
        """Pair the clones that differ in CD20 alone."""
        return (
            ("sensitive", self.positive, self.negative),
            ("resistant", self.resistant_positive, self.resistant_negative),
        )

    def _total(self) -> Expression:
        """All leukemic cells."""
        return self.positive + self.negative + self.resistant_positive + self.resistant_negative + self.hidden


def _sensitive(block: ResistantClones) -> Expression:
    """Share of sensitive cells of marrow and blood at the start."""
    return 1.0 - block.resistant_share - block.hidden_share


def _bright(block: ResistantClones) -> Expression:
    """Share of cells with CD20 at the start."""
    return minimum(1.0, block.cd20_share)
