"""Leukemia that is left when donor cells come: seen by donor T cells, or escaped from them."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, State, maximum

_LEONTRIANA = "10.1016/j.cnsns.2020.105570"


class ResidualLeukemia(Model):
    """Two clones of any acute leukemia: one that donor T cells see and one that lost what they see.

    dx/dt = (b (1 - T/K) - m) x - v_x g x - d x + escape,    b = growth + turnover, m = turnover

    g is the rate at which donor T cells kill (``gvl_kill``), d that of drugs and radiation (``treatment_kill``).
    Cells that have lost an HLA haplotype or no longer show class II are killed at ``residual`` g. Both clones may die
    out by chance. The block knows no lineage: the same stands for ALL and AML, and the ports take any source of
    killing, so CAR T cells and an antibody may add to ``treatment_kill``.

    What this model cannot say: lineage, genetic subtype and antigens (they act on the parameters), stem cells of the
    leukemia, sanctuaries, drug resistance.

    References
    ----------
    León-Triana 2021, doi:10.1016/j.cnsns.2020.105570 (growth).
    """

    reference = _LEONTRIANA

    gvl_kill = Port("1/day", "killed by donor T cells, per leukemic cell that they see")
    treatment_kill = Port("1/day", "killed by drugs and radiation, per cell")
    weight = Port("kg", "body weight")
    burden = Parameter(
        1e7, "cell",
        source=Assumed("1e-4 of about 1e11 marrow cells, the limit of routine residual disease", 1e3, 1e12),
        description="leukemic cells at the start; a population sets it",
    )  # fmt: skip
    growth = Parameter(
        1.0 / 30.0, "1/day",
        source=Paper(_LEONTRIANA, "eqs 4a-4c", "rhoL as in BIOMD0000001011"),
        spread=0.5,
        description="net growth; spread assumed from doubling times of relapsing leukemia (11 to 36 d)",
    )  # fmt: skip
    turnover = Parameter(
        0.1, "1/day",
        source=Assumed("blasts divide about weekly and most of the gain is lost; as in the model b_all", 0.0, 0.5),
        description="death of leukemic cells without treatment",
    )  # fmt: skip
    capacity = Parameter(
        1.4e10, "cell/kg",
        source=Assumed("1e12 leukemic cells, the textbook's lethal burden, at 70 kg", 3e9, 3e10),
        description="leukemic cells per weight at which growth stops",
    )  # fmt: skip
    can_escape = Parameter(
        1.0, "1",
        source=Assumed("it can; a population draws it", 0.0, 1.0),
        description="1 where cells unseen by donor T cells precede treatment and arise, 0 where not",
    )  # fmt: skip
    escaped_share = Parameter(
        1e-7, "1",
        source=Assumed("no count before transplant is known: one per 1e7, three decades either way", 1e-10, 1e-4),
        spread=2.0,
        description="escaped cells per seen one at the start; spread assumed",
    )  # fmt: skip
    escape = Parameter(
        1e-8, "1",
        source=Assumed("loss of heterozygosity per gene and division", 1e-10, 1e-6),
        description="chance to escape per division",
    )  # fmt: skip
    residual = Parameter(
        0.05, "1",
        source=Assumed("other HLA molecules still present some antigens; bounds: none to a half", 0.0, 0.5),
        description="killing of escaped cells relative to seen ones",
    )  # fmt: skip

    seen = State(
        "cell",
        initial=lambda m: m.burden / (1.0 + m.can_escape * m.escaped_share),
        clone=True,
        description="leukemic cells that donor T cells see",
    )
    escaped = State(
        "cell",
        initial=lambda m: m.burden * m.can_escape * m.escaped_share / (1.0 + m.can_escape * m.escaped_share),
        clone=True,
        description="leukemic cells that donor T cells hardly see",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield division, death, escape and killing."""
        divides = (self.growth + self.turnover) * maximum(0.0, 1.0 - self._total() / (self.capacity * self.weight))
        for kind, clone, share in (("seen", self.seen, 1.0), ("escaped", self.escaped, self.residual)):
            yield Flow(f"{kind} leukemia divides", into=clone, rate=divides * clone)
            yield Flow(f"{kind} leukemia dies", out_of=clone, rate=self.turnover * clone)
            yield Flow(f"treatment kills {kind} leukemia", out_of=clone, rate=self.treatment_kill * clone)
            yield Flow(f"donor T cells kill {kind} leukemia", out_of=clone, rate=self.gvl_kill * clone * share)
        lost = self.can_escape * self.escape * divides * self.seen
        yield Flow("leukemia escapes", out_of=self.seen, into=self.escaped, rate=lost)

    def observables(self) -> Iterator[Observable]:
        """Yield the sum of the clones."""
        yield Observable("total", self._total(), "cell", "leukemic cells")

    def _total(self) -> Expression:
        """All leukemic cells."""
        return self.seen + self.escaped
