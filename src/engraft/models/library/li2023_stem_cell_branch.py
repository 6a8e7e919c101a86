"""One branch of blood formation, corrected or not: from stem cells to red cells, granulocytes, B and T cells."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property

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
    exp,
    log,
    maximum,
    sqrt,
)

_ZHENG = "10.1002/psp4.12638"
_LI = "metrumresearchgroup/2023-ACoP-14-gene-therapy"
_READ = "read in the equations of metrumresearchgroup/2023-ACoP-14-gene-therapy, human model"
_B = Paper("10.3389/fimmu.2016.00077", "Shahaf 2016, of mice, times four cells per cell", _READ)
_T = Paper("10.4049/jimmunol.180.4.2240", "Thomas-Vaslin 2008, of mice", _READ)
_EMPTY = 1e-6  # cells below which a pool is nothing
OTHER = (0.03 + 0.04) / 0.5  # gamma and delta chains over beta chains
OTHER_SATURATION = 0.03 * 0.88 / (0.03 + 0.04)  # hemoglobin F carries oxygen, A2 does not
PER_CELL = 6e-7 * 3.0 * (0.5 + 0.03 + 0.04) / 2.0 * 64500.0 * 1e-9  # g: nmol/day, days, chains per alpha, ng/nmol
BLOOD = 5.0  # L


def carried(saturation: float) -> float:
    """Return the saturated hemoglobin, g/L of blood, that one red cell without an added gene adds."""
    return PER_CELL / BLOOD * (saturation + OTHER * OTHER_SATURATION) / (1.0 + OTHER)


def _li(value: float, unit: str, what: str, note: str = "", source: str = _ZHENG) -> Parameter:
    """Enter a value of the published human model."""
    return Parameter(value, unit, source=Paper(source, note or "table of parameters", _READ), description=what)


def _pool(what: str, initial: str = "") -> State:
    """Declare a pool of cells, at rest where the branch is there from the start."""
    start = (lambda m: m.present * getattr(m.rest, initial)) if initial else 0.0
    return State("cell", initial=start, negligible=_EMPTY, description=what)


class Rest:
    """Counts of a full branch that nothing disturbs, worked out of the parameters."""

    def __init__(self, m: Li2023Branch) -> None:
        """Follow the cells down from the long-term stem cells."""
        self.long_term = m.capacity
        made = m.capacity / m.long_term_residence
        self.short_1, self.short_2, made = _stage_at_rest(made, m.short_amplification, m.short_residence)
        self.multi_1, self.multi_2, _ = _stage_at_rest(
            made, m.multi_amplification, m.multi_residence, m.multi_to_lymphoid
        )
        made = m.passed(m.multi_residence, m.multi_amplification) * self.multi_2
        self.myeloid_1, self.myeloid_2, _ = _stage_at_rest(
            made, m.myeloid_amplification, m.myeloid_residence, m.myeloid_to_granulocytes
        )
        self.granulocytes = m.granulocytes_made() * self.myeloid_2 / m.granulocyte_death
        made = m.passed(m.myeloid_residence, m.myeloid_amplification) * self.myeloid_2
        self.burst_1, self.burst_2, made = _stage_at_rest(made, m.burst_amplification, m.erythroid_residence)
        carried = m.largest_amplification * made * m.red_cell_life * m.carried_per_cell
        amplified = m.largest_amplification * exp(-m.oxygen_slope * _lambert(m.oxygen_slope * carried) / m.oxygen_slope)
        self.colony_1, self.colony_2, made = _stage_at_rest(made, m.colony_split, m.erythroid_residence, 0.0, amplified)
        self.reticulocytes, self.red_cells = made * m.reticulocyte_life, made * m.red_cell_life
        self.lymphoid = m.multi_to_lymphoid * self.multi_2 / (m.lymphoid_death + m.to_thymus)
        self._b_cells(m)
        arriving = m.to_thymus * m.thymic_seeding * self.lymphoid
        self.thymocytes = arriving * m.early_residence
        self.selected = m.thymic_gain() * arriving * m.late_residence
        self.t_cells = m.thymic_gain() * arriving / m.t_cell_death

    def _b_cells(self, m: Li2023Branch) -> None:
        """Solve the B cells of the marrow, which limit themselves: a quadratic."""
        leaves = m.immature_death + m.to_spleen + m.back_to_pro_b + m.to_circulation
        immature = m.pro_b_to_immature / leaves
        transitional = m.to_spleen * immature / (m.transitional_death + m.transitional_matures)
        from_spleen = m.spleen_to_circulation / (m.spleen_to_circulation + m.splenic_death)
        circulating = (m.to_circulation * immature + from_spleen * m.transitional_matures * transitional) / (
            m.circulating_death + m.circulation_to_spleen * (1.0 - from_spleen)
        )
        splenic = (m.transitional_matures * transitional + m.circulation_to_spleen * circulating) / (
            m.spleen_to_circulation + m.splenic_death
        )
        own = m.pro_b_division - m.pro_b_to_immature + m.back_to_pro_b * immature
        limit = m.pro_b_division * (1.0 + circulating) / m.marrow_room
        arrive = m.pro_b_per_progenitor * m.lymphoid_to_pro_b * self.lymphoid
        self.pro_b = (own + sqrt(own * own + 4.0 * limit * arrive)) / (2.0 * limit)
        self.immature_b, self.transitional_b = immature * self.pro_b, transitional * self.pro_b
        self.splenic_b, self.circulating_b = splenic * self.pro_b, circulating * self.pro_b


def _stage_at_rest(
    made: Expression, amplification: Expression, residence: Expression, aside: Expression | float = 0.0,
    gain: Expression | None = None,
) -> tuple[Expression, Expression, Expression]:  # fmt: skip
    """Give both pools of an amplifying stage at rest, and what leaves it."""
    first, second = _times(amplification, residence)
    later = (amplification if gain is None else gain) / 2.0 * made / (1.0 / second + aside)
    return made * first, later, 2.0 / second * later


def _times(amplification: Expression, residence: Expression) -> tuple[Expression, Expression]:
    """Split the time in a stage: all divisions but the last, and the last."""
    last = residence * math.log(2.0) / log(amplification)
    return residence - last, last


def _lambert(x: Expression) -> Expression:
    """Solve w exp(w) = x for x above 0, by six steps of Newton from log(1 + x)."""
    w = log(1.0 + x)
    for _ in range(6):
        w = (w * w + x * exp(-w)) / (w + 1.0)
    return w


class Li2023Branch(Model):
    """Stem cells renew within a shared capacity; stages amplify; four lineages end in blood.

    dL/dt  = r L - d L (L + L') - L/tau_L - k L,   d = (r - 1/tau_L)/capacity
    stage: dX1/dt = in - X1/tau1,  dX2/dt = a/2 X1/tau1 - X2/tau2,  out = 2 X2/tau2,  tau2 = tau ln 2/ln a
    CFU-E: a = 550 exp(-0.23 oxygen)                          more red cells where less oxygen is carried
    B:     dP/dt = in + (2.2 (1 - (P + R)/K) - 2) P + 0.2 I   and four pools downstream, R, K shared
    T:     thymic output = gain(death of double positive cells) times arrivals

    ======  ========================  ===========================================================
    symbol  here                      meaning
    ======  ========================  ===========================================================
    L, L'   long_term                 long-term stem cells of this and of the other branch
    k       kill (port)               progenitors killed by conditioning
    a, tau  ..._amplification,        cells out per cell in, and time in a stage: ST, MPP, CMP,
            ..._residence             BFU-E, CFU-E
    P, I    pro_b, immature_b         B cells in the marrow
    R       circulating_b             mature recirculating B cells
    -       thymocytes, selected      double negative cells; positive and single positive cells
    -       clones                    engrafted clones, counted as cells of a graft come home
    ======  ========================  ===========================================================

    This is the human model of Li and others (ACoP14, 2023), which joined Zheng 2021 to B cells of Shahaf 2016 and T
    cells of Thomas-Vaslin 2008, made smaller: the 15 stages of the thymus are two pools with the same gain and mean
    time, naive T cells are one pool (lymph nodes and tissues exchange within days; what they gain by dividing, 5e6
    a day at most, is left out), the two days of the granulocyte stage are none, and the split of the CFU-E stage is
    that of 32 cells per cell. Cells that a graft brings enter where that model puts them, as shares of its CD34+ cells.

    ``capacity`` counts stem cells on Zheng's scale, in which one of a million CD34+ cells is one. Clones are counted
    apart, on the scale on which 770 to 35,000 were counted in patients; the two don't agree.

    What this model cannot say: chance (see the endpoint for clones), platelets, monocytes, natural killer and memory
    cells, thymus and body that grow, ageing, enzyme replacement and correction across cells, infection, differences
    between people.

    References
    ----------
    Li Y, et al. ACoP14, 2023: metrumresearchgroup/2023-ACoP-14-gene-therapy. Zheng Y, et al. CPT Pharmacometrics
    Syst Pharmacol 2021. doi:10.1002/psp4.12638. Shahaf G, et al. Front Immunol 2016;7:77. doi:10.3389/fimmu.2016.00077
    Thomas-Vaslin V, et al. J Immunol 2008;180:2240. Calabria A, et al. Nature 2024. doi:10.1038/s41586-024-08250-x
    """

    reference = _ZHENG

    kill = Port("1/day", "progenitors of the marrow killed by conditioning")
    both_long_term = Port("cell", "long-term stem cells of both branches")
    both_marrow_b = Port("cell", "pro-B and recirculating B cells of both branches")
    oxygen = Port("g/L", "hemoglobin of both branches times its saturation")

    infused = State("cell", negligible=1.0, description="CD34+ cells of a graft on their way; a dose enters here")
    clones = State("cell", negligible=1e-3, description="engrafted clones, counted when they come home")
    long_term = _pool("long-term stem cells", "long_term")
    short_1, short_2 = _pool("short-term stem cells, dividing", "short_1"), _pool("the same, last division", "short_2")
    multi_1, multi_2 = _pool("multipotent progenitors, dividing", "multi_1"), _pool("the same, last", "multi_2")
    myeloid_1 = _pool("common myeloid progenitors, dividing", "myeloid_1")
    myeloid_2 = _pool("the same, last division", "myeloid_2")
    granulocytes = _pool("granulocytes in blood", "granulocytes")
    burst_1, burst_2 = _pool("BFU-E, dividing", "burst_1"), _pool("BFU-E, last division", "burst_2")
    colony_1, colony_2 = _pool("CFU-E, dividing", "colony_1"), _pool("CFU-E, last division", "colony_2")
    reticulocytes = _pool("reticulocytes", "reticulocytes")
    red_cells = _pool("red cells in blood", "red_cells")
    lymphoid = _pool("common lymphoid progenitors", "lymphoid")
    pro_b, immature_b = _pool("pro-B cells in the marrow", "pro_b"), _pool("immature B cells", "immature_b")
    transitional_b = _pool("transitional B cells in the spleen", "transitional_b")
    splenic_b = _pool("mature B cells in the spleen", "splenic_b")
    circulating_b = _pool("mature recirculating B cells", "circulating_b")
    thymocytes = _pool("double negative thymocytes", "thymocytes")
    selected = _pool("selected double and single positive thymocytes", "selected")
    t_cells = _pool("naive T cells of the body", "t_cells")

    present = Parameter(
        1.0, "1", source=Assumed("the patient's own branch; 0 for that of a graft", 0.0, 1.0),
        description="1 where the branch is there and at rest from the start, 0 where a graft brings it",
    )  # fmt: skip
    capacity = _li(1275.0, "cell", "long-term stem cells of both branches at rest")
    renewal = _li(
        1.0 / 17.5, "1/day", "renewal of long-term stem cells",
        "every 2.5 weeks: the rate of mice (Blood 2007;110:1806), people have 40 weeks (Catlin 2011)", _LI,
    )  # fmt: skip
    long_term_residence = _li(100.0, "day", "time until a long-term stem cell differentiates")
    short_amplification = _li(1000.0, "1", "cells out per short-term stem cell in")
    short_residence = _li(20.0, "day", "time as a short-term stem cell")
    multi_amplification = _li(1000.0, "1", "cells out per multipotent progenitor in")
    multi_residence = _li(2.0, "day", "time as a multipotent progenitor")
    multi_to_lymphoid = _li(0.022, "1/day", "multipotent progenitors that become lymphoid", source=_LI)
    myeloid_amplification = _li(36.0, "1", "cells out per common myeloid progenitor in", source=_LI)
    myeloid_residence = _li(4.0, "day", "time as a common myeloid progenitor")
    myeloid_to_granulocytes = _li(2.5, "1/day", "myeloid progenitors that become granulocytes", source=_LI)
    granulocyte_amplification = _li(128.0, "1", "granulocytes per progenitor", source=_LI)
    granulocyte_death = _li(3.0, "1/day", "death of granulocytes", source=_LI)
    burst_amplification = _li(32.0, "1", "cells out per BFU-E in")
    erythroid_residence = _li(7.0, "day", "time as BFU-E, and as CFU-E")
    colony_split = _li(32.0, "1", "amplification by which the time as CFU-E is split", "its value of a healthy person")
    largest_amplification = _li(550.0, "1", "cells out per CFU-E in, without oxygen")
    oxygen_slope = _li(0.23 * 1.34 / 10.0, "L/g", "fall of its logarithm per hemoglobin that carries oxygen",
                       "0.23 per mL/dL, 1.34 mL/g")  # fmt: skip
    reticulocyte_life = _li(3.0, "day", "time as a reticulocyte")
    red_cell_life = _li(120.0, "day", "life of a red cell")
    carried_per_cell = Parameter(
        carried(0.74), "g/L/cell",
        source=Paper(_LI, "saturation 0.74, chains made in three days as a reticulocyte, 5 L of blood", _READ),
        description="saturated hemoglobin that one red cell adds, at rest",
    )  # fmt: skip
    lymphoid_to_pro_b = _li(
        3.0, "1/day", "lymphoid progenitors that become pro-B cells, each replaced by a division", source=_LI
    )
    lymphoid_death = _li(0.015, "1/day", "death of lymphoid progenitors", source=_LI)
    pro_b_per_progenitor = _li(4.0, "1", "pro-B cells per lymphoid progenitor", source=_LI)
    to_thymus = _li(2.5e-4, "1/day", "lymphoid progenitors that leave for the thymus", source=_LI)
    thymic_seeding = _li(512.0, "1", "thymocytes per progenitor that arrives", source=_LI)
    marrow_room = _li(8.4e9, "cell", "B cells for which the marrow has room", source=_LI)
    pro_b_division = Parameter(2.2, "1/day", source=_B, description="division of pro-B cells in an empty marrow")
    pro_b_to_immature = Parameter(2.0, "1/day", source=_B, description="pro-B cells that become immature")
    back_to_pro_b = Parameter(0.2, "1/day", source=_B, description="immature B cells that return")
    immature_death = Parameter(0.4, "1/day", source=_B, description="death of immature B cells")
    to_spleen = Parameter(2.4, "1/day", source=_B, description="immature B cells that leave for the spleen")
    to_circulation = Parameter(0.76, "1/day", source=_B, description="immature B cells that circulate")
    transitional_death = Parameter(0.12, "1/day", source=_B, description="death of transitional B cells")
    transitional_matures = Parameter(0.12, "1/day", source=_B, description="transitional B cells that mature")
    spleen_to_circulation = Parameter(0.12, "1/day", source=_B, description="splenic B cells that leave")
    circulation_to_spleen = Parameter(3.76, "1/day", source=_B, description="circulating B cells that return")
    circulating_death = Parameter(0.032, "1/day", source=_B, description="death of circulating B cells")
    splenic_death = _li(0.032, "1/day", "death of mature B cells in the spleen", source=_LI)
    early_division = Parameter(0.23, "1/day", source=_T, description="division of double negative thymocytes")
    positive_division = Parameter(4.5, "1/day", source=_T, description="division of double positive thymocytes")
    fifth_leaves = Parameter(
        (5 * 0.2029) ** 127,
        "1/day",
        source=_T,
        description="double positive thymocytes that leave after five divisions",
    )
    sixth_leaves = Parameter(
        100.0, "1/day", source=_T, description="double positive thymocytes that leave after six divisions, at most"
    )
    positive_death = _li(1e-6, "1/day", "death of dividing double positive thymocytes", source=_LI)
    selected_share = Parameter(
        0.06 * 2.661 + 0.01 * 4.0, "1", source=_T,
        description="T cells per double positive thymocyte that stops dividing: 6 % CD4, 1 % CD8, and their divisions",
    )  # fmt: skip
    late_residence = Parameter(
        1.0 / 0.37 + 6.5, "day", source=_T, description="time in selection and as a single positive thymocyte"
    )
    t_cell_death = Parameter(
        0.002, "1/day", source=Paper("10.1002/psp4.12546", "Sove 2020, naive T cells", _READ),
        description="death of naive T cells",
    )  # fmt: skip
    homing_rate = Parameter(
        2.0, "1/day", source=Assumed("within a day, as in the block of a donor's graft", 1.0, 10.0),
        description="rate at which infused cells leave blood",
    )  # fmt: skip
    long_term_share = _li(1e-6, "1", "long-term stem cells per infused CD34+ cell", "of 2.8e8 CD34+ cells")
    short_share = _li(1e-5, "1", "short-term stem cells per infused CD34+ cell")
    multi_share = _li(1e-3, "1", "multipotent progenitors per infused CD34+ cell")
    myeloid_share = _li(1e-2, "1", "common myeloid progenitors per infused CD34+ cell")
    lymphoid_share = _li(1e-4, "1", "lymphoid progenitors per infused CD34+ cell of marrow", source=_LI)
    pro_b_share = _li(5e-2, "1", "pro-B cells per infused CD34+ cell of marrow", source=_LI)
    immature_b_share = _li(3e-2, "1", "immature B cells per infused CD34+ cell of marrow", source=_LI)
    surviving = Parameter(
        1.0, "1", source=Assumed("gene addition spares stem cells; editing may kill up to nine in ten", 0.1, 1.0),
        description="share of long-term stem cells that live through what is done to them outside of the body",
    )  # fmt: skip
    clones_per_cell = Parameter(
        math.sqrt(7e-6 * 3.4e-4), "1",
        source=Assumed(
            "770 to 35,000 active stem cells (53 patients, doi:10.1038/s41586-024-08250-x) over 1.03e8 CD34+ cells, "
            "the median dose at 10 kg: the middle on the log scale", 7e-6, 3.4e-4,
        ),
        spread=math.log(3.4e-4 / 7e-6) / 4.5,
        description="clones that engraft per infused CD34+ cell; spread: the extremes of 53 persons are 4.5 SD apart",
    )  # fmt: skip

    @property
    def early_residence(self) -> Expression:
        """Four divisions of double negative thymocytes."""
        return 4.0 / self.early_division

    @cached_property
    def rest(self) -> Rest:
        """Return the counts of a full branch at rest, worked out once."""
        return Rest(self)

    def passed(self, residence: Expression, amplification: Expression) -> Expression:
        """Return the rate at which a stage passes cells on."""
        return 2.0 / _times(amplification, residence)[1]

    def granulocytes_made(self) -> Expression:
        """Return granulocytes made per myeloid progenitor and day."""
        return self.granulocyte_amplification * self.myeloid_to_granulocytes

    def thymic_gain(self) -> Expression:
        """Return T cells per thymocyte that arrives: sixteenfold, then six divisions that death may end."""
        divides, dies = self.positive_division, self.positive_death
        fifth, sixth = self.fifth_leaves, self.sixth_leaves
        lives = 2.0 * divides / (divides + dies)
        leaves = fifth / (fifth + divides + dies)
        divided = 2.0 * divides / (fifth + divides + dies) * (sixth + 2.0 * divides) / (sixth + divides + dies)
        return 16.0 * lives * lives * lives * lives * lives * (leaves + divided) * self.selected_share

    def flows(self) -> Iterator[Flow]:
        """Yield homing, renewal, the stages, the lineages, and what conditioning kills."""
        yield from self._comes_home()
        here = self.long_term
        matures = here / self.long_term_residence
        crowded = (self.renewal - 1.0 / self.long_term_residence) / self.capacity * here * self.both_long_term
        yield Flow("long-term stem cells renew", into=here, rate=self.renewal * here)
        yield Flow("long-term stem cells find no room", out_of=here, rate=crowded)
        yield Flow("long-term stem cells differentiate", out_of=here, into=self.short_1, rate=matures)
        first, last = (self.short_1, self.short_2), (self.multi_1, self.multi_2)
        myeloid = (self.myeloid_1, self.myeloid_2)
        yield from _amplify("short-term stem cells", first, last[0], self.short_amplification, self.short_residence)
        yield from _amplify("multipotent progenitors", last, myeloid[0], self.multi_amplification, self.multi_residence)
        yield from self._myeloid(myeloid)
        yield from self._red_cells()
        yield from self._b_cells()
        yield from self._t_cells()
        for name in self._progenitors():
            cells = getattr(self, name)
            yield Flow(f"conditioning kills {name}", out_of=cells, rate=self.kill * cells)

    def _comes_home(self) -> Iterator[Flow]:
        """Yield where the cells of a graft go; most vanish."""
        leaves = self.homing_rate * self.infused
        yield Flow("infused cells leave blood", out_of=self.infused, rate=leaves)
        for words, into, share in (
            ("long-term stem cells", self.long_term, self.long_term_share * self.surviving),
            ("short-term stem cells", self.short_2, self.short_share),
            ("multipotent progenitors", self.multi_2, self.multi_share),
            ("myeloid progenitors", self.myeloid_2, self.myeloid_share),
            ("lymphoid progenitors", self.lymphoid, self.lymphoid_share),
            ("pro-B cells", self.pro_b, self.pro_b_share),
            ("immature B cells", self.immature_b, self.immature_b_share),
            ("clones", self.clones, self.clones_per_cell * self.surviving),
        ):
            yield Flow(f"{words} of a graft come home", into=into, rate=share * leaves)

    def _myeloid(self, myeloid: tuple[Expression, Expression]) -> Iterator[Flow]:
        """Yield myeloid progenitors and the granulocytes they make."""
        amplification, residence = self.myeloid_amplification, self.myeloid_residence
        yield from _amplify("myeloid progenitors", myeloid, self.burst_1, amplification, residence)
        later = myeloid[1]
        turns = self.myeloid_to_granulocytes * later
        yield Flow("myeloid progenitors turn to granulocytes", out_of=later, rate=turns)
        yield Flow("granulocytes are made", into=self.granulocytes, rate=self.granulocytes_made() * later)
        dies = self.granulocyte_death * self.granulocytes
        yield Flow("granulocytes die", out_of=self.granulocytes, rate=dies)

    def _red_cells(self) -> Iterator[Flow]:
        """Yield BFU-E, CFU-E as oxygen allows, reticulocytes and red cells."""
        burst, colony = (self.burst_1, self.burst_2), (self.colony_1, self.colony_2)
        yield from _amplify("BFU-E", burst, self.colony_1, self.burst_amplification, self.erythroid_residence)
        amplified = self.largest_amplification * exp(-self.oxygen_slope * maximum(0.0, self.oxygen))
        first, last = _times(self.colony_split, self.erythroid_residence)
        yield from _passing("CFU-E", colony, self.reticulocytes, (first, last), amplified)
        ripe, old = self.reticulocytes / self.reticulocyte_life, self.red_cells / self.red_cell_life
        yield Flow("reticulocytes ripen", out_of=self.reticulocytes, into=self.red_cells, rate=ripe)
        yield Flow("red cells end", out_of=self.red_cells, rate=old)

    def _b_cells(self) -> Iterator[Flow]:
        """Yield lymphoid progenitors and B cells of marrow, spleen and circulation."""
        progenitors, pro_b, immature = self.lymphoid, self.pro_b, self.immature_b
        transitional, splenic, circulating = self.transitional_b, self.splenic_b, self.circulating_b
        turns = self.lymphoid_to_pro_b * progenitors
        lymphoid = self.multi_to_lymphoid * self.multi_2
        yield Flow("multipotent progenitors turn lymphoid", out_of=self.multi_2, into=progenitors, rate=lymphoid)
        yield Flow("lymphoid progenitors divide", into=progenitors, rate=turns)
        yield Flow("lymphoid progenitors die", out_of=progenitors, rate=self.lymphoid_death * progenitors)
        yield Flow("lymphoid progenitors turn to B cells", out_of=progenitors, rate=turns)
        yield Flow("pro-B cells are made", into=pro_b, rate=self.pro_b_per_progenitor * turns)
        yield Flow("pro-B cells divide", into=pro_b, rate=self.pro_b_division * pro_b)
        crowded = self.pro_b_division * self.both_marrow_b / self.marrow_room * pro_b
        yield Flow("pro-B cells find no room", out_of=pro_b, rate=crowded)
        for words, source, into, rate in (
            ("pro-B cells turn immature", pro_b, immature, self.pro_b_to_immature),
            ("immature B cells return", immature, pro_b, self.back_to_pro_b),
            ("immature B cells leave for the spleen", immature, transitional, self.to_spleen),
            ("immature B cells circulate", immature, circulating, self.to_circulation),
            ("transitional B cells mature", transitional, splenic, self.transitional_matures),
            ("splenic B cells leave", splenic, circulating, self.spleen_to_circulation),
            ("circulating B cells return", circulating, splenic, self.circulation_to_spleen),
        ):
            yield Flow(words, out_of=source, into=into, rate=rate * source)
        for words, source, rate in (
            ("immature", immature, self.immature_death), ("transitional", transitional, self.transitional_death),
            ("splenic", splenic, self.splenic_death), ("circulating", circulating, self.circulating_death),
        ):  # fmt: skip
            yield Flow(f"{words} B cells die", out_of=source, rate=rate * source)

    def _t_cells(self) -> Iterator[Flow]:
        """Yield what passes the thymus, as a gain with a delay, and naive T cells."""
        leaves = self.to_thymus * self.lymphoid
        early, late = self.thymocytes / self.early_residence, self.selected / self.late_residence
        yield Flow("lymphoid progenitors leave for the thymus", out_of=self.lymphoid, rate=leaves)
        yield Flow("thymocytes arrive", into=self.thymocytes, rate=self.thymic_seeding * leaves)
        yield Flow("double negative thymocytes go on", out_of=self.thymocytes, rate=early)
        yield Flow("double positive thymocytes live and are selected", into=self.selected,
                   rate=self.thymic_gain() * early)  # fmt: skip
        yield Flow("T cells leave the thymus", out_of=self.selected, into=self.t_cells, rate=late)
        yield Flow("naive T cells die", out_of=self.t_cells, rate=self.t_cell_death * self.t_cells)

    def observables(self) -> Iterator[Observable]:
        """Yield what the other branch and the blood of both need."""
        yield Observable("marrow_b", self.pro_b + self.circulating_b, "cell", "B cells that limit pro-B cells")
        yield Observable("thymic_output_share", self.thymic_gain() / 16.0, "1", "T cells per early thymocyte")

    @staticmethod
    def _progenitors() -> tuple[str, ...]:
        """Name what conditioning kills: all of the marrow that divides."""
        return (
            "long_term", "short_1", "short_2", "multi_1", "multi_2", "myeloid_1", "myeloid_2", "burst_1", "burst_2",
            "colony_1", "colony_2", "lymphoid", "pro_b", "immature_b", "thymocytes", "infused",
        )  # fmt: skip


def _amplify(
    whose: str, stage: tuple[Expression, Expression], into: Expression, amplification: Expression,
    residence: Expression,
) -> Iterator[Flow]:  # fmt: skip
    """Yield a stage that makes so many cells of one in so much time."""
    yield from _passing(whose, stage, into, _times(amplification, residence), amplification)


def _passing(
    whose: str,
    stage: tuple[Expression, Expression],
    into: Expression,
    times: tuple[Expression, Expression],
    amplification: Expression,
) -> Iterator[Flow]:
    """Yield the passage through both pools: all divisions but the last, then the last."""
    (early, late), (first, last) = stage, times
    yield Flow(f"{whose} go on", out_of=early, rate=early / first)
    yield Flow(f"{whose} divide", into=late, rate=amplification / 2.0 * early / first)
    yield Flow(f"{whose} leave", out_of=late, rate=late / last)
    yield Flow(f"{whose} divide a last time", into=into, rate=2.0 / last * late)
