"""What rituximab on CD20 makes effector cells and complement do, and the reaction to the first dose."""

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
    Rate,
    State,
    maximum,
    select,
)

_DALL_OZZO = "Cancer Res 2004;64:4664"
_BEURSKENS = "10.4049/jimmunol.1103693"
_BLOOD = 0.075  # L/kg
_HALVED = (
    "a single dose does not deplete B cells of lymph nodes four weeks later (doi:10.1111/ajt.12220, abstract): half "
    "of them at most, ln 2/28 per day over the killing in blood; bounds: a fifth to four times of it"
)
_GRADES = ((0.0, "none"), (1.0, "mild or moderate, grade 1 to 2"), (3.0, "severe, grade 3 to 4"))


class Cd20Effector(Model):
    """CD20 held by rituximab calls killer cells, phagocytes and complement, which a large burden uses up.

    o = c/(Kd M + c)                                       CD20 that is held
    a = c/(E g^((1 - n)/2) + c)                            answer of cells with Fc receptors, n valines at position 158
    v = f (1 - X) ((1 - w) a + w o)                        killed per cell in blood and day
    K = v (blood + am marrow + an nodes)                   killed per day
    dX/dt = K/(C weight) - X/t                             share of effectors used up
    dR/dt = K/weight - ln 2/h R                            cells killed lately, per weight
    reaction = R (1 - premedication z)/(1 - z): mild from m1 on, severe from m3 on, both seen with premedication

    ======  ============================  ====================================================================
    symbol  here                          meaning
    ======  ============================  ====================================================================
    c       concentration (port)          rituximab in serum
    Kd, M   dissociation, molar_mass      binding to CD20
    E       half_effect                   concentration of half effect with one valine, in whole blood
    g       genotype_ratio                that with none over that with two
    n       valines                       0 F/F, 1 V/F, 2 V/V; a population draws it
    f       fastest                       killing in blood by fresh effectors
    w       complement                    share of it that is complement's
    am, an  marrow_access, node_access    killing in marrow and nodes relative to blood
    C, t    capacity, recovery            cells per weight that use the effectors up, and how they come back
    h       memory                        half-life of what the killed cells release
    z       prevented                     share of the reaction that premedication prevents
    ======  ============================  ====================================================================

    Everything malignant enters by ports, so leukemia, lymphoma and healthy B cells can be its target. As long as
    rituximab saturates, genotypes differ little; V/V kills at concentrations at which F/F no longer does, between
    doses and in patients who clear fast.

    What this model cannot say: loss of CD20 from cells that survive (antigenic modulation: it is part of why
    ``recovery`` takes days), NK cells and macrophages apart or their numbers, direct killing, resistance, a rate of
    infusion that a nurse lowers (the reaction follows the dose as given), later allergic reactions, tumor lysis.

    References
    ----------
    Dall'Ozzo S, et al. Cancer Res 2004;64:4664-4669 (genotype and concentration; abstract).
    Iida S, et al. Clin Cancer Res 2006;12:2879-2887 (in plasma; abstract).
    Winkler U, et al. Blood 1999;94:2217-2224. PMID 10498591 (first dose; abstract).
    Beurskens FJ, et al. J Immunol 2012;188:3532-3541. doi:10.4049/jimmunol.1103693 (effectors are used up; abstract).
    Cartron G, et al. Blood 2002;99:754-758 (frequencies: 20 % V/V, 45 % V/F, 35 % F/F; abstract).
    """

    reference = _BEURSKENS

    exhausted = State("1", negligible=1e-6, description="share of effector cells and complement that is used up")
    mediators = State("cell/kg", negligible=1.0, description="cells killed lately, per weight: what they release")

    concentration = Port("mg/L", "rituximab in serum")
    blood = Port("cell", "cells with CD20 in blood")
    marrow = Port("cell", "cells with CD20 in marrow")
    nodes = Port("cell", "cells with CD20 in lymph nodes and other tissue")
    weight = Port("kg", "body weight")

    dissociation = Parameter(
        8.0,
        "nmol/L",
        source=Paper("Rituxan US label", "description", "approximately 8.0 nM, read where the label is quoted"),
        description="dissociation constant of rituximab and CD20",
    )
    molar_mass = Parameter(
        145.0,
        "mg/umol",
        source=Paper("Rituxan US label", "description", "145 kD, read where the label is quoted"),
        description="of rituximab",
    )
    half_effect = Parameter(
        0.11,
        "mg/L",
        source=Assumed(
            "in plasma, whose IgG competes for the receptor, rituximab needs over 1 mg/L to saturate (Iida 2006, "
            "abstract): 90 % at 1 mg/L; without plasma 0.001 to 0.004 mg/L (Dall'Ozzo 2004)",
            0.004,
            1.0,
        ),
        description="concentration of half effect with one valine",
    )
    genotype_ratio = Parameter(
        0.00402 / 0.00096,
        "1",
        source=Paper(_DALL_OZZO, "abstract", "EC50 0.00402 mg/L with F/F, 0.00096 with V/V; V/F as their root"),
        description="concentration of half effect, F/F over V/V",
    )
    valines = Parameter(
        1.0,
        "1",
        source=Assumed("V/F, the most frequent; a population draws it (20 % V/V, 45 % V/F, 35 % F/F)", 0.0, 2.0),
        description="alleles of FCGR3A with valine at position 158",
    )
    fastest = Parameter(
        math.log(50.0),
        "1/day",
        source=Assumed(
            "B cells of blood are nearly all gone 24 h after a first dose (doi:10.1182/bloodadvances.2019001148, "
            "Figure 1): 2 % left; low: 39 % lost in 12 h where counts are high (Winkler 1999)",
            0.98,
            6.0,
        ),
        description="killing in blood by fresh effectors",
    )
    complement = Parameter(
        0.3,
        "1",
        source=Assumed("part of the killing; blocking either way leaves some in experiments", 0.0, 0.7),
        description="share of killing that is complement's",
    )
    marrow_access = Parameter(
        math.sqrt(math.log(2.0) / 28.0 / math.log(50.0)),
        "1",
        source=Assumed(
            "marrow and spleen are depleted more easily than lymph nodes (doi:10.1186/ar3908, abstract) and less than "
            "blood: geometric mean of both",
            0.02,
            1.0,
        ),
        description="killing in marrow relative to blood",
    )
    node_access = Parameter(
        math.log(2.0) / 28.0 / math.log(50.0),
        "1",
        source=Assumed(_HALVED, 0.0013, 0.026),
        description="killing in nodes relative to blood",
    )
    capacity = Parameter(
        0.39 * 121e9 * _BLOOD,
        "cell/kg",
        source=Assumed(
            "50 to 75 % were left after 12 h of 50 to 294e9/L (Winkler 1999, abstract): 39 % of 121e9/L, geometric "
            "means, in 75 mL/kg; bounds: 25 % of the least to 50 % of the most",
            0.25 * 50e9 * _BLOOD,
            0.50 * 294e9 * _BLOOD,
        ),
        spread=0.5,
        description="killed cells per weight that use up the effectors; spread assumed",
    )
    recovery = Parameter(
        7.0,
        "day",
        source=Assumed("complement and CD20 come back within days to two weeks; no course published", 2.0, 14.0),
        description="days in which two thirds of the effectors come back",
    )
    memory = Parameter(
        12.0,
        "hour",
        source=Assumed("reactions last hours; TNF and IL-6 peak 90 min after the start (Winkler 1999)", 3.0, 24.0),
        description="half-life of what killed cells release",
    )
    mild = Parameter(
        6.2e6,
        "cell/kg",
        source=Assumed(
            "77 % of patients with lymphoma react to the first infusion (label, as recalled): with a log-SD of 1 the "
            "threshold of 77 % lies below the 1.3e7 B cells per kg that blood holds and loses; high: all of these",
            1e6,
            1.3e7,
        ),
        spread=1.0,
        description="cells killed per weight from which there is a reaction; spread assumed",
    )
    severe = Parameter(
        0.37 * 50e9 * _BLOOD,
        "cell/kg",
        source=Assumed(
            "grade 3 to 4 came with more than 50e9/L (Winkler 1999, abstract): what they lose in 12 h, 37 %; low: the "
            "label's warning from 25e9/L on",
            0.37 * 25e9 * _BLOOD,
            0.5 * 100e9 * _BLOOD,
        ),
        spread=0.5,
        description="cells killed per weight from which the reaction is severe; spread assumed",
    )
    premedication = Parameter(
        1.0,
        "1",
        source=Assumed("given before every infusion by label", 0.0, 1.0),
        description="1 with acetaminophen and an antihistamine before, 0 without",
    )
    prevented = Parameter(
        0.3,
        "1",
        source=Assumed("the published rates are with it; no comparison without found", 0.0, 0.6),
        description="share of the reaction that premedication prevents",
    )

    def rates(self) -> Iterator[Rate]:
        """Yield how effectors are used up and come back, in which no cell moves."""
        used = self._killed() / (self.capacity * self.weight)
        yield Rate(self.exhausted, used - self.exhausted / self.recovery, "effectors are used up and come back")

    def flows(self) -> Iterator[Flow]:
        """Yield what killed cells release and how it goes."""
        yield Flow("killed cells release mediators", into=self.mediators, rate=self._killed() / self.weight)
        gone = math.log(2.0) / self.memory * self.mediators
        yield Flow("mediators are eliminated", out_of=self.mediators, rate=gone)

    def observables(self) -> Iterator[Observable]:
        """Yield occupancy, killing in each place, and the reaction with its grade."""
        yield Observable("occupancy", self._occupancy(), "1", "CD20 held by rituximab")
        yield Observable("effector_answer", self._answer(), "1", "answer of cells with Fc receptors, 0 to 1")
        yield Observable("kill", self._rate(), "1/day", "killed per cell in blood")
        yield Observable("kill_marrow", self.marrow_access * self._rate(), "1/day", "killed per cell in marrow")
        yield Observable("kill_nodes", self.node_access * self._rate(), "1/day", "killed per cell in nodes")
        without = maximum(1e-3, 1.0 - self.prevented)
        reaction = self.mediators * (1.0 - self.premedication * self.prevented) / without
        yield Observable("reaction", reaction, "cell/kg", "cells killed lately per weight, as with premedication")
        grade = select(reaction >= self.severe, 3.0, select(reaction >= self.mild, 1.0, 0.0))
        yield Observable("reaction_grade", grade, "1", "infusion reaction", _GRADES)

    def _occupancy(self) -> Expression:
        """Give the share of CD20 that rituximab holds."""
        return self.concentration / (self.dissociation * self.molar_mass + self.concentration)

    def _answer(self) -> Expression:
        """Give the answer of cells with Fc receptors of this genotype."""
        half = self.half_effect * self.genotype_ratio ** ((1.0 - self.valines) / 2.0)
        return self.concentration / (half + self.concentration)

    def _rate(self) -> Expression:
        """Give what is killed per cell in blood and day."""
        ways = (1.0 - self.complement) * self._answer() + self.complement * self._occupancy()
        return self.fastest * maximum(0.0, 1.0 - self.exhausted) * ways

    def _killed(self) -> Expression:
        """Give the cells killed per day in all places."""
        met = self.blood + self.marrow_access * self.marrow + self.node_access * self.nodes
        return self._rate() * met
