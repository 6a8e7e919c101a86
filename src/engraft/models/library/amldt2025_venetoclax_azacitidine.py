"""White cells and marrow blasts in AML under venetoclax and azacitidine (AMLDT, Venex)."""

from __future__ import annotations

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
    log,
    maximum,
    minimum,
)

_CODE = "AMLDT/Venex_Neutropenia_Models"
_JOST = "10.1371/journal.pone.0204540"
_SPREAD = "spread: the program's prior for a patient, a normal with half its value as SD"
_WHITE = Paper(_JOST, "Table 1", f"as {_CODE} says, which starts its fits there; {_SPREAD}")
_LOSS = Paper("10.1007/s11095-014-1429-9", "half-life of 7 hours", f"the source that {_CODE} names")
_STIEHL = Paper("10.1038/s41598-018-21115-4", "blast parameters", f"the source that {_CODE} names")
_CROWD = Assumed(
    f"value of {_CODE} under the source of the blast parameters; its scale for blasts fits no unit", 0, 0.1
)
_PRIOR = 0.472  # SD of the logarithm at a coefficient of variation of one half: root of ln(1 + 0.5^2)


def _slope(value: float, what: str) -> Parameter:
    """Declare an effect of a drug."""
    why = f"start of the fits in {_CODE}; the fitted values and their patients are not public; {_SPREAD}"
    return Parameter(value, "1", source=Assumed(why, 0.0, 2.0), spread=_PRIOR, description=f"effect of {what}")


def _marrow(m: Amldt2025) -> Expression:
    """Start at rest: what matures in a day replaces what dies in a day."""
    return m.baseline * m.death / m.transit


class Amldt2025(Model):
    """White cells under feedback of their own count; blasts that renew less the more white cells there are.

    E  = slope_v ln(1 + V) + slope_a ln(1 + A), with slopes of their own for white cells and for blasts
    dP/dt  = ktr P (1 - E) (B/W)^γ - ktr P, without (B/W)^γ where E > 1
    dT/dt  = ktr (P - T),  dW/dt = ktr T - kw W
    k = 1/(1 + c1 W + c2 L2),  dL1/dt = (2 a1 k - 1) p1 L1 - p1 E L1,  dL2/dt = 2 (1 - a1 k) p1 L1 - d2 L2

    ===================  =====================================  ============================================
    program              here                                   meaning
    ===================  =====================================  ============================================
    Xprol, Xtr, Xwbc     progenitors, maturing, white_cells     white cells dividing, maturing, in blood
    Xl1, Xl2             blasts, mature_blasts                  blasts as a share of marrow cells (as it is
                                                                compared with data), and what they become
    V, A                 venetoclax, azacitidine (ports)        amounts in plasma, in units of 1 mg
    B, ktr, γ, kwbc      baseline, transit, feedback, death     white cells at rest, passage, feedback, death
    slope_…_wbc          venetoclax_on_white_cells, …           effects on dividing white cells
    slope_…_blast        venetoclax_on_blasts, …                effects on dividing blasts
    a1, p1, d2, c1, c2   renewal, division, blast_death,        renewal without feedback, division, death;
                         white_cells_on_renewal,                what lowers renewal
                         mature_blasts_on_renewal
    ===================  =====================================  ============================================

    This is model 1 of the program as it stands before a fit. Its patients are private: the slopes are where its fits
    start, not what they found, so nothing here is fitted to anybody and results under treatment are an exercise.

    What of it is odd, and kept: effects grow with the logarithm of an amount and not of a concentration; blasts act
    on renewal from far above 1, so that an untreated share of blasts passes 100 % (after some 50 days from 4 %) and
    only falling blasts mean anything; leukemia lowers white cells nowhere. What differs: a dose adds to what is left
    of the last one, where the program sets the depot anew and loses 2 % of venetoclax; and below ``countable`` the
    feedback rises no more, where the program's is infinite without white cells.

    What this model cannot say: neutrophils and platelets, so recovery of counts; leukemia that crowds out the marrow;
    resistance, mutations (TP53, FLT3, NPM1), death, infection; chance, by which the last blast may be gone.

    References
    ----------
    AMLDT/Venex_Neutropenia_Models, README.md and new_patient_model.py. Jost F, Schalk E, Rinke K, Fischer T, Sager S.
    PLoS One 2019;14:e0204540. doi:10.1371/journal.pone.0204540. Jost F, et al. IEEE Trans Biomed Eng
    2020;67:3296-3306. doi:10.1109/TBME.2020.2982749.
    """

    reference = _CODE

    progenitors = State("cell/L", initial=_marrow, negligible=1e4, description="dividing white cells")
    maturing = State("cell/L", initial=_marrow, negligible=1e4, description="maturing white cells")
    white_cells = State("cell/L", initial=lambda m: m.baseline, negligible=1e4, description="white cells in blood")
    blasts = State(
        "1", initial=lambda m: m.blasts_at_start, negligible=1e-9, description="blasts as a share of marrow cells"
    )
    mature_blasts = State("1", negligible=1e-9, description="what blasts become, in their units")
    venetoclax = Port("mg", "venetoclax in plasma, as an amount")
    azacitidine = Port("mg", "azacitidine in plasma, as an amount")
    baseline = Parameter(4.67e9, "cell/L", source=_WHITE, spread=_PRIOR, description="white cells at rest (B)")
    transit = Parameter(0.236, "1/day", source=_WHITE, spread=_PRIOR, description="passage through the marrow (ktr)")
    feedback = Parameter(
        0.651, "1", source=_WHITE, spread=_PRIOR, description="how strongly a low count speeds division"
    )
    death = Parameter(2.3765, "1/day", source=_LOSS, description="death of white cells in blood (kwbc)")
    blasts_at_start = Parameter(
        0.04, "1", source=Assumed(f"value of {_CODE}, which fits it", 0.0, 1.0), description="share of blasts on day 0"
    )
    renewal = Parameter(0.875, "1", source=_STIEHL, description="share of renewal without feedback (a1)")
    division = Parameter(
        0.1, "1/day", source=Assumed(f"value of {_CODE}; it stands among what could be fitted", 0.02, 0.5),
        description="division of blasts (p1)",
    )  # fmt: skip
    blast_death = Parameter(2.3, "1/day", source=_STIEHL, description="death of what blasts become (d2)")
    white_cells_on_renewal = Parameter(
        1e-11, "L/cell", source=Assumed(f"0.01 per 1e9 cells/L in {_CODE}", 0.0, 1e-10),
        description="how white cells lower the renewal of blasts (c1)",
    )  # fmt: skip
    mature_blasts_on_renewal = Parameter(
        0.01, "1", source=_CROWD, description="how mature blasts lower the renewal of blasts (c2)"
    )
    unit_amount = Parameter(
        1.0, "mg", source=Paper(_CODE, "new_patient_model.py", "amounts stand in mg in the logarithm"),
        description="amount in units of which effects are reckoned",
    )  # fmt: skip
    countable = Parameter(
        1e6, "cell/L",
        source=Assumed("less than a blood counter tells apart; the program has no limit", 1e4, 1e7),
        description="white cells below which feedback rises no more",
    )  # fmt: skip
    venetoclax_on_white_cells = _slope(0.15, "venetoclax on dividing white cells")
    azacitidine_on_white_cells = _slope(0.5, "azacitidine on dividing white cells")
    venetoclax_on_blasts = _slope(0.5, "venetoclax on dividing blasts")
    azacitidine_on_blasts = _slope(1.0, "azacitidine on dividing blasts")

    def _reckoned(self, amount: Expression) -> Expression:
        """Return the logarithm by which an amount acts."""
        return log(1.0 + amount / self.unit_amount)

    def effect_on_white_cells(self) -> Expression:
        """Return the share of division that both drugs prevent; above 1 they kill."""
        first = self.venetoclax_on_white_cells * self._reckoned(self.venetoclax)
        return first + self.azacitidine_on_white_cells * self._reckoned(self.azacitidine)

    def flows(self) -> Iterator[Flow]:
        """Yield the fate of white cells and of blasts."""
        yield from self._white_cells()
        yield from self._blasts()

    def _white_cells(self) -> Iterator[Flow]:
        """Yield division, what drugs take of it, what they kill, maturation and death."""
        passage, cells = self.transit, self.progenitors
        count = maximum(self.white_cells, self.countable)
        division = passage * cells * (self.baseline / count) ** self.feedback
        effect = self.effect_on_white_cells()
        yield Flow("white cells divide", into=cells, rate=division)
        yield Flow("drugs stop division of white cells", out_of=cells, rate=division * minimum(effect, 1.0))
        yield Flow("drugs kill dividing white cells", out_of=cells, rate=passage * cells * maximum(effect - 1.0, 0.0))
        yield Flow("white cells mature", out_of=cells, into=self.maturing, rate=passage * cells)
        yield Flow("white cells enter blood", out_of=self.maturing, into=self.white_cells, rate=passage * self.maturing)
        yield Flow("white cells die", out_of=self.white_cells, rate=self.death * self.white_cells)

    def _blasts(self) -> Iterator[Flow]:
        """Yield renewal, maturation, death, and what each drug kills."""
        crowd = self.white_cells_on_renewal * self.white_cells + self.mature_blasts_on_renewal * self.mature_blasts
        renewed = minimum(1.0, self.renewal / (1.0 + crowd))
        divided = self.division * self.blasts
        moved = (1.0 - renewed) * divided
        yield Flow("blasts renew", into=self.blasts, rate=renewed * divided)
        yield Flow("blasts mature", out_of=self.blasts, into=self.mature_blasts, rate=moved)
        yield Flow("blasts divide as they mature", into=self.mature_blasts, rate=moved)
        yield Flow("mature blasts die", out_of=self.mature_blasts, rate=self.blast_death * self.mature_blasts)
        drugs = (
            ("venetoclax", self.venetoclax_on_blasts, self.venetoclax),
            ("azacitidine", self.azacitidine_on_blasts, self.azacitidine),
        )
        for name, slope, amount in drugs:
            yield Flow(f"{name} kills blasts", out_of=self.blasts, rate=slope * self._reckoned(amount) * divided)

    def observables(self) -> Iterator[Observable]:
        """Yield blasts and the white cell count."""
        yield Observable("blast_fraction", self.blasts, "1", "blasts among marrow cells; without meaning above 1")
        yield Observable("white_cell_count", self.white_cells, "cell/L", "white cells in blood")
