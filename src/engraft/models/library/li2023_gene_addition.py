"""Gene addition to stem cells: a corrected and an uncorrected branch in one marrow, after busulfan (Li 2023)."""

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
    System,
    join,
)
from engraft.models.blocks.body import Body
from engraft.models.drugs.high_dose_alkylator import busulfan
from engraft.models.library.li2023_stem_cell_branch import (
    BLOOD,
    OTHER,
    OTHER_SATURATION,
    PER_CELL,
    Li2023Branch,
    carried,
)

_ZHENG = "10.1002/psp4.12638"
_LI = "metrumresearchgroup/2023-ACoP-14-gene-therapy"
_READ = "read in the equations of metrumresearchgroup/2023-ACoP-14-gene-therapy, {}"
_HUMAN, _SICKLE = _READ.format("human model"), _READ.format("sickle cell model")
_BRANCHES = ("corrected", "uncorrected")
_LINEAGES = {"long_term": "long-term stem cells", "granulocytes": "granulocytes", "circulating_b": "B cells",
             "t_cells": "T cells", "red_cells": "red cells"}  # fmt: skip

WIRES = {
    "busulfan.weight": "body.weight",
    **{f"{one}.kill": "busulfan.progenitors_killed" for one in _BRANCHES},
    **{f"{one}.both_long_term": "blood.long_term" for one in _BRANCHES},
    **{f"{one}.both_marrow_b": "blood.marrow_b" for one in _BRANCHES},
    **{f"{one}.oxygen": "blood.oxygen" for one in _BRANCHES},
    **{f"blood.{one}_{kind}": f"{one}.{kind}" for one in _BRANCHES for kind in (*_LINEAGES, "marrow_b")},
}


class Li2023Blood(Model):
    """What both branches hold: shares of corrected cells, and hemoglobin made with and without the added gene.

    share = corrected/(corrected + uncorrected)
    Hb T87Q = m s v/(s v + 1 + o) R_c/V,   Hb S = m (R_c/(s v + 1 + o) + R_u/(1 + o))/V,   Hb A = X/V

    ======  ======================  ====================================================================
    symbol  here                    meaning
    ======  ======================  ====================================================================
    R, X    red cells, transfused   of the corrected (c) and uncorrected branch (u); hemoglobin of donors
    m, V    per_cell, blood_volume  hemoglobin in a red cell; liters of blood
    v, s    copies, strength        vector copies in a corrected cell; what a copy makes to both own genes
    o       other                   gamma and delta chains to beta chains
    ======  ======================  ====================================================================

    A red cell holds the same hemoglobin whatever its genes: chains compete for alpha chains, and what is left of
    either is lost within hours. So more copies change what hemoglobin is, not how much. Zheng and Li follow the chains
    through dimers and tetramers instead, and their corrected cells hold almost twice as much.

    What this model cannot say: thalassemia, where too few chains make a cell small; differences between cells in
    copies; sickling itself; iron.

    References
    ----------
    Zheng Y, et al. CPT Pharmacometrics Syst Pharmacol 2021. doi:10.1002/psp4.12638
    Li Y, et al. ACoP14, 2023: metrumresearchgroup/2023-ACoP-14-gene-therapy
    Ribeil JA, et al. N Engl J Med 2017;376:848-855. doi:10.1056/NEJMoa1609677
    """

    reference = _ZHENG

    corrected_long_term = Port("cell", "corrected long-term stem cells")
    corrected_granulocytes = Port("cell", "corrected granulocytes")
    corrected_circulating_b = Port("cell", "corrected B cells")
    corrected_t_cells = Port("cell", "corrected T cells")
    corrected_red_cells = Port("cell", "corrected red cells")
    corrected_marrow_b = Port("cell", "corrected B cells that limit pro-B cells")
    uncorrected_long_term = Port("cell", "uncorrected long-term stem cells")
    uncorrected_granulocytes = Port("cell", "uncorrected granulocytes")
    uncorrected_circulating_b = Port("cell", "uncorrected B cells")
    uncorrected_t_cells = Port("cell", "uncorrected T cells")
    uncorrected_red_cells = Port("cell", "uncorrected red cells")
    uncorrected_marrow_b = Port("cell", "uncorrected B cells that limit pro-B cells")

    transfused = State(
        "mg", negligible=1e-3, description="hemoglobin in red cells of donors; a transfusion enters here"
    )

    per_cell = Parameter(
        PER_CELL, "g/cell", source=Paper(_LI, "chains made in three days as a reticulocyte", _HUMAN),
        description="hemoglobin in a red cell",
    )  # fmt: skip
    blood_volume = Parameter(BLOOD, "L", source=Paper(_ZHENG, "blood volume", _HUMAN), description="volume of blood")
    copies = Parameter(
        1.0, "1", source=Paper(_ZHENG, "one vector per transduced cell", _SICKLE),
        description="vector copies per corrected cell",
    )  # fmt: skip
    strength = Parameter(
        1.0, "1", source=Paper(_ZHENG, "beta chains of the vector and of the cell: 0.5 to 0.5", _SICKLE),
        description="chains that one vector copy makes, over those of both own genes",
    )  # fmt: skip
    other = Parameter(
        OTHER, "1", source=Paper(_ZHENG, "gamma 0.03 and delta 0.04 to beta 0.5", _HUMAN),
        description="gamma and delta chains made, to beta chains",
    )  # fmt: skip
    other_saturation = Parameter(
        OTHER_SATURATION, "1", source=Paper(_ZHENG, "hemoglobin F 0.88, A2 none", _HUMAN),
        description="saturation of hemoglobin F and A2 together",
    )  # fmt: skip
    own_saturation = Parameter(
        0.74,
        "1",
        source=Paper(_ZHENG, "saturation of hemoglobin A", _HUMAN),
        description="saturation of own hemoglobin",
    )
    added_saturation = Parameter(
        0.74, "1", source=Paper(_ZHENG, "saturation of hemoglobin A", _HUMAN),
        description="saturation of hemoglobin of the added gene and of donors",
    )  # fmt: skip
    nothing = Parameter(
        1e-3, "cell", source=Assumed("a thousandth of a cell, so that a share of nothing is zero", 1e-6, 1.0),
        description="cells beside which shares are worked out",
    )  # fmt: skip
    transfused_life = Parameter(
        60.0, "day", source=Assumed("half of 120 days, because donors' cells are of all ages", 40.0, 120.0),
        description="mean time that a transfused red cell stays",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield the end of transfused cells."""
        yield Flow("transfused red cells end", out_of=self.transfused, rate=self.transfused / self.transfused_life)

    def observables(self) -> Iterator[Observable]:
        """Yield what branches share, shares of corrected cells, hemoglobin and counts."""
        yield Observable("long_term", self._both("long_term"), "cell", "long-term stem cells of both branches")
        yield Observable("marrow_b", self._both("marrow_b"), "cell", "B cells that limit pro-B cells")
        for kind, words in _LINEAGES.items():
            share = self._of("corrected", kind) / (self._both(kind) + self.nothing)
            yield Observable(f"corrected_share_{kind}", share, "1", f"share of {words} that are corrected")
        own, added, other, donor = self._hemoglobin()
        yield Observable("hemoglobin_own", own, "g/L", "hemoglobin of own genes (hemoglobin S in sickle cell disease)")
        yield Observable("hemoglobin_added", added, "g/L", "hemoglobin of the added gene (A T87Q)")
        both = own + added + self.nothing * self.per_cell / self.blood_volume
        yield Observable(
            "added_share", added / both, "1", "share of the added gene in beta-like chains, donors' left out"
        )
        yield Observable("hemoglobin", own + added + other + donor, "g/L", "hemoglobin in blood, with that of donors")
        oxygen = self.own_saturation * own + self.added_saturation * (added + donor) + self.other_saturation * other
        yield Observable("oxygen", oxygen, "g/L", "hemoglobin times its saturation")
        red = (self._both("red_cells") + self.transfused / self.per_cell) / self.blood_volume
        yield Observable("red_cell_count", red, "cell/L", "red cells in blood, with those of donors")
        granulocytes = self._both("granulocytes") / self.blood_volume
        yield Observable("granulocyte_count", granulocytes, "cell/L", "granulocytes in blood")

    def _hemoglobin(self) -> tuple[Expression, Expression, Expression, Expression]:
        """Give hemoglobin of own genes, of the added one, F and A2, and of donors."""
        made, each = self.strength * self.copies, self.per_cell / self.blood_volume
        corrected = each * self.corrected_red_cells / (made + 1.0 + self.other)
        uncorrected = each * self.uncorrected_red_cells / (1.0 + self.other)
        own = corrected + uncorrected
        return own, made * corrected, self.other * own, self.transfused / self.blood_volume

    def _of(self, branch: str, kind: str) -> Expression:
        """Return a port of one branch."""
        found: Expression = getattr(self, f"{branch}_{kind}")
        return found

    def _both(self, kind: str) -> Expression:
        """Sum a port over branches."""
        return self._of("corrected", kind) + self._of("uncorrected", kind)


def ada_scid() -> System:
    """Follow gene addition in a child without adenosine deaminase, whose own T and B cells die early.

    Corrected CD34+ cells enter ``corrected.infused``, those of the graft that stayed without the gene
    ``uncorrected.infused``; ``busulfan.amount`` makes room. Double positive thymocytes of the uncorrected branch die
    at 2 per day and splenic B cells at 0.15 per day, both normal in the corrected one.

    What this system cannot say: what each block says it cannot, and enzyme replacement, detoxification of uncorrected
    cells by corrected ones, infection and survival (nobody dies, whatever the dose; a study says where hemoglobin falls
    below what anybody has survived); counts are those of an adult.
    """
    deficits = {
        "positive_death": Parameter(
            2.0, "1/day", source=Paper(_ZHENG, "Li 2023, of ADA-SCID", _HUMAN),
            description="death of dividing double positive thymocytes without adenosine deaminase",
        ),
        "splenic_death": Parameter(
            0.15, "1/day", source=Paper(_ZHENG, "Li 2023, of ADA-SCID", _HUMAN),
            description="death of splenic B cells without adenosine deaminase",
        ),
    }  # fmt: skip
    child = Parameter(
        7.4, "kg", source=Assumed("65e6 CD34+ cells at 8.8e6 per kg, recalled of patient 1 (Aiuti 2009)", 5.0, 12.0),
        description="body weight",
    )  # fmt: skip
    return _joined("ada_scid", ada_scid.__doc__, Li2023Branch(**deficits), _added(), Li2023Blood(), Body(weight=child))


def sickle_cell() -> System:
    """Follow gene addition in sickle cell disease: red cells of the own genes live for 12 days, corrected ones for 90.

    Corrected CD34+ cells enter ``corrected.infused``, those of the graft that stayed without the gene
    ``uncorrected.infused``; ``busulfan.amount`` makes room, red cells of donors enter ``blood.transfused``.

    What this system cannot say: what each block says it cannot, and sickling, crises, fetal hemoglobin, iron, spleen,
    and death: nobody dies, whatever the dose; a study says where hemoglobin falls below what anybody has survived.
    """
    sick = _life(12.0, "life of a red cell with hemoglobin S alone")
    at_rest = Parameter(
        carried(0.68), "g/L/cell",
        source=Paper(_LI, "saturation of hemoglobin S 0.68, chains made in three days, 5 L of blood", _SICKLE),
        description="saturated hemoglobin that one red cell adds, at rest",
    )  # fmt: skip
    saturation = Parameter(
        0.68, "1", source=Paper(_ZHENG, "saturation of hemoglobin S", _SICKLE), description="saturation of hemoglobin S"
    )
    boy = Parameter(
        50.0, "kg", source=Assumed("2.8e8 CD34+ cells at 5.6e6 per kg, as Li 2023 has it of Ribeil 2017", 35.0, 70.0),
        description="body weight",
    )  # fmt: skip
    own = Li2023Branch(red_cell_life=sick, carried_per_cell=at_rest)
    added = _added(red_cell_life=_life(90.0, "life of a red cell with the added hemoglobin"))
    copies = Parameter(
        1.65, "1",
        source=Assumed("1.1 copies per cell of the product, recalled of Ribeil 2017, by Poisson's law; 0.8 to 1.8",
                       1.45, 2.15),
        description="vector copies per corrected cell",
    )  # fmt: skip
    blood = Li2023Blood(own_saturation=saturation, copies=copies)
    return _joined("sickle_cell", sickle_cell.__doc__, own, added, blood, Body(weight=boy))


def _joined(name: str, about: str | None, own: Model, added: Model, blood: Model, body: Model) -> System:
    """Join both branches, blood, busulfan and a body."""
    parts = {"uncorrected": own, "corrected": added, "blood": blood, "busulfan": busulfan(), "body": body}
    systems = [one.system(block) for block, one in parts.items()]
    return join(*systems, wire=WIRES, name=name, about=about or "")


def _added(**changes: Parameter) -> Li2023Branch:
    """Return the branch that a graft brings: nothing is there at the start."""
    absent = Parameter(
        0.0, "1", source=Assumed("no cell is corrected before the graft", 0.0, 1.0),
        description="1 where the branch is there and at rest from the start, 0 where a graft brings it",
    )  # fmt: skip
    return Li2023Branch(present=absent, **changes)


def _life(days: float, what: str) -> Parameter:
    """Enter how long red cells live."""
    source = Paper(_ZHENG, "life of red cells", _SICKLE)
    return Parameter(days, "day", source=source, description=what)
