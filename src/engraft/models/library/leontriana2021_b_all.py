"""CAR T cells against B-ALL and healthy B cells (León-Triana 2021)."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, State

_DOI = "10.1016/j.cnsns.2020.105570"
_WITHOUT_PROGENITORS = Paper(_DOI, "eqs 4a-4c", "values as in BIOMD0000001011")
_WITH_PROGENITORS = Paper(_DOI, "eqs 3a-3c", "values as in BIOMD0000001012")


class LeonTriana2021(Model):
    """CAR T cells against B-ALL and healthy B cells, in whole-body numbers of cells (eqs 4a-4c).

    dC/dt = k α (L + B) C - C/τC
    dL/dt = ρL L - α L C
    dB/dt = -α B C - B/τB

    ======  ==================  ==================================================
    paper   here                meaning
    ======  ==================  ==================================================
    C       car                 CAR T cells
    L       leukemia            leukemic cells, all CD19 positive
    B       b_cells             healthy CD19 positive B cells
    α       kill                killing per pair of CAR T cell and target
    k       expansion_per_kill  CAR T cells gained per target killed; ρC = k α
    τC      car_lifetime        mean lifetime of a CAR T cell
    ρL      growth              growth rate of the leukemia
    τB      b_cell_lifetime     mean lifetime of a B cell
    ======  ==================  ==================================================

    What this model cannot say: where the cells are, phenotype and exhaustion of CAR T cells, loss of
    CD19, the help of lymphodepletion (fewer targets only mean fewer CAR T cells here), cytokines and
    so the cytokine release syndrome, differences between patients (the paper has one patient).
    Expansion grows with the burden without limit.

    References
    ----------
    León-Triana O, et al. Commun Nonlinear Sci Numer Simul 2021;94:105570.
    doi:10.1016/j.cnsns.2020.105570
    """

    reference = _DOI

    car = State("cell", initial=1e7, description="CAR T cells")
    leukemia = State("cell", initial=5e10, description="leukemic cells")
    b_cells = State("cell", initial=2.5e10, description="healthy B cells")
    kill = Parameter(
        4.5e-11, "1/cell/day", source=_WITHOUT_PROGENITORS, description="killing per pair of CAR T cell and target"
    )
    expansion_per_kill = Parameter(
        0.25, "1", source=_WITHOUT_PROGENITORS, description="CAR T cells gained per target killed"
    )
    car_lifetime = Parameter(14.0, "day", source=_WITHOUT_PROGENITORS, description="mean lifetime of a CAR T cell")
    growth = Parameter(1.0 / 30.0, "1/day", source=_WITHOUT_PROGENITORS, description="growth rate of the leukemia")
    b_cell_lifetime = Parameter(60.0, "day", source=_WITHOUT_PROGENITORS, description="mean lifetime of a B cell")

    def per_pair(self) -> Expression:
        """Return the killing per pair of CAR T cell and target."""
        return self.kill

    def flows(self) -> Iterator[Flow]:
        """Yield growth, killing, expansion and death."""
        targets = self.leukemia + self.b_cells
        yield Flow(
            "CAR T cells expand on their targets",
            into=self.car,
            rate=self.expansion_per_kill * self.per_pair() * targets * self.car,
        )
        yield Flow("CAR T cells die", out_of=self.car, rate=self.car / self.car_lifetime)
        yield Flow("leukemia grows", into=self.leukemia, rate=self.growth * self.leukemia)
        yield Flow("CAR T cells kill leukemia", out_of=self.leukemia, rate=self.per_pair() * self.leukemia * self.car)
        yield Flow("CAR T cells kill B cells", out_of=self.b_cells, rate=self.per_pair() * self.b_cells * self.car)
        yield Flow("B cells die", out_of=self.b_cells, rate=self.b_cells / self.b_cell_lifetime)

    def observables(self) -> Iterator[Observable]:
        """Yield what CAR T cells can see."""
        yield Observable("targets", self.leukemia + self.b_cells, "cell", "leukemic and healthy CD19 positive cells")


class LeonTriana2021Clone(LeonTriana2021):
    """The same equations for a patient who is treated and whose leukemia may die out.

    There are no CAR T cells before an infusion brings them, and below 100 cells the leukemia is a
    whole number of cells that divide and die by chance, so that cure is an event and not a cut-off.
    Cells meet at their concentrations, so in a body of weight w a pair of cells meets w0/w times as often:
    α(w) = α w0/w. The chance and the weight are engraft's; the paper is deterministic and has one patient.

    What this model cannot say: as León-Triana 2021.

    References
    ----------
    doi:10.1016/j.cnsns.2020.105570
    """

    car = State("cell", description="CAR T cells")
    leukemia = State("cell", initial=5e10, clone=True, description="leukemic cells")
    weight = Port("kg", "body weight")
    reference_weight = Parameter(
        39.0,
        "kg",
        source=Assumed("the paper names no weight: that of the median child of ELIANA and ENSIGN", 25.0, 70.0),
        description="weight of the paper's patient",
    )

    def per_pair(self) -> Expression:
        """Return the killing per pair in a body of this weight."""
        return self.kill * self.reference_weight / self.weight


class BCellProgenitors(Model):
    """New B cells from CD19 negative progenitors in the marrow (the input of eq. 3c, quasi-steady).

    dB/dt = … + (I0/τI) / (1 + C/C50)

    ======  ======================  =========================================================
    paper   here                    meaning
    ======  ======================  =========================================================
    I0      progenitors             B-cell progenitors
    τI      maturation              mean time to maturation
    C50     half_suppression        CAR T cells at which half of the input is lost
    ======  ======================  =========================================================

    What this model cannot say: why so few B cells come back (the input sustains I0 τB/τI = 1e8 cells, not
    the 2.5e10 of the start). The stimulation of CAR T cells by progenitors, ρC β I0 = 1e-5 per day, is
    left out: it is four orders below their loss.

    References
    ----------
    León-Triana O, et al. Commun Nonlinear Sci Numer Simul 2021;94:105570.
    doi:10.1016/j.cnsns.2020.105570
    """

    reference = _DOI

    car = Port("cell", "CAR T cells")
    b_cells = Port("cell", "healthy B cells")
    progenitors = Parameter(1e7, "cell", source=_WITH_PROGENITORS, description="B-cell progenitors")
    maturation = Parameter(6.0, "day", source=_WITH_PROGENITORS, description="mean time to maturation")
    half_suppression = Parameter(
        1e9, "cell", source=_WITH_PROGENITORS, description="CAR T cells at which half of the new B cells are lost"
    )

    def flows(self) -> Iterator[Flow]:
        """Yield the input of new B cells."""
        new = self.progenitors / self.maturation
        yield Flow("B cells mature", into=self.b_cells, rate=new / (1.0 + self.car / self.half_suppression))
