"""Cytokines and acute-phase proteins released while CAR T cells meet their antigen."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, Rate, State, maximum

_FERRITIN = "highest ferritin of 119 children without severe CRS, IQR 855 to 4048 ug/L (McNerney 2024, Table 2)"


class Cytokines(Model):
    """Engaged CAR T cells release IFN-γ; macrophages answer with IL-1 and IL-6; the liver and ferritin follow.

    dI/dt = s E (1 - z)/V - kI (I - I0)
    dM/dt = kM (m(I) - M),  m(I) = (h(I) - h(I0))/(1 - h(I0)),  h(I) = I^n/(I50^n + I^n)
    dT/dt = M (1 - T)/t1 - T/t2,  A = M (1 - T)
    dL/dt = k6 (1 - z) Lf A (1 - a + a A (1 - b1)) - k6 (1 - r b6) L + k6 L0
    dC/dt = kC (C0 + Cf S/(S + S50) - C),  S = (L - L0)(1 - b6)
    dF/dt = kF (F0 + Ff A² - F)

    ======  =======================  ===========================================================
    symbol  here                     meaning
    ======  =======================  ===========================================================
    E       engaged (port)           CAR T cells engaged with antigen per body weight
    z       steroid_effect (port)    share of cytokine production that steroids suppress
    b6, b1  il6_/il1_blocked (port)  share of IL-6 and of IL-1 receptors blocked
    I, I0   ifn_gamma, ifn_rest      interferon gamma; stands for all that engaged T cells do
    s, V    secretion, ifn_volume    release per cell, apparent volume of distribution
    M       activation               activated macrophages, 0 at rest, 1 at most
    n, I50  steepness, ifn_half      Hill exponent, and IFN-γ of half activation
    L, L0   il6, il6_rest            interleukin 6 in serum
    Lf      il6_full                 rise of IL-6 at full activation
    a       through_il1              part of that which runs through IL-1
    r       through_receptor         part of IL-6 elimination that runs through its receptor
    S, S50  il6_signal, crp_half     IL-6 above rest at free receptors; half of the CRP response
    C, F    crp, ferritin            with …_rest (0) and rise at full response (f)
    k       …_half_life              ln 2 over the half-life of each (I, M, 6, C, F)
    ======  =======================  ===========================================================

    The response to engaged cells spans three decades: fever begins near 1e6 cells per kg, the
    largest peaks are near 1e9. IFN-γ alone makes people release no IL-6 (J Exp Med 1989;169:2257): it
    stands here for GM-CSF, contact and killing too. IL-6 that cannot bind is not eliminated through its receptor:
    serum IL-6 rises under tocilizumab while its signal falls (Nishimoto 2008). Steroids act on what
    inflammation adds, not on what is there at rest. IL-1 is as fast as its source and has no state of
    its own: its signal is A (1 - b1). Release wanes under lasting stimulation: what Chen 2019 says of the
    release under T-cell engagers by an area under the curve, and what is known as tolerance of monocytes,
    is said here of the answer of macrophages.

    What this model cannot say: GM-CSF, IL-10, soluble receptors, infection, cytokines of the
    conditioning, a second wave of macrophages without T cells (hemophagocytosis), antibodies against
    IFN-γ, local concentrations.

    References
    ----------
    Nishimoto N, et al. Blood 2008;112:3959-3964. doi:10.1182/blood-2008-05-155846 (IL-6 and tocilizumab)
    Norelli M, et al. Nat Med 2018;24:739-748. doi:10.1038/s41591-018-0036-4 (IL-1 and IL-6 of monocytes)
    Circulating interleukin 6 during continuous infusion of TNF and IFN-γ. J Exp Med 1989;169:2257.
    doi:10.1084/jem.169.6.2257
    Kurzrock R, et al. Cancer Res 1985;45:2866-2872. PMID 3921249 (half-life of IFN-γ)
    Vigushin DM, et al. J Clin Invest 1993;91:1351-1357. doi:10.1172/JCI116336 (half-life of CRP)
    Teachey DT, et al. Cancer Discov 2016;6:664-679. PMC5448406 (which cytokines mark severe CRS)
    McNerney KO, et al. Blood Adv 2024, Table 2 (ferritin of children by severity of CRS)
    Chen X, et al. Clin Transl Sci 2019;12:600-608. doi:10.1111/cts.12662 (tolerance)
    """

    reference = "10.1182/blood-2008-05-155846"

    ifn_gamma = State("pg/mL", initial=lambda m: m.ifn_rest, negligible=1e-2, description="interferon gamma in serum")
    activation = State("1", negligible=1e-5, description="activated macrophages: 0 at rest, 1 at most")
    tolerance = State("1", negligible=1e-4, description="share of their answer that macrophages have lost")
    il6 = State("pg/mL", initial=lambda m: m.il6_rest, negligible=1e-2, description="interleukin 6 in serum")
    crp = State("mg/L", initial=lambda m: m.crp_rest, negligible=1e-2, description="C-reactive protein")
    ferritin = State("ug/L", initial=lambda m: m.ferritin_rest, negligible=1.0, description="ferritin in serum")

    engaged = Port("cell/kg", "CAR T cells engaged with antigen per body weight")
    il6_blocked = Port("1", "share of IL-6 receptors blocked")
    il1_blocked = Port("1", "share of IL-1 receptors blocked")
    steroid_effect = Port("1", "share of cytokine production that steroids suppress")

    secretion = Parameter(
        0.149,
        "pg/cell/day",
        source=Assumed(
            "geometric mean of 23.7 and 938 fg per CAR+ cell, the range of released batches of JULIET, taken as "
            "the release of one day; spread: that range as four SD",
            0.0237,
            0.938,
        ),
        spread=0.92,
        description="IFN-γ released per engaged cell",
    )
    ifn_volume = Parameter(
        1100.0,
        "mL/kg",
        source=Assumed(
            "clearance of IFN-γ-1b in adults (1.4 L/min, recalled) times 38 min / ln 2, per 70 kg; low: extracellular "
            "water",
            200.0,
            2000.0,
        ),
        description="apparent volume of distribution of IFN-γ",
    )
    ifn_half_life = Parameter(
        30.0,
        "min",
        source=Paper("PMID 3921249", "abstract", "25 to 35 min after a bolus"),
        description="half-life of IFN-γ",
    )
    ifn_rest = Parameter(
        5.0,
        "pg/mL",
        source=Assumed("of the order of assays' lower limits; 10.2 in Favier's model of ALL", 1.0, 12.0),
        description="IFN-γ without CAR T cells",
    )
    ifn_half = Parameter(
        130.0,
        "pg/mL",
        source=Assumed(
            "what the typical release adds at 3.2e7 engaged cells per kg, the geometric mean of 1e6 (where fever "
            "begins, day 3) and 1e9 (the largest peaks)",
            30.0,
            1000.0,
        ),
        description="IFN-γ at which half of the macrophages are activated",
    )
    steepness = Parameter(
        math.log(81.0) / math.log(1000.0),
        "1",
        source=Assumed("10 to 90 % of the response lies in three decades: ln 81 / ln 1000", 0.4, 1.0),
        spread=0.15,
        description="Hill exponent of macrophage activation; spread assumed",
    )
    activation_half_life = Parameter(
        1.0,
        "day",
        source=Assumed("IL-6 appears within hours and falls over days; one day between them", 0.25, 3.0),
        description="half-life of activation",
    )
    tolerance_time = Parameter(
        5.0,
        "day",
        source=Assumed(
            "monocytes are tolerant within a day or two of a full stimulus; under T-cell engagers most of the release "
            "is lost within the first week; geometric mean of 2 and 14 days, rounded",
            2.0,
            14.0,
        ),
        spread=0.3,
        description="days of full activation that take two thirds of the answer; spread assumed, 30 %",
    )
    tolerance_rest = Parameter(
        14.0,
        "day",
        source=Assumed("after sepsis monocytes recover over one to several weeks", 7.0, 28.0),
        description="days of rest that give two thirds of the answer back",
    )
    il6_rest = Parameter(
        5.0,
        "pg/mL",
        source=Assumed("healthy 1 to 2, active leukemia and conditioning more", 1.0, 20.0),
        description="IL-6 without CAR T cells",
    )
    il6_full = Parameter(
        6200.0,
        "pg/mL",
        source=Assumed(
            "geometric mean of 1400, least peak of CRS grade 3 to 4 (200 times an upper limit of 7; abstract PS1222 "
            "of EHA), and 27500, the most seen in people given TNF (doi:10.1084/jem.169.6.2257); spread: within one "
            "grade of CRS ferritin has log-SD 1.2, of which 0.9 is taken as ferritin's own",
            1400.0,
            27500.0,
        ),
        spread=0.8,
        description="rise of IL-6 at full activation",
    )
    through_il1 = Parameter(
        0.8,
        "1",
        source=Assumed("anakinra alone prevented CRS in mice (doi:10.1038/s41591-018-0036-4): most of it", 0.3, 0.95),
        description="part of IL-6 production that needs IL-1, at full activation",
    )
    il6_half_life = Parameter(
        1.0,
        "hour",
        source=Assumed("20 min in Hosseini 2020, 1 h in Favier's model, 5 h after injection under the skin", 0.33, 5.0),
        description="half-life of IL-6 with free receptors",
    )
    through_receptor = Parameter(
        0.8,
        "1",
        source=Assumed("IL-6 rises severalfold when receptors are blocked (Nishimoto 2008): 2- to 10-fold", 0.5, 0.9),
        description="part of IL-6 elimination that runs through its receptor",
    )
    crp_rest = Parameter(
        5.0,
        "mg/L",
        source=Assumed(
            "healthy 0.8; 30 is the cut-off of CAR-HEMATOTOX (recalled); their geometric mean is 4.9; spread assumed",
            0.8,
            30.0,
        ),
        spread=1.0,
        description="CRP without CAR T cells",
    )
    crp_full = Parameter(
        300.0,
        "mg/L",
        source=Assumed("severe infection exceeds 200 mg/L; severe CRS likewise", 150.0, 500.0),
        description="rise of CRP at full IL-6 signal",
    )
    crp_half = Parameter(
        180.0,
        "pg/mL",
        source=Assumed("geometric mean of IL-6 at rest (5) and at full activation (6200)", 50.0, 1000.0),
        description="IL-6 signal at half of the CRP response",
    )
    crp_half_life = Parameter(
        19.0,
        "hour",
        source=Paper("10.1172/JCI116336", "abstract", "in health and disease"),
        description="half-life of CRP",
    )
    ferritin_rest = Parameter(
        1140.0,
        "ug/L",
        source=Assumed(
            f"geometric mean of 650 and 2000, cut-offs of CAR-HEMATOTOX (recalled); spread: {_FERRITIN}", 300.0, 3000.0
        ),
        spread=1.15,
        description="ferritin without CAR T cells",
    )
    ferritin_full = Parameter(
        9.2e4,
        "ug/L",
        source=Assumed(
            "median of the highest ferritin of 26 children with features of hemophagocytosis (McNerney 2024); within "
            "one grade of CRS the log-SD is about 1.2, and 0.8 of it goes to IL-6",
            1e4,
            2.2e5,
        ),
        spread=0.9,
        description="rise of ferritin at full activation",
    )
    ferritin_half_life = Parameter(
        2.0,
        "day",
        source=Assumed("ferritin of plasma turns over slowly, unlike that of tissue (9 min)", 1.0, 5.0),
        description="half-life of ferritin in plasma",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield release and loss of every substance."""
        yield from self._interferon()
        activated = math.log(2.0) / self.activation_half_life
        yield Flow("macrophages are activated", into=self.activation, rate=activated * self._activated())
        yield Flow("macrophages calm down", out_of=self.activation, rate=activated * self.activation)
        yield from self._interleukin_6()
        liver = math.log(2.0) / self.crp_half_life
        signal = self._signal()
        made = self.crp_rest + self.crp_full * signal / (signal + self.crp_half)
        yield Flow("the liver makes CRP", into=self.crp, rate=liver * made)
        yield Flow("CRP is eliminated", out_of=self.crp, rate=liver * self.crp)
        turnover = math.log(2.0) / self.ferritin_half_life
        released = self.ferritin_rest + self.ferritin_full * self._answer() ** 2
        yield Flow("macrophages release ferritin", into=self.ferritin, rate=turnover * released)
        yield Flow("ferritin is eliminated", out_of=self.ferritin, rate=turnover * self.ferritin)

    def _answer(self) -> Expression:
        """Give what activated macrophages still answer."""
        return self.activation * maximum(0.0, 1.0 - self.tolerance)

    def rates(self) -> Iterator[Rate]:
        """Yield tolerance, in which nothing moves."""
        gained = self.activation * (1.0 - self.tolerance) / self.tolerance_time
        yield Rate(self.tolerance, gained - self.tolerance / self.tolerance_rest, "macrophages become tolerant")

    def _interferon(self) -> Iterator[Flow]:
        """Yield the turnover of interferon gamma."""
        loss = math.log(2.0) / self.ifn_half_life
        released = self.secretion * self.engaged / self.ifn_volume * (1.0 - self.steroid_effect)
        yield Flow("engaged CAR T cells release IFN-γ", into=self.ifn_gamma, rate=released)
        yield Flow("IFN-γ is made at rest", into=self.ifn_gamma, rate=loss * self.ifn_rest)
        yield Flow("IFN-γ is eliminated", out_of=self.ifn_gamma, rate=loss * self.ifn_gamma)

    def _activated(self) -> Expression:
        """Give the activation that IFN-γ holds up; nothing at rest."""
        now = _hill(self.ifn_gamma / self.ifn_half, self.steepness)
        rest = _hill(self.ifn_rest / self.ifn_half, self.steepness)
        return maximum(0.0, now - rest) / (1.0 - rest)

    def _interleukin_6(self) -> Iterator[Flow]:
        """Yield the turnover of interleukin 6."""
        loss = math.log(2.0) / self.il6_half_life
        loop = self._answer() * (1.0 - self.il1_blocked)
        alone = maximum(0.0, 1.0 - self.through_il1)
        answer = self._answer() * (alone + self.through_il1 * loop)
        made = self.il6_full * answer * (1.0 - self.steroid_effect)
        yield Flow("macrophages release IL-6", into=self.il6, rate=loss * made)
        yield Flow("IL-6 is made at rest", into=self.il6, rate=loss * self.il6_rest)
        bound = self.through_receptor * (1.0 - self.il6_blocked)
        yield Flow("IL-6 is eliminated through its receptor", out_of=self.il6, rate=loss * bound * self.il6)
        other = maximum(0.0, 1.0 - self.through_receptor)
        yield Flow("IL-6 is eliminated by other ways", out_of=self.il6, rate=loss * other * self.il6)

    def _rise(self) -> Expression:
        """Give IL-6 in serum above rest."""
        return maximum(0.0, self.il6 - self.il6_rest)

    def _signal(self) -> Expression:
        """Give IL-6 above rest that reaches free receptors."""
        return self._rise() * (1.0 - self.il6_blocked)

    def observables(self) -> Iterator[Observable]:
        """Yield what body temperature, vessels and brain answer to."""
        yield Observable("il6_signal", self._signal(), "pg/mL", "IL-6 above rest that reaches free receptors")
        yield Observable("il6_rise", self._rise(), "pg/mL", "IL-6 in serum above rest, blocked or not")
        unblocked = self._answer() * (1.0 - self.il1_blocked)
        yield Observable("il1_signal", unblocked, "1", "IL-1 of activated macrophages at free receptors, 0 to 1")


def _hill(ratio: Expression, exponent: Expression) -> Expression:
    """Give the share of the most that a ratio to the half-maximal level brings."""
    power = ratio**exponent
    return power / (1.0 + power)
