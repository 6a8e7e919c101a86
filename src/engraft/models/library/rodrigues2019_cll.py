"""Chronic lymphocytic leukemia under chemotherapy and immune cells that it spares little (Rodrigues 2019)."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Flow, Model, Observable, Paper, Parameter, State

_DOI = "10.1016/j.amc.2018.12.008"
_SBML = Paper(_DOI, "parameters", "as in its SBML encoding, BIOMD0000000879")


class Rodrigues2019(Model):
    """Leukemia grows logistically; a drug and immune cells kill it, and both cost immune cells.

    dN/dt = r N (1 - N/k) - c1 N I - μ N Q/(a + Q)
    dI/dt = s0 - d I + ρ N I/(γ + N) - c2 N I - δ I Q/(b + Q)
    dQ/dt = -λ Q

    ======  ==============================  ==================================================================
    paper   here                            meaning
    ======  ==============================  ==================================================================
    N, I    leukemia, immune                leukemic B cells, immune cells against them
    Q       chemotherapy                    drug in the body; the encoding infuses 1080 mg in an eighth of a day
    r, k    growth, capacity                logistic growth of the leukemia
    c1, c2  immune_kill, immune_spent       killing per pair of cells; immune cells lost in it
    μ, a    drug_kill, half_kill            largest killing by the drug, amount of it at half of that
    s0, d   immune_arrival, immune_death    turnover of immune cells
    ρ, γ    recruitment, half_recruitment   largest recruitment by leukemia, leukemia at half of that
    δ, b    immune_toxicity, half_toxicity  the same as μ and a for immune cells
    λ       elimination                     elimination of the drug
    ======  ==============================  ==================================================================

    Immunotherapy in the paper is an infusion of immune cells; here it is a dose of cells into ``immune``. The
    encoding gives seven infusions of the drug (the product ``cyclophosphamide_cll``), on days 0, 21, … 126.

    What this model cannot say: nodes and blood apart, antibodies (the paper's immunotherapy is adoptive cells),
    response by guideline, resistance, differences between patients, chance (the equations are deterministic, so a
    leukemia is never gone), survival, toxicity. The drug is one in mg without a name: dose and half-life (4 h) fit
    cyclophosphamide, 600 mg/m2 at 1.8 m2. Numbers are the authors' choices from other models, not fitted to patients.

    References
    ----------
    Rodrigues DS, Mancera PFA, Carvalho T, Gonçalves LF. A mathematical model for chemoimmunotherapy of chronic
    lymphocytic leukemia. Appl Math Comput 2019;349:118-133. doi:10.1016/j.amc.2018.12.008
    """

    reference = _DOI

    leukemia = State("cell", initial=2e10, source=_SBML, negligible=1.0, description="leukemic B cells")
    immune = State("cell", initial=5e7, source=_SBML, negligible=1.0, description="immune cells against leukemia")
    chemotherapy = State("mg", description="drug in the body")
    growth = Parameter(0.01, "1/day", source=_SBML, description="growth of leukemia (r)")
    capacity = Parameter(1e12, "cell", source=_SBML, description="most leukemia (k)")
    immune_kill = Parameter(5e-11, "1/cell/day", source=_SBML, description="killing per pair of cells (c1)")
    immune_spent = Parameter(1e-13, "1/cell/day", source=_SBML, description="immune cells lost per pair (c2)")
    immune_arrival = Parameter(7e5, "cell/day", source=_SBML, description="new immune cells (s0)")
    immune_death = Parameter(1e-3, "1/day", source=_SBML, description="death of immune cells (d)")
    recruitment = Parameter(1e-12, "1/day", source=_SBML, description="largest recruitment by leukemia (rho)")
    half_recruitment = Parameter(100.0, "cell", source=_SBML, description="leukemia at half of it (gamma)")
    drug_kill = Parameter(8.0, "1/day", source=_SBML, description="largest killing of leukemia by the drug (mu)")
    half_kill = Parameter(2000.0, "mg", source=_SBML, description="drug at half of it (a)")
    immune_toxicity = Parameter(1e4, "1/day", source=_SBML, description="largest killing of immune cells (delta)")
    half_toxicity = Parameter(5e6, "mg", source=_SBML, description="drug at half of it (b)")
    elimination = Parameter(4.16, "1/day", source=_SBML, description="elimination of the drug (lambda)")

    def flows(self) -> Iterator[Flow]:
        """Yield growth and killing of leukemia, turnover and losses of immune cells, and elimination."""
        n, i, q = self.leukemia, self.immune, self.chemotherapy
        yield Flow("leukemia grows", into=n, rate=self.growth * n)
        yield Flow("leukemia is crowded", out_of=n, rate=self.growth * n * n / self.capacity)
        yield Flow("immune cells kill leukemia", out_of=n, rate=self.immune_kill * n * i)
        yield Flow("the drug kills leukemia", out_of=n, rate=self.drug_kill * n * q / (self.half_kill + q))
        yield Flow("immune cells arrive", into=i, rate=self.immune_arrival)
        yield Flow("immune cells die", out_of=i, rate=self.immune_death * i)
        recruited = self.recruitment * n * i / (self.half_recruitment + n)
        yield Flow("leukemia recruits immune cells", into=i, rate=recruited)
        yield Flow("immune cells are spent", out_of=i, rate=self.immune_spent * n * i)
        poisoned = self.immune_toxicity * i * q / (self.half_toxicity + q)
        yield Flow("the drug kills immune cells", out_of=i, rate=poisoned)
        yield Flow("the drug is eliminated", out_of=q, rate=self.elimination * q)

    def observables(self) -> Iterator[Observable]:
        """Yield cells and drug."""
        yield Observable("leukemic_cells", self.leukemia, "cell", "leukemic B cells in the body")
        yield Observable("immune_cells", self.immune, "cell", "immune cells against leukemia in the body")
        yield Observable("drug", self.chemotherapy, "mg", "drug in the body")
