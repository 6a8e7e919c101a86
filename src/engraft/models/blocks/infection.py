"""Infections after CAR T cells: statistics, not mechanism."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import TIME, Assumed, Expression, Hazard, Model, Observable, Paper, Parameter, Port, select

_MARON = "10.3389/fonc.2022.845540"
_JACI = "10.1016/j.jaci.2024.10.021"
_HILL = "10.1182/blood-2017-07-793760"


class Infection(Model):
    """A risk of infection that is higher with few neutrophils and with little IgG; some infections are fatal.

    risk  = r (1 + (q_N - 1) n) (1 + (q_G - 1) g),   n = 1/(1 + (ANC/L_N)⁴),   g = 1/(1 + (IgG/L_G)⁴)
    death = fatal share · risk

    ======  =======================  ==================================================================
    symbol  here                     meaning
    ======  =======================  ==================================================================
    r       rate                     infections per day with enough neutrophils and IgG
    q_N     neutropenia_ratio        how many times higher the risk is with few neutrophils
    q_G     hypogammaglobulinemia_   how many times higher it is with little IgG
            ratio
    L_N     neutrophil_limit         neutrophils below which it is higher
    L_G     igg_limit                IgG below which it is higher
    -       fatal_share              share of infections that are fatal
    ======  =======================  ==================================================================

    Empirical. The rate is that of children and young adults from day 29 to day 90, when most have
    neutrophils again and IgG is replaced; both ratios are of adults, that for IgG of serious infections.
    With few neutrophils the rate is 2.0 per 100 days, near the 2.36 observed from day 0 to day 28 in
    the same children. The fourth power makes the limits smooth.

    What this model cannot say: which germ and where, prophylaxis and antibiotics, T cells, steroids and
    CRS (which raise the risk beyond neutropenia), more than the first infection of a person.

    References
    ----------
    Maron GM, et al. Front Oncol 2022;12:845540. doi:10.3389/fonc.2022.845540
    Hill JA, et al. Blood 2018;131:121-130. doi:10.1182/blood-2017-07-793760
    J Allergy Clin Immunol 2024. doi:10.1016/j.jaci.2024.10.021 (579 adults, IgG)
    Vora SB, et al. Open Forum Infect Dis 2020. doi:10.1093/ofid/ofaa121
    """

    reference = _MARON

    anc = Port("cell/L", "absolute neutrophil count")
    igg_level = Port("g/L", "IgG in serum")
    rate = Parameter(
        0.98 / 100.0,
        "1/day",
        source=Paper(_MARON, "abstract", "0.98 infections per 100 days, day 29 to 90, 38 patients"),
        description="infections per day with enough neutrophils and IgG",
    )
    neutropenia_ratio = Parameter(
        2.04,
        "1",
        source=Paper(_HILL, "Table 4", "hazard ratio with ANC below 500/mm3, 95 % CI 0.85 to 4.89"),
        description="how many times higher the risk of infection is with few neutrophils",
    )
    neutrophil_limit = Parameter(
        0.5e9, "cell/L", source=Paper(_HILL, "Table 4"), description="neutrophils below which the risk is higher"
    )
    hypogammaglobulinemia_ratio = Parameter(
        2.7,
        "1",
        source=Paper(_JACI, "abstract", "rate ratio of serious infection, 95 % CI 1.5 to 5.2, adults"),
        description="how many times higher the risk of infection is with little IgG",
    )
    igg_limit = Parameter(
        4.0,
        "g/L",
        source=Paper("10.1093/ofid/ofaa121", "abstract", "IgG below 400 mg/dL"),
        description="IgG below which the risk is higher",
    )
    fatal_share = Parameter(
        0.02,
        "1",
        source=Assumed(
            "5 of 133 patients had a life-threatening or fatal infection (doi:10.1182/blood-2017-07-793760), of "
            "about 98 infections by the densities given; how many were fatal is not in the abstract",
            0.002,
            0.05,
        ),
        description="share of infections that are fatal",
    )

    def hazards(self) -> Iterator[Hazard]:
        """Yield the risks of an infection and of dying of one, counted from the infusion of cells."""
        yield Hazard(
            "onset",
            select(TIME >= 0.0, self._risk(), 0.0),
            empirical=True,
            source=Paper(_MARON, "abstract"),
            description="first infection; rate of children, ratio for neutropenia of adults",
        )
        yield Hazard(
            "fatal",
            select(TIME >= 0.0, self.fatal_share * self._risk(), 0.0),
            ends=True,
            empirical=True,
            source=Paper(_HILL, "abstract"),
            description="death of infection: an assumed share of the risk of infection",
        )

    def observables(self) -> Iterator[Observable]:
        """Yield the risk."""
        yield Observable("risk", self._risk(), "1/day", "risk of an infection per day")

    def _risk(self) -> Expression:
        """Infections per day."""
        few = _below(self.anc / self.neutrophil_limit)
        little = _below(self.igg_level / self.igg_limit)
        higher = (1.0 + (self.neutropenia_ratio - 1.0) * few) * (
            1.0 + (self.hypogammaglobulinemia_ratio - 1.0) * little
        )
        return self.rate * higher


def _below(times: Expression) -> Expression:
    """Return about 1 well below a limit, 0 well above, a half at it."""
    squared = times * times
    return 1.0 / (1.0 + squared * squared)
